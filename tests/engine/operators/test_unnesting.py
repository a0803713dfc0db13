"""What flat_map and flatten make of lists, maps and texts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate.errors import BadItemRefused

LINES = "{user: str, tags: list[str], lines: list[{sku: str, n: int}]}"
SLOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)


def check(step: Any, items: list[Any], down: list[Any], kept: int, filtered: int, bad: int = 0) -> list[Any]:
    """These items leave by `down` and so many are counted; return what leaves by `errors`."""
    left = dict(step.send(items))
    assert left.pop("down", []) == down
    errors = left.pop("errors", [])
    assert not left
    counters = step.logic.counters
    assert (counters.kept, counters.filtered, counters.bad) == (kept, filtered, bad)
    return errors


def line(tags: Any = None, lines: Any = None) -> dict[str, Any]:
    return {"user": "a", "tags": tags, "lines": lines}


def test_every_element_becomes_an_item_in_order(stage):
    check(stage("flat_map", LINES, values="tags"), [line(["x", "y"]), line(["z"])], ["x", "y", "z"], 2, 0)


@pytest.mark.parametrize("tags", [None, []])
def test_a_null_list_and_an_empty_one_give_no_items_and_are_counted_as_filtered(stage, tags):
    check(stage("flat_map", LINES, values="tags"), [line(["x"]), line(tags), line(["y"])], ["x", "y"], 2, 1)


def test_a_null_element_is_an_item_like_any_other(stage):
    check(stage("flat_map", LINES, values="tags"), [line([None, "x", ""])], [None, "x", ""], 1, 0)


def test_records_in_a_list_become_records(stage):
    step = stage("flat_map", LINES, values="lines")
    assert str(step.derived.types["down"]) == "{sku: str, n: int}"
    items = [line(None, [{"sku": "pen", "n": 1}, {"sku": None, "n": None}])]
    check(step, items, [{"sku": "pen", "n": 1}, {"sku": None, "n": None}], 1, 0)


def test_a_null_among_records_makes_its_whole_item_bad(stage):
    step = stage("flat_map", LINES, values="lines")
    items = [line(None, [{"sku": "pen", "n": 1}]), line(None, [{"sku": "ink", "n": 2}, None]), line()]
    (error,) = check(step, items, [{"sku": "pen", "n": 1}], kept=1, filtered=1, bad=1)
    assert (error["code"], error["position"]) == ("item-null", 1)


def test_an_expression_that_fails_makes_the_item_bad(stage):
    step = stage("flat_map", "int", values="[10 // item, item]")
    (error,) = check(step, [5, 0, 2], [2, 5, 5, 2], kept=2, filtered=0, bad=1)
    assert (error["code"], error["position"]) == ("division-by-zero", 1)


def test_positions_count_the_items_that_came_and_not_those_that_left(stage):
    step = stage("flat_map", "int", values="[10 // item, item]")
    step.send([1, 2])
    assert [error["position"] for error in dict(step.send([5, 0]))["errors"]] == [3]


def test_all_that_comes_of_an_item_has_its_key(stage):
    step = stage("flat_map", "keyed list[int]", values="item")
    check(step, [("a", [1, 2]), ("b", None), ("c", [3])], [("a", 1), ("a", 2), ("c", 3)], 2, 1)


def test_the_expression_can_read_the_key(stage):
    check(stage("flat_map", "keyed int", values="[key, str(item)]"), [("a", 1)], [("a", "a"), ("a", "1")], 1, 0)


def test_a_bad_item_of_flat_map_fails_the_run_where_the_step_says_so(stage):
    step = stage("flat_map", LINES, values="lines", on_error="fail")
    with pytest.raises(BadItemRefused, match=r"item 0 is bad \(item-null\): It holds a null where a record is needed"):
        step.send([line(None, [None])])


def test_a_bad_item_of_flat_map_is_dropped_where_the_step_says_so(stage):
    step = stage("flat_map", LINES, values="lines", on_error="drop")
    check(step, [line(None, [None])], [], kept=0, filtered=0)
    assert step.logic.counters.dropped == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("1", "This gives int, and a list is needed. For one new item of each, use 'Map'."),
        (
            "user",
            "This gives str, and a list is needed. Cut it with split(...), or use 'Flatten' for its characters.",
        ),
        ("to_map(tags, tags)", "This gives map[str], and a list is needed. Take its keys(...) or its values(...)."),
    ],
)
def test_values_that_are_no_list_are_told(stage, values, message):
    step = stage("flat_map", LINES, values=values)
    assert [(found.field, found.message) for found in step.derived.findings] == [("values", message)]


@SLOW
@given(st.lists(st.lists(st.integers(-5, 5) | st.none(), max_size=4) | st.none(), max_size=8))
def test_flat_map_is_what_a_loop_would_do(stage, items):
    expected = [element for item in items for element in item or ()]
    full = sum(bool(item) for item in items)
    check(stage("flat_map", "list[int]", values="item"), items, expected, full, len(items) - full)
    check(stage("flatten", "list[int]"), items, expected, full, len(items) - full)


@SLOW
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.none(), max_size=8), st.integers(0, 3)
)
def test_flattened_texts_are_their_characters(stage, texts, skipped):
    step, skipped = stage("flatten", "str"), min(skipped, len(texts))
    left = step.read(step.logic.process("up", step.batch(texts, "up").slice(skipped, len(texts)), 0))
    assert dict(left).get("down", []) == [letter for text in texts[skipped:] for letter in text or ""]


def test_flattened_maps_are_their_keys(stage):
    step = stage("flatten", "map[int]")
    check(step, [[("x", 1), ("y", 2)], None, []], ["x", "y"], kept=1, filtered=2)


def test_flatten_keeps_the_key(stage):
    check(stage("flatten", "keyed list[int]"), [("a", [1, 2]), ("b", [])], [("a", 1), ("a", 2)], 1, 1)


def test_a_null_among_flattened_records_makes_its_list_bad(stage):
    (error,) = check(stage("flatten", "list[{a: int}]"), [[{"a": 1}], [None]], [{"a": 1}], 1, 0, bad=1)
    assert (error["code"], error["position"], error["item"]) == ("item-null", 1, "[null]")


@pytest.mark.parametrize(
    ("up", "hint"),
    [("int", "Leave this step out."), ("{a: list[int]}", "Name the list within it in a 'Flat map' step.")],
)
def test_what_holds_nothing_cannot_be_flattened(stage, up, hint):
    step = stage("flatten", up)
    assert step.messages == [f"Items are {up}, and only lists, maps and texts can be taken apart. {hint}"]


def test_they_say_in_words_what_they_do(stage):
    assert stage("flat_map", LINES, values="tags").config.summary() == "each of tags"
    assert stage("flatten", "str").config.summary() == "each element an item"
