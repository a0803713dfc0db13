"""Aggregations against plain lists, whatever happens to the slots on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.aggregation.held import Entry, aggregated
from tests.engine.aggregation.program import Side, programs, run
from tests.thorough import examples

from tidegate.aggregation import Aggregation, Function, Refused, result_type
from tidegate.holdings import AggregatesHolding
from tidegate.types import Type, parse_type

LARGE = 2**63 - 1
TEXTS = ("", "a", "a\0", "aa", "b", "user-000001", "user-000002", "user-00000", "\uffff", "\U0001f600", "é")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "int": st.integers(-3, 3) | st.sampled_from([LARGE, -LARGE - 1, LARGE - 1]),
    "float": st.sampled_from([0.0, -0.0, 0.5, -1.5, 2.25, 1e6, float("nan"), float("inf"), float("-inf")]),
    "str": st.sampled_from(TEXTS) | st.text(max_size=20),
    "bool": st.booleans(),
    "date": st.dates(date(1969, 12, 30), date(1970, 1, 2)),
    "timestamp": st.integers(-3, 3).map(lambda second: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(seconds=second)),
    "duration": st.integers(-3, 3).map(lambda seconds: timedelta(seconds=seconds)),
    "{a: int, b: list[str]}": st.fixed_dictionaries(
        {"a": st.none() | st.integers(0, 9), "b": st.lists(st.sampled_from(TEXTS), max_size=2)}
    ),
    "list[int]": st.lists(st.integers(0, 3), max_size=3),
}
"""Values of each type; among those that have an order there are ties."""


def possible(kind: Type) -> dict[str, Aggregation]:
    """Return every aggregation that can be had of values of this type."""
    named = {
        str(function): Aggregation(function=function, of="v", q=0.3 if function is Function.QUANTILE else None)
        for function in Function
    }
    return {name: given for name, given in named.items() if not isinstance(result_type(given.function, kind), Refused)}


@pytest.mark.parametrize("ordered", [True, False], ids=["by timestamp", "by arrival"])
@pytest.mark.parametrize("text", VALUES)
def test_results_are_those_of_plain_lists(text: str, ordered: bool) -> None:
    kind = parse_type(text)
    aggregations = possible(kind)
    fields = [f"aggregations.{name}.of" for name in aggregations]

    def new() -> AggregatesHolding:
        kinds = {name: result_type(aggregation.function, kind) for name, aggregation in aggregations.items()}
        return AggregatesHolding(aggregations, dict.fromkeys(fields, kind), kinds, ordered)

    def expected(entries: list[Entry]) -> dict[str, Any]:
        return {name: aggregated(name, entries, ordered, q=0.3) for name in aggregations}

    @settings(deadline=None, max_examples=examples(60))
    @given(programs(st.none() | VALUES[text]))
    def check(program: list[Any]) -> None:
        run(Side(new, kind, lambda items: dict.fromkeys(fields, items)), program, expected)

    check()
