"""`RowStore`: the items that open windows hold, as the Arrow columns they came in.

    chunks   [ dead dead ][ dead live ][ live live ][ live ]      numbered from the left, without holes

An item is known by its number, given in order of arrival. Small batches are joined as they come, so that there are
few chunks however small the batches are; chunks in front whose items have all been taken are dropped.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import positions

Int64s = npt.NDArray[np.int64]
JOIN_BELOW = 65_536
"""Chunks of at least this many rows are not joined any more."""
SLACK = 131_072
"""Dead rows that are left lying whatever the number of live ones."""


class _Chunk(NamedTuple):
    items: pa.Array[Any]
    times: Int64s


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

    def append(self, items: pa.Array[Any], times: Int64s, live: int) -> int:
        """Keep items, of which `live` will be taken, and return the number of the first."""
        first = self._next
        self._chunks.append(_Chunk(items, times))
        self._starts.append(first)
        self._live.append(live)
        self._next += len(items)
        while (
            len(self._chunks) > 1
            and self._are_small()
            and len(self._chunks[-2].times) <= 2 * len(self._chunks[-1].times)
        ):
            self._join_last_two()
        return first

    def _are_small(self) -> bool:
        return len(self._chunks[-1].times) < JOIN_BELOW and len(self._chunks[-2].times) < JOIN_BELOW

    def _join_last_two(self) -> None:
        last = self._chunks.pop()
        self._starts.pop()
        live = self._live.pop()
        before = self._chunks[-1]
        self._chunks[-1] = _Chunk(
            pa.concat_arrays([before.items, last.items]), np.concatenate([before.times, last.times])
        )
        self._live[-1] += live

    def times(self, numbers: Int64s) -> Int64s:
        """Return the timestamps of these items."""
        if len(self._chunks) == 1:
            return self._chunks[0].times[numbers - self._starts[0]]
        return np.concatenate([chunk.times for chunk in self._chunks])[numbers - self._starts[0]]

    def take(self, numbers: Int64s) -> pa.Array[Any]:
        """Return these items, in this order, and forget them."""
        if len(self._chunks) == 1:
            self._live[0] -= len(numbers)
            taken = self._chunks[0].items.take(positions(numbers - self._starts[0]))
        else:
            which = np.searchsorted(np.array(self._starts), numbers, side="right") - 1
            taken_from = np.bincount(which, minlength=len(self._chunks)).tolist()
            self._live = [live - taken for live, taken in zip(self._live, taken_from, strict=True)]
            taken = self._joined(numbers) if 4 * len(numbers) >= len(self) else self._picked(numbers, which)
        self._drop_dead()
        return taken

    def _joined(self, numbers: Int64s) -> pa.Array[Any]:
        """Take many of the rows: cheapest from one array of all of them."""
        whole = pa.concat_arrays([chunk.items for chunk in self._chunks])
        return whole.take(positions(numbers - self._starts[0]))

    def _picked(self, numbers: Int64s, which: npt.NDArray[np.intp]) -> pa.Array[Any]:
        """Take few of the rows: chunk by chunk, then put in order."""
        by_chunk = np.argsort(which, kind="stable")
        bounds = np.searchsorted(which[by_chunk], np.arange(len(self._chunks) + 1)).tolist()
        sorted_numbers = numbers[by_chunk]
        parts = [
            chunk.items.take(positions(sorted_numbers[low:high] - start))
            for chunk, start, low, high in zip(self._chunks, self._starts, bounds[:-1], bounds[1:], strict=True)
            if high > low
        ]
        if len(parts) == 1:
            return parts[0]
        back = np.empty(len(numbers), np.int64)
        back[by_chunk] = np.arange(len(numbers))
        return pa.concat_arrays(parts).take(positions(back))

    def _drop_dead(self) -> None:
        while self._live and self._live[0] == 0:
            del self._chunks[0], self._live[0], self._starts[0]

    def wants_cleaning(self) -> bool:
        """Return whether dead rows behind live ones have piled up enough to be worth a copy."""
        return len(self) > 4 * sum(self._live) + SLACK

    def keep_only(self, numbers: Int64s) -> None:
        """Forget all but these items, given in ascending order; they are numbered anew from 0 in that order."""
        if len(numbers) == 0:
            self._chunks, self._live, self._starts, self._next = [], [], [], 0
            return
        times = self.times(numbers)
        kept = _Chunk(self.take(numbers), times)
        self._chunks, self._live, self._starts, self._next = [kept], [len(numbers)], [0], len(numbers)
