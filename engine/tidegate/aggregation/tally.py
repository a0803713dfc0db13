"""`Tally`: how many values there were, their sum, the smallest and the largest; as far as somebody wants them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.aggregation.functions import Function
from tidegate.aggregation.state import Entries, Int64s, Mask, Reading, State
from tidegate.arrow_views import column, fixed, numbers, sealed
from tidegate.flat import roomier
from tidegate.holding import Columns
from tidegate.kernels import tally as kernel
from tidegate.types import INT

SUM, LEAST, MOST = "sum", "least", "most"
_PARTS = {
    Function.SUM: SUM,
    Function.MEAN: SUM,
    Function.MIN: LEAST,
    Function.ALL: LEAST,
    Function.MAX: MOST,
    Function.ANY: MOST,
}
"""What each function reads besides the count; all bools are true when the smallest is."""
_AT_FIRST = {SUM: (0, 0.0), LEAST: (2**63 - 1, np.nan), MOST: (-(2**63), np.nan)}
"""What an empty accumulator has, of integers and of floats."""


class Tally(State):
    """Accumulators over integers (checked, with times, bools and the like as integers) or over floats."""

    def __init__(self, functions: Collection[Function], floats: bool) -> None:
        super().__init__()
        wanted = {_PARTS[function] for function in functions if function in _PARTS}
        # Two are kept as three: the loops are compiled for each one and for all.
        self._parts = [part for part in _AT_FIRST if part in wanted or len(wanted) > 1]
        self._floats = floats
        dtype = np.float64 if floats else np.int64
        self._empty = sealed(np.array([0, *(_AT_FIRST[part][floats] for part in self._parts)], dtype))
        self._acc: npt.NDArray[Any] = np.empty((0, len(self._empty)), dtype)
        self._wraps = np.zeros(0, np.int64)
        self._has_wrapped = False
        """Whether any sum ever left 64 bits; if not, nobody needs to look."""

    def _place(self, part: str) -> int | None:
        return self._parts.index(part) + 1 if part in self._parts else None

    @property
    def _places(self) -> tuple[int | None, int | None, int | None]:
        return self._place(SUM), self._place(LEAST), self._place(MOST)

    def _grow(self, ready: int, slots: int) -> None:
        if len(self._acc) < slots:
            self._acc = roomier(self._acc, ready, slots)
            wraps = np.zeros(len(self._acc), np.int64)
            wraps[:ready] = self._wraps[:ready]
            self._wraps = wraps
        for part, empty in enumerate(self._empty):  # Column by column: short rows would be copied one by one.
            self._acc[ready:slots, part] = empty

    def add(self, entries: Entries) -> None:
        """Take in the values; those of one slot in order."""
        if not self._parts:
            kernel.count_values(entries.slots, entries.rows, entries.valid, self._acc)
            return
        of = (entries.slots, entries.rows, entries.numbers, entries.valid)
        if self._floats:
            kernel.tally_floats(*of, self._acc, *self._places)
        else:
            self._has_wrapped |= kernel.tally_ints(*of, self._acc, self._wraps, *self._places)

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Add up counts and sums, and keep the smallest and the largest."""
        if self._floats:
            kernel.merge_floats(fixed(sources), fixed(targets), self._acc, self._empty, *self._places)
        else:
            self._has_wrapped |= kernel.merge_ints(
                fixed(sources), fixed(targets), self._acc, self._wraps, self._empty, *self._places
            )

    def overflowed(self, slots: Int64s) -> Mask | None:
        """Return which sums do not fit into 64 bits, or None if all do."""
        if not self._has_wrapped:
            return None
        left: Mask = self._wraps[slots] != 0
        return left if left.any() else None

    def take(self, slots: Int64s, readings: Sequence[Reading]) -> list[pa.Array[Any]]:
        """Return counts, sums, means and extremes."""
        wraps = None if self.overflowed(slots) is None else self._wraps[slots]
        found = self._read(slots, forget=True)
        if wraps is not None:
            self._wraps[slots] = 0
        return [self._result(reading, found, wraps) for reading in readings]

    def _read(self, slots: Int64s, forget: bool) -> npt.NDArray[Any]:
        found = np.empty((len(self._empty), len(slots)), self._acc.dtype)
        kernel.read(fixed(slots), self._acc, self._empty, forget, found)
        return found

    def _result(self, reading: Reading, found: npt.NDArray[Any], wraps: Int64s | None) -> pa.Array[Any]:
        seen = found[kernel.SEEN]
        if reading.function is Function.COUNT:
            return column(seen, INT)
        values, null = found[self._parts.index(_PARTS[reading.function]) + 1], seen == 0
        if reading.function is Function.MEAN:
            values = _unwrapped(values, wraps) / np.maximum(seen, 1)
        if reading.function is Function.SUM and wraps is not None:
            null = null | (wraps != 0)
        return column(values, reading.kind, null)

    def save(self, slots: Int64s) -> Columns:
        """Return the parts of each accumulator, and how often a sum wrapped."""
        found = self._read(slots, forget=False)
        parts: dict[str, npt.NDArray[Any]] = {"seen": found[kernel.SEEN].astype(np.int64)}
        parts |= {part: found[at] for at, part in enumerate(self._parts, 1)}
        if SUM in self._parts and not self._floats:
            parts["wraps"] = self._wraps[slots]
        return {name: pa.array(part) for name, part in parts.items()}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take the parts back."""
        self._acc[slots, kernel.SEEN] = numbers(saved["seen"])
        for at, part in enumerate(self._parts, 1):
            self._acc[slots, at] = numbers(saved[part])
        if "wraps" in saved:
            self._wraps[slots] = numbers(saved["wraps"])
            self._has_wrapped = True


def _unwrapped(sums: npt.NDArray[Any], wraps: Int64s | None) -> npt.NDArray[np.float64]:
    """Return sums as floats, those too that left 64 bits; they are few, and seldom."""
    whole = sums.astype(np.float64)
    if wraps is None:
        return whole
    for at in np.flatnonzero(wraps).tolist():
        whole[at] = float(int(sums[at]) + (int(wraps[at]) << 64))
    return whole
