"""What map, set_fields, filter, key_on, key_rm, inspect, merge and null_sink make of items."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate.errors import BadItemRefused

ORDER = "{user: str, val: int}"
ITEMS = [{"user": "b", "val": 4}, {"user": None, "val": 2}, {"user": "a", "val": None}, {"user": "a", "val": 9}]


def check(step: Any, items: list[Any], down: list[Any], errors: list[tuple[int, str]] = []) -> None:  # noqa: B006
    """What leaves by `down`, and the position and code of what leaves by `errors`, are these; and nothing else."""
    left = dict(step.send(items))
    assert left.pop("down", []) == down
    assert [(bad["position"], bad["code"]) for bad in left.pop("errors", [])] == errors
    assert not left
    assert step.logic.counters.total() == len(items)


def test_map_makes_one_item_of_each(stage):
    check(stage("map", ORDER, value="val"), ITEMS, [4, 2, None, 9])
    check(stage("map", ORDER, value='{"v": val + 1}'), ITEMS, [{"v": 5}, {"v": 3}, {"v": None}, {"v": 10}])


def test_map_keeps_the_key_and_can_read_it(stage):
    check(stage("map", "keyed int", value='{"who": key, "n": item}'), [("a", 1)], [("a", {"who": "a", "n": 1})])


def test_map_to_a_null_record_is_a_bad_item(stage):
    step = stage("map", ORDER, value='{"u": user} if val > 3 else null')
    check(step, ITEMS, [{"u": "b"}, {"u": "a"}], [(1, "item-null"), (2, "item-null")])


def test_a_map_that_fails_for_some_items_loses_no_others(stage):
    check(stage("map", ORDER, value="10 // (val - 2)"), ITEMS, [5, None, 1], [(1, "division-by-zero")])


def test_set_fields_replaces_in_place_and_adds_at_the_end(stage):
    step = stage("set_fields", ORDER, fields={"val": "val * 2", "name": "user"})
    check(step, ITEMS[:1], [{"user": "b", "val": 8, "name": "b"}])
    assert str(step.derived.types["down"].item) == "{user: str, val: int, name: str}"


def test_every_field_is_computed_from_the_item_as_it_came(stage):
    step = stage("set_fields", "{a: int, b: int}", fields={"a": "b", "b": "a"})
    check(step, [{"a": 1, "b": 2}], [{"a": 2, "b": 1}])


def test_set_fields_of_what_is_no_record_is_told(stage):
    assert stage("set_fields", "int", fields={"a": "item"}).messages == [
        "Items are int, and only records have fields. Make a record with 'Map' before."
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.fixed_dictionaries({"a": st.integers(-9, 9) | st.none(), "b": st.integers(-3, 3) | st.none()})))
def test_set_fields_is_what_a_loop_would_do(stage, items):
    expected, bad = [], []
    for position, item in enumerate(items):
        a, b = item["a"], item["b"]
        if b == 0 and a is not None:
            bad.append((position, "division-by-zero"))
        else:
            expected.append({"a": a, "b": None if a is None or b is None else a // b, "c": a})
    check(stage("set_fields", "{a: int, b: int}", fields={"b": "a // b", "c": "a"}), items, expected, bad)


def test_filter_leaves_out_false_and_null_and_counts_them(stage):
    step = stage("filter", ORDER, keep="val > 3")
    check(step, ITEMS, [ITEMS[0], ITEMS[3]])
    assert (step.logic.counters.kept, step.logic.counters.filtered) == (2, 2)


def test_filter_keeps_keys(stage):
    check(stage("filter", "keyed int", keep='key != "b"'), [("a", 1), ("b", 2)], [("a", 1)])


def test_a_condition_that_fails_is_a_bad_item_and_not_a_filtered_one(stage):
    step = stage("filter", ORDER, keep="10 // (val - 4) < 0")
    check(step, ITEMS, [ITEMS[1]], [(0, "division-by-zero")])
    assert (step.logic.counters.bad, step.logic.counters.filtered) == (1, 2)


def test_key_on_keys_every_item_and_leaves_it_as_it_is(stage):
    step = stage("key_on", ORDER, key="user")
    check(step, ITEMS, [("b", ITEMS[0]), ("a", ITEMS[2]), ("a", ITEMS[3])], [(1, "key-null")])


def test_positions_go_on_from_batch_to_batch(stage):
    step = stage("key_on", "str", key="item")
    step.send(["a", None])
    assert [bad["position"] for bad in dict(step.send(["b", "c", None]))["errors"]] == [4]


def test_a_new_key_replaces_the_old_one(stage):
    check(stage("key_on", "keyed int", key="str(item)"), [("a", 1)], [("1", 1)])


@pytest.mark.parametrize(("length", "good"), [(65_536, True), (65_537, False)])
def test_a_key_may_have_64_kib(stage, length, good):
    left = dict(stage("key_on", "str", key="item").send(["x" * length, "y"]))
    assert [key for key, _ in left["down"]] == (["x" * length, "y"] if good else ["y"])
    assert good or left["errors"][0]["code"] == "key-too-long"


def test_the_text_of_a_huge_bad_item_is_shortened(stage):
    left = dict(stage("key_on", "str", key="item").send(["x" * 1_000_000]))
    assert len(left["errors"][0]["item"]) == 10_000


@pytest.mark.parametrize("key", ["", "\0", "é" * 100, "🦜", "a\nb"])
def test_any_text_is_a_key(stage, key):
    check(stage("key_on", "str", key="item"), [key], [(key, key)])


def test_a_key_that_is_no_text_is_told_with_its_place(stage):
    finding = stage("key_on", ORDER, key="val").derived.findings[0]
    assert (finding.code, finding.field) == ("expression-type", "key")
    assert finding.span is not None


def test_key_rm_takes_the_keys_off(stage):
    check(stage("key_rm", "keyed int"), [("a", 1), ("b", 2)], [1, 2])


def test_inspect_changes_nothing(stage):
    check(stage("inspect", ORDER, label="look"), ITEMS, ITEMS)
    check(stage("inspect", "keyed int"), [("a", 1)], [("a", 1)])


def test_null_sink_counts(stage):
    step = stage("null_sink", "int")
    assert step.send([1, 2, 3]) == []
    assert step.logic.counters.kept == 3


@pytest.mark.parametrize(
    ("streams", "problem"),
    [
        (["int", "int"], ""),
        (["int"], ""),
        (["int", "float"], "its items are float and those of stream 1 are int"),
        (["keyed int", "int"], "stream 1 has keys and it has none"),
        (["int", "keyed int"], "stream 1 has no keys and it has"),
        (["{a: int}", "{a: float}"], "field 'a' is float in it and int in stream 1"),
        (["{a: int}", "{a: int, b: int}"], "field 'b' is int in it and missing in stream 1"),
        (["{a: int, b: int}", "{b: int, a: int}"], "its fields come in another order, b, a and not a, b"),
    ],
)
def test_only_streams_of_one_type_merge(stage, streams, problem):
    step = stage("merge", {"ups": streams})
    assert problem in "".join(step.messages)
    assert bool(step.messages) == bool(problem)
    assert ("down" in step.derived.types) != bool(problem)


def test_merge_passes_batches_on(stage):
    step = stage("merge", {"ups": ["keyed int", "keyed int"]})
    assert step.send([("a", 1), ("b", 2)], port="ups") == [("down", [("a", 1), ("b", 2)])]


def test_a_bad_item_fails_the_run_where_the_step_says_so(stage):
    step = stage("map", ORDER, value="1 // (val - 4)", on_error="fail")
    with pytest.raises(
        BadItemRefused, match=r"item 0 is bad \(division-by-zero\): .*; it reads \{\"user\":\"b\",\"val\":4\}"
    ):
        step.send(ITEMS)


def test_a_bad_item_is_dropped_and_counted_where_the_step_says_so(stage):
    step = stage("map", ORDER, value="1 // (val - 4)", on_error="drop")
    check(step, ITEMS, [-1, None, 0])
    assert (step.logic.counters.dropped, step.logic.counters.bad) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("map", {"value": "nosuch"}),
        ("filter", {"keep": "val"}),
        ("filter", {"keep": "nosuch > 1"}),
        ("key_on", {"key": "val +"}),
        ("set_fields", {"fields": {"good": "val", "bad": "nosuch"}}),
    ],
)
def test_a_broken_expression_is_told_with_field_and_characters(stage, kind, config):
    findings = stage(kind, ORDER, **config).derived.findings
    assert len(findings) == 1
    assert findings[0].span is not None
    assert findings[0].field == ("fields.bad" if kind == "set_fields" else next(iter(config)))


@pytest.mark.parametrize(
    ("kind", "config", "words"),
    [
        ("map", {"value": "val"}, "to val"),
        ("filter", {"keep": "val > 3"}, "keep val > 3"),
        ("key_on", {"key": "user"}, "key by user"),
        ("set_fields", {"fields": {"a": "val"}}, "set a = val"),
        ("set_fields", {"fields": {"a": "val", "b": "1"}}, "set a and 1 more"),
        ("inspect", {"label": "both"}, "both"),
        ("null_sink", {}, "count and forget"),
    ],
)
def test_a_step_says_in_words_what_it_does(stage, kind, config, words):
    assert stage(kind, ORDER, **config).config.summary() == words
