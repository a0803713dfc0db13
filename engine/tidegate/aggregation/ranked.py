"""`Ranked`: all numbers of each slot, for medians and other quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.aggregation.functions import Function
from tidegate.aggregation.state import Entries, Int64s, Reading, State
from tidegate.arrow_views import NO_MASK, column, list_offsets, lists, numbers, sealed
from tidegate.chains import NOTHING_GIVEN, Chains, Unchained
from tidegate.holding import Columns
from tidegate.kernels import chains as kernel
from tidegate.types import FLOAT, Type


class Ranked(State):
    """Numbers by their bits, as exact quantiles need all of them."""

    def __init__(self, of: Type) -> None:
        super().__init__()
        self._of = of
        self._chains = Chains()

    def _grow(self, ready: int, slots: int) -> None:
        self._chains.make_room(slots)

    def add(self, entries: Entries) -> None:
        """Keep the numbers."""
        self._chains.append(entries.slots, entries.rows, entries.bits, 0, entries.valid)

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put the source's numbers behind the target's."""
        self._chains.join(sources, targets)

    def take(self, slots: Int64s, readings: Sequence[Reading]) -> list[pa.Array[Any]]:
        """Return the quantiles that are asked for."""
        found = self._chains.unchain(slots, forget=True)
        return [
            self._quantile(0.5 if reading.function is Function.MEDIAN else reading.q, found) for reading in readings
        ]

    def _quantile(self, q: float, found: Unchained) -> pa.Array[Any]:
        quantiles, known = np.empty(len(found.offsets) - 1), np.empty(len(found.offsets) - 1, np.bool_)
        kernel.quantiles(found.offsets, self._numbers(found.words), q, quantiles, known)
        return column(quantiles, FLOAT, ~known)

    def _numbers(self, words: Int64s) -> npt.NDArray[Any]:
        return words.view(np.float64) if self._of is FLOAT else words

    def save(self, slots: Int64s) -> Columns:
        """Return the numbers of each slot."""
        words, offsets, _ = self._chains.unchain(slots, forget=False)
        return {"values": lists(offsets, column(self._numbers(words), self._of))}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take the numbers back."""
        offsets, values = list_offsets(saved["values"])
        words = sealed(numbers(values).view(np.int64))
        entries = sealed(np.repeat(slots.astype(np.int32), np.diff(offsets)))
        self._chains.append(entries, NOTHING_GIVEN, words, 0, NO_MASK)
