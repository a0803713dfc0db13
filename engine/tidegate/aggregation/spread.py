"""`Spread`: how far values lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.aggregation.state import Entries, Int64s, Reading, State
from tidegate.arrow_views import column, fixed, numbers, sealed
from tidegate.flat import roomier
from tidegate.holding import Columns
from tidegate.kernels import tally as kernel
from tidegate.types import FLOAT

_EMPTY = sealed(np.zeros(3))
_PARTS = {"seen": kernel.COUNT, "mean": kernel.MEAN, "squares": kernel.SQUARES}


class Spread(State):
    """Count, mean and squared distances; a sample of fewer than two values has no standard deviation."""

    def __init__(self) -> None:
        super().__init__()
        self._acc: npt.NDArray[np.float64] = np.empty((0, 3), np.float64)

    def _grow(self, ready: int, slots: int) -> None:
        self._acc = roomier(self._acc, ready, slots) if len(self._acc) < slots else self._acc
        self._acc[ready:slots] = 0

    def add(self, entries: Entries) -> None:
        """Take in the values as floats."""
        kernel.spread(entries.slots, entries.rows, entries.numbers, entries.valid, self._acc)

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put two samples together as if they had been one."""
        kernel.merge_spread(fixed(sources), fixed(targets), self._acc)

    def take(self, slots: Int64s, readings: Sequence[Reading]) -> list[pa.Array[Any]]:
        """Return the standard deviation of each sample."""
        found = self._read(slots, forget=True)
        seen = found[kernel.COUNT]
        deviation = np.sqrt(found[kernel.SQUARES] / np.maximum(seen - 1, 1))
        return [column(deviation, FLOAT, seen < 2)] * len(readings)

    def _read(self, slots: Int64s, forget: bool) -> npt.NDArray[np.float64]:
        found = np.empty((3, len(slots)), np.float64)
        kernel.read(fixed(slots), self._acc, _EMPTY, forget, found)
        return found

    def save(self, slots: Int64s) -> Columns:
        """Return the three numbers of each slot."""
        found = self._read(slots, forget=False)
        return {name: pa.array(found[part]) for name, part in _PARTS.items()}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take the three numbers back."""
        for name, part in _PARTS.items():
            self._acc[slots, part] = numbers(saved[name])
