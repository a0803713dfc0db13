"""What each key comes to in the end: folds, reductions, best items, counts and sums."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate.operator import Counters

ITEM = "keyed {val: int, s: str}"
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
KEYS = st.sampled_from(["a", "B", "é", "aa", ""])
ITEMS = st.lists(
    st.tuples(KEYS, st.fixed_dictionaries({"val": st.integers(-9, 9), "s": st.sampled_from("xyz")})), max_size=20
)


def results(step: Any, items: list[Any], sizes: list[int]) -> list[Any]:
    """Return what leaves when the input ends; nothing leaves before."""
    at = 0
    for size in [*sizes, len(items)]:
        if items[at : at + size]:
            assert step.send(items[at : at + size]) == []
        at += size
    left = step.end()
    return left[0][1] if left else []


def by_key(items: list[Any]) -> dict[str, list[Any]]:
    """Return the items of each key, keys in the order of their bytes."""
    found: dict[str, list[Any]] = {}
    for key, item in items:
        found.setdefault(key, []).append(item)
    return dict(sorted(found.items(), key=lambda pair: pair[0].encode()))


CASES: list[tuple[str, dict[str, Any], Any]] = [
    ("fold_final", {"initial": "100", "fold": "acc - val"}, lambda items: 100 - sum(one["val"] for one in items)),
    ("fold_final", {"initial": "[]", "fold": "acc + [s]"}, lambda items: [one["s"] for one in items]),
    ("fold_final", {"initial": "0", "fold": "acc + val + 0.5"}, lambda items: sum(one["val"] + 0.5 for one in items)),
    ("fold_final", {"initial": '{"n": 0, "last": null}', "fold": '{"n": acc.n + 1, "last": s}'}, lambda items: {"n": len(items), "last": items[-1]["s"]}),
    ("fold_final", {"initial": '""', "fold": "acc + key"}, None),
    ("reduce_final", {"reduce": '{"val": a.val + b.val, "s": min(a.s, b.s)}'}, lambda items: {"val": sum(one["val"] for one in items), "s": min(one["s"] for one in items)}),
    ("max_final", {"by": "val"}, lambda items: max(items, key=lambda one: one["val"])),
    ("min_final", {"by": "s"}, lambda items: min(items, key=lambda one: one["s"])),
    ("max_final", {"by": "val * 1.0"}, lambda items: max(items, key=lambda one: one["val"])),
    ("aggregate_final", {"aggregations": {"n": {"function": "count"}, "sum": {"function": "sum", "of": "val"}, "first": {"function": "first", "of": "val"}}},
     lambda items: {"n": len(items), "sum": sum(one["val"] for one in items), "first": items[0]["val"]}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "config", "of"), CASES, ids=[f"{kind} {next(iter(config.values()))}" for kind, config, _ in CASES]
)
@MANY
@given(ITEMS, st.lists(st.integers(1, 7), max_size=4))
def test_each_key_comes_to_what_a_loop_makes_of_its_items(
    stage: Any, kind: str, config: Any, of: Any, items: Any, sizes: Any
) -> None:
    found = results(stage(kind, ITEM, **config), items, sizes)
    if of is None:
        assert found == [(key, key * len(held)) for key, held in by_key(items).items()]
    else:
        assert found == [(key, of(held)) for key, held in by_key(items).items()]


@MANY
@given(ITEMS, st.lists(st.integers(1, 7), max_size=4))
def test_count_gives_items_their_keys_itself(stage: Any, items: Any, sizes: Any) -> None:
    plain = [item for _, item in items]
    found = results(stage("count_final", "{val: int, s: str}", key="s"), plain, sizes)
    assert found == [
        (letter, sum(one["s"] == letter for one in plain))
        for letter in "xyz"
        if any(one["s"] == letter for one in plain)
    ]


KINDS = [
    ("fold_final", "keyed int", {"initial": "0", "fold": "acc * 3 + item"}),
    ("fold_final", "keyed int", {"initial": '""', "fold": "acc + str(item)"}),
    ("reduce_final", "keyed int", {"reduce": "a * 3 + b"}),
    ("max_final", "keyed int", {}),
    ("min_final", "keyed int", {"by": "str(item)"}),
    ("count_final", "int", {"key": "str(item % 3)"}),
    (
        "aggregate_final",
        "keyed int",
        {"aggregations": {"n": {"function": "count"}, "mean": {"function": "mean", "of": "item"}}},
    ),
]


@pytest.mark.parametrize(("kind", "up", "config"), KINDS, ids=[f"{kind} {config}" for kind, _, config in KINDS])
@pytest.mark.parametrize("cut", range(7))
def test_a_snapshot_at_any_place_changes_nothing(stage: Any, kind: str, up: str, config: Any, cut: int) -> None:
    values = [7, 2, 9, 9, 4, 1]
    items = [("ab"[value % 2], value) for value in values] if up.startswith("keyed") else values
    whole, first, second = (stage(kind, up, **config) for _ in range(3))
    for step, part in ((whole, items[:cut]), (whole, items[cut:]), (first, items[:cut])):
        if part:
            step.send(part)
    state = first.logic.snapshot()
    assert "key" in state["keys"].column_names
    second.keys.intern(_texts("z", "b"))
    second.open(state)
    if items[cut:]:
        second.send(items[cut:])
    assert second.end() == whole.end()


def _texts(*texts: str) -> Any:
    import pyarrow as pa

    return pa.array(texts, pa.string())


@pytest.mark.parametrize(
    ("sizes", "wanted"), [([1, 1, 1, 1], 1234), ([2, 2], 154), ([4], 1234), ([3, 1], 1234), ([1, 3], 10 + 234)]
)
def test_a_reduction_goes_through_each_batch_first(stage: Any, sizes: list[int], wanted: int) -> None:
    items = [("k", value) for value in (1, 2, 3, 4)]
    assert results(stage("reduce_final", "keyed int", reduce="a * 10 + b"), items, sizes) == [("k", wanted)]


@pytest.mark.parametrize(("size", "wanted"), [(1, "12"), (3, "[None]12"), (2, "[None]12")])
def test_a_null_so_far_is_nothing_between_batches_but_a_value_within_one(stage: Any, size: int, wanted: str) -> None:
    step = stage("reduce_final", "keyed str", reduce='coalesce(a, "[None]") + coalesce(b, "[None]")')
    assert results(step, [("k", None), ("k", "1"), ("k", "2")], [size] * 3) == [("k", wanted)]


@pytest.mark.parametrize("kind", ["str", "int"])
@given(st.data())
@MANY
def test_a_reduction_is_one_of_batches_of_reductions(stage: Any, kind: str, data: Any) -> None:
    value = st.one_of(st.none(), st.integers(0, 9) if kind == "int" else st.sampled_from("xyz"))
    batches = data.draw(st.lists(st.lists(st.tuples(KEYS, value), min_size=1, max_size=6), max_size=4))
    text, rule = (
        ("a * 3 - b", lambda a, b: None if a is None or b is None else a * 3 - b)
        if kind == "int"
        else ("a + b", lambda a, b: None if a is None or b is None else a + b)
    )
    step, held = stage("reduce_final", f"keyed {kind}", reduce=text), {}
    for batch in batches:
        assert step.send(batch) == []
        for key, values in by_key(batch).items():
            one = reduce(rule, values)
            held[key] = one if held.get(key) is None else rule(held[key], one)
    assert results(step, [], []) == sorted(held.items(), key=lambda pair: pair[0].encode())


def test_a_bad_item_leaves_by_errors_and_its_key_stays_as_it_was(stage: Any) -> None:
    step = stage("fold_final", "keyed int", initial="100", fold="acc // item")
    (errors,) = step.send([("a", 5), ("a", 0), ("b", 0), ("a", 2)])
    assert errors == (
        "errors",
        [
            {"code": "division-by-zero", "reason": "20 // 0 divides by zero", "position": 1, "item": '["a",0]'},
            {"code": "division-by-zero", "reason": "100 // 0 divides by zero", "position": 2, "item": '["b",0]'},
        ],
    )
    assert step.logic.counters == Counters(kept=2, bad=2)
    assert step.end() == [("down", [("a", 10)])], "a key whose items all failed holds nothing"


def test_items_that_cannot_be_put_to_what_came_before_are_bad(stage: Any) -> None:
    step, big = stage("reduce_final", "keyed int", reduce="a + b"), 2**63 - 1
    assert step.send([("a", big), ("b", 1)]) == []
    (errors,) = step.send([("a", 1), ("b", 1), ("a", 2)])
    assert [(one["code"], one["position"]) for one in errors[1]] == [("integer-overflow", 2), ("integer-overflow", 4)]
    assert step.logic.counters == Counters(kept=3, bad=2)
    assert step.end() == [("down", [("a", big), ("b", 2)])]


@pytest.mark.parametrize("on_error", ["drop", "fail"])
def test_bad_items_are_dropped_or_fail_the_run_if_so_wished(stage: Any, on_error: str) -> None:
    step = stage("fold_final", "keyed int", initial="1", fold="acc // item", on_error=on_error)
    if on_error == "fail":
        with pytest.raises(Exception, match="1 // 0 divides by zero"):
            step.send([("a", 0)])
    else:
        assert step.send([("a", 0), ("a", 1)]) == []
        assert step.logic.counters == Counters(kept=1, dropped=1)


def test_a_sum_that_leaves_64_bits_is_null_and_told(stage: Any) -> None:
    step = stage("aggregate_final", "keyed int", aggregations={"sum": {"function": "sum", "of": "item"}})
    step.send([("a", 2**63 - 1), ("a", 1), ("b", 3)])
    down, errors = step.end()
    assert down == ("down", [("a", {"sum": None}), ("b", {"sum": 3})])
    assert errors[1][0]["reason"] == "the sum 'sum' of key 'a' left 64 bits, so it is null; sum floats instead"


def test_a_result_that_is_no_record_where_one_is_needed_is_told(stage: Any) -> None:
    step = stage("fold_final", "keyed {val: int}", initial='{"n": 0}', fold='{"n": val} if val > 0 else null')
    step.send([("a", {"val": 1}), ("b", {"val": 0})])
    down, errors = step.end()
    assert down == ("down", [("a", {"n": 1})])
    assert (
        errors[1][0]["reason"] == "What key 'b' comes to is null where a record is needed. Let the expression give one."
    )


REFUSED = [
    ("fold_final", {"initial": "0", "fold": "s"}, "Here 'acc' is int, and this gives str. Let both be of one type."),
    ("fold_final", {"initial": "null", "fold": "acc"}, "Nothing says what 'acc' is beyond null. Begin with a value whose type is plain, such as: int(null)."),
    ("fold_final", {"initial": "val", "fold": "acc"}, "There is no field 'val'. Use one of: item."),
    ("fold_final", {"initial": "0", "fold": "ac + 1"}, "There is no field 'ac'. Did you mean 'acc'?"),
    ("reduce_final", {"reduce": "a.val"}, "This gives int, and {val: int, s: str} is needed. Change the expression."),
    ("reduce_final", {"reduce": "val"}, "There is no field 'val'. Use one of: a, b, item."),
    ("max_final", {}, "Items cannot be compared by {val: int, s: str}. Write an expression in 'by' that gives one of: int, float, str, timestamp, duration, date, bool."),
    ("max_final", {"by": "vall"}, "There is no field 'vall'. Did you mean 'val'?"),
    ("count_final", {"key": "val"}, "This gives int, and str is needed. Convert it with str(...)."),
    ("aggregate_final", {"aggregations": {"a b": {"function": "count"}}}, "A result cannot be called 'a b'. Use letters, digits and _."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "config", "message"), REFUSED, ids=[f"{kind} {config}" for kind, config, _ in REFUSED]
)
def test_what_cannot_be_is_told_before_the_run(stage: Any, kind: str, config: Any, message: str) -> None:
    up = ITEM if kind != "count_final" else "{val: int, s: str}"
    assert stage(kind, up, **config).messages == [message]


@pytest.mark.parametrize(
    ("initial", "fold", "kind"),
    [
        ("0", "acc + val", "int"),
        ("0", "acc + val / 2", "float"),
        ("[]", "acc + [val]", "list[int]"),
        ('{"n": 0, "m": 0}', '{"n": acc.n + 1, "m": acc.n + acc.m / 2}', "{n: int, m: float}"),
        ('{"a": 0, "b": 0, "c": 0}', '{"a": val / 2, "b": acc.a, "c": acc.b}', "{a: float, b: float, c: float}"),
        ("null", "max(coalesce(acc, val), val)", "int"),
        ("to_map([], [])", "to_map([s], [val])", "map[int]"),
    ],
)
def test_the_type_of_acc_is_found(stage: Any, initial: str, fold: str, kind: str) -> None:
    step = stage("fold_final", ITEM, initial=initial, fold=fold)
    assert step.messages == []
    assert str(step.derived.types["down"].item) == kind
