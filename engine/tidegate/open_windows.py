"""`OpenWindows`: the clocks and open windows of every key of one step, in flat arrays that kernels work on.

What there is for each windower is a subclass: `even_windows.py` and `session_windows.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import one, sealed
from tidegate.batch import KeyIds
from tidegate.flat import roomier
from tidegate.holding import Columns, Int64s, Slots
from tidegate.kernels import windows as kernel
from tidegate.keys import KeyDictionary

Mask = npt.NDArray[np.bool_]
FIRST_CAPACITY = 256
NO_RECORD = np.empty((0, 2), np.int64)
NO_MERGES = np.empty((0, 3), np.int64)


@dataclass(frozen=True, slots=True)
class Timing:
    """What a step knows of time, whatever its windows are; all in microseconds."""

    wait_us: int
    ordered: bool
    by_window: bool
    """Whether an item is late only once its windows have closed."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """Items to be judged."""

    key_ids: KeyIds
    times: Int64s
    skipped: Mask
    """Items that are bad and move no clock; empty when there are none."""
    now_us: int
    position: int
    record: Int64s
    """Gets the LEAD before and after each of the first items, as many as it has rows for."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Where the items of one batch went; good until the next batch, whose arrays are the same."""

    slots: Slots
    """For every entry the slot of its window, negative for late and for bad items."""
    rows: Int64s | None
    """For every entry its item's row; None: entry n is item n."""
    late: Int64s
    """One line per late item, see `kernels.windows.LATE_WIDTH`."""
    touched: Int64s
    """The keys of the batch that its activation had not touched before."""
    odd: int
    """How many timestamps were outside the years 1 to 9999; those items are bad."""
    merges: Int64s
    """Sources and targets, in order, and after how many of the items each comes."""


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


@dataclass(frozen=True, slots=True)
class Spans:
    """Windows by id, with the instants that people see."""

    ids: Int64s
    open_us: Int64s
    close_us: Int64s


@dataclass(frozen=True, slots=True)
class LateSpans:
    """The windows that late items would have gone to, each item's in the order of their ids."""

    which: Int64s
    """For every window, which of the items it is about."""
    spans: Spans
    open_until_us: Int64s
    """For every window the last watermark at which it is open."""
    no_times: Mask | None = None
    """Where the times of the window say nothing; None: nowhere."""


