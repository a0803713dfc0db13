"""`collect_window`: the items of each window, as a list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import Field

from tidegate.batch import Batch, item_column
from tidegate.clock import Clock
from tidegate.kernels import collect as kernel
from tidegate.kernels.windows import FREE, FREE_COUNT, NOTHING, USED
from tidegate.open_windows import Assigned, Int64s
from tidegate.operator import BuildContext, Derived, Group, OnError, Operator, Ups, on_error_field
from tidegate.row_store import RowStore
from tidegate.step_expressions import compile_expressions
from tidegate.types import ListOf, Record, StreamType
from tidegate.window_step import META_ITEM, WINDOW_DOWNS, WINDOW_FIELDS, WINDOW_UPS, WindowLogic, clock_expressions
from tidegate.window_step import late_item
from tidegate.bad_items import ERRORS_STREAM
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
        self.items = np.empty((256, kernel.ITEM_WIDTH), np.int64)
        self.pool = np.array([NOTHING, 0, 0], np.int64)

    @property
    def held(self) -> int:
        """Return how many items all windows hold."""
        return int(self.pool[USED] - self.pool[FREE_COUNT])

    def absorb(self, batch: Batch, values: dict[str, pa.Array[Any]], times: Int64s, assigned: Assigned) -> None:
        """Chain each item to its window."""
        if len(self.items) - self.held < batch.length:
            more = np.empty((max(len(self.items), batch.length), kernel.ITEM_WIDTH), np.int64)
            self.items = np.concatenate([self.items, more])
        first_row = self.store.append(item_column(batch, self.up.item))
        kernel.append(assigned.slots, times, first_row, self.windows.windows, self.items, self.pool)
        if self.store.wants_cleaning(self.held):
            self._clean()

    def results(self, closed: Int64s) -> dict[str, pa.Array[Any]]:
        """Return each window's list."""
        rows = np.empty(int(self.windows.counts(closed).sum()), np.int64)
        offsets = np.empty(len(closed) + 1, np.int32)
        kernel.unchain(closed, self.windows.ordered, self.windows.windows, self.items, self.pool, rows, offsets)
        return {"value": pa.ListArray.from_arrays(pa.array(offsets), self.store.take(rows))}

    def _clean(self) -> None:
        """Forget the rows that no window holds."""
        rows = np.empty(self.held, np.int64)
        count = kernel.held_rows(self.windows.keyed, self.windows.windows, self.items, rows)
        assert count == self.held, f"{self.held} items are held and {count} are in windows"
        kept = np.sort(rows)
        self.store.keep_only(kept)
        kernel.renumber(self.windows.keyed, self.windows.windows, self.items, kept)
