"""`RowStore`: the items that open windows hold, as the Arrow columns they came in.

An item is known by its number, given in order of arrival. Small batches are joined as they come, so that there are
few chunks however small the batches (each item is copied at most as often as its chunk doubles); rows that no window
holds any more go when they outnumber the others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Int64s = npt.NDArray[np.int64]
JOIN_BELOW = 65_536
"""Chunks of at least this many rows are not joined any more."""
SLACK = 131_072
"""Dead rows that are left lying whatever the number of live ones."""


class RowStore:
    """Items by number."""

    def __init__(self) -> None:
        self._chunks: list[pa.Array[Any]] = []
        self._starts: list[int] = []
        self.rows = 0

    def append(self, items: pa.Array[Any]) -> int:
        """Keep items, dead or alive, and return the number of the first."""
        first = self.rows
        self._chunks.append(items)
        self._starts.append(first)
        self.rows += len(items)
        while len(self._chunks) > 1 and self._is_small(-1) and len(self._chunks[-2]) <= 2 * len(self._chunks[-1]):
            last = self._chunks.pop()
            self._starts.pop()
            self._chunks[-1] = pa.concat_arrays([self._chunks[-1], last])
        return first

    def _is_small(self, which: int) -> bool:
        return len(self._chunks[which]) < JOIN_BELOW and len(self._chunks[which - 1]) < JOIN_BELOW

    def take(self, numbers: Int64s) -> pa.Array[Any]:
        """Return these items, in this order."""
        if len(self._chunks) == 1:
            return self._chunks[0].take(pa.array(numbers))
        which = np.searchsorted(np.array(self._starts), numbers, side="right") - 1
        by_chunk = np.argsort(which, kind="stable")
        bounds = np.searchsorted(which[by_chunk], np.arange(len(self._chunks) + 1))
        parts = [
            chunk.take(pa.array(numbers[by_chunk[low:high]] - start))
            for chunk, start, low, high in zip(self._chunks, self._starts, bounds[:-1], bounds[1:], strict=True)
            if high > low
        ]
        back = np.empty(len(numbers), np.int64)
        back[by_chunk] = np.arange(len(numbers))
        return pa.concat_arrays(parts).take(pa.array(back))

    def wants_cleaning(self, live: int) -> bool:
        """Return whether the dead rows outnumber the live ones by enough to be worth a copy."""
        return self.rows - live > live + SLACK

    def keep_only(self, numbers: Int64s) -> None:
        """Forget all but these items, given in ascending order; they are numbered anew from 0 in that order."""
        kept = self.take(numbers) if len(numbers) else None
        self._chunks, self._starts, self.rows = ([kept], [0], len(kept)) if kept is not None else ([], [], 0)
