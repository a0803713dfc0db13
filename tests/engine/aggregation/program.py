"""Random lives of a holding: items come, slots merge and close, the holding is saved and another one goes on.

The same is done to the plain lists in `held.py`, and every result is compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from tests.engine.aggregation.held import Entry, Slots

from tidegate.batch import Batch, columns_of
from tidegate.holding import Closing, Holding, Taken
from tidegate.types import Type, arrow_type

SLOTS = 5


@dataclass(frozen=True)
class Absorb:
    """A batch: items with their timestamps, and entries (slot, row of the item)."""

    items: tuple[tuple[Any, int], ...]
    entries: tuple[tuple[int, int], ...] | None
    """None: entry n is item n, and goes to slot n modulo the number of slots."""


@dataclass(frozen=True)
class Merge:
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Close:
    slots: tuple[int, ...]


@dataclass(frozen=True)
class SaveAndLoad:
    """Everything goes into a new holding, slot n into slot `places[n]`."""

    places: tuple[int, ...]


Turn = Absorb | Merge | Close | SaveAndLoad


def programs(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Turn]]:
    """Draw what happens to a holding; in the end all slots close."""
    slot = st.integers(0, SLOTS - 1)
    timed = st.lists(st.tuples(items, st.integers(0, 4)), min_size=1, max_size=8).map(tuple)
    entries = st.lists(st.tuples(st.integers(-1, SLOTS - 1), st.integers(0, 7)), max_size=12).map(tuple)
    absorb = st.builds(Absorb, timed, st.none() | entries)
    pair = st.tuples(slot, slot).filter(lambda pair: pair[0] != pair[1])
    merge = st.builds(Merge, st.lists(pair, min_size=1, max_size=3).map(tuple))
    close = st.builds(Close, st.lists(slot, unique=True, max_size=3).map(tuple))
    save = st.builds(SaveAndLoad, st.permutations(range(SLOTS)).map(tuple))
    end = Close(tuple(range(SLOTS)))
    return st.lists(absorb | absorb | merge | close | save, max_size=8).map(lambda turns: [*turns, end])


@dataclass
class Side:
    """How the holding under test is made and fed."""

    new: Callable[[], Holding]
    item: Type
    """The type of the items."""
    values: Callable[[pa.Array], dict[str, pa.Array]]
    """Returns the values of the expressions for a column of items."""


def run(side: Side, program: Sequence[Turn], expected: Callable[[list[Entry]], dict[str, Any]]) -> Holding:
    """Do all of it to the holding and to plain lists, and compare what comes out."""
    holding, plain = side.new(), Slots()
    holding.make_room(SLOTS)
    for turn in program:
        if isinstance(turn, Absorb):
            _absorb(side, holding, plain, turn)
        elif isinstance(turn, Merge):
            sources, targets = (np.array(slots) for slots in zip(*turn.pairs, strict=True))
            holding.merge(sources, targets)
            for source, target in turn.pairs:
                plain.merge(source, target)
        elif isinstance(turn, Close):
            close(holding, plain, turn.slots, expected)
        else:
            holding, plain = _moved(side, holding, plain, turn.places)
    return holding


def _absorb(side: Side, holding: Holding, plain: Slots, turn: Absorb) -> None:
    items = pa.array([item for item, _ in turn.items], arrow_type(side.item))
    times = np.array([at for _, at in turn.items])
    count = len(items)
    drawn = [(slot % SLOTS, slot) for slot in range(count)] if turn.entries is None else turn.entries
    pairs = [(slot, row % count) for slot, row in drawn]
    slots = np.array([slot for slot, _ in pairs], np.int32)
    rows = None if turn.entries is None else np.array([row for _, row in pairs], np.int64)
    batch = Batch(columns_of(items, side.item), count)
    holding.absorb(Taken(batch, side.values(items), times, slots, rows))
    plain.absorb(Entry(slot, *turn.items[row]) for slot, row in pairs)


def close(
    holding: Holding, plain: Slots, slots: Sequence[int], expected: Callable[[list[Entry]], dict[str, Any]]
) -> None:
    """Close these slots on both sides, and compare."""
    held = [plain.close(slot) for slot in slots]
    counts = np.array([len(entries) for entries in held], np.int64)
    closing = Closing(np.array(slots, np.int64), counts, lambda n: f"window {slots[n]}", 0)
    which, found = holding.results(closing)
    assert which is None, "one result for each slot was expected"
    rows = [
        dict(zip(found, row, strict=True))
        for row in zip(*(column.to_pylist() for column in found.values()), strict=True)
    ]
    wanted = [expected(entries) for entries in held]
    assert len(rows) == len(wanted)
    for row, right in zip(rows, wanted, strict=True):
        for name, value in right.items():
            assert alike(row[name], value), f"{name}: {row[name]!r}, and {value!r} was expected"


def _moved(side: Side, holding: Holding, plain: Slots, places: Sequence[int]) -> tuple[Holding, Slots]:
    saved = holding.save(np.arange(SLOTS))
    assert all(len(column) == SLOTS for column in saved.values()), "one row per slot was expected"
    fresh, moved = side.new(), Slots()
    fresh.make_room(SLOTS)
    # In two parts and through a table, as snapshots that are divided by key come back.
    table = pa.table(saved)
    for start, length in ((0, 2), (2, SLOTS - 2)):
        part = {name: table.slice(start, length).column(name).combine_chunks() for name in table.column_names}
        fresh.load(np.array(places[start : start + length]), part)
    for slot, entries in plain.entries.items():
        moved.entries[places[slot]] = entries
    return fresh, moved


def alike(found: Any, wanted: Any) -> bool:
    """Return whether two results are the same; floats as far as the order of additions allows."""
    if isinstance(wanted, float) and isinstance(found, float):
        return found != found if wanted != wanted else math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(alike, found, wanted))
    return type(found) is type(wanted) and bool(found == wanted)
