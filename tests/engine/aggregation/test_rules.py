"""The rules of each aggregation, one row each."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.engine.aggregation.program import alike

from tidegate.aggregation import Accumulator, Aggregation, Function, Refused, quantile_findings, result_type
from tidegate.batch import Batch
from tidegate.holding import Closing, Taken
from tidegate.holdings import AggregatesHolding
from tidegate.types import INT, STR, Type, arrow_type, parse_type

NAN, INF = float("nan"), float("inf")
LARGE = 2**63 - 1

RULES = [
    # function, type, values -> result
    ("count", "int", [], 0),
    ("count", "int", [None, None], 0),
    ("count", "str", ["a", None, "a"], 2),
    ("sum", "int", [], None),
    ("sum", "int", [None], None),
    ("sum", "int", [1, None, 2], 3),
    ("sum", "int", [LARGE, 1, -1], LARGE),
    ("sum", "int", [LARGE, 1], None),
    ("sum", "float", [0.5, NAN, 1.0], NAN),
    ("sum", "float", [INF, 1.0], INF),
    ("mean", "int", [], None),
    ("mean", "int", [1, 2], 1.5),
    ("mean", "int", [LARGE, LARGE], float(LARGE)),
    ("mean", "float", [1.0, NAN], NAN),
    ("min", "int", [None, 3, 2], 2),
    ("min", "float", [NAN, 2.0, NAN, 1.0], 1.0),
    ("max", "float", [NAN, 2.0, NAN, 1.0], 2.0),
    ("min", "float", [NAN, None], NAN),
    ("max", "float", [NAN], NAN),
    ("max", "float", [-INF], -INF),
    ("min", "str", ["b", "\U0001f600", "\uffff"], "b"),
    ("max", "str", ["b", "\U0001f600", "\uffff"], "\U0001f600"),
    ("min", "str", ["a\0", "a", "aa"], "a"),
    ("max", "str", ["user-000001", "user-000002", "user-00000"], "user-000002"),
    ("max", "str", ["", None], ""),
    ("min", "bool", [True, False], False),
    ("first", "str", [None, "a", "b"], "a"),
    ("last", "str", ["a", "b", None], "b"),
    ("first", "float", [NAN, 1.0], NAN),
    ("last", "list[int]", [[1], [], None], []),
    ("list", "int", [], []),
    ("list", "int", [None], []),
    ("list", "int", [2, None, 1, 2], [2, 1, 2]),
    ("set", "int", [], []),
    ("set", "int", [None], []),
    ("set", "int", [2, 1, None, 2], [2, 1]),
    ("set", "float", [NAN, 1.0, NAN], [NAN, 1.0]),
    ("set", "float", [0.0, -0.0], [0.0]),
    ("set", "str", ["b", "a", "b"], ["b", "a"]),
    ("distinct_count", "float", [NAN, NAN, 0.0, -0.0, None], 2),
    ("distinct_count", "str", [], 0),
    ("stddev", "int", [], None),
    ("stddev", "int", [5], None),
    ("stddev", "int", [1, None, 3], 2**0.5),
    ("stddev", "float", [1e9 + 1, 1e9 + 2, 1e9 + 3], 1.0),
    ("stddev", "float", [1.0, NAN, 2.0], NAN),
    ("stddev", "float", [1.0, INF], NAN),
    ("median", "int", [], None),
    ("median", "int", [3, 1, 2], 2.0),
    ("median", "int", [4, 1, 2, 3], 2.5),
    ("median", "float", [NAN, 1.0, 2.0, NAN], 1.5),
    ("median", "float", [NAN], NAN),
    ("median", "float", [INF, 1.0], INF),
    ("median", "float", [-1.7e308, 1.7e308], 0.0),
    ("quantile", "int", [10, 20, 30, 40, 50], 46.0),
    ("quantile", "float", [None, 7.0], 7.0),
    ("any", "bool", [], None),
    ("any", "bool", [None], None),
    ("any", "bool", [False, None], False),
    ("any", "bool", [False, True], True),
    ("all", "bool", [None], None),
    ("all", "bool", [True, None], True),
    ("all", "bool", [True, False], False),
]


def _name(row: Any) -> str:
    function, kind, values, result = row
    return f"{function}({kind}) of {json.dumps(values)} is {json.dumps(result)}"


@pytest.mark.parametrize("row", RULES, ids=_name)
def test_the_rules_of_nulls_and_of_what_is_no_number(row: Any) -> None:
    function, text, values, result = row
    kind = parse_type(text)
    found = _result(Function(function), kind, values)
    assert alike(found, result), f"{found!r}"


def _result(function: Function, kind: Type, values: list[Any], ordered: bool = False, times: Any = None) -> Any:
    gives = result_type(function, kind)
    assert not isinstance(gives, Refused)
    accumulator = Accumulator(function, kind, gives, ordered, q=0.9)
    accumulator.make_room(3)
    at = np.arange(len(values)) if times is None else np.array(times)
    accumulator.add(np.full(len(values), 1, np.int32), pa.array(values, arrow_type(kind)), at)
    taken = accumulator.take(np.array([0, 1]))
    assert taken.type == arrow_type(gives)
    again = accumulator.take(np.array([1]))
    assert alike(again[0].as_py(), taken[0].as_py()), "a slot that was taken is empty"
    return taken[1].as_py()


@pytest.mark.parametrize(
    ("function", "by_arrival", "by_timestamp"),
    [("first", "a", "c"), ("last", "d", "b"), ("list", ["a", "b", "c", "d"], ["c", "d", "a", "b"])],
)
def test_order_is_that_of_timestamps_and_among_equal_ones_of_arrival(
    function: str, by_arrival: Any, by_timestamp: Any
) -> None:
    of = (Function(function), STR, ["a", "b", "c", "d"])
    assert _result(*of, ordered=False, times=[2, 2, 1, 1]) == by_arrival
    assert _result(*of, ordered=True, times=[2, 2, 1, 1]) == by_timestamp


def test_a_set_and_extremes_of_equal_values_go_by_arrival_even_if_the_step_is_ordered() -> None:
    assert _result(Function.SET, STR, ["b", "a"], ordered=True, times=[2, 1]) == ["b", "a"]


@pytest.mark.parametrize("function", Function)
def test_only_a_count_goes_without_a_value(function: Function) -> None:
    assert isinstance(result_type(function, None), Refused) == (function is not Function.COUNT)


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        ("sum", "str"),
        ("mean", "duration"),
        ("any", "int"),
        ("set", "list[int]"),
        ("min", "{a: int}"),
        ("median", "date"),
    ],
)
def test_what_an_aggregation_cannot_do_is_refused_in_words(function: str, kind: str) -> None:
    refused = result_type(Function(function), parse_type(kind))
    assert isinstance(refused, Refused)
    assert f"this is {kind}. Convert it, or choose another aggregation." in refused.message


@pytest.mark.parametrize(
    ("function", "q", "told"),
    [
        ("quantile", None, "A quantile needs q, from 0 to 1. Write which one, such as 0.95."),
        ("quantile", 1.5, "The q of a quantile is from 0 to 1; this is 1.5. Write such as 0.95 for 95 percent."),
        ("quantile", NAN, "The q of a quantile is from 0 to 1; this is nan. Write such as 0.95 for 95 percent."),
        ("median", 0.5, "Only a quantile has a q; this is median. Remove q, or choose quantile."),
        ("quantile", 0.0, None),
        ("quantile", 1.0, None),
        ("median", None, None),
    ],
)
def test_a_quantile_says_which(function: str, q: float | None, told: str | None) -> None:
    findings = quantile_findings(Aggregation(function=Function(function), of="v", q=q), "aggregations.x")
    assert [(finding.message, finding.field) for finding in findings] == ([(told, "aggregations.x.q")] if told else [])


def test_a_sum_that_left_64_bits_is_told_by_name() -> None:
    given = {"total": Aggregation(function=Function.SUM, of="v"), "n": Aggregation(function=Function.COUNT)}
    holding = AggregatesHolding(given, {"aggregations.total.of": INT}, {"total": INT, "n": INT}, False)
    holding.make_room(2)
    values = pa.array([LARGE, LARGE, 1])
    slots = np.array([0, 0, 1], np.int32)
    holding.absorb(Taken(Batch({"v": values}, 3), {"aggregations.total.of": values}, np.arange(3), slots))
    closing = Closing(np.array([1, 0]), np.array([1, 2]), lambda n: f"window {n} of key 'a'", 3)
    _, found = holding.results(closing)
    assert {name: column.to_pylist() for name, column in found.items()} == {"total": [1, None], "n": [1, 2]}
    (trouble,) = holding.take_troubles()
    assert trouble.code == "integer-overflow" and trouble.position == 3
    assert trouble.reason == "the sum 'total' of window 1 of key 'a' left 64 bits, so it is null; sum floats instead"
    assert holding.take_troubles() == []


@pytest.mark.parametrize("backwards", [False, True])
def test_a_sum_that_comes_back_into_64_bits_does_so_in_any_order(backwards: bool) -> None:
    values = [LARGE, LARGE, -LARGE, -LARGE, 7]
    assert _result(Function.SUM, INT, values[::-1] if backwards else values) == 7
