"""`ListHolding`: the items of each slot as a list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import NO_MASK, fixed, list_offsets, lists, numbers
from tidegate.batch import ITEM, Batch, columns_of, item_column
from tidegate.chains import NOTHING_GIVEN, ItemChains
from tidegate.holding import Closing, Columns, Holding, Int64s, Taken
from tidegate.types import Type, arrow_type


class ListHolding(Holding):
    """Items in the order of their timestamps if `ordered`, else of arrival; they stay in the columns they came in."""

    def __init__(self, item: Type, ordered: bool, field: str | None = None) -> None:
        """`item` is the type of the elements: of whole items, or of the expression in `field`."""
        super().__init__()
        self._item, self._field = item, field
        self._items = ItemChains(ordered)

    def make_room(self, slots: int) -> None:
        """Be ready for slots 0 to `slots` - 1."""
        self._items.chains.make_room(slots)

    def absorb(self, taken: Taken) -> None:
        """Add each entry's item to its slot's list."""
        batch = taken.batch.without_keys()
        if self._field is not None:
            batch = Batch({ITEM: taken.values[self._field]}, batch.length)
        rows = NOTHING_GIVEN if taken.rows is None else fixed(taken.rows)
        self._items.add(fixed(taken.slots), rows, batch, NO_MASK, fixed(taken.times))

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put the source's items behind the target's."""
        self._items.chains.join(sources, targets)

    def results(self, closing: Closing) -> tuple[None, Columns]:
        """Return each slot's list."""
        offsets, items = self._items.take(closing.slots)
        return None, {"value": lists(offsets, self._column(items))}

    def _column(self, items: Batch | None) -> pa.Array[Any]:
        if items is None:
            return pa.array([], arrow_type(self._item))
        return items.columns[ITEM] if self._field is not None else item_column(items, self._item)

    def save(self, slots: Int64s) -> Columns:
        """Return each slot's items in order of arrival, and their timestamps."""
        offsets, items, times = self._items.read(slots)
        return {"items": lists(offsets, self._column(items)), "times": lists(offsets, pa.array(times))}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take items and timestamps back; an item of several lists is several items from now on."""
        offsets, items = list_offsets(saved["items"])
        _, times = list_offsets(saved["times"])
        columns = columns_of(items, self._item) if self._field is None else {ITEM: items}
        self._items.load(slots, offsets, Batch(columns, len(items)), numbers(times).view(np.int64))
