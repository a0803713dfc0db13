"""`Pending`: items that wait in a window step until their key's watermark reaches their timestamps.

Bytewax lets the items of an `ordered` step wait, so that what is done with them is done in the order of timestamps.
Here that is needed only where the order of doing shows: in folds, and in joins that emit as they go.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tidegate.batch import Batch, KeyIds
from tidegate.flat import roomier
from tidegate.holding import Columns, Int64s, Slots, Taken
from tidegate.kernels import pending as kernel
from tidegate.kernels.windows import FREE_COUNT, KEY, NO_WAKE, NOTHING, USED
from tidegate.row_store import RowStore

VALUE = "\0value of "
"""Begins the name of a column that holds an expression's values."""
POSITION, TIME = "\0position", "\0time"


class Pending:
    """What waits, key by key in the order of timestamps."""

    def __init__(self) -> None:
        self.store = RowStore()
        self.waiting = np.empty((256, kernel.WAITING_WIDTH), np.int64)
        self.pool = np.array([NOTHING, 0, 0], np.int64)
        self.heads = np.empty(0, np.int32)
        self.tails = np.empty(0, np.int32)
        self.wake_us = NO_WAKE
        """Nothing is reached by the passing of time alone before this; it may be too early, never too late."""

    def __len__(self) -> int:
        return int(self.pool[USED] - self.pool[FREE_COUNT])

    def put(self, taken: Taken, known_keys: int) -> None:
        """Let the entries that go somewhere wait."""
        rows, slots = taken.entry_rows(), taken.slots
        if (slots < 0).any():
            rows, slots = rows[slots >= 0], slots[slots >= 0]
        if not len(slots):
            return
        self._make_room(len(slots), known_keys)
        key_ids = taken.batch.key_ids
        assert key_ids is not None, "a window step got items without keys"
        first = self.store.append(_with_values(taken), taken.times, len(slots))
        times = taken.times[rows]
        kernel.put(key_ids[rows], times, rows, slots, first, self.heads, self.tails, self.waiting, self.pool)

    def take(self, key_ids: Int64s, keyed: Int64s, now_us: int, final: bool = False) -> Taken | None:
        """Take out what the watermarks of these keys have reached, in the order in which it is to be done."""
        rows, slots = np.empty(len(self), np.int64), np.empty(len(self), np.int32)
        known = key_ids[key_ids < len(self.heads)]
        count, wake_us = kernel.take_due(
            known, now_us, final, keyed, self.heads, self.tails, self.waiting, self.pool, rows, slots
        )
        self.wake_us = min(self.wake_us, int(wake_us))
        if not count:
            return None
        times = self.store.times(rows[:count])
        taken = _without_values(self.store.take(rows[:count]), times, slots[:count])
        self._clean()
        return taken

    def move(self, merges: Int64s, windows: Int64s) -> None:
        """Let what waits for the source of each merge wait for its target."""
        if len(self):
            kernel.move(merges, windows[merges[:, 0], KEY].copy(), self.heads, self.waiting)

    def save(self) -> tuple[Columns, KeyIds, Int64s]:
        """Return the items that wait as columns, their keys, and the slots they wait for."""
        places, key_ids = self._entries()
        if not len(places):
            return {}, key_ids, places
        numbers = self.waiting[places, kernel.ROW]
        items = self.store.read(numbers)
        columns = {**items.columns, TIME: pa.array(self.waiting[places, kernel.TIME])}
        return columns, key_ids, self.waiting[places, kernel.SLOT]

    def load(self, columns: Columns, key_ids: KeyIds, slots: Int64s, batch: Batch, known_keys: int) -> None:
        """Take back what `save` gave; `batch` are the same items, with their keys."""
        if not len(slots):
            return
        self._make_room(len(slots), known_keys)
        times = np.array(columns[TIME])
        first = self.store.append(batch, times, len(slots))
        rows = np.arange(len(slots))
        kernel.put(key_ids, times, rows, slots.astype(np.int32), first, self.heads, self.tails, self.waiting, self.pool)
        self.wake_us = -NO_WAKE

    def _entries(self) -> tuple[Int64s, KeyIds]:
        places, key_ids = np.empty(len(self), np.int64), np.empty(len(self), np.int32)
        count = kernel.waiting_entries(self.heads, self.waiting, places, key_ids)
        assert count == len(places), f"{len(places)} items wait and {count} are listed"
        return places, key_ids

    def _clean(self) -> None:
        """Forget the rows for which nothing waits any more, when they have piled up."""
        if not self.store.wants_cleaning():
            return
        places, _ = self._entries()
        numbers = self.waiting[places, kernel.ROW]
        kept, where = np.unique(numbers, return_inverse=True)
        self.store.keep_only(kept, live=len(numbers))
        self.waiting[places, kernel.ROW] = where

    def _make_room(self, entries: int, known_keys: int) -> None:
        used = int(self.pool[USED])
        if len(self.waiting) < used - self.pool[FREE_COUNT] + entries:
            self.waiting = roomier(self.waiting, used, used + entries)
        known = len(self.heads)
        if known < known_keys:
            self.heads, self.tails = np.resize(self.heads, 2 * known_keys), np.resize(self.tails, 2 * known_keys)
            self.heads[known:], self.tails[known:] = NOTHING, NOTHING


def _with_values(taken: Taken) -> Batch:
    values = {VALUE + field: values for field, values in taken.values.items()}
    positions = {POSITION: pa.array(taken.item_positions())}
    return taken.batch.with_columns({**taken.batch.columns, **values, **positions})


def _without_values(items: Batch, times: Int64s, slots: Slots) -> Taken:
    columns = dict(items.columns)
    positions = columns.pop(POSITION)
    values = {name.removeprefix(VALUE): columns.pop(name) for name in list(columns) if name.startswith(VALUE)}
    return Taken(items.with_columns(columns), values, times, slots, None, positions=np.asarray(positions))
