"""`collect_window`: the items of each window, as a list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import Field

from tidegate.arrow_views import lists
from tidegate.bad_items import ERRORS_STREAM
from tidegate.batch import Batch, item_column
from tidegate.clock import Clock
from tidegate.flat import roomier
from tidegate.kernels import collect as kernel
from tidegate.kernels.windows import FREE_COUNT, NOTHING, USED
from tidegate.open_windows import Closed, Int64s
from tidegate.operator import BuildContext, Derived, Group, OnError, Operator, Ups, on_error_field
from tidegate.row_store import RowStore
from tidegate.step_expressions import compile_expressions
from tidegate.types import ListOf, Record, StreamType
from tidegate.window_step import (
    META_ITEM,
    WINDOW_DOWNS,
    WINDOW_FIELDS,
    WINDOW_UPS,
    Slots,
    WindowLogic,
    clock_expressions,
    late_item,
)
from tidegate.windower import Windower


class CollectWindow(Operator):
    """Collect the items of each window into a list.

    Each key has its own windows and its own clock. A window's list leaves by `down` when the key's watermark passes
    the window's close time, or when the input ends. Items behind the watermark leave by `late`, with the reason.

    Windows of 10 s over a@0, a@4, a@8, a@12: the list `[a@0, a@4, a@8]` leaves when a@12 arrives.
    """

    kind = "collect_window"
    title = "Collect window"
    group = Group.WINDOW
    icon = "stack"
    ups = WINDOW_UPS
    downs = WINDOW_DOWNS

    clock: Clock
    windower: Windower = Field(description="Which windows there are.")
    ordered: bool = Field(True, description="Whether a list is in the order of timestamps instead of arrival.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        """Return the windows in words."""
        return f"lists of {self.windower.words()}, {self.clock.words()}"

    def derive(self, ups: Ups) -> Derived:
        """Return the types of results, late items and windows."""
        stream = ups["up"][0]
        compiled = compile_expressions(clock_expressions(self.clock), stream)
        down = Record.of({**WINDOW_FIELDS, "value": ListOf(stream.item)})
        types = {
            "down": StreamType(down, keyed=True),
            "late": StreamType(late_item(stream.item), keyed=True),
            "meta": StreamType(META_ITEM, keyed=True),
            "errors": ERRORS_STREAM,
        }
        return Derived(types, compiled.findings)

    def build(self, context: BuildContext) -> CollectWindowLogic:
        """Return the running half."""
        return CollectWindowLogic(context, self.clock, self.windower, self.ordered, self.on_error, {})


class CollectWindowLogic(WindowLogic):
    """Keeps items in a row store, and each window's as a chain of row numbers."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.store = RowStore()
        self.lists = np.empty((0, kernel.LIST_WIDTH), np.int64)
        self._ready = 0
        self.blocks = np.empty((256, kernel.BLOCK_WIDTH), np.int64)
        self.pool = np.array([NOTHING, 0, 0], np.int64)

    def absorb(self, batch: Batch, values: dict[str, pa.Array[Any]], times: Int64s, slots: Slots, kept: int) -> None:
        """Add each item to its window's list."""
        self._make_room(batch.length)
        first_row = self.store.append(batch.without_keys(), times, kept)
        kernel.append(slots, times, first_row, self.lists, self.blocks, self.pool)
        if self.store.wants_cleaning():
            self._clean()

    def _make_room(self, items: int) -> None:
        ready, slots = self._ready, self.windows.used
        if ready < slots:
            self.lists = roomier(self.lists, ready, slots) if len(self.lists) < slots else self.lists
            self.lists[ready:slots] = kernel.EMPTY_LIST
            self._ready = slots
        used = int(self.pool[USED])
        if len(self.blocks) < used - self.pool[FREE_COUNT] + items:
            self.blocks = roomier(self.blocks, used, used + items)

    def results(self, closed: Closed) -> dict[str, pa.Array[Any]]:
        """Return each window's list."""
        rows, offsets = np.empty(int(closed.items.sum()), np.int64), np.empty(len(closed) + 1, np.int32)
        unsorted = np.empty(len(closed), np.int64)
        count = kernel.unchain(closed.slots, self.lists, self.blocks, self.pool, rows, offsets, unsorted)
        if self.windows.ordered and count:
            kernel.sort_by_time(unsorted[:count], offsets, self.store.times(rows), rows)
        return {"value": lists(offsets, item_column(self.store.take(rows), self.up.item))}

    def _clean(self) -> None:
        """Forget the rows that no window holds."""
        windows = self.windows
        rows = np.empty(windows.held()[1], np.int64)
        count = kernel.held_rows(windows.heads, windows.windows, self.lists, self.blocks, rows)
        assert count == len(rows), f"windows count {len(rows)} items and list {count}"
        kept = np.sort(rows)
        self.store.keep_only(kept)
        kernel.renumber(windows.heads, windows.windows, self.lists, self.blocks, kept)
