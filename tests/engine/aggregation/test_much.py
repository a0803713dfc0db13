"""Holdings let go of what nobody needs, and nothing is lost when they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from tidegate.aggregation import Accumulator, Function, Refused, result_type
from tidegate.arrow_views import NO_MASK, fixed
from tidegate.batch import ITEM, Batch
from tidegate.chains import NOTHING_GIVEN, ItemChains
from tidegate.holding import Closing, Holding, Taken
from tidegate.holdings import MapHolding, SetHolding
from tidegate.row_store import SLACK, RowStore
from tidegate.types import INT, STR, Type

MANY = 50_000
ROUNDS = 10


def accumulator(function: Function, of: Type) -> Accumulator:
    kind = result_type(function, of)
    assert not isinstance(kind, Refused)
    made = Accumulator(function, of, kind, False)
    made.make_room(MANY)
    return made


def texts(numbers: npt.NDArray[Any]) -> pa.Array:
    return pa.array([f"text {number}" for number in numbers.tolist()])


def feed(into: Accumulator, slots: npt.NDArray[Any], values: pa.Array) -> None:
    into.add(slots.astype(np.int32), values, np.arange(len(values)))


def test_last_texts_are_the_last_however_many_there_were_before() -> None:
    last, slots = accumulator(Function.LAST, STR), np.arange(MANY)
    for number in range(ROUNDS):
        feed(last, slots, texts(slots + number))
    assert last.take(slots).equals(texts(slots + ROUNDS - 1))


@pytest.mark.parametrize("function", [Function.MIN, Function.MAX])
def test_extreme_texts_may_grow_and_shrink(function: Function) -> None:
    best, slots = accumulator(function, STR), np.arange(500)
    drawn = np.random.default_rng(1)
    rounds = [
        ["x" * length + str(slot) for slot, length in enumerate(drawn.integers(0, 200, 500).tolist())]
        for _ in range(30)
    ]
    for values in rounds:
        feed(best, slots, pa.array(values))
    pick = min if function is Function.MIN else max
    assert best.take(slots).to_pylist() == [pick(given) for given in zip(*rounds, strict=True)]


@pytest.mark.parametrize("lists_of_each", [1, 3])
def test_an_old_item_does_not_keep_the_ones_behind_it(lists_of_each: int) -> None:
    chains = ItemChains(ordered=False)
    chains.chains.make_room(4)
    slots = np.repeat(np.arange(1, lists_of_each + 1), 20_000).astype(np.int32)
    rows = np.tile(np.arange(20_000), lists_of_each)
    slots, rows, old = fixed(slots), fixed(rows), fixed(np.zeros(1, np.int32))
    times = fixed(np.zeros(20_000, np.int64))
    chains.add(old, NOTHING_GIVEN, Batch({ITEM: pa.array([-1])}, 1), NO_MASK, times[:1])
    for number in range(4 * ROUNDS):
        batch = Batch({ITEM: pa.array(np.arange(20_000) + number)}, 20_000)
        chains.add(slots, rows, batch, NO_MASK, times)
        _, items = chains.take(np.arange(1, lists_of_each + 1))
        assert items is not None
        assert np.array_equal(items.columns[ITEM].to_numpy(), np.tile(np.arange(20_000) + number, lists_of_each))
        assert len(chains.store) < 2 * SLACK + 40_000
    assert chains.take(np.zeros(1, np.int64))[1] is not None


def test_an_item_is_there_until_it_was_taken_as_often_as_it_was_referred_to() -> None:
    store = RowStore()
    items = Batch({ITEM: pa.array([10, 11, 12])}, 3)
    store.append(items, np.arange(3), live=4)
    assert store.take(np.array([0, 1])).columns[ITEM].to_pylist() == [10, 11]
    assert store.take(np.array([1])).columns[ITEM].to_pylist() == [11]
    assert len(store) == 3
    assert store.take(np.array([2])).columns[ITEM].to_pylist() == [12]
    assert len(store) == 0


def closed(holding: Holding, slots: Sequence[int]) -> list[Any]:
    closing = Closing(np.array(slots), np.zeros(len(slots), np.int64), str, 0)
    return holding.results(closing)[1]["value"].to_pylist()


def taken(slots: npt.NDArray[Any], **values: pa.Array) -> Taken:
    return Taken(Batch({}, len(slots)), values, np.zeros(len(slots), np.int64), slots.astype(np.int32))


def test_texts_that_no_set_has_are_forgotten() -> None:
    sets = SetHolding(STR, ordered=False)
    sets.make_room(2)
    sets.absorb(taken(np.zeros(3), value=pa.array(["old", None, "older"])))
    for number in range(ROUNDS):
        values = texts(np.arange(MANY) + number * MANY)
        sets.absorb(taken(np.ones(MANY), value=values))
        assert closed(sets, [1]) == [values.to_pylist()]
        assert len(sets._words._texts) < 300_000
    sets.absorb(taken(np.zeros(2), value=pa.array(["older", "old"])))
    assert closed(sets, [0]) == [["old", None, "older"]]


def test_values_that_others_have_taken_the_place_of_are_forgotten() -> None:
    maps = MapHolding(INT, ordered=False)
    maps.make_room(2)
    names = texts(np.arange(MANY))
    for number in range(ROUNDS):
        maps.absorb(taken(np.zeros(MANY), name=names, value=pa.array(np.arange(MANY) + number)))
        assert len(maps._store) <= 4 * MANY + SLACK
    maps.absorb(taken(np.ones(1), name=names[7:8], value=pa.array([-1])))
    (pairs,) = closed(maps, [0])
    assert pairs == list(zip(names.to_pylist(), range(ROUNDS - 1, MANY + ROUNDS - 1), strict=True))
    for number in range(ROUNDS):
        more = texts(np.arange(MANY) + number * MANY)
        maps.absorb(taken(np.zeros(MANY), name=more, value=pa.array(np.arange(MANY))))
        assert [name for name, _ in closed(maps, [0])[0]] == more.to_pylist()
        assert len(maps._words._texts) < 300_000
    assert closed(maps, [1]) == [[("text 7", -1)]]
