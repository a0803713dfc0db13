"""`BestHolding`: of each slot's items, the one with the largest, or smallest, value."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import column, numbers, positions, sealed, valid_mask
from tidegate.batch import item_column
from tidegate.diagnostics import Code
from tidegate.expression.arrays import pc
from tidegate.flat import roomier
from tidegate.holding import Closing, Columns, Holding, Int64s, Taken
from tidegate.kernels import best as kernel
from tidegate.operator import Finding
from tidegate.sequential.holdings import VALUE
from tidegate.sequential.slot_values import SlotValues
from tidegate.types import BOOL, DATE, DURATION, FLOAT, INT, STR, TIMESTAMP, Type, arrow_type

COMPARED = (INT, FLOAT, STR, TIMESTAMP, DURATION, DATE, BOOL)
BY = "by"
_NO_ROWS = sealed(np.empty(0, np.int64))


def cannot_compare(by: Type, field: str | None = BY) -> tuple[Finding, ...]:
    """Return what is wrong with values of this type deciding which item is best."""
    if by in COMPARED:
        return ()
    kinds = ", ".join(str(kind) for kind in COMPARED)
    message = f"Items cannot be compared by {str(by)[:200]}. Write an expression in 'by' that gives one of: {kinds}."
    return (Finding(Code.EXPRESSION_TYPE, message, field),)


class BestHolding(Holding):
    """Keeps the whole item; of equal ones the first to arrive, and of two slots that merge the target's.

    Not-a-number loses against every number, and null against everything. Texts are compared as in Python; here they
    are numbers too, their places among the texts of the batch and those that its slots hold.
    """

    def __init__(self, item: Type, by: Type, largest: bool) -> None:
        super().__init__()
        self.item, self.by, self.largest = item, by, largest
        self._items = SlotValues(arrow_type(item))
        self._texts = SlotValues(arrow_type(STR)) if by is STR else None
        self._classes = np.empty(0, np.int8)
        self._best: npt.NDArray[Any] = np.empty(0, np.float64 if by is FLOAT else np.int64)
        self._came = np.empty(0, np.int64)
        self._ready = 0

    def make_room(self, slots: int) -> None:
        """Be ready for so many slots."""
        ready = self._ready
        if ready >= slots:
            return
        if len(self._classes) < slots:
            self._classes = roomier(self._classes, ready, slots)
            self._best = roomier(self._best, ready, slots)
            self._came = roomier(self._came, ready, slots)
        self._classes[ready:slots], self._came[ready:slots] = kernel.EMPTY, kernel.NOTHING
        for store in self._stores():
            store.make_room(slots)
        self._ready = slots

    def _stores(self) -> list[SlotValues]:
        return [self._items] if self._texts is None else [self._items, self._texts]

    def absorb(self, taken: Taken) -> None:
        """Let each item challenge what its slot holds."""
        by = taken.values[BY]
        values, valid = (self._ranks(by, taken), valid_mask(by)) if self._texts is not None else _numbers(by)
        rows = _NO_ROWS if taken.rows is None else sealed(taken.rows.view())
        changed = np.empty(len(taken.slots), np.int64)
        count = kernel.challenge(
            sealed(taken.slots.view()),
            rows,
            values,
            valid,
            self.largest,
            self._classes,
            self._best,
            self._came,
            changed,
        )
        changed = changed[:count]
        entries = self._came[changed]
        self._came[changed] = kernel.NOTHING
        chosen = positions(entries if taken.rows is None else taken.rows[entries])
        self._items.put(changed, item_column(taken.batch, self.item).take(chosen))
        if self._texts is not None:
            self._texts.put(changed, by.take(chosen))

    def _ranks(self, by: pa.Array[Any], taken: Taken) -> Int64s:
        """Return the places of texts in their order, and give what the slots hold theirs."""
        assert self._texts is not None, "only texts have places"
        slots = np.unique(taken.slots[taken.slots >= 0]).astype(np.int64)
        places, held = _places(by, self._texts.read(slots))
        self._best[slots] = held
        return sealed(places)

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Let what each source holds challenge its target."""
        if self._texts is not None:
            slots = np.unique(np.concatenate([sources, targets]))
            self._best[slots] = _places(self._texts.read(slots))[0]
        more = np.empty(0, np.int64) if self._texts is None else self._texts.rows
        kernel.merge(
            sealed(sources.view()),
            sealed(targets.view()),
            self.largest,
            self._classes,
            self._best,
            self._items.rows,
            more,
        )

    def results(self, closing: Closing) -> tuple[Int64s | None, Columns]:
        """Return the best item of each slot that holds one."""
        held = self._classes[closing.slots] != kernel.EMPTY
        there = None if held.all() else np.flatnonzero(held)
        slots = closing.slots if there is None else closing.slots[there]
        values = self._items.read(slots)
        self._classes[closing.slots] = kernel.EMPTY
        for store in self._stores():
            store.clear(closing.slots)
        return there, {VALUE: values}

    def save(self, slots: Int64s) -> Columns:
        """Return the items, and what they were compared by."""
        held = self._classes[slots] != kernel.EMPTY
        known = self._classes[slots] > kernel.NULL
        by = self._texts.read(slots) if self._texts else column(np.where(known, self._best[slots], 0), self.by, ~known)
        return {"item": self._items.read(slots), BY: by, "held": pa.array(held, arrow_type(BOOL))}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take the items back."""
        held = np.flatnonzero(saved["held"].to_numpy(zero_copy_only=False))
        slots, by = slots[held], saved[BY].take(positions(held))
        self._items.put(slots, saved["item"].take(positions(held)))
        valid = by.is_valid().to_numpy(zero_copy_only=False)
        if self._texts is not None:
            self._texts.put(slots, by)
            self._classes[slots] = np.where(valid, kernel.NUMBER, kernel.NULL)
            return
        values = _numbers(by)[0]
        self._best[slots] = values
        self._classes[slots] = np.where(valid, np.where(values == values, kernel.NUMBER, kernel.NAN), kernel.NULL)


def _numbers(by: pa.Array[Any]) -> tuple[Any, Any]:
    known: Any = by.fill_null(False) if by.type.equals(arrow_type(BOOL)) and by.null_count else by
    return numbers(known), valid_mask(by)


def _places(*texts: pa.Array[Any]) -> list[Int64s]:
    """Return the place of each text in the order of all of them; equal ones share a place."""
    every = pa.concat_arrays(texts).dictionary_encode()
    words, which = every.dictionary, every.indices
    place = np.empty(len(words) + 1, np.int64)
    place[pc.sort_indices(words).to_numpy()] = np.arange(len(words))
    found = place[which.fill_null(len(words)).to_numpy()]
    bounds = np.cumsum([len(part) for part in texts])[:-1]
    return np.split(found, bounds)
