"""`SideStore`: the items of one side of a join, by number, some of them dead.

Items are appended in batches and read by number any number of times; whoever uses them says which are dead. When the
dead are the majority the living are copied together and get new numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import nulls
from tidegate.holding import Int64s

SLACK = 65_536
"""Dead items that are left lying whatever the number of living ones."""


class SideStore:
    """Items by number, counted from the first ever appended."""

    def __init__(self, kind: pa.DataType) -> None:
        self._kind = kind
        self._chunks: list[pa.Array[Any]] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, items: pa.Array[Any]) -> int:
        """Keep items; return the number of the first."""
        first, self._length = self._length, self._length + len(items)
        self._chunks.append(items)
        while len(self._chunks) > 1 and 2 * len(self._chunks[-1]) > len(self._chunks[-2]):
            self._chunks[-2:] = [pa.concat_arrays(self._chunks[-2:])]
        return first

    def read(self, numbers: Int64s) -> pa.Array[Any]:
        """Return these items; a negative number is a null."""
        wanted = pa.array(numbers, pa.int64(), mask=numbers < 0)
        if not self._chunks:
            return nulls(len(numbers), self._kind)
        if len(self._chunks) == 1:
            taken: pa.Array[Any] = self._chunks[0].take(wanted)
            return taken
        chunks: Any = pa.chunked_array(self._chunks)
        read: Any = chunks.take(wanted)
        whole: pa.Array[Any] = read.combine_chunks()
        return whole

    def keep_only(self, numbers: Int64s) -> None:
        """Forget all but these items, which are numbered from 0 in this order from now on."""
        kept = self.read(np.ascontiguousarray(numbers))
        self._chunks = [kept] if len(kept) else []
        self._length = len(kept)
