"""`SlotValues`: an Arrow value for each slot, of any type.

    rows     slot -> row, -1 for an empty slot
    chunks   the values, in order of arrival; what a slot held before is dead until the next clearing

A value is put behind the others, however many slots there are; chunks are joined as a binary counter carries.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import nulls, positions
from tidegate.flat import roomier
from tidegate.holding import Int64s

EMPTY = -1
SMALL = 4_096
"""So many dead values are left lying in any case."""


class SlotValues:
    """Values by slot."""

    def __init__(self, kind: pa.DataType) -> None:
        self._kind = kind
        self._chunks: list[pa.Array[Any]] = []
        self._length = 0
        self._put = 0
        self.rows = np.empty(0, np.int64)
        """The row of each slot; who moves a value to another slot moves its row."""
        self.ready = 0

    def make_room(self, slots: int) -> None:
        """Be ready for slots 0 to `slots` - 1."""
        if self.ready >= slots:
            return
        if len(self.rows) < slots:
            self.rows = roomier(self.rows, self.ready, slots)
        self.rows[self.ready : slots] = EMPTY
        self.ready = slots

    def read(self, slots: Int64s) -> pa.Array[Any]:
        """Return the value of each slot, null where there is none."""
        rows = self.rows[slots]
        if not self._chunks:
            return nulls(len(rows), self._kind)
        at: Any = pa.array(rows, mask=rows < 0) if (rows < 0).any() else positions(rows)
        chunks: Any = pa.chunked_array(self._chunks) if len(self._chunks) > 1 else self._chunks[0]
        taken = chunks.take(at)
        found: pa.Array[Any] = taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken
        return found

    def put(self, slots: Int64s, values: pa.Array[Any]) -> None:
        """Let these slots, none of which is there twice, have these values."""
        if not len(slots):
            return
        self.rows[slots] = np.arange(self._length, self._length + len(slots))
        self._length += len(slots)
        self._put += len(slots)
        self._chunks.append(values)
        while len(self._chunks) > 1 and 2 * len(self._chunks[-1]) > len(self._chunks[-2]):
            self._chunks[-2:] = [pa.concat_arrays(self._chunks[-2:])]
        if self._put > SMALL and 2 * self._put > self._length:
            self._clear_away()

    def clear(self, slots: Int64s) -> None:
        """Empty these slots."""
        self.rows[slots] = EMPTY

    def _clear_away(self) -> None:
        """Let go of what no slot has any more."""
        slots = np.flatnonzero(self.rows[: self.ready] != EMPTY)
        values = self.read(slots)
        self._chunks, self._length = [values] if len(slots) else [], len(slots)
        self.rows[slots] = np.arange(len(slots))
        self._put = 0
