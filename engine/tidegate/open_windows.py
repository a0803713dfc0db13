"""`OpenWindows`: the clocks and open windows of every key of one step, in flat arrays that kernels work on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.batch import KeyIds
from tidegate.clock import EARLIEST_US, LATEST_US
from tidegate.flat import roomier
from tidegate.kernels import windows as kernel
from tidegate.keys import KeyDictionary

Int64s = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
FIRST_CAPACITY = 256


@dataclass(frozen=True, slots=True)
class Assigned:
    """Where the items of one batch went; good until the next batch, whose arrays are the same."""

    slots: npt.NDArray[np.int32]
    """The slot of each item's window, negative for late and for bad ones."""
    late: Int64s
    """One line per late item: its row, the watermark that judged it, the position of the item that had set that."""
    touched: Int64s
    """The keys of the batch."""
    odd: int
    """How many timestamps were outside the years 1 to 9999; those items are bad."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Windows that are closing, still with their slots, in order of emission."""

    slots: Int64s
    key_ids: KeyIds
    open_us: Int64s
    items: Int64s
    """How many items each holds."""

    def __len__(self) -> int:
        return len(self.slots)


class OpenWindows:
    """Windows of one length: assigns items to them and says which have to close."""

    def __init__(self, length_us: int, align_to_us: int, wait_us: int, ordered: bool, keys: KeyDictionary) -> None:
        self.length_us, self.align_to_us, self.wait_us, self.ordered = length_us, align_to_us, wait_us, ordered
        self.keys = keys
        self.keyed = np.empty((0, kernel.KEYED_WIDTH), np.int64)
        self.heads = np.empty(0, np.int32)
        self._known = 0
        self.windows = np.empty((FIRST_CAPACITY, kernel.WINDOW_WIDTH), np.int64)
        self.counts = np.empty(FIRST_CAPACITY, np.int64)
        self.pool = np.array([kernel.NOTHING, 0, 0], np.int64)
        self._touched = np.empty(FIRST_CAPACITY, np.int64)
        self._slots = np.empty(FIRST_CAPACITY, np.int32)
        self._late = np.empty((FIRST_CAPACITY, 3), np.int64)
        self._closed = np.empty(FIRST_CAPACITY, np.int64)
        self._stamp = 0
        self.wake_us = kernel.NO_WAKE
        """No window closes by the passing of time alone before this; it may be too early, never too late."""

    def __len__(self) -> int:
        return int(self.pool[kernel.USED] - self.pool[kernel.FREE_COUNT])

    @property
    def capacity(self) -> int:
        """Return the number of slots there are."""
        return len(self.windows)

    @property
    def used(self) -> int:
        """Return how many of the slots have ever held a window; they are the first ones."""
        return int(self.pool[kernel.USED])

    def assign(self, key_ids: KeyIds, times: Int64s, skipped: Mask, now_us: int, position: int) -> Assigned:
        """Judge each item by its key's clock and give it a window; opens windows, closes none.

        `skipped` marks items that are bad and move no clock; it is empty when there are none.
        """
        count = len(key_ids)
        self._make_room(count)
        self._stamp = (self._stamp + 1) & 0x7FFFFFFF
        slots = self._slots[:count]
        late_count, touched, odd = kernel.assign(
            key_ids,
            times,
            skipped,
            now_us,
            self.wait_us,
            self.length_us,
            self.align_to_us,
            EARLIEST_US,
            LATEST_US,
            self.ordered,
            position,
            self._stamp,
            self.keyed,
            self.heads,
            self.windows,
            self.counts,
            self.pool,
            slots,
            self._late,
            self._touched,
        )
        return Assigned(slots, self._late[:late_count], self._touched[:touched], odd)

    def close_due(self, key_ids: Int64s, now_us: int) -> Closed | None:
        """Return the windows of these keys that the watermark has passed, or None."""
        return self._close(key_ids, now_us, final=False)

    def close_all_due(self, now_us: int, final: bool = False) -> Closed | None:
        """Return every window that is due, or None; with `final` every window there is."""
        self.wake_us = kernel.NO_WAKE
        return self._close(np.arange(self._known, dtype=np.int64), now_us, final)

    def _close(self, key_ids: Int64s, now_us: int, final: bool) -> Closed | None:
        closed_count, wake_us = kernel.close_due(
            key_ids, now_us, final, self.length_us, self.ordered, self.keyed, self.heads, self.windows, self._closed
        )
        self.wake_us = min(self.wake_us, wake_us)
        return self._describe(self._closed[:closed_count].copy()) if closed_count else None

    def _describe(self, slots: Int64s) -> Closed:
        count = len(slots)
        key_ids, open_us, items = np.empty(count, np.int32), np.empty(count, np.int64), np.empty(count, np.int64)
        keys = kernel.describe(slots, self.windows, self.counts, key_ids, open_us, items)
        closed = Closed(slots, key_ids, open_us, items)
        return self._in_order(closed, distinct=keys == count) if keys > 1 else closed

    def _in_order(self, closed: Closed, distinct: bool) -> Closed:
        """Put keys in the order of their bytes; the windows of one key stay in list order, because the sort is stable."""
        order = self.keys.order(closed.key_ids, distinct)
        return Closed(closed.slots[order], closed.key_ids[order], closed.open_us[order], closed.items[order])

    def release(self, closed: Closed) -> None:
        """Give the slots of closed windows back, once their contents have been read."""
        kernel.release(closed.slots, self.windows, self.pool)

    def ids(self, open_us: Int64s) -> Int64s:
        """Return the ids of the windows that open then."""
        return (open_us - self.align_to_us) // self.length_us

    def furthest_watermark_us(self, now_us: int) -> int | None:
        """Return the furthest watermark of any key, or None while no key has a clock."""
        lead = kernel.furthest_lead(self.keyed[: self._known])
        return None if lead == kernel.NO_LEAD else int(lead) + now_us

    def held(self) -> tuple[int, int]:
        """Return how many keys have an open window, and how many items those hold."""
        return kernel.held(self.heads[: self._known], self.windows, self.counts)

    def _make_room(self, items: int) -> None:
        self._know_keys()
        needed = len(self) + items
        if self.capacity < needed:
            used = int(self.pool[kernel.USED])
            self.windows = roomier(self.windows, used, needed)
            self.counts = roomier(self.counts, used, self.capacity)
            self._closed = np.empty(self.capacity, np.int64)
        if len(self._touched) < items:
            self._touched = np.empty(2 * items, np.int64)
            self._slots = np.empty(2 * items, np.int32)
            self._late = np.empty((2 * items, 3), np.int64)

    def _know_keys(self) -> None:
        """Give every key that the run has met since the last batch a clock that has seen nothing."""
        known, met = self._known, len(self.keys)
        if known == met:
            return
        if len(self.keyed) < met:
            self.keyed, self.heads = roomier(self.keyed, known, met), roomier(self.heads, known, met)
        self.keyed[known:met] = (kernel.NO_LEAD, 0, kernel.NOTHING, kernel.UNTOUCHED)
        self.heads[known:met] = kernel.NOTHING
        self._known = met
