"""`JoinHolding`: the values of each side of a join, and the rows that come of them (Bytewax's join states)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import lists, nulls
from tidegate.flat import roomier
from tidegate.holding import Closing, Columns, Emission, Holding, Int64s, Taken
from tidegate.kernels import join as kernel
from tidegate.kernels.windows import FREE_COUNT, NOTHING, USED
from tidegate.side_store import SLACK, SideStore
from tidegate.types import Record, Type, arrow_type

SIDE = "\0side"
"""The column of a joined batch that says which side an item is of; `side_column(n)` has the items of side n."""
VALUE = "value"


class InsertMode(StrEnum):
    """Which values of a side count."""

    FIRST = "first"
    """The first one that came."""
    LAST = "last"
    """The last one that came."""
    PRODUCT = "product"
    """All of them: every combination is a row."""


class EmitMode(StrEnum):
    """When rows leave."""

    COMPLETE = "complete"
    """When every side has a value; the values are forgotten then."""
    FINAL = "final"
    """When the window closes, or the input ends."""
    RUNNING = "running"
    """After every value."""


_INSERT = {
    InsertMode.FIRST: kernel.INSERT_FIRST,
    InsertMode.LAST: kernel.INSERT_LAST,
    InsertMode.PRODUCT: kernel.INSERT_PRODUCT,
}
_EMIT = {
    EmitMode.COMPLETE: kernel.EMIT_COMPLETE,
    EmitMode.FINAL: kernel.EMIT_FINAL,
    EmitMode.RUNNING: kernel.EMIT_RUNNING,
}


def side_column(side: int) -> str:
    """Return the name of the column that holds the items of a side."""
    return f"\0side {side}"


def joined_columns(parts: Sequence[tuple[int, pa.Array[Any]]], kinds: Sequence[Type]) -> Columns:
    """Return the items of several sides as one batch: which side each is of, and a column per side, null elsewhere."""
    sides = np.concatenate([np.full(len(items), side, np.int64) for side, items in parts])
    columns: Columns = {SIDE: pa.array(sides)}
    for side, kind in enumerate(kinds):
        here = [items if of == side else nulls(len(items), arrow_type(kind)) for of, items in parts]
        columns[side_column(side)] = here[0] if len(here) == 1 else pa.concat_arrays(here)
    return columns


class JoinHolding(Holding):
    """Per slot and side the values that count, as numbers of the items in a store per side."""

    needs_order = True

    def __init__(self, names: Sequence[str], kinds: Sequence[Type], insert: InsertMode, emit: EmitMode) -> None:
        super().__init__()
        self.names, self.kinds, self.emit = list(names), list(kinds), emit
        self._insert, self._emit = _INSERT[insert], _EMIT[emit]
        self.stores = [SideStore(arrow_type(kind)) for kind in kinds]
        self._dead = 0
        self.cells = np.empty((0, 2), np.int64)
        self.links = np.empty((256, 2), np.int64)
        self.pool = np.array([NOTHING, 0, 0], np.int64)

    @property
    def sides(self) -> int:
        """Return how many sides there are."""
        return len(self.kinds)

    @property
    def held(self) -> int:
        """Return how many values are held."""
        return int(self.pool[USED] - self.pool[FREE_COUNT])

    def occupied(self) -> Int64s:
        """Return the slots that hold a value on any side."""
        return np.flatnonzero((self.cells[:, 0] != NOTHING).reshape(-1, self.sides).any(axis=1))

    def make_room(self, slots: int) -> None:
        known, needed = len(self.cells), slots * self.sides
        if known < needed:
            self.cells = roomier(self.cells, known, needed)
            self.cells[known:] = NOTHING

    def absorb(self, taken: Taken) -> Emission | None:
        columns, rows = taken.batch.columns, taken.entry_rows()
        sides_of = np.asarray(columns[SIDE])[rows]
        numbers = np.empty(len(rows), np.int64)
        for side in range(self.sides):
            mine = (sides_of == side) & (taken.slots >= 0)
            if mine.any():
                items = columns[side_column(side)].take(pa.array(rows[mine]))
                first = self.stores[side].append(items)
                numbers[mine] = np.arange(first, first + len(items))
        self._make_link_room(len(rows))
        emission = self._insert_all(taken.slots, sides_of, numbers)
        self._clean()
        return emission

    def _make_link_room(self, entries: int) -> None:
        used = int(self.pool[USED])
        if len(self.links) < self.held + entries:
            self.links = roomier(self.links, used, used + entries)

    def _insert_all(self, slots: Any, sides_of: Int64s, numbers: Int64s) -> Emission | None:
        dead = np.empty(self.held + len(slots), np.int64)
        out_slots, out_rows = (
            np.empty(2 * len(slots) + 16, np.int64),
            np.empty((2 * len(slots) + 16, self.sides), np.int64),
        )
        done, stopped, dead_count, out_count = 0, False, 0, 0
        slots = np.ascontiguousarray(slots)
        while True:
            done, stopped, dead_count, out_count = kernel.absorb(
                done,
                stopped,
                slots,
                sides_of,
                numbers,
                self.sides,
                self._insert,
                self._emit,
                self.cells,
                self.links,
                self.pool,
                dead,
                dead_count,
                out_slots,
                out_rows,
                out_count,
            )
            if not stopped:
                break
            out_slots, out_rows = roomier(out_slots, out_count, 0), roomier(out_rows, out_count, 0)
        emission = None
        if out_count:
            emission = Emission(out_slots[:out_count], {VALUE: self._rows(out_rows[:out_count])})
        self._bury(dead_count)
        return emission

    def _rows(self, rows: Int64s) -> pa.Array[Any]:
        """Return rows of item numbers as records with a field per side."""
        fields = [self.stores[side].read(np.ascontiguousarray(rows[:, side])) for side in range(self.sides)]
        return pa.StructArray.from_arrays(fields, names=self.names)

    def _bury(self, dead_count: int) -> None:
        self._dead += dead_count

    def merge(self, sources: Int64s, targets: Int64s) -> Emission | None:
        dead = np.empty(self.held + 1, np.int64)
        parts = []
        for source, target in zip(sources.tolist(), targets.tolist(), strict=True):
            dead_count = kernel.merge_cells(
                source, target, self.sides, self._insert, self.cells, self.links, self.pool, dead, 0
            )
            self._bury(dead_count)
            if self._emit != kernel.EMIT_FINAL:
                parts.append(self._emitted_again(target))
        found = [part for part in parts if part is not None]
        if not found:
            return None
        slots = np.concatenate([part.slots for part in found])
        return Emission(slots, {VALUE: pa.concat_arrays([part.columns[VALUE] for part in found])})

    def _emitted_again(self, slot: int) -> Emission | None:
        """Apply the rule of emission once more, to a slot that another one went into."""
        slots = np.array([slot], np.int64)
        _, complete = kernel.rows_of(slot, self.sides, self.cells, self.links, 1)
        if self._emit == kernel.EMIT_COMPLETE and not complete:
            return None
        which, values = self._all_rows(slots)
        if self._emit == kernel.EMIT_COMPLETE:
            self._clear(slots)
        return Emission(slots[which], {VALUE: values})

    def _all_rows(self, slots: Int64s) -> tuple[Int64s, pa.Array[Any]]:
        """Return every row of these slots, and which of them each is of."""
        which, rows = np.empty(2 * len(slots) + 16, np.int64), np.empty((2 * len(slots) + 16, self.sides), np.int64)
        done, count = kernel.emit_slots(0, slots, self.sides, self.cells, self.links, which, rows, 0)
        while done < len(slots):
            which, rows = roomier(which, count, 0), roomier(rows, count, 0)
            done, count = kernel.emit_slots(done, slots, self.sides, self.cells, self.links, which, rows, count)
        return which[:count], self._rows(rows[:count])

    def _clear(self, slots: Int64s) -> None:
        dead = np.empty(self.held, np.int64)
        self._bury(kernel.clear(slots, self.sides, self.cells, self.links, self.pool, dead))

    def results(self, closing: Closing) -> tuple[Int64s | None, Columns]:
        if self.emit is not EmitMode.FINAL:
            self._clear(closing.slots)
            return np.empty(0, np.int64), {VALUE: self._rows(np.empty((0, self.sides), np.int64))}
        which, values = self._all_rows(closing.slots)
        self._clear(closing.slots)
        self._clean()
        return which, {VALUE: values}

    def _clean(self) -> None:
        """Copy the living items together when most are dead."""
        if self._dead < SLACK or 2 * self._dead < sum(len(store) for store in self.stores):
            return
        slots = np.arange(len(self.cells) // self.sides)
        for side, store in enumerate(self.stores):
            rows, offsets = np.empty(self.held, np.int64), np.empty(len(slots) + 1, np.int32)
            count = kernel.held_rows(slots, self.sides, side, self.cells, self.links, rows, offsets)
            old = np.sort(rows[:count])
            store.keep_only(old)
            kernel.renumber(self.cells, side, self.sides, self.links, old)
        self._dead = 0

    def save(self, slots: Int64s) -> Columns:
        return {name: self._saved_side(slots, side) for side, name in enumerate(self.names)}

    def _saved_side(self, slots: Int64s, side: int) -> pa.Array[Any]:
        rows, offsets = np.empty(self.held, np.int64), np.empty(len(slots) + 1, np.int32)
        count = kernel.held_rows(slots, self.sides, side, self.cells, self.links, rows, offsets)
        return lists(offsets, self.stores[side].read(rows[:count]))

    def load(self, slots: Int64s, saved: Columns) -> None:
        for side, name in enumerate(self.names):
            held: Any = saved[name]
            offsets = np.asarray(held.offsets)
            items = held.values.slice(int(offsets[0]), int(offsets[-1] - offsets[0]))
            first = self.stores[side].append(items)
            into = np.repeat(slots, np.diff(offsets)).astype(np.int32)
            self._make_link_room(len(into))
            numbers = np.arange(first, first + len(into))
            kernel.absorb(
                0,
                False,
                into,
                np.full(len(into), side, np.int64),
                numbers,
                self.sides,
                kernel.INSERT_PRODUCT,
                kernel.EMIT_FINAL,
                self.cells,
                self.links,
                self.pool,
                np.empty(0, np.int64),
                0,
                np.empty(0, np.int64),
                np.empty((0, self.sides), np.int64),
                0,
            )


def row_type(names: Sequence[str], kinds: Sequence[Type]) -> Type:
    """Return the type of a joined row: a field per side, which may be null."""
    return Record.of(dict(zip(names, kinds, strict=True)))
