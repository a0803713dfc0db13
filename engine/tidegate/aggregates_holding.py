"""`AggregatesHolding`: several named aggregations of each slot."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tidegate.aggregation import Accumulator, Aggregation, Function
from tidegate.arrow_views import column
from tidegate.bad_items import BadItem
from tidegate.holding import Closing, Columns, Holding, Taken
from tidegate.types import INT, Type


class AggregatesHolding(Holding):
    """One accumulator for each aggregation, but for those that count items."""

    def __init__(
        self,
        aggregations: Mapping[str, Aggregation],
        types: Mapping[str, Type],
        kinds: Mapping[str, Type],
        ordered: bool,
    ) -> None:
        """`types` are those of the expressions, by field (`aggregations.total.of`); `kinds` those of the results, by name."""
        super().__init__()
        self._names = tuple(aggregations)
        self._accumulators = {
            name: Accumulator(aggregation.function, types[f"aggregations.{name}.of"], kinds[name], ordered)
            for name, aggregation in aggregations.items()
            if not (aggregation.function is Function.COUNT and aggregation.of is None)
        }

    def make_room(self, slots: int) -> None:
        """Be ready for so many slots."""
        for accumulator in self._accumulators.values():
            accumulator.make_room(slots)

    def absorb(self, taken: Taken) -> None:
        """Add each entry to its slot's accumulators."""
        for name, accumulator in self._accumulators.items():
            accumulator.add(taken.slots, taken.of(f"aggregations.{name}.of"), taken.entry_times())

    def results(self, closing: Closing) -> tuple[None, Columns]:
        """Return what each slot comes to, name by name."""
        found: Columns = {}
        for name in self._names:
            if name in self._accumulators:
                self._note_overflows(name, closing)
                found[name] = self._accumulators[name].take(closing.slots)
            else:
                found[name] = column(closing.counts, INT)
        return None, found

    def _note_overflows(self, name: str, closing: Closing) -> None:
        left = self._accumulators[name].overflowed(closing.slots)
        for at in [] if left is None else np.flatnonzero(left).tolist():
            reason = f"the sum {name!r} of {closing.words(at)} left 64 bits, so it is null; sum floats instead"
            self._troubles.append(BadItem("integer-overflow", reason, closing.position, ""))
