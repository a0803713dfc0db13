"""`Members`: for every slot the distinct values that came, each once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tidegate.arrow_views import fixed, sealed
from tidegate.flat import roomier
from tidegate.kernels import distinct as kernel

Slots = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
SMALL = 1024


class Found(NamedTuple):
    """The members of several slots, one slot after the other."""

    offsets: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int64]
    """One line of what `kernels.distinct` keeps for each member."""

    @property
    def words(self) -> Int64s:
        """Return the word of each."""
        return self.rows[:, kernel.WORD]

    @property
    def null(self) -> Mask:
        """Return which of them stand for null."""
        null: Mask = self.rows[:, kernel.IS_NULL] != 0
        return null


class Members:
    """Sets of words in order of first arrival."""

    def __init__(self) -> None:
        self._owners = np.empty((0, kernel.OWNER_WIDTH), np.int64)
        self.members = np.empty((SMALL, kernel.MEMBER_WIDTH), np.int64)
        self._table = np.full(4 * SMALL, kernel.EMPTY, np.int64)
        self._pool = np.array([kernel.NOTHING, 0, 0, 0], np.int64)
        self._ready = 0

    def __len__(self) -> int:
        return int(self._pool[kernel.USED] - self._pool[kernel.FREE_COUNT])

    def live(self) -> Int64s:
        """Return where in `members` there are any."""
        used = self.members[: int(self._pool[kernel.USED])]
        return np.flatnonzero(used[:, kernel.OWNER] != kernel.NOTHING)

    def make_room(self, slots: int) -> None:
        """Have an empty set for each of the first slots that has none yet."""
        ready = self._ready
        if ready < slots:
            self._owners = roomier(self._owners, ready, slots) if len(self._owners) < slots else self._owners
            self._owners[ready:slots] = kernel.EMPTY_OWNER
            self._ready = slots

    def include(self, slots: Slots, rows: Int64s, words: Int64s, valid: Mask, nulls_too: bool, times: Int64s) -> Int64s:
        """Make each entry's word a member; return which member each is. Empty `times` mean order of arrival."""
        self._expect(len(slots))
        places = np.empty(len(slots), np.int64)
        kernel.include(
            slots, rows, words, valid, nulls_too, times, self._owners, self.members, self._table, self._pool, places
        )
        return places

    def settle(self, places: Int64s, rows: Int64s, next_row: int) -> Int64s:
        """Number the rows that are the latest of their members from `next_row` on, and return them."""
        picked = np.empty(len(places), np.int64)
        return picked[: kernel.settle(places, rows, self.members, next_row, picked)]

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put each source's members behind its target's, pair by pair."""
        done = 0
        while done < len(sources):
            done = kernel.merge_members(
                done, fixed(sources), fixed(targets), self._owners, self.members, self._table, self._pool
            )
            if done < len(sources):
                self._rehash(int(self._owners[sources[done], kernel.COUNT]) + 1)

    def counts(self, slots: Int64s) -> Int64s:
        """Return how many members each slot has."""
        counts: Int64s = self._owners[slots, kernel.COUNT]
        return counts

    def listed(self, slots: Int64s, forget: bool, by_time: bool = False) -> Found:
        """Return the members of these slots in order of first arrival, or by their earliest timestamps."""
        offsets = np.zeros(len(slots) + 1, np.int32)
        counts = self.counts(slots)
        np.cumsum(counts, out=offsets[1:])
        listed = np.empty(int(offsets[-1]), np.int64)
        kernel.list_members(fixed(slots), forget, self._owners, self.members, self._pool, listed)
        rows = self.members[listed]
        if by_time:
            kernel.sort_by_time(offsets, rows)
        return Found(offsets, rows)

    def load(self, slots: Int64s, offsets: Int64s, words: Int64s, valid: Mask) -> Int64s:
        """Give empty slots these members, and return where in `members` each is."""
        entries = sealed(np.repeat(slots.astype(np.int32), np.diff(offsets)))
        return self.include(entries, _NO_ROWS, words, valid, True, _NO_ROWS)

    def load_turns(self, slots: Int64s, offsets: Int64s, turns: Int64s) -> None:
        """Let these slots count on from the turns that their members had."""
        filled = np.flatnonzero(np.diff(offsets))
        if len(filled):
            self._owners[slots[filled], kernel.TURNS] = np.maximum.reduceat(turns, offsets[filled]) + 1

    def words_of(self, live: Int64s) -> Int64s:
        """Return the words of these members."""
        words: Int64s = self.members[live, kernel.WORD]
        return words

    def rename(self, live: Int64s, words: Int64s) -> None:
        """Give these members other words."""
        self.members[live, kernel.WORD] = words
        self._rehash(0)

    def _expect(self, more: int) -> None:
        used = int(self._pool[kernel.USED])
        if len(self.members) < used - self._pool[kernel.FREE_COUNT] + more:
            self.members = roomier(self.members, used, used + more)
        if 2 * (self._pool[kernel.CELLS] + more) > len(self._table):
            self._rehash(more)

    def _rehash(self, more: int) -> None:
        cells = 1 << (4 * (len(self) + more) + SMALL).bit_length()
        self._table = np.full(cells, kernel.EMPTY, np.int64)
        kernel.rehash(self.members, self._table, self._pool)


_NO_ROWS: Int64s = sealed(np.empty(0, np.int64))
