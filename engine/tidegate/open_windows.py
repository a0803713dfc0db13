"""`OpenWindows`: the clocks and open windows of every key of one step, in flat arrays that kernels work on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.batch import KeyIds
from tidegate.kernels import windows as kernel
from tidegate.keys import KeyDictionary

Int64s = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
FIRST_CAPACITY = 256


@dataclass(frozen=True, slots=True)
class Assigned:
    """Where the items of one batch went."""

    slots: npt.NDArray[np.int32]
    """The slot of each item's window, negative for late ones."""
    late: Int64s
    """One line per late item: its row, the watermark that judged it, the position of the item that had set that."""
    touched: int
    """How many keys the batch had; they are the first in `OpenWindows.touched`."""


class OpenWindows:
    """Windows of one length: assigns items to them and says which have to close."""

    def __init__(self, length_us: int, align_to_us: int, wait_us: int, ordered: bool, keys: KeyDictionary) -> None:
        self.length_us, self.align_to_us, self.wait_us, self.ordered = length_us, align_to_us, wait_us, ordered
        self.keys = keys
        self.keyed = _fresh_keys(0)
        self.windows = np.zeros((FIRST_CAPACITY, kernel.WINDOW_WIDTH), np.int64)
        self.pool = np.array([kernel.NOTHING, 0, 0], np.int64)
        self.touched = np.empty(FIRST_CAPACITY, np.int64)
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

    def assign(self, key_ids: KeyIds, times: Int64s, skipped: Mask, now_us: int, position: int) -> Assigned:
        """Judge each item by its key's clock and give it a window; opens windows, closes none.

        `skipped` marks items that are bad and move no clock; it is empty when there are none.
        """
        count = len(key_ids)
        self._make_room(count)
        self._stamp += 1
        slots = np.empty(count, np.int32)
        late = np.empty((count, 3), np.int64)
        late_count, touched = kernel.assign(
            key_ids,
            times,
            skipped,
            now_us,
            self.wait_us,
            self.length_us,
            self.align_to_us,
            self.ordered,
            position,
            self._stamp,
            self.keyed,
            self.windows,
            self.pool,
            slots,
            late,
            self.touched,
        )
        return Assigned(slots, late[:late_count], touched)

    def close_touched(self, touched: int, now_us: int) -> Int64s:
        """Return the windows of the last batch's keys that its watermarks have passed, in order of emission."""
        return self._close(self.touched, touched, now_us, final=False)

    def close_all_due(self, now_us: int, final: bool = False) -> Int64s:
        """Return every window that is due, in order of emission; with `final` every window there is."""
        self.wake_us = kernel.NO_WAKE
        every_key = np.arange(len(self.keyed), dtype=np.int64)
        return self._close(every_key, len(every_key), now_us, final)

    def _close(self, key_ids: Int64s, count: int, now_us: int, final: bool) -> Int64s:
        closed_count, wake_us = kernel.close_due(
            key_ids, count, now_us, final, self.length_us, self.ordered, self.keyed, self.windows, self._closed
        )
        self.wake_us = min(self.wake_us, wake_us)
        if closed_count < 2:
            return self._closed[:closed_count].copy()
        closed = self._closed[:closed_count]
        # Keys come out in the order of their bytes, the windows of one key in list order: the sort is stable.
        return closed[self.keys.order(self.key_ids(closed))]

    def release(self, closed: Int64s) -> None:
        """Give the slots of closed windows back, once their contents have been read."""
        kernel.release(closed, self.windows, self.pool)

    def key_ids(self, closed: Int64s) -> KeyIds:
        """Return the key of each of these windows."""
        return self.windows[closed, kernel.KEY].astype(np.int32)

    def open_us(self, closed: Int64s) -> Int64s:
        """Return when each of these windows opens."""
        return self.windows[closed, kernel.OPEN]

    def counts(self, closed: Int64s) -> Int64s:
        """Return how many items each of these windows holds."""
        return self.windows[closed, kernel.COUNT]

    def ids(self, open_us: Int64s) -> Int64s:
        """Return the ids of the windows that open then."""
        return (open_us - self.align_to_us) // self.length_us

    def furthest_watermark_us(self, now_us: int) -> int | None:
        """Return the furthest watermark of any key, or None while no key has a clock."""
        lead = kernel.furthest_lead(self.keyed)
        return None if lead == kernel.NO_LEAD else int(lead) + now_us

    def keys_held(self) -> int:
        """Return how many keys have an open window."""
        return int(np.count_nonzero(self.keyed[:, kernel.HEAD] != kernel.NOTHING))

    def items_held(self) -> int:
        """Return how many items are in open windows."""
        return kernel.items_held(self.keyed, self.windows)

    def _make_room(self, items: int) -> None:
        if len(self.keyed) < len(self.keys):
            self.keyed = np.concatenate([self.keyed, _fresh_keys(max(len(self.keys), 2 * len(self.keyed)) - len(self.keyed))])
        free = self.capacity - len(self)
        if free < items:
            more = np.zeros((max(self.capacity, items), kernel.WINDOW_WIDTH), np.int64)
            self.windows = np.concatenate([self.windows, more])
        if len(self._closed) < self.capacity:
            self._closed = np.empty(self.capacity, np.int64)
        if len(self.touched) < items:
            self.touched = np.empty(2 * items, np.int64)


def _fresh_keys(count: int) -> Int64s:
    keyed = np.zeros((count, kernel.KEYED_WIDTH), np.int64)
    keyed[:, kernel.LEAD] = kernel.NO_LEAD
    keyed[:, [kernel.HEAD, kernel.TAIL, kernel.SETTER]] = kernel.NOTHING
    return keyed
