"""Where branch, filter_map, raises and redistribute send items."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate.errors import EngineError, UnexpectedItem

VALUES = [4, None, 1, 9]


def check(step: Any, items: list[Any], left: dict[str, list[Any]], **counted: int) -> None:
    """This leaves, errors by their position, and so many items are counted as this; none as anything else."""
    found = dict(step.send(items))
    if "errors" in found:
        found["errors"] = [bad["position"] for bad in found["errors"]]
    assert found == left
    counters = step.logic.counters
    counts = {name: getattr(counters, name) for name in ("kept", "filtered", "bad", "dropped")}
    assert {name: count for name, count in counts.items() if count} == counted


def test_items_leave_by_trues_or_by_falses(stage):
    check(stage("branch", "int", condition="item > 3"), [4, 1, 9], {"trues": [4, 9], "falses": [1]}, kept=3)


def test_a_null_condition_counts_as_false(stage):
    check(stage("branch", "int", condition="item > 3"), VALUES, {"trues": [4, 9], "falses": [None, 1]}, kept=4)


def test_an_item_whose_condition_fails_goes_neither_way(stage):
    step = stage("branch", "int", condition="10 // item > 3")
    check(step, [1, 0, 9], {"trues": [1], "falses": [9], "errors": [1]}, kept=2, bad=1)


def test_branch_keeps_keys_on_both_ways(stage):
    step = stage("branch", "keyed int", condition='key == "a"')
    check(step, [("a", 1), ("b", 2)], {"trues": [("a", 1)], "falses": [("b", 2)]}, kept=2)


@pytest.mark.parametrize(("condition", "way"), [("item < 10", "trues"), ("item > 10", "falses")])
def test_where_all_go_one_way_nothing_leaves_by_the_other(stage, condition, way):
    check(stage("branch", "int", condition=condition), [1, 2], {way: [1, 2]}, kept=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.integers(-3, 3) | st.none(), max_size=9))
def test_branch_and_filter_agree_on_what_is_true(stage, items):
    condition = "6 // item > 1"
    ways = dict(stage("branch", "int", condition=condition).send(items))
    kept = dict(stage("filter", "int", keep=condition).send(items))
    assert ways.get("trues") == kept.get("down")
    assert ways.get("errors") == kept.get("errors")
    assert sum(map(len, ways.values())) == len(items)


def test_a_condition_that_is_no_bool_is_told(stage):
    (finding,) = stage("branch", "int", condition="item").derived.findings
    assert (finding.code, finding.field) == ("expression-type", "condition")


def test_only_null_is_left_out(stage):
    check(stage("filter_map", "int", value="item"), [0, None, 1], {"down": [0, 1]}, kept=2, filtered=1)
    check(stage("filter_map", "str", value="item"), ["", None], {"down": [""]}, kept=1, filtered=1)
    check(stage("filter_map", "bool", value="item"), [False, None], {"down": [False]}, kept=1, filtered=1)
    check(stage("filter_map", "list[int]", value="item"), [[], None], {"down": [[]]}, kept=1, filtered=1)


def test_a_null_record_is_left_out_and_one_with_null_fields_stays(stage):
    step = stage("filter_map", "int", value='{"a": item} if item is None or item > 3 else null')
    check(step, VALUES, {"down": [{"a": 4}, {"a": None}, {"a": 9}]}, kept=3, filtered=1)


def test_a_value_that_fails_is_a_bad_item_and_not_one_left_out(stage):
    step = stage("filter_map", "int", value="10 // item")
    check(step, [5, 0, None, 2], {"down": [2, 5], "errors": [1]}, kept=2, filtered=1, bad=1)


def test_filter_map_keeps_keys(stage):
    step = stage("filter_map", "keyed int", value="key + str(item)")
    check(step, [("a", 1), ("b", None)], {"down": [("a", "a1")]}, kept=1, filtered=1)


def test_any_item_fails_the_run_and_is_named(stage):
    with pytest.raises(UnexpectedItem, match=r'none may come here: \["a",7\]; look at what sends it') as failure:
        stage("raises", "keyed int").send([("a", 7), ("b", 8)])
    assert (failure.value.code, failure.value.step_id) == ("unexpected-item", "step")
    assert isinstance(failure.value, EngineError)


def test_a_huge_item_is_shortened_in_the_error(stage):
    with pytest.raises(UnexpectedItem) as failure:
        stage("raises", "str").send(["x" * 1_000_000])
    assert len(str(failure.value)) < 400


def test_redistribute_passes_items_on(stage):
    check(stage("redistribute", "keyed int"), [("a", 1), ("b", 2)], {"down": [("a", 1), ("b", 2)]}, kept=2)


@pytest.mark.parametrize(
    ("kind", "config", "words"),
    [
        ("branch", {"condition": "item > 3"}, "whether item > 3"),
        ("filter_map", {"value": "item"}, "to item, without nulls"),
        ("raises", {}, "fail on any item"),
        ("redistribute", {}, "spread over the workers"),
    ],
)
def test_they_say_in_words_what_they_do(stage, kind, config, words):
    assert stage(kind, "int", **config).config.summary() == words
