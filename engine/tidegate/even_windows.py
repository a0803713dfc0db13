"""`EvenWindows`: open windows of one length at even distances, tumbling or sliding."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import lists
from tidegate.clock import EARLIEST_US, LATEST_US
from tidegate.holding import Int64s
from tidegate.kernels import sliding as kernel
from tidegate.keys import KeyDictionary
from tidegate.open_windows import NO_MERGES, Arriving, Assigned, LateSpans, OpenWindows, Spans, Timing
from tidegate.windower import Sliding, Tumbling

NO_IDS: pa.Array[Any] = pa.array([], pa.int64())


class EvenWindows(OpenWindows):
    """Windows that open every `offset_us` and last `length_us`; with an offset of the length they do not overlap."""

    def __init__(self, windower: Tumbling | Sliding, timing: Timing, keys: KeyDictionary) -> None:
        super().__init__(timing, keys)
        self.length_us, self.offset_us, self.align_to_us = windower.length_us, windower.offset_us, windower.align_to_us
        self.overlap = -(-self.length_us // self.offset_us)
        self._rows = np.empty(0, np.int64)
        self._verdicts = np.empty(0, np.int8)

    def assign(self, arriving: Arriving) -> Assigned:
        return self._assign_each(arriving) if self.overlap > 1 else self._assign_one(arriving)

    def _assign_one(self, arriving: Arriving) -> Assigned:
        count = len(arriving.key_ids)
        self._make_room(count)
        slots = self._slots[:count]
        late_count, touched, odd = kernel.assign_tumbling(
            arriving.key_ids,
            arriving.times,
            arriving.skipped,
            arriving.now_us,
            self.timing.wait_us,
            self.length_us,
            self.align_to_us,
            EARLIEST_US,
            LATEST_US,
            self.timing.by_window,
            arriving.position,
            self._stamp,
            self.keyed,
            self.heads,
            self.windows,
            self.counts,
            self.pool,
            slots,
            self._late,
            self._touched,
            arriving.record,
        )
        return Assigned(slots, None, self._late[:late_count], self._touched[:touched], odd, NO_MERGES)

    def _assign_each(self, arriving: Arriving) -> Assigned:
        count = len(arriving.key_ids)
        self._make_room(count, count * self.overlap)
        if len(self._rows) < count * self.overlap:
            self._rows = np.empty(2 * count * self.overlap, np.int64)
            self._verdicts = np.empty(2 * count, np.int8)
        entries, late_count, touched, odd = kernel.assign_sliding(
            arriving.key_ids,
            arriving.times,
            arriving.skipped,
            arriving.now_us,
            self.timing.wait_us,
            self.length_us,
            self.offset_us,
            self.align_to_us,
            EARLIEST_US,
            LATEST_US,
            self.timing.by_window,
            arriving.position,
            self._stamp,
            self.keyed,
            self.heads,
            self.windows,
            self.counts,
            self.pool,
            self._rows,
            self._slots,
            self._verdicts,
            self._late,
            self._touched,
            arriving.record,
        )
        slots, rows = self._slots[:entries], self._rows[:entries]
        return Assigned(slots, rows, self._late[:late_count], self._touched[:touched], odd, NO_MERGES)

    def _close(self, key_ids: Int64s, now_us: int, final: bool) -> tuple[int, int, int]:
        return kernel.close_due(
            key_ids,
            now_us,
            final,
            self.length_us,
            self.timing.ordered,
            self.keyed,
            self.heads,
            self.windows,
            self.counts,
            *self._closed,
        )

    def spans(self, slots: Int64s, open_us: Int64s) -> Spans:
        return Spans((open_us - self.align_to_us) // self.offset_us, open_us, open_us + self.length_us)

    def merged_ids(self, slots: Int64s, forget: bool) -> pa.Array[Any]:
        return lists(np.zeros(len(slots) + 1, np.int32), NO_IDS)

    def late_spans(self, times: Int64s) -> LateSpans:
        since = times - self.align_to_us
        last, first = since // self.offset_us, (since - self.length_us) // self.offset_us + 1
        per_item = last - first + 1
        which = np.repeat(np.arange(len(times)), per_item)
        ids = np.repeat(first, per_item) + np.arange(len(which)) - np.repeat(np.cumsum(per_item) - per_item, per_item)
        open_us = self.align_to_us + ids * self.offset_us
        return LateSpans(which, Spans(ids, open_us, open_us + self.length_us), open_us + self.length_us - 1)

    def _closed_after(self, times: Int64s) -> Int64s:
        last = (times - self.align_to_us) // self.offset_us
        return self.align_to_us + last * self.offset_us + self.length_us - 1
