"""`Chains`: a list of 64-bit words for every slot, and `ItemChains`: a list of items for every slot."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tidegate.arrow_views import NO_MASK, fixed, sealed
from tidegate.batch import Batch
from tidegate.flat import roomier
from tidegate.kernels import chains as kernel
from tidegate.row_store import RowStore

Slots = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
NOTHING_GIVEN: Int64s = sealed(np.empty(0, np.int64))
"""Stands for rows in order, for words that are row numbers, and for times that do not matter."""


class Unchained(NamedTuple):
    """The words of several slots, one slot after the other."""

    words: Int64s
    offsets: npt.NDArray[np.int32]
    """Where each slot's begin, and where the last one's end."""
    unsorted: Int64s
    """Which of the slots got words whose timestamps were not in order."""


class Chains:
    """Lists of words in order of arrival."""

    def __init__(self) -> None:
        self.lists = np.empty((0, kernel.LIST_WIDTH), np.int64)
        self.blocks = np.empty((256, kernel.BLOCK_WIDTH), np.int64)
        self._pool = np.array([kernel.NOTHING, 0, 0], np.int64)
        self._ready = 0

    @property
    def used(self) -> npt.NDArray[np.int64]:
        """Return the lists of all slots there are."""
        return self.lists[: self._ready]

    def make_room(self, slots: int) -> None:
        """Have an empty list for each of the first slots that has none yet."""
        ready = self._ready
        if ready < slots:
            self.lists = roomier(self.lists, ready, slots) if len(self.lists) < slots else self.lists
            self.lists[ready:slots] = kernel.EMPTY_LIST
            self._ready = slots

    def append(
        self, slots: Slots, rows: Int64s, words: Int64s, first_row: int, valid: Mask, times: Int64s = NOTHING_GIVEN
    ) -> None:
        """Add the word of each entry; empty `words` mean the numbers of rows, `first_row` being that of row 0."""
        used = int(self._pool[kernel.USED])
        if len(self.blocks) < used - self._pool[kernel.FREE_COUNT] + len(slots):
            self.blocks = roomier(self.blocks, used, used + len(slots))
        kernel.append(slots, rows, words, first_row, valid, times, self.lists, self.blocks, self._pool)

    def join(self, sources: Int64s, targets: Int64s) -> None:
        """Put each source's list behind its target's, pair by pair."""
        kernel.join(fixed(sources), fixed(targets), self.lists, self.blocks)

    def unchain(self, slots: Int64s, forget: bool) -> Unchained:
        """Return the words of these slots; with `forget` the lists are empty then."""
        slots = fixed(slots)
        offsets, unsorted = np.empty(len(slots) + 1, np.int32), np.empty(len(slots), np.int64)
        count = kernel.measure(slots, self.lists, offsets, unsorted)
        words = np.empty(int(offsets[-1]), np.int64)
        kernel.unchain(slots, forget, self.lists, self.blocks, self._pool, words)
        return Unchained(words, offsets, unsorted[:count])


class ItemChains:
    """Lists of items in the order of their timestamps, or of arrival; the items are rows of one store."""

    def __init__(self, ordered: bool) -> None:
        self.ordered = ordered
        self.store = RowStore()
        self.chains = Chains()

    def add(self, slots: Slots, rows: Int64s, items: Batch, valid: Mask, times: Int64s) -> None:
        """Add each entry's item, if valid; an item may have several entries."""
        live = int(np.count_nonzero(_known(slots, rows, valid) & (slots >= 0)))
        if not live:
            return
        first_row = self.store.append(items, times, live)
        self.chains.append(slots, rows, NOTHING_GIVEN, first_row, valid, times if self.ordered else NOTHING_GIVEN)
        if self.store.wants_cleaning():
            self.clean()

    def take(self, slots: Int64s) -> tuple[npt.NDArray[np.int32], Batch | None]:
        """Return where each slot's list begins and the items of all of them, None when there are none; forget them."""
        rows, offsets, unsorted = self.chains.unchain(slots, forget=True)
        if not len(rows):
            return offsets, None
        if self.ordered and len(unsorted):
            kernel.sort_by_time(unsorted, offsets, self.store.times(rows), rows)
        return offsets, self.store.take(rows)

    def read(self, slots: Int64s) -> tuple[npt.NDArray[np.int32], Batch | None, Int64s]:
        """Return the same in order of arrival with the items' timestamps, and forget nothing."""
        rows, offsets, _ = self.chains.unchain(slots, forget=False)
        if not len(rows):
            return offsets, None, rows
        return offsets, self.store.read(rows), self.store.times(rows)

    def load(self, slots: Int64s, offsets: Int64s, items: Batch, times: Int64s) -> None:
        """Take back what `read` gave, into these slots."""
        entries = np.repeat(slots.astype(np.int32), np.diff(offsets))
        self.add(fixed(entries), NOTHING_GIVEN, items, NO_MASK, fixed(times))

    def clean(self) -> None:
        """Forget the rows that no list has."""
        store, first = self.store, self.store.first_number
        marked = np.zeros(len(store), np.bool_)
        live = kernel.mark_rows(self.chains.used, self.chains.blocks, first, marked)
        store.keep_only(np.flatnonzero(marked) + first, live)
        kernel.renumber(self.chains.used, self.chains.blocks, first, np.cumsum(marked) - 1)


def _known(slots: Slots, rows: Int64s, valid: Mask) -> Mask:
    if not len(valid) or not len(slots):
        return np.ones(len(slots), np.bool_)
    return valid[rows] if len(rows) else valid
