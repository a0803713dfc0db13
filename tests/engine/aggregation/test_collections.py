"""Lists, sets and maps against Python's own, whatever happens to the slots on the way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.aggregation.held import Entry, in_order, mapped, members
from tests.engine.aggregation.program import Side, programs, run
from tests.engine.aggregation.test_aggregates import TEXTS, VALUES
from tests.thorough import examples

from tidegate.holdings import ListHolding, MapHolding, SetHolding
from tidegate.types import INT, ListOf, Record, Type, parse_type

ORDERED = pytest.mark.parametrize("ordered", [True, False], ids=["by timestamp", "by arrival"])
PLAIN = ["int", "float", "str", "bool", "date", "timestamp", "duration"]
RECORD = Record.of({"name": parse_type("str"), "value": ListOf(INT)})
PAIRS = st.tuples(st.sampled_from(TEXTS), st.none() | st.lists(st.none() | st.integers(0, 3), max_size=2))


@ORDERED
@pytest.mark.parametrize("text", ["int", "list[int]", "{a: int, b: list[str]}"])
def test_a_list_has_the_items_of_its_slot(text: str, ordered: bool) -> None:
    kind = parse_type(text)
    items = VALUES[text] if isinstance(kind, Record) else st.none() | VALUES[text]

    @settings(deadline=None, max_examples=examples(30))
    @given(programs(items), st.booleans())
    def check(program: list[Any], by_expression: bool) -> None:
        field = "value" if by_expression else None
        side = Side(lambda: ListHolding(kind, ordered, field), kind, lambda items: {"value": items})
        run(side, program, lambda entries: {"value": [entry.item for entry in in_order(entries, ordered)]})

    check()


def test_a_list_of_an_expression_can_have_null_records() -> None:
    text = "{a: int, b: list[str]}"
    kind = parse_type(text)

    @settings(deadline=None, max_examples=50)
    @given(programs(st.none() | VALUES[text]))
    def check(program: list[Any]) -> None:
        side = Side(lambda: ListHolding(kind, True, "value"), kind, lambda items: {"value": items})
        run(side, program, lambda entries: {"value": [entry.item for entry in in_order(entries, True)]})

    check()


@ORDERED
@pytest.mark.parametrize("text", PLAIN)
def test_a_set_has_each_value_of_its_slot_once(text: str, ordered: bool) -> None:
    kind = parse_type(text)

    @settings(deadline=None, max_examples=examples(30))
    @given(programs(st.none() | VALUES[text]))
    def check(program: list[Any]) -> None:
        side = Side(lambda: SetHolding(kind, ordered), kind, lambda items: {"value": items})
        run(side, program, lambda entries: {"value": members(entries, ordered)})

    check()


@ORDERED
@pytest.mark.parametrize("whole", [True, False], ids=["whole items", "an expression"])
def test_a_map_fills_up_as_a_dict_does(ordered: bool, whole: bool) -> None:
    held: Type = RECORD if whole else ListOf(INT)

    def expected(entries: list[Entry]) -> dict[str, Any]:
        pairs = [Entry(slot, (item["name"], item if whole else item["value"]), at) for slot, item, at in entries]
        return {"value": list(mapped(pairs, ordered).items())}

    @settings(deadline=None, max_examples=200)
    @given(programs(PAIRS.map(lambda pair: dict(zip(("name", "value"), pair, strict=True)))))
    def check(program: list[Any]) -> None:
        side = Side(
            lambda: MapHolding(held, ordered, field=None if whole else "value"),
            RECORD,
            lambda items: {"name": items.field("name"), "value": items.field("value")},
        )
        run(side, program, expected)

    check()