class OpenWindows:
    """Assigns items to windows and says which have to close."""

    width: ClassVar[int] = kernel.WINDOW_WIDTH
    overlap = 1
    """In how many windows an item can be."""

    def __init__(self, timing: Timing, keys: KeyDictionary) -> None:
        self.timing, self.keys = timing, keys
        self.keyed = np.empty((0, kernel.KEYED_WIDTH), np.int64)
        self.heads = np.empty(0, np.int32)
        self._known = 0
        self.windows = np.empty((FIRST_CAPACITY, self.width), np.int64)
        self.counts = np.empty(FIRST_CAPACITY, np.int64)
        self.pool = np.array([kernel.NOTHING, 0, 0, 0], np.int64)
        self._touched = np.empty(FIRST_CAPACITY, np.int64)
        self._slots = np.empty(FIRST_CAPACITY, np.int32)
        self._late = np.empty((FIRST_CAPACITY, kernel.LATE_WIDTH), np.int64)
        self._closed = _closing_room(FIRST_CAPACITY)
        self._stamp = 0
        self.wake_us = kernel.NO_WAKE
        """No window closes by the passing of time alone before this; it may be too early, never too late."""

    def __len__(self) -> int:
        return int(self.pool[kernel.USED] - self.pool[kernel.FREE_COUNT])

    @property
    def used(self) -> int:
        """Return how many of the slots have ever held a window; they are the first ones."""
        return int(self.pool[kernel.USED])

    def begin(self) -> None:
        """Begin an activation: no key has been touched yet."""
        self._stamp = (self._stamp + 1) & 0x7FFFFFFF

    def assign(self, arriving: Arriving) -> Assigned:
        """Judge each item by its key's clock and give it its windows; opens windows, closes none."""
        raise NotImplementedError

    def spans(self, slots: Int64s, open_us: Int64s) -> Spans:
        """Return what people see of these windows."""
        raise NotImplementedError

    def open_spans(self, slots: Int64s) -> tuple[Spans, Mask | None]:
        """Return what people see of windows that are still open, and for which of them times say nothing yet."""
        return self.spans(slots, self.windows[slots, kernel.OPEN]), None

    def known_ids(self, slots: Int64s) -> Int64s:
        """Return the ids of these windows as far as they are settled; NO_LEAD for those that are not yet."""
        return self.spans(slots, self.windows[slots, kernel.OPEN]).ids

    def merged_ids(self, slots: Int64s, forget: bool) -> pa.Array[Any]:
        """Return the ids that went into each of these windows."""
        raise NotImplementedError

    def late_spans(self, times: Int64s) -> LateSpans:
        """Return the windows that late items would have gone to."""
        raise NotImplementedError

    def kept_until(self, times: Int64s) -> Int64s:
        """Return for each item the last watermark at which it is not late."""
        return self._closed_after(times) if self.timing.by_window else times

    def _closed_after(self, times: Int64s) -> Int64s:
        """Return for each item the last watermark at which a window for it alone is open."""
        raise NotImplementedError

    def _close(self, key_ids: Int64s, now_us: int, final: bool) -> tuple[int, int, int]:
        """Unlink what is due into `_closed`; return how many, of how many keys, and the system time of the next one."""
        raise NotImplementedError

    def close_due(self, key_ids: Int64s, now_us: int) -> Closed | None:
        """Return the windows of these keys that the watermark has passed, or None."""
        count, keys, wake_us = self._close(key_ids, now_us, final=False)
        self.wake_us = min(self.wake_us, int(wake_us))
        if not count:
            return None
        slots, ids, open_us, items = self._closed
        slots, ids, open_us, items = slots[:count], ids[:count], open_us[:count], items[:count]
        if keys == 1:
            return Closed(slots.copy(), ids.copy(), open_us.copy(), items.copy())
        order = self.keys.order(ids, distinct=keys == count)
        return Closed(slots[order], ids[order], open_us[order], items[order])

    def close_all_due(self, now_us: int) -> Closed | None:
        """Return every window that is due, or None."""
        self.wake_us = kernel.NO_WAKE
        return self.close_due(np.arange(self._known, dtype=np.int64), now_us)

    def close_all(self, now_us: int) -> Closed | None:
        """Return every window there is, or None."""
        self.wake_us = kernel.NO_WAKE
        key_ids = np.flatnonzero(self.heads[: self._known] != kernel.NOTHING).astype(np.int32)
        if not len(key_ids):
            return None
        # The keys are put in order beforehand: then their windows are, and nothing is copied any more.
        ordered = key_ids[self.keys.order(key_ids, distinct=True)].astype(np.int64)
        count, _, _ = self._close(ordered, now_us, final=True)
        slots, ids, open_us, items = self._closed
        closed = Closed(slots[:count], ids[:count], open_us[:count], items[:count])
        self._closed = _closing_room(len(self.windows))
        return closed

    def release(self, slots: Int64s) -> None:
        """Give slots back that no window has any more."""
        kernel.release(slots, self.windows, self.pool)

    def keys_with_windows(self) -> Int64s:
        """Return the keys that have an open window."""
        return np.flatnonzero(self.heads[: self._known] != kernel.NOTHING)

    def close_times(self, slots: Int64s) -> Int64s | None:
        """Return when these windows close, as people see it; None where windows that are open do not know it."""
        return self.spans(slots, self.windows[slots, kernel.OPEN]).close_us

    def last_times(self, slots: Int64s) -> Int64s | None:
        """Return the last timestamp in each of these windows, None where nobody keeps it."""
        return None

    def closing_us(self, slots: Int64s) -> Int64s:
        """Return the first watermark at which each of these windows closes."""
        return self.spans(slots, self.windows[slots, kernel.OPEN]).close_us

    def leads(self) -> tuple[int, int] | None:
        """Return by how much the furthest watermark of any key, and the slowest, are ahead of system time.

        None while no key has a clock.
        """
        furthest, slowest = kernel.furthest_and_slowest_lead(self.keyed[: self._known])
        return None if furthest == kernel.NO_LEAD else (int(furthest), int(slowest))

    def held(self) -> tuple[int, int]:
        """Return how many keys have an open window, and how many items those hold."""
        return kernel.held(self.heads[: self._known], self.windows, self.counts)

    def listed(self) -> Int64s:
        """Return the slots of all open windows, key by key in the order of their lists."""
        slots = np.empty(len(self), np.int64)
        count = kernel.listed(self.heads[: self._known], self.windows, slots)
        assert count == len(slots), f"{len(slots)} windows are open and {count} are listed"
        return slots

    def save(self) -> tuple[pa.Table, pa.Table, Int64s]:
        """Return the clocks by key, the open windows by key, and the slots that these windows have."""
        clocked = np.flatnonzero(self.keyed[: self._known, kernel.LEAD] != kernel.NO_LEAD).astype(np.int32)
        clocks = {"key": self.keys.texts(clocked)}
        for name, field in (("lead", kernel.LEAD), ("set_by", kernel.SETTER), ("next_id", kernel.NEXT_ID)):
            clocks[name] = pa.array(self.keyed[clocked, field])
        slots = self.listed()
        return pa.table(clocks), pa.table(self._saved(slots)), slots

    def _saved(self, slots: Int64s) -> Columns:
        key_ids = self.windows[slots, kernel.KEY].astype(np.int32)
        return {
            "key": self.keys.texts(key_ids),
            "open_us": pa.array(self.windows[slots, kernel.OPEN]),
            "sequence": pa.array(self.windows[slots, kernel.SEQUENCE]),
            "items": pa.array(self.counts[slots]),
        }

    def load(self, clocks: Any, windows: Any) -> Int64s:
        """Take back what `save` gave; return the slots of the windows, in the order of their table."""
        key_ids = self.keys.intern(one(windows["key"]))
        clocked = self.keys.intern(one(clocks["key"]))
        self._make_room(len(key_ids))
        for name, field in (("lead", kernel.LEAD), ("set_by", kernel.SETTER), ("next_id", kernel.NEXT_ID)):
            self.keyed[clocked, field] = one(clocks[name]).to_numpy()
        slots = np.empty(len(key_ids), np.int64)
        open_us, items = one(windows["open_us"]).to_numpy(), one(windows["items"]).to_numpy()
        kernel.restore(
            key_ids, sealed(open_us), sealed(items), self.keyed, self.heads, self.windows, self.counts, self.pool, slots
        )
        sequence = one(windows["sequence"]).to_numpy()
        self.windows[slots, kernel.SEQUENCE] = sequence
        self.pool[kernel.OPENED] = int(sequence.max(initial=-1)) + 1
        self.wake_us = -kernel.NO_WAKE if len(slots) else kernel.NO_WAKE
        return slots

    def stood_still(self, for_us: int) -> None:
        """Take out of every clock a time in which the run stood still."""
        keyed = self.keyed[: self._known]
        clocked = keyed[:, kernel.LEAD] != kernel.NO_LEAD
        keyed[clocked, kernel.LEAD] -= for_us

    def _make_room(self, items: int, entries: int | None = None) -> None:
        """Have room for a batch and for a window for each of its entries."""
        self._know_keys()
        entries = items if entries is None else entries
        needed = len(self) + entries
        if len(self.windows) < needed:
            used = self.used
            self.windows = roomier(self.windows, used, needed)
            self.counts = roomier(self.counts, used, len(self.windows))
            self._closed = _closing_room(len(self.windows))
        if len(self._touched) < items:
            self._touched = np.empty(2 * items, np.int64)
            self._late = np.empty((2 * items, kernel.LATE_WIDTH), np.int64)
        if len(self._slots) < entries:
            self._slots = np.empty(2 * entries, np.int32)

    def _know_keys(self) -> None:
        """Give every key that the run has met since the last batch a clock that has seen nothing."""
        known, met = self._known, len(self.keys)
        if known == met:
            return
        if len(self.keyed) < met:
            self.keyed, self.heads = roomier(self.keyed, known, met), roomier(self.heads, known, met)
        # Column by column: rows of four would be copied one by one.
        for field, nothing in enumerate((kernel.NO_LEAD, 0, kernel.NOTHING, kernel.UNTOUCHED)):
            self.keyed[known:met, field] = nothing
        self.heads[known:met] = kernel.NOTHING
        self._known = met


def _closing_room(windows: int) -> tuple[Int64s, KeyIds, Int64s, Int64s]:
    """Return room for the slots, keys, open times and numbers of items of closing windows."""
    return (
        np.empty(windows, np.int64),
        np.empty(windows, np.int32),
        np.empty(windows, np.int64),
        np.empty(windows, np.int64),
    )
