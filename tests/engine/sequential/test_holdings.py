"""Folds, reductions and best items against plain Python: any order of absorbing, merging, closing and saving."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from tidegate.batch import batch_of
from tidegate.holding import Closing, Holding, Taken
from tidegate.sequential import (
    BestHolding,
    FoldHolding,
    ReduceHolding,
    fold_recurrence,
    reduce_recurrence,
)
from tidegate.types import StreamType, Type, arrow_type, parse_type

SLOTS = 4
NUMBERS, TEXTS = StreamType(parse_type("{val: int}")), StreamType(parse_type("{val: str}"))


class Oracle:
    """What slots hold, one item after the other."""

    def __init__(self, first: Any, fold: Any, merge: Any) -> None:
        self.first, self.fold, self.merge = first, fold, merge
        self.slots: dict[int, Any] = {}

    def absorb(self, slot: int, item: Any) -> None:
        self.slots[slot] = self.fold(self.slots[slot], item) if slot in self.slots else self.first(item)

    def join(self, source: int, target: int) -> None:
        if source in self.slots:
            held = self.slots.pop(source)
            self.slots[target] = self.merge(self.slots[target], held) if target in self.slots else held


def taken(items: list[tuple[int, Any]], stream: StreamType, by: Type | None, spread: bool) -> Taken:
    """Return items on their way to slots; `spread` names their rows, in a batch that holds others too."""
    rows = [item for _, item in items]
    batch = batch_of([*rows, *rows] if spread else rows, stream)
    slots = np.array([slot for slot, _ in items], np.int32)
    values = {"by": pa.array(batch.columns["val"], arrow_type(by))} if by else {}
    at = np.arange(len(items)) + len(items) if spread else None
    return Taken(batch, values, np.zeros(batch.length, np.int64), slots, at)


def close(holding: Holding, slots: list[int]) -> dict[int, Any]:
    """Return what slots come to."""
    closing = Closing(np.array(slots, np.int64), np.ones(len(slots), np.int64), str, 0)
    places, columns = holding.results(closing)
    there = slots if places is None else [slots[at] for at in places]
    return dict(zip(there, columns["value"].to_pylist(), strict=True))


def again(holding: Holding, make: Any) -> Holding:
    """Return another holding that holds the same."""
    every = np.arange(SLOTS)
    saved = holding.save(every)
    other: Holding = make()
    other.make_room(SLOTS)
    other.load(every, saved)
    return other


SLOT = st.integers(0, SLOTS - 1)
PAIR = st.tuples(SLOT, SLOT).filter(lambda pair: pair[0] != pair[1])


def deeds(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[str, Any]]]:
    """Return what happens to a holding, in order."""
    items = st.lists(st.tuples(st.integers(-1, SLOTS - 1), st.fixed_dictionaries({"val": values})), max_size=6)
    return st.lists(
        st.one_of(
            st.tuples(st.just("absorb"), items),
            st.tuples(st.just("spread"), items),
            st.tuples(st.just("merge"), st.lists(PAIR, min_size=1, max_size=4)),
            st.tuples(st.just("close"), st.sets(SLOT, min_size=1).map(sorted)),
            st.tuples(st.just("save"), st.none()),
        ),
        max_size=8,
    )


def check(
    make: Any, oracle: Oracle, stream: StreamType, by: Type | None, story: list[tuple[str, Any]], empty: Any
) -> None:
    """Tell a story to a holding and to its oracle; `empty` is what a slot comes to that nothing was put into, if anything."""
    holding = make()
    for deed, what in [*story, ("close", list(range(SLOTS)))]:
        holding.make_room(SLOTS)
        if deed in ("absorb", "spread"):
            holding.absorb(taken(what, stream, by, deed == "spread"))
            for slot, item in what:
                if slot >= 0:
                    oracle.absorb(slot, item)
        elif deed == "merge":
            sources, targets = np.array(what, np.int64).T.copy()
            holding.merge(sources, targets)
            for source, target in what:
                oracle.join(source, target)
        elif deed == "close":
            wanted = {slot: oracle.slots.pop(slot, empty) for slot in what if slot in oracle.slots or empty is not None}
            assert close(holding, what) == wanted
        else:
            holding = again(holding, make)
    assert not holding.take_troubles()


MANY = settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW_INTS, FEW_TEXTS = (
    st.one_of(st.none(), st.integers(-3, 3)),
    st.one_of(st.none(), st.sampled_from(["", "a", "B", "é", "😀", "aa"])),
)


@MANY
@given(deeds(st.integers(-3, 3)))
def test_a_fold_of_numbers_is_a_loop(story: Any) -> None:
    def make() -> FoldHolding:
        texts = ('{"s": 0, "n": 0}', '{"s": acc.s * 2 + val, "n": acc.n + 1}', '{"s": a.s - b.s, "n": a.n + b.n}')
        rule = fold_recurrence(NUMBERS, *texts).recurrence
        assert rule is not None
        return FoldHolding(rule, NUMBERS)

    def fold(acc: Any, item: Any) -> Any:
        return {"s": acc["s"] * 2 + item["val"], "n": acc["n"] + 1}

    zero = {"s": 0, "n": 0}
    merge = lambda a, b: {"s": a["s"] - b["s"], "n": a["n"] + b["n"]}  # noqa: E731
    oracle = Oracle(lambda item: fold(zero, item), fold, merge)
    oracle.join = _joins_from(oracle, zero)  # type: ignore[method-assign]
    check(make, oracle, NUMBERS, None, story, zero)


@MANY
@given(deeds(FEW_TEXTS))
def test_a_fold_of_texts_is_a_loop(story: Any) -> None:
    def make() -> FoldHolding:
        rule = fold_recurrence(TEXTS, "[]", "acc + [val]", "a + b").recurrence
        assert rule is not None
        return FoldHolding(rule, TEXTS)

    oracle = Oracle(lambda item: [item["val"]], lambda acc, item: [*acc, item["val"]], lambda a, b: a + b)
    check(make, oracle, TEXTS, None, story, [])


def _joins_from(oracle: Oracle, zero: Any) -> Any:
    """Return a merge whose target, if empty, begins as any fold does."""

    def join(source: int, target: int) -> None:
        if source in oracle.slots:
            oracle.slots[target] = oracle.merge(oracle.slots.get(target, zero), oracle.slots.pop(source))

    return join


@MANY
@given(deeds(FEW_INTS))
def test_a_reduction_begins_with_the_first_value(story: Any) -> None:
    def make() -> ReduceHolding:
        rule = reduce_recurrence(NUMBERS, '{"val": a.val * 3 + b.val}').recurrence
        assert rule is not None
        return ReduceHolding(rule, NUMBERS)

    def reduce(a: Any, b: Any) -> Any:
        return {"val": None if a["val"] is None or b["val"] is None else a["val"] * 3 + b["val"]}

    check(make, Oracle(lambda item: item, reduce, reduce), NUMBERS, None, story, None)


def reduced(values: list[Any], reduce: str, kind: str) -> Any:
    """Return what values of one slot come to."""
    stream = StreamType(parse_type(kind))
    rule = reduce_recurrence(stream, reduce).recurrence
    assert rule is not None
    holding = ReduceHolding(rule, stream)
    holding.make_room(1)
    holding.absorb(
        Taken(batch_of(values, stream), {}, np.zeros(len(values), np.int64), np.zeros(len(values), np.int32))
    )
    return close(holding, [0])[0]


@pytest.mark.parametrize(
    ("kind", "values", "wanted"),
    [
        ("int", [None, 1, 2], 3),
        ("int", [1, None, 2], 2),
        ("str", [None, "a", "b"], "ab"),
        ("str", ["a", None, "b"], "b"),
    ],
)
def test_a_null_so_far_counts_as_nothing_yet(kind: str, values: list[Any], wanted: Any) -> None:
    assert reduced(values, "a + b", kind) == wanted


def better(largest: bool) -> Any:
    """Return the fold that keeps an item unless the next one wins."""

    def grade(value: Any) -> int:
        return 0 if value is None else 1 if value != value else 2

    def fold(held: Any, item: Any) -> Any:
        old, new = held["val"], item["val"]
        if grade(old) != grade(new):
            return item if grade(new) > grade(old) else held
        wins = grade(new) == 2 and (new > old if largest else new < old)
        return item if wins else held

    return fold


@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("kind", ["int", "str", "float"])
@MANY
@given(st.data())
def test_the_best_item_is_the_first_of_the_best(kind: str, largest: bool, data: Any) -> None:
    floats = st.sampled_from([None, 1.5, -2.0, 0.0, float("inf")])
    story = data.draw(deeds({"int": FEW_INTS, "str": FEW_TEXTS, "float": floats}[kind]))
    item = parse_type(f"{{val: {kind}}}")
    by = parse_type(kind)
    fold = better(largest)
    check(
        lambda: BestHolding(item, by, largest),
        Oracle(lambda first: first, fold, fold),
        StreamType(item),
        by,
        story,
        None,
    )


def test_not_a_number_loses_against_every_number_and_null_against_all() -> None:
    stream, nan = StreamType(parse_type("{val: float, n: int}")), float("nan")
    for largest in (True, False):
        for values, wanted in (
            ([nan, 1.0, nan], 1),
            ([None, nan, None], 1),
            ([nan, None], 0),
            ([None, 5.0], 1),
            ([2.0, 2.0], 0),
        ):
            holding = BestHolding(stream.item, parse_type("float"), largest)
            holding.make_room(1)
            holding.absorb(
                taken(
                    [(0, {"val": value, "n": at}) for at, value in enumerate(values)],
                    stream,
                    parse_type("float"),
                    False,
                )
            )
            assert close(holding, [0])[0]["n"] == wanted


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("bool", False, True),
        ("date", "2022-01-01", "2022-01-02"),
        ("timestamp", "2022-01-01T00:00:00Z", "2022-01-02T00:00:00Z"),
        ("str", "Z", "a"),
    ],
)
def test_whatever_has_an_order_can_be_compared(kind: str, low: Any, high: Any) -> None:
    by = parse_type(kind)
    stream = StreamType(parse_type("{val: str}"))
    values = pa.array([low, high, None], pa.string() if kind != "bool" else pa.bool_()).cast(arrow_type(by))
    for largest, wanted in ((True, "1"), (False, "0")):
        holding = BestHolding(stream.item, by, largest)
        holding.make_room(1)
        batch = batch_of([{"val": str(at)} for at in range(3)], stream)
        holding.absorb(Taken(batch, {"by": values}, np.zeros(3, np.int64), np.zeros(3, np.int32)))
        assert close(holding, [0])[0]["val"] == wanted


def test_an_item_that_fails_leaves_its_slot_as_it_was() -> None:
    rule = fold_recurrence(NUMBERS, "7", "acc // val", "a // b").recurrence
    assert rule is not None
    holding = FoldHolding(rule, NUMBERS)
    holding.make_room(2)
    batch = batch_of([{"val": value} for value in (2, 0, 3, 0)], NUMBERS)
    holding.absorb(Taken(batch, {}, np.zeros(4, np.int64), np.array([0, 0, 0, 1], np.int32), first_position=10))
    assert [(bad.code, bad.reason, bad.position, bad.text) for bad in holding.take_troubles()] == [
        ("division-by-zero", "3 // 0 divides by zero", 11, '{"val":0}'),
        ("division-by-zero", "7 // 0 divides by zero", 13, '{"val":0}'),
    ]
    assert close(holding, [0, 1]) == {0: 1, 1: 7}


def test_a_merge_that_fails_is_told_and_the_target_stays() -> None:
    rule = fold_recurrence(NUMBERS, "0", "acc + val", "a // b").recurrence
    assert rule is not None
    holding = FoldHolding(rule, NUMBERS)
    holding.make_room(2)
    holding.absorb(taken([(0, {"val": 5}), (1, {"val": 0})], NUMBERS, None, False))
    holding.merge(np.array([1]), np.array([0]))
    (bad,) = holding.take_troubles()
    assert bad.code == "division-by-zero"
    assert bad.reason == "5 // 0 divides by zero; two windows met here, and what the later one held is lost"
    assert close(holding, [0, 1]) == {0: 5, 1: 0}
