"""`AggregatesHolding`: several named aggregations of each slot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.aggregation import Aggregation, Entries, Reading, State, StateKey, new_state, state_key
from tidegate.arrow_views import column
from tidegate.bad_items import BadItem
from tidegate.holding import Closing, Columns, Holding, Int64s, Taken
from tidegate.types import INT, Type


class AggregatesHolding(Holding):
    """One state for all aggregations that keep the same of the same values; each aggregation is a reading of one."""

    def __init__(
        self,
        aggregations: Mapping[str, Aggregation],
        types: Mapping[str, Type],
        kinds: Mapping[str, Type],
        ordered: bool,
    ) -> None:
        """`types` are those of the expressions, by field (`aggregations.total.of`); `kinds` those of the results, by name.

        `ordered` is about first, last and list: whether they go by timestamp instead of arrival.
        """
        super().__init__()
        self._names = tuple(aggregations)
        self._readings: dict[StateKey, dict[str, Reading]] = {}
        self._fields: dict[StateKey, str] = {}
        for name, aggregation in aggregations.items():
            if not aggregation.counts_items:
                field = f"aggregations.{name}.of"
                key = state_key(aggregation.function, aggregation.of or "", types[field])
                q = 0.5 if aggregation.q is None else aggregation.q
                self._readings.setdefault(key, {})[name] = Reading(aggregation.function, kinds[name], q)
                self._fields.setdefault(key, field)
        self._states: dict[StateKey, State] = {}
        for key, readings in self._readings.items():
            functions = {reading.function for reading in readings.values()}
            self._states[key] = new_state(key.family, functions, types[self._fields[key]], ordered)

    def make_room(self, slots: int) -> None:
        """Be ready for slots 0 to `slots` - 1."""
        for state in self._states.values():
            state.make_room(slots)

    def absorb(self, taken: Taken) -> None:
        """Take each entry's values into its slot."""
        columns: dict[str, Entries] = {}
        for key, state in self._states.items():
            if key.of not in columns:
                columns[key.of] = Entries(taken.slots, taken.values[self._fields[key]], taken.times, taken.rows)
            state.add(columns[key.of])

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put what each source holds into its target, pair by pair in order."""
        for state in self._states.values():
            state.merge(sources, targets)

    def results(self, closing: Closing) -> tuple[None, Columns]:
        """Return what each slot comes to, aggregation by aggregation; one that counts items has their number."""
        found: Columns = {}
        for key, state in self._states.items():
            readings = self._readings[key]
            self._note_overflows(state, readings, closing)
            found |= dict(zip(readings, state.take(closing.slots, tuple(readings.values())), strict=True))
        return None, {name: found[name] if name in found else column(closing.counts, INT) for name in self._names}

    def _note_overflows(self, state: State, readings: Mapping[str, Reading], closing: Closing) -> None:
        left = state.overflowed(closing.slots)
        if left is None:
            return
        for name, reading in readings.items():
            for at in np.flatnonzero(left).tolist() if reading.function == "sum" else ():
                reason = f"the sum {name!r} of {closing.words(at)} left 64 bits, so it is null; sum floats instead"
                self._troubles.append(BadItem("integer-overflow", reason, closing.position, ""))

    def save(self, slots: Int64s) -> Columns:
        """Return what these slots hold: for each state its columns, named `tally(val).sum`."""
        saved: dict[str, pa.Array[Any]] = {}
        for key, state in self._states.items():
            saved |= {f"{key}.{part}": held for part, held in state.save(slots).items()}
        return saved

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take back what `save` gave, into these slots, all of them empty."""
        for key, state in self._states.items():
            prefix = f"{key}."
            parts = {name.removeprefix(prefix): held for name, held in saved.items() if name.startswith(prefix)}
            state.load(slots, parts)
