"""`State`: what one family of aggregations keeps of one column of values, for every slot.

count, sum, min and max of the same column are one state, filled in one pass, and four readings of it
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.aggregation.functions import Function
from tidegate.arrow_views import fixed, numbers, sealed, valid_mask
from tidegate.holding import Columns
from tidegate.types import Type

Slots = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NO_ROWS: Int64s = sealed(np.empty(0, np.int64))
"""Stands for "entry n is row n"."""
NO_TIMES = NO_WORDS = NO_ROWS


class Entries:
    """Values of one column on their way into slots; what kernels need of them is worked out once, and shared."""

    def __init__(self, slots: Slots, values: pa.Array[Any], times: Int64s, rows: Int64s | None = None) -> None:
        self.slots = fixed(slots)
        self.values = values
        self.times = fixed(times)
        self.rows = NO_ROWS if rows is None else fixed(rows)

    def __len__(self) -> int:
        return len(self.slots)

    @cached_property
    def valid(self) -> Mask:
        """Return which values are not null."""
        return valid_mask(self.values)

    @cached_property
    def numbers(self) -> npt.NDArray[Any]:
        """Return the values as numbers."""
        return numbers(self.values)

    @cached_property
    def bits(self) -> Int64s:
        """Return the values as 64-bit words, floats by their bits."""
        return sealed(self.numbers.view(np.int64))


class Reading(NamedTuple):
    """One result that is read off a state."""

    function: Function
    kind: Type
    """The type of the result."""
    q: float = 0.5


class State:
    """Base of what is kept; a slot that nothing was put into is empty."""

    def __init__(self) -> None:
        self._ready = 0

    def make_room(self, slots: int) -> None:
        """Have an empty place for each of the first slots that has none yet."""
        if self._ready < slots:
            self._grow(self._ready, slots)
            self._ready = slots

    def _grow(self, ready: int, slots: int) -> None:
        raise NotImplementedError

    def add(self, entries: Entries) -> None:
        """Take in each entry's value, in order; null values are skipped."""
        raise NotImplementedError

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put what each source holds into its target, pair by pair in order, so that the source is empty."""
        raise NotImplementedError

    def take(self, slots: Int64s, readings: Sequence[Reading]) -> list[pa.Array[Any]]:
        """Return these results for each slot, and make the slots empty."""
        raise NotImplementedError

    def overflowed(self, slots: Int64s) -> Mask | None:
        """Return which sums left 64 bits, or None if none did."""
        return None

    def save(self, slots: Int64s) -> Columns:
        """Return what these slots hold, one row for each, for `load`; nothing changes."""
        raise NotImplementedError

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take back what `save` gave, into these slots, all of them empty."""
        raise NotImplementedError
