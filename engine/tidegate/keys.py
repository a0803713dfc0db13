"""`KeyDictionary`: the keys of a run, each text once, known to the steps by a dense int32 id.

Ids count from 0 in order of first appearance and are never given to another key, so any number of arrays can be
indexed by them. The texts come back only where a person or a file reads them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import memory, positions, text_memory
from tidegate.errors import StateLimit
from tidegate.flat import roomier
from tidegate.kernels.intern import EMPTY, find, intern, rehash
from tidegate.kernels.order import settle_ties, shared_prefix, words_at

MAX_KEY_BYTES = 2**31 - 1
"""All keys of a run together; Arrow's 32-bit offsets end here."""

Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]


class KeyDictionary:
    """Key texts to dense ids and back."""

    def __init__(self) -> None:
        self._slots = np.full(1024, EMPTY, np.int64)
        self._arena = np.empty(8192, np.uint8)
        self._bounds = np.zeros(513, np.int32)
        self._hashes = np.empty(512, np.uint64)
        self._used = 0
        self._ranks = np.empty(0, np.int32)

    def __len__(self) -> int:
        return self._used

    def intern(self, texts: pa.Array[Any]) -> Ids:
        """Return the id of each text, giving new ids to texts not seen before; nulls are not keys and not allowed."""
        assert texts.null_count == 0, "a null is no key; split it off before"
        ids = np.empty(len(texts), np.int32)
        offsets, data = text_memory(texts)
        done = 0
        while done < len(ids):
            done, self._used = intern(
                data, offsets, done, len(ids), self._slots, self._arena, self._bounds, self._hashes, self._used, ids
            )
            if done < len(ids):
                self._grow(int(offsets[done + 1] - offsets[done]))
        return ids

    def find(self, texts: pa.Array[Any]) -> Ids:
        """Return the id of each text that has one, -1 for others; nulls are not keys and not allowed."""
        assert texts.null_count == 0, "a null is no key; split it off before"
        ids = np.empty(len(texts), np.int32)
        offsets, data = text_memory(texts)
        find(data, offsets, self._slots, self._arena, self._bounds, ids)
        return ids

    def texts(self, ids: Ids) -> pa.Array[Any]:
        """Return the text of each id."""
        return self.all_texts().take(positions(ids))

    def text(self, key_id: int) -> str:
        """Return the text of one id."""
        start, end = self._bounds[key_id], self._bounds[key_id + 1]
        return self._arena[start:end].tobytes().decode()

    def order(self, ids: Ids, distinct: bool = False) -> Positions:
        """Return the positions that sort these ids by the UTF-8 bytes of their texts; equal ids keep their order.

        `distinct` promises that no id is there twice.
        """
        if len(ids) < 2:
            return np.arange(len(ids))
        if len(self._ranks) < self._used:
            if distinct:
                return self._sorted(ids)
            if len(ids) * 4 < self._used:
                return self._order_of_few(ids)
        if len(self._ranks) < self._used:
            ranked = self._sorted(np.arange(self._used, dtype=np.int32))
            self._ranks = np.empty(self._used, np.int32)
            self._ranks[ranked] = np.arange(self._used, dtype=np.int32)
        return np.argsort(self._ranks[ids], kind="stable")

    def _order_of_few(self, ids: Ids) -> Positions:
        """Sort without ranking keys that are not asked for."""
        distinct, which = np.unique(ids, return_inverse=True)
        ranks = np.empty(len(distinct), np.int32)
        ranks[self._sorted(distinct)] = np.arange(len(distinct), dtype=np.int32)
        return np.argsort(ranks[which], kind="stable")

    def _sorted(self, distinct: Ids) -> Positions:
        """Return the positions that sort ids of which none is there twice."""
        skip = shared_prefix(distinct, self._bounds, self._arena)
        words = np.empty(len(distinct), np.uint64)
        words_at(distinct, self._bounds, self._arena, skip, words)
        order = np.argsort(words)
        # Padding makes "a" and "a\0" equal here, so even keys that end within eight bytes can be tied.
        settle_ties(order, distinct, words, self._bounds, self._arena, skip)
        return order

    def all_texts(self) -> pa.Array[Any]:
        """Return every key as one Arrow array over the arena itself."""
        return pa.StringArray.from_buffers(self._used, memory(self._bounds), memory(self._arena))

    def _grow(self, needed_bytes: int) -> None:
        used_bytes = int(self._bounds[self._used])
        if used_bytes + needed_bytes > MAX_KEY_BYTES:
            raise StateLimit(f"the texts of {self._used:,} keys fill 2 GiB; use shorter keys, or fewer of them")
        if 2 * (self._used + 1) > len(self._slots):
            self._slots = np.full(2 * len(self._slots), EMPTY, np.int64)
            rehash(self._slots, self._hashes, self._used)
        if self._used == len(self._hashes):
            self._bounds = roomier(self._bounds, self._used + 1, self._used + 2)
            self._hashes = roomier(self._hashes, self._used, self._used + 1)
        if used_bytes + needed_bytes > len(self._arena):
            self._arena = roomier(self._arena, used_bytes, used_bytes + needed_bytes)
