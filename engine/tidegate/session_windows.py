"""`SessionWindows`: open sessions, which grow, join, and close after a gap of silence."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import lists, one, sealed
from tidegate.clock import EARLIEST_US, LATEST_US
from tidegate.flat import roomier
from tidegate.holding import Columns, Int64s
from tidegate.kernels import session as kernel
from tidegate.kernels import windows as layout
from tidegate.keys import KeyDictionary
from tidegate.open_windows import Arriving, Assigned, LateSpans, Mask, OpenWindows, Spans, Timing
from tidegate.windower import Session

LATE_SESSION_ID = -1
"""The window id that late items are given, as in Bytewax."""


class SessionWindows(OpenWindows):
    """Sessions with one gap."""

    width: ClassVar[int] = layout.SESSION_WIDTH

    def __init__(self, windower: Session, timing: Timing, keys: KeyDictionary) -> None:
        super().__init__(timing, keys)
        self.gap_us = windower.gap_us
        self.merged = np.empty((256, 2), np.int64)
        self.merged_pool = np.array([layout.NOTHING, 0], np.int64)
        self._merges = np.empty((0, 3), np.int64)
        # Where items behind the watermark may still open sessions, these do not close as they open.
        self._numbered_late = timing.ordered and not timing.by_window

    def assign(self, arriving: Arriving) -> Assigned:
        count = len(arriving.key_ids)
        self._make_room(count)
        self._make_merge_room(count)
        slots = self._slots[:count]
        late_count, touched, odd, merges = kernel.assign_session(
            arriving.key_ids,
            arriving.times,
            arriving.skipped,
            arriving.now_us,
            self.timing.wait_us,
            self.gap_us,
            EARLIEST_US,
            LATEST_US,
            self._numbered_late,
            self.timing.by_window,
            arriving.position,
            self._stamp,
            self.keyed,
            self.heads,
            self.windows,
            self.counts,
            self.pool,
            self.merged,
            self.merged_pool,
            slots,
            self._late,
            self._touched,
            self._merges,
            arriving.record,
        )
        late, touched_keys = self._late[:late_count], self._touched[:touched]
        return Assigned(slots, None, late, touched_keys, odd, self._merges[:merges])

    def _make_merge_room(self, count: int) -> None:
        if len(self._merges) < count:
            self._merges = np.empty((2 * count, 3), np.int64)
        used = int(self.merged_pool[layout.USED])
        if len(self.merged) < used + count:
            self.merged = roomier(self.merged, used, used + count)

    def _close(self, key_ids: Int64s, now_us: int, final: bool) -> tuple[int, int, int]:
        return kernel.close_sessions(
            key_ids,
            now_us,
            final,
            self.gap_us,
            self.timing.ordered,
            self._numbered_late,
            self.keyed,
            self.heads,
            self.windows,
            self.counts,
            *self._closed,
        )

    def spans(self, slots: Int64s, open_us: Int64s) -> Spans:
        return Spans(self.windows[slots, layout.ID], open_us, self.windows[slots, layout.CLOSE])

    def open_spans(self, slots: Int64s) -> tuple[Spans, Mask | None]:
        ids = self.windows[slots, layout.ID]
        if self._numbered_late:
            kernel.coming_ids(slots, self.keyed, self.heads, self.windows, ids)
        return Spans(ids, ids, ids), np.ones(len(slots), np.bool_)

    def known_ids(self, slots: Int64s) -> Int64s:
        return np.full(len(slots), layout.NO_LEAD, np.int64) if self._numbered_late else self.windows[slots, layout.ID]

    def close_times(self, slots: Int64s) -> Int64s | None:
        return None

    def last_times(self, slots: Int64s) -> Int64s | None:
        last_us: Int64s = self.windows[slots, layout.CLOSE]
        return last_us

    def closing_us(self, slots: Int64s) -> Int64s:
        silent_us: Int64s = self.windows[slots, layout.CLOSE] + self.gap_us
        return silent_us + 1

    def merged_ids(self, slots: Int64s, forget: bool) -> pa.Array[Any]:
        offsets = np.zeros(len(slots) + 1, np.int32)
        ids = np.empty(int(self.merged_pool[layout.USED]), np.int64)
        if self._numbered_late:
            return lists(offsets, pa.array(ids[:0]))
        count = kernel.merged_ids(slots, self.windows, self.merged, self.merged_pool, offsets, ids, forget)
        return lists(offsets, pa.array(ids[:count]))

    def late_spans(self, times: Int64s) -> LateSpans:
        ids = np.full(len(times), LATE_SESSION_ID, np.int64)
        nowhere = np.ones(len(times), np.bool_)
        return LateSpans(np.arange(len(times)), Spans(ids, times, times), self._closed_after(times), nowhere)

    def _closed_after(self, times: Int64s) -> Int64s:
        return times + self.gap_us

    def _saved(self, slots: Int64s) -> Columns:
        return {
            **super()._saved(slots),
            "close_us": pa.array(self.windows[slots, layout.CLOSE]),
            "id": pa.array(self.windows[slots, layout.ID]),
            "merged_ids": self.merged_ids(slots, forget=False),
        }

    def load(self, clocks: Any, windows: Any) -> Int64s:
        slots = super().load(clocks, windows)
        self.windows[slots, layout.CLOSE] = one(windows["close_us"]).to_numpy()
        self.windows[slots, layout.ID] = one(windows["id"]).to_numpy()
        merged = one(windows["merged_ids"])
        ids = merged.flatten().to_numpy()
        self._make_merge_room(len(ids))
        offsets = np.asarray(merged.offsets) - (merged.offsets[0].as_py() if len(merged) else 0)
        kernel.restore_merged(slots, offsets.astype(np.int32), sealed(ids), self.windows, self.merged, self.merged_pool)
        return slots
