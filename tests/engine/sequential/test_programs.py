"""The kernel says what the columns say: random expressions over random items, applied one after the other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.sequential.expressions import ITEM, STATE, expressions, items, values
from tests.thorough import examples

from tidegate.expression import Expression, Scope, compile_expression
from tidegate.sequential.numeric import NumericStates, numeric_states
from tidegate.sequential.recurrence import Entries, Recurrence
from tidegate.sequential.rounds import RoundStates
from tidegate.types import Record, StreamType, Type, arrow_type, parse_type

SLOTS = 3
Given = list[tuple[int, dict[str, Any]]]
"""Slots and items, in order."""


def recurrence(text: str, state: Type, item: Record, initial: Any, **more: Any) -> Recurrence | None:
    compiled = compile_expression(text, Scope(StreamType(item), {"acc": state}), state)
    return (
        Recurrence("acc", state, compiled, pa.scalar(initial, arrow_type(state)), **more)
        if isinstance(compiled, Expression)
        else None
    )


def entries(given: Given, item: Record) -> Entries:
    columns = {name: pa.array([row[name] for _, row in given], arrow_type(kind)) for name, kind in item.fields}
    return Entries(columns, len(given), None, np.array([slot for slot, _ in given], np.int32), None)


def one_by_one(rule: Recurrence, given: Given, item: Record) -> tuple[dict[int, Any], list[Any]]:
    """Return the states in the end and what failed, each item by itself: slow and obvious."""
    states: dict[int, Any] = {}
    failed = []
    for at, (slot, row) in enumerate(given):
        if slot < 0:
            continue
        columns = {name: pa.array([row[name]], arrow_type(kind)) for name, kind in item.fields}
        before = states.get(slot, rule.initial.as_py())
        found = rule.next.evaluate({**columns, "acc": pa.array([before], arrow_type(rule.type))}, 1)
        if found.bad is None:
            states[slot] = found.values[0].as_py()
        else:
            failed.append((at, *found.reasons(0)))
    return states, failed


def same(left: Any, right: Any) -> bool:
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, float) and isinstance(right, float):
        return left == right or (math.isnan(left) and math.isnan(right))
    return type(left) is type(right) and bool(left == right)


def check(rule: Recurrence, batches: list[Given], item: Record) -> None:
    """Both ways to work out the states agree with working them out one by one, however the items are cut up."""
    wanted, bad = one_by_one(rule, [entry for batch in batches for entry in batch], item)
    numbers = numeric_states(rule)
    assert numbers is not None, f"{rule.next.text} has no program"
    for states in (numbers, RoundStates(rule)):
        states.make_room(SLOTS)
        failed, first = [], 0
        for batch in batches:
            advanced = states.advance(entries(batch, item), traced=False)
            places = (first + advanced.bad).tolist()
            failed += [(at, *why) for at, why in zip(places, advanced.reasons, strict=True)]
            first += len(batch)
        found, held = states.read(np.arange(SLOTS))
        got = {slot: value for slot, value in enumerate(found.to_pylist()) if held[slot]}
        assert got.keys() == wanted.keys() and all(same(got[slot], wanted[slot]) for slot in got), (
            f"{rule.next.text}: {got}, not {wanted}"
        )
        assert failed == bad, rule.next.text


BATCHES = st.lists(st.lists(st.tuples(st.integers(-1, SLOTS - 1), items()), max_size=6), min_size=1, max_size=3)


@settings(
    max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(expressions("acc")["whole"], values(STATE), BATCHES)
def test_the_kernel_and_the_rounds_agree_with_one_item_after_the_other(
    text: str, initial: Any, batches: list[Given]
) -> None:
    rule = recurrence(text, STATE, ITEM, initial)
    if rule is not None:
        check(rule, batches, ITEM)


NUMBERS = Record.of({"val": parse_type("int"), "s": parse_type("str")})


@pytest.mark.parametrize(
    "text",
    [
        "acc + val",
        "acc + len(s)",
        'acc + (1 if s == "a" else 0)',
        'acc + val if s == "a" and acc < 100 else max(acc, val)',
        "coalesce(int_or_null(s), acc)",
        "acc if val is null or acc > val else val",
    ],
)
def test_what_does_not_depend_on_the_state_may_be_anything(text: str) -> None:
    rule = recurrence(text, parse_type("int"), NUMBERS, 0)
    assert rule is not None
    assert isinstance(numeric_states(rule), NumericStates)


@pytest.mark.parametrize("text", ["acc ** 2", "int(str(acc))", "acc + sum([acc, val])"])
def test_what_the_kernel_cannot_do_goes_the_general_way(text: str) -> None:
    rule = recurrence(text, parse_type("int"), NUMBERS, 0)
    assert rule is not None
    assert numeric_states(rule) is None


@pytest.mark.parametrize("text", ["acc + int(s) if val > 0 else acc", "coalesce(acc, int(s))", "acc + val * val"])
def test_a_part_worked_out_before_fails_only_where_it_is_needed(text: str) -> None:
    rule = recurrence(text, parse_type("int"), NUMBERS, 0)
    assert rule is not None
    texts, numbers = ["1", "x", None], [1, 0, None, 2**62]
    check(rule, [[(0, {"val": val, "s": s}) for val in numbers for s in texts]], NUMBERS)


@pytest.mark.parametrize("left", [2**63 - 1, -(2**63), 2**32, -(2**31), 3, -1, 0])
@pytest.mark.parametrize("right", [2**63 - 1, -(2**63), 2**32, -(2**31), 3, -1, 0])
@pytest.mark.parametrize("operator", ["+", "-", "*", "//", "%"])
def test_whole_numbers_never_wrap(left: int, operator: str, right: int) -> None:
    rule = recurrence(f"acc {operator} val", parse_type("int"), NUMBERS, left)
    assert rule is not None
    check(rule, [[(0, {"val": right, "s": None})]], NUMBERS)


@pytest.mark.parametrize("left", [True, False, None])
@pytest.mark.parametrize("right", [True, False, None])
@pytest.mark.parametrize("operator", ["and", "or"])
def test_a_null_is_not_decided_unless_the_other_side_does(left: bool | None, operator: str, right: bool | None) -> None:
    flags = Record.of({"ok": parse_type("bool")})
    rule = recurrence(f"acc {operator} ok", parse_type("bool"), flags, left)
    assert rule is not None
    check(rule, [[(0, {"ok": right})]], flags)
