"""`TextExtreme`: the smallest or the largest text of each slot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.aggregation.state import Entries, Int64s, Reading, State
from tidegate.arrow_views import fixed, memory, text_memory
from tidegate.flat import roomier
from tidegate.holding import Columns
from tidegate.kernels import texts as kernel

SMALL = 8192


class TextExtreme(State):
    """Texts by the order of their code points; only the bytes of the best are kept."""

    def __init__(self, largest: bool) -> None:
        super().__init__()
        self._largest = largest
        self._bests = np.empty((0, kernel.BEST_WIDTH), np.int64)
        self._arena = np.empty(SMALL, np.uint8)
        self._used = 0

    def _grow(self, ready: int, slots: int) -> None:
        self._bests = roomier(self._bests, ready, slots) if len(self._bests) < slots else self._bests
        self._bests[ready:slots] = kernel.EMPTY_BEST

    def add(self, entries: Entries) -> None:
        """Let each text compete with the best of its slot."""
        offsets, data = text_memory(entries.values)
        of, done = (entries.slots, entries.rows, entries.valid, offsets, data, self._largest), 0
        while done < len(entries):
            done, self._used = kernel.keep_best(*of, done, self._bests, self._arena, self._used)
            if done < len(entries):
                row = entries.rows[done] if len(entries.rows) else done
                self._make_space(int(offsets[row + 1] - offsets[row]))

    def _make_space(self, needed: int) -> None:
        """Move the texts into an arena that is mostly empty."""
        bests = self._bests[: self._ready]
        held = int(np.maximum(bests[:, kernel.LENGTH], 0).sum())
        # Going through all slots is paid for by the bytes that come before the next time.
        arena = np.empty(max(SMALL, 2 * (held + needed), 8 * self._ready), np.uint8)
        self._used = kernel.move_together(bests, self._arena, arena)
        self._arena = arena

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Let the source's text compete."""
        kernel.merge_best(fixed(sources), fixed(targets), self._largest, self._bests, self._arena)

    def take(self, slots: Int64s, readings: Sequence[Reading]) -> list[pa.Array[Any]]:
        """Return the best text of each slot."""
        texts = self._texts(slots)
        # The room in the arena stays the slot's.
        self._bests[slots, kernel.LENGTH] = kernel.NONE
        return [texts] * len(readings)

    def _texts(self, slots: Int64s) -> pa.Array[Any]:
        lengths, offsets = self._bests[slots, kernel.LENGTH], np.zeros(len(slots) + 1, np.int32)
        np.cumsum(np.maximum(lengths, 0), out=offsets[1:])
        data = np.empty(int(offsets[-1]), np.uint8)
        kernel.copy_out(fixed(slots), offsets, self._bests, self._arena, data)
        validity = pa.array(lengths != kernel.NONE).buffers()[1]
        return pa.StringArray.from_buffers(len(slots), memory(offsets), memory(data), validity)

    def save(self, slots: Int64s) -> Columns:
        """Return the texts."""
        return {"value": self._texts(slots)}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take the texts back."""
        self.add(Entries(slots.astype(np.int32), saved["value"], slots))
