"""`ItemStore`: items that wait in a step, in order of arrival, each under its key's id.

    chunks   [ ------ ][ --- ][ - ]    Arrow arrays, each at most half as long as the one before: a short list of them
    ids      0 1 0 _ 2  0 _ 1  2       one per item; -1 where an item has been taken

Adding and taking cost what they move, on the whole: chunks are joined as a binary counter carries, and the dead are
cleared away when they are the majority. Finding a key's items reads all ids once, a nanosecond each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.batch import KeyIds

TAKEN = -1
SMALL = 1024
"""Stores below this size are not worth clearing."""

Rows = npt.NDArray[np.int64]


class ItemStore:
    """Items by row number; a row number is good until the next `add`."""

    def __init__(self, kind: pa.DataType) -> None:
        self._kind = kind
        self._chunks: list[pa.Array[Any]] = []
        self._ids: KeyIds = np.empty(SMALL, np.int32)
        self._length = 0
        self.held = 0
        """How many items are here."""

    def add(self, items: pa.Array[Any], ids: KeyIds) -> None:
        """Put items behind those that are here."""
        if self._length > SMALL and 2 * self.held < self._length:
            self._clear()
        if self._length + len(ids) > len(self._ids):
            self._ids = np.resize(self._ids, 2 * (self._length + len(ids)))
        self._ids[self._length : self._length + len(ids)] = ids
        self._length, self.held = self._length + len(ids), self.held + len(ids)
        self._chunks.append(items)
        while len(self._chunks) > 1 and 2 * len(self._chunks[-1]) > len(self._chunks[-2]):
            self._chunks[-2:] = [pa.concat_arrays(self._chunks[-2:])]

    def rows_of(self, ids: KeyIds) -> tuple[Rows, KeyIds]:
        """Return where the items of these keys are, in order of arrival, and which key each has."""
        here = self._ids[: self._length]
        if len(ids) == 1:
            rows = np.flatnonzero(here == ids[0])
        else:
            wanted = np.zeros(int(here.max(initial=0)) + 2, np.bool_)
            wanted[ids] = True
            rows = np.flatnonzero(wanted[here])  # Those taken look at the last place, which is never wanted.
        return rows, here[rows]

    def take(self, rows: Rows) -> pa.Array[Any]:
        """Take out the items at these rows, in this order."""
        items = self._read(rows)
        self._ids[rows] = TAKEN
        self.held -= len(rows)
        if not self.held:
            self._chunks, self._length = [], 0
        return items

    def live(self) -> tuple[pa.Array[Any], KeyIds]:
        """Return the items that are here and their keys' ids, in order of arrival."""
        rows = np.flatnonzero(self._ids[: self._length] != TAKEN)
        return self._read(rows), self._ids[rows]

    def _read(self, rows: Rows) -> pa.Array[Any]:
        if not self._chunks:
            return pa.array([], self._kind)
        if len(self._chunks) == 1:
            return self._chunks[0].take(pa.array(rows, pa.int64()))
        chunks: Any = pa.chunked_array(self._chunks)
        items: pa.Array[Any] = chunks.take(pa.array(rows, pa.int64())).combine_chunks()
        return items

    def _clear(self) -> None:
        items, ids = self.live()
        self._chunks, self._length = [items] if len(ids) else [], len(ids)
        self._ids[: len(ids)] = ids
