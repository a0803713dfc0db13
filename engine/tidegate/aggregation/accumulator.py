"""`Accumulator`: one aggregation on its own, with a value for every slot."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tidegate.aggregation.families import new_state, state_key
from tidegate.aggregation.functions import Function
from tidegate.aggregation.state import Entries, Int64s, Mask, Reading, Slots
from tidegate.holding import Columns
from tidegate.types import INT, Type


class Accumulator:
    """One aggregation's value for every slot; where several read the same values, `AggregatesHolding` is faster."""

    def __init__(self, function: Function, of: Type | None, kind: Type, ordered: bool, q: float | None = None) -> None:
        """`of` is the type of the values, `kind` that of the result; `q` is for quantiles."""
        kept = INT if of is None else of
        self._reading = Reading(function, kind, 0.5 if q is None else q)
        self._state = new_state(state_key(function, "", kept).family, (function,), kept, ordered)

    def make_room(self, slots: int) -> None:
        """Have an empty value for each of the first slots that has none yet."""
        self._state.make_room(slots)

    def add(self, slots: Slots, values: pa.Array[Any], times: Int64s, rows: Int64s | None = None) -> None:
        """Take in the value of each entry, which is that of item `rows[n]`, or n; a negative slot goes nowhere."""
        self._state.add(Entries(slots, values, times, rows))

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put what each source holds into its target, pair by pair in order, so that the source is empty."""
        self._state.merge(sources, targets)

    def overflowed(self, closed: Int64s) -> Mask | None:
        """Return which of these sums do not fit into 64 bits, or None if all do; to be asked before `take`."""
        return self._state.overflowed(closed) if self._reading.function is Function.SUM else None

    def take(self, closed: Int64s) -> pa.Array[Any]:
        """Return the value of each of these slots, and make them empty."""
        return self._state.take(closed, (self._reading,))[0]

    def save(self, slots: Int64s) -> Columns:
        """Return what these slots hold, one row for each, for `load`."""
        return self._state.save(slots)

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take back what `save` gave, into these slots, all of them empty."""
        self._state.load(slots, saved)
