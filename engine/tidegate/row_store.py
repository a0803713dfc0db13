"""`RowStore`: the items that open windows hold, as the Arrow columns they came in.

    chunks   [ dead dead ][ dead live ][ live live ][ live ]      numbered from the left, without holes

An item is known by its number, given in order of arrival. Eight chunks of about one size are joined into one of the
next, so that there are few chunks however small the batches are, and each item is copied a handful of times at most;
chunks in front whose items have all been taken are dropped. An item may be held by several windows: it is live until it
has been taken as often as it was referred to.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tidegate.batch import Batch, concat

Int64s = npt.NDArray[np.int64]
JOIN = 8
"""How many chunks of one size become one of the next."""
LARGEST_SIZE = 5
"""Chunks of 8**5 rows and more are not joined any more."""
SLACK = 131_072
"""Dead rows that are left lying whatever the number of live ones."""


class _Chunk(NamedTuple):
    items: Batch
    times: Int64s
    size: int
    """The power of eight that it has rows for."""
    given: int
    """How many references there were to its rows, or rows if that is more."""


class RowStore:
    """Items by number, each with its timestamp."""

    def __init__(self) -> None:
        self._chunks: list[_Chunk] = []
        self._live: list[int] = []
        self._starts: list[int] = []
        self._next = 0

    def __len__(self) -> int:
        """Return how many rows there are, dead ones too."""
        return self._next - self._starts[0] if self._starts else 0

    @property
    def first_number(self) -> int:
        """Return the number of the first row there is."""
        return self._starts[0] if self._starts else self._next

    @property
    def next_number(self) -> int:
        """Return the number that the next item will have."""
        return self._next

    def append(self, items: Batch, times: Int64s, live: int) -> int:
        """Keep items, which will be taken `live` times in all, and return the number of the first."""
        first = self._next
        self._chunks.append(_Chunk(items, times, _size_of(len(times)), max(live, items.length)))
        self._starts.append(first)
        self._live.append(live)
        self._next += items.length
        while self._has_many_small():
            self._join_last()
        return first

    def _has_many_small(self) -> bool:
        last = self._chunks[-JOIN:]
        return len(last) == JOIN and last[-1].size < LARGEST_SIZE and all(part.size <= last[-1].size for part in last)

    def _join_last(self) -> None:
        last, live = self._chunks[-JOIN:], sum(self._live[-JOIN:])
        items, times = concat([part.items for part in last]), np.concatenate([part.times for part in last])
        given = sum(part.given for part in last)
        del self._chunks[-JOIN:], self._live[-JOIN:], self._starts[1 - JOIN :]
        self._chunks.append(_Chunk(items, times, max(last[-1].size + 1, _size_of(len(times))), given))
        self._live.append(live)

    def times(self, numbers: Int64s) -> Int64s:
        """Return the timestamps of these items."""
        if len(self._chunks) == 1:
            return self._chunks[0].times[numbers - self._starts[0]]
        if 4 * len(numbers) >= len(self):
            return np.concatenate([chunk.times for chunk in self._chunks])[numbers - self._starts[0]]
        which, times = self._chunk_of(numbers), np.empty(len(numbers), np.int64)
        for chunk in np.unique(which).tolist():
            here = which == chunk
            times[here] = self._chunks[chunk].times[numbers[here] - self._starts[chunk]]
        return times

    def read(self, numbers: Int64s) -> Batch:
        """Return these items, in this order."""
        if len(self._chunks) == 1:
            return self._chunks[0].items.take(numbers - self._starts[0])
        return self._joined(numbers) if 4 * len(numbers) >= len(self) else self._picked(numbers)

    def take(self, numbers: Int64s) -> Batch:
        """Return these items, in this order, and forget them as often as they are named here."""
        taken = self.read(numbers)
        self.forget(numbers)
        return taken

    def forget(self, numbers: Int64s) -> None:
        """Refer to these items no more."""
        if len(self._chunks) == 1:
            self._live[0] -= len(numbers)
        else:
            taken_from = np.bincount(self._chunk_of(numbers), minlength=len(self._chunks)).tolist()
            self._live = [live - taken for live, taken in zip(self._live, taken_from, strict=True)]
        self._drop_dead()

    def _chunk_of(self, numbers: Int64s) -> npt.NDArray[np.intp]:
        return np.searchsorted(np.array(self._starts), numbers, side="right") - 1

    def _joined(self, numbers: Int64s) -> Batch:
        """Take many of the rows: cheapest from one array of all of them."""
        whole = concat([chunk.items for chunk in self._chunks])
        return whole.take(numbers - self._starts[0])

    def _picked(self, numbers: Int64s) -> Batch:
        """Take few of the rows: chunk by chunk, then put in order."""
        which = self._chunk_of(numbers)
        by_chunk = np.argsort(which, kind="stable")
        bounds = np.searchsorted(which[by_chunk], np.arange(len(self._chunks) + 1)).tolist()
        sorted_numbers = numbers[by_chunk]
        parts = [
            chunk.items.take(sorted_numbers[low:high] - start)
            for chunk, start, low, high in zip(self._chunks, self._starts, bounds[:-1], bounds[1:], strict=True)
            if high > low
        ]
        if len(parts) == 1:
            return parts[0]
        back = np.empty(len(numbers), np.int64)
        back[by_chunk] = np.arange(len(numbers))
        return concat(parts).take(back)

    def _drop_dead(self) -> None:
        while self._live and self._live[0] == 0:
            del self._chunks[0], self._live[0], self._starts[0]

    def wants_cleaning(self) -> bool:
        """Return whether dead rows behind live ones have piled up enough to be worth a copy."""
        return sum(chunk.given for chunk in self._chunks) > 4 * sum(self._live) + SLACK

    def keep_only(self, numbers: Int64s, live: int | None = None) -> None:
        """Forget all but these items, given in ascending order; they are numbered anew from 0 in that order.

        `live` is how often they will be taken in all; None: once each.
        """
        if len(numbers) == 0:
            self._chunks, self._live, self._starts, self._next = [], [], [], 0
            return
        times, items, count = self.times(numbers), self.read(numbers), len(numbers)
        live = count if live is None else live
        self._chunks, self._live = [_Chunk(items, times, _size_of(count), max(live, count))], [live]
        self._starts, self._next = [0], count


def _size_of(rows: int) -> int:
    return (rows.bit_length() - 1) // 3
