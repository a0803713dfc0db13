"""`UnnestLogic`: items out of values that hold several, which are the elements of lists, the keys of maps, the characters of texts.

values      [1, 2]  null  []  [3]        what each item holds
elements    1  2               3         all of it, in order
rows        0  0               3         the item that each came from
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import memory, sealed, view
from tidegate.bad_items import BadItemCode, BadItemRule
from tidegate.batch import Batch, columns_of
from tidegate.expression.containers import keys_of, parents_of
from tidegate.operator import BuildContext, Logic, OnError, Outputs
from tidegate.step_expressions import Badness
from tidegate.types import STR, ListOf, MapOf, Record, Type

Rows = npt.NDArray[np.int64]

_CONTINUES, _TOP_TWO_BITS = 0x80, 0xC0
"""How a byte of UTF-8 that begins no character starts."""


class Elements(NamedTuple):
    """What the values of a column hold, and for each the row that it came from."""

    rows: Rows
    values: pa.Array[Any]


def element_type(kind: Type) -> Type | None:
    """Return the type of what such a value holds; None when it holds nothing."""
    match kind:
        case ListOf(element):
            return element
        case MapOf():
            return STR
    return STR if kind is STR else None


def elements_of(values: Any) -> Elements:
    """Return what each value holds, in order; a null holds nothing."""
    if pa.types.is_string(values.type):
        return _characters(values)
    return Elements(*parents_of(keys_of(values) if pa.types.is_map(values.type) else values))


class UnnestLogic(Logic):
    """Lays what the values of each batch hold end to end, as items."""

    def __init__(self, context: BuildContext, on_error: OnError) -> None:
        super().__init__()
        self.stream, self.element = context.ups["up"][0], context.downs["down"].item
        self.bad_items = BadItemRule(on_error, context.step_id, self.counters)

    def unnest(self, batch: Batch, values: pa.Array[Any], badness: Badness) -> Outputs:
        """Return the items that these values hold, one value for each item of the batch."""
        first, elements = self.counters.total(), elements_of(values)
        if isinstance(self.element, Record):
            _note_null_records(elements, badness)
        gave = np.zeros(batch.length, np.bool_)
        gave[elements.rows] = True
        if not badness:
            self._count(gave, 0)
            return [("down", self._items(batch, elements))]
        errors = self.bad_items.split(batch, self.stream, badness.mask, badness.reason, first)
        self._count(gave & ~badness.mask, int(badness.mask.sum()))
        good = ~badness.mask[elements.rows]
        return [("down", self._items(batch, Elements(elements.rows[good], elements.values.filter(good)))), *errors]

    def _count(self, gave: npt.NDArray[np.bool_], bad: int) -> None:
        """Count the items that gave elements as kept and those that gave none as filtered."""
        kept = int(gave.sum())
        self.counters.kept += kept
        self.counters.filtered += len(gave) - kept - bad

    def _items(self, batch: Batch, elements: Elements) -> Batch:
        ids = None if batch.key_ids is None else batch.key_ids[elements.rows]
        return Batch(columns_of(elements.values, self.element), len(elements.rows), ids, batch.keys)


def _note_null_records(elements: Elements, badness: Badness) -> None:
    """Mark the items that hold a null where a record is needed."""
    if elements.values.null_count:
        mask = np.zeros(badness.length, np.bool_)
        mask[elements.rows[np.asarray(elements.values.is_null())]] = True
        badness.add(mask, _null_element)


def _null_element(_row: int) -> tuple[str, str]:
    return (
        BadItemCode.NULL,
        "It holds a null where a record is needed. Give it fields, or leave the null out before.",
    )


def _characters(texts: Any) -> Elements:
    known = texts.fill_null("") if texts.null_count else texts
    _, offsets, data = known.buffers()
    if data is None or not len(known):
        return Elements(np.zeros(0, np.int64), pa.array([], pa.string()))
    bounds = view(offsets, np.int32)[known.offset : known.offset + len(known) + 1]
    letters = view(data, np.uint8)[: bounds[-1]]
    starts = np.flatnonzero(letters[bounds[0] :] & _TOP_TWO_BITS != _CONTINUES) + bounds[0]
    rows = np.searchsorted(bounds, starts, side="right") - 1
    cuts = sealed(np.append(starts, bounds[-1]).astype(np.int32))
    return Elements(rows, pa.StringArray.from_buffers(len(starts), memory(cuts), memory(letters)))
