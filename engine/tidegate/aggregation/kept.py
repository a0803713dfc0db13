"""`Kept`: the first or the last value of each slot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pyarrow as pa

from tidegate.aggregation.state import NO_WORDS, Entries, Int64s, Mask, Reading, State
from tidegate.arrow_views import column, fixed, numbers, positions
from tidegate.batch import ITEM, Batch
from tidegate.flat import roomier
from tidegate.holding import Columns
from tidegate.kernels import keep as kernel
from tidegate.row_store import SLACK, RowStore
from tidegate.types import FLOAT, INT, STR, Scalar, Type, arrow_type


class Kept(State):
    """The value that came first or last, by timestamp if `ordered`, else by arrival; a number by its bits."""

    def __init__(self, of: Type, first: bool, ordered: bool) -> None:
        super().__init__()
        self._of, self._first, self._ordered = of, first, ordered
        self._kept = np.empty((0, kernel.KEPT_WIDTH), np.int64)

    def _grow(self, ready: int, slots: int) -> None:
        self._kept = roomier(self._kept, ready, slots) if len(self._kept) < slots else self._kept
        self._kept[ready:slots] = kernel.EMPTY_KEPT

    def add(self, entries: Entries) -> None:
        """Let each value compete with what its slot has."""
        self._keep(entries, entries.bits)

    def _keep(self, entries: Entries, words: Int64s) -> None:
        kernel.keep(
            entries.slots, entries.rows, words, entries.valid, entries.times, self._ordered, self._first, self._kept
        )

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Let what the source has compete; where all else is equal it came later."""
        kernel.merge_kept(fixed(sources), fixed(targets), self._first, self._kept)

    def take(self, slots: Int64s, readings: Sequence[Reading]) -> list[pa.Array[Any]]:
        """Return the value of each slot."""
        values = self._values(slots, forget=True)
        self._kept[slots] = kernel.EMPTY_KEPT
        return [values] * len(readings)

    def _values(self, slots: Int64s, forget: bool) -> pa.Array[Any]:
        words = self._kept[slots, kernel.WORD]
        return column(words.view(np.float64) if self._of is FLOAT else words, self._of, self._none(slots))

    def _none(self, slots: Int64s) -> Mask:
        none: Mask = self._kept[slots, kernel.AT] == kernel.NONE
        return none

    def save(self, slots: Int64s) -> Columns:
        """Return the value of each slot and its timestamp."""
        at = column(self._kept[slots, kernel.AT], INT, self._none(slots))
        return {"value": self._values(slots, forget=False), "at": at}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take values and timestamps back."""
        entries = Entries(slots.astype(np.int32), saved["value"], numbers(saved["at"]).view(np.int64))
        self.add(entries)


class KeptRows(Kept):
    """The same of values that are no numbers: they wait in a row store, of which the winners of each batch are part."""

    def __init__(self, of: Type, first: bool, ordered: bool) -> None:
        super().__init__(of, first, ordered)
        self._store = RowStore()

    def add(self, entries: Entries) -> None:
        """Let each value compete, and store those that won."""
        self._keep(entries, NO_WORDS)
        picked = np.empty(len(entries), np.int64)
        count = kernel.settle(entries.slots, entries.rows, self._kept, self._store.next_number, picked)
        if count:
            rows = picked[:count]
            values = entries.values.take(positions(rows))
            self._store.append(Batch({ITEM: values}, count), entries.times[rows], count)
            self._clean()

    def _values(self, slots: Int64s, forget: bool) -> pa.Array[Any]:
        none = self._none(slots)
        rows = self._kept[slots[~none], kernel.WORD]
        if not len(rows):
            nulls: pa.Array[Any] = cast(Any, pa.nulls)(len(slots), arrow_type(self._of))
            return nulls
        values = (self._store.take(rows) if forget else self._store.read(rows)).columns[ITEM]
        place = np.cumsum(~none) - 1
        return values if len(rows) == len(slots) else values.take(_places(place, none))

    def _clean(self) -> None:
        """Forget the rows that others have taken the place of, once they are many."""
        if len(self._store) < SLACK:
            return
        kept = self._kept[: self._ready]
        live = np.flatnonzero(kept[:, kernel.AT] != kernel.NONE)
        if len(self._store) > 4 * len(live) + SLACK:
            rows = np.sort(kept[live, kernel.WORD])
            kept[live, kernel.WORD] = np.searchsorted(rows, kept[live, kernel.WORD])
            self._store.keep_only(rows)


def _places(place: Int64s, none: Mask) -> pa.Array[Any]:
    """Return where to find each value, null where there is none."""
    found: pa.Array[Any] = pa.array(place, pa.int64(), mask=none)
    return found


def is_a_number(of: Type) -> bool:
    """Return whether values of this type fit into 64 bits."""
    return isinstance(of, Scalar) and of is not STR
