"""`Listed`: all values of each slot, whatever their type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.aggregation.state import Entries, Int64s, Reading, State
from tidegate.arrow_views import list_offsets, lists, numbers
from tidegate.batch import ITEM, Batch
from tidegate.chains import ItemChains
from tidegate.holding import Columns
from tidegate.types import Type, arrow_type


class Listed(State):
    """Values in the order of their timestamps if `ordered`, else of arrival."""

    def __init__(self, of: Type, ordered: bool) -> None:
        super().__init__()
        self._of = of
        self._items = ItemChains(ordered)

    def _grow(self, ready: int, slots: int) -> None:
        self._items.chains.make_room(slots)

    def add(self, entries: Entries) -> None:
        """Add the values that are not null."""
        batch = Batch({ITEM: entries.values}, len(entries.values))
        self._items.add(entries.slots, entries.rows, batch, entries.valid, entries.times)

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put the source's values behind the target's."""
        self._items.chains.join(sources, targets)

    def take(self, slots: Int64s, readings: Sequence[Reading]) -> list[pa.Array[Any]]:
        """Return each slot's values."""
        offsets, items = self._items.take(slots)
        return [lists(offsets, self._column(items))] * len(readings)

    def _column(self, items: Batch | None) -> pa.Array[Any]:
        return pa.array([], arrow_type(self._of)) if items is None else items.columns[ITEM]

    def save(self, slots: Int64s) -> Columns:
        """Return each slot's values in order of arrival, and their timestamps."""
        offsets, items, times = self._items.read(slots)
        return {"values": lists(offsets, self._column(items)), "times": lists(offsets, pa.array(times))}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take values and timestamps back."""
        offsets, values = list_offsets(saved["values"])
        _, times = list_offsets(saved["times"])
        self._items.load(slots, offsets, Batch({ITEM: values}, len(values)), numbers(times).view(np.int64))
