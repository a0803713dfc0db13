"""`DecisionLog`: what a window step decided of each item, and on what evidence: the record that explains time.

    position  key  timestamp  arrived_at  watermark_before  watermark_after  watermark_position  wait_needed  verdict  window_ids
           0    a          5           -                 -                5                   0            -  on_time  [0]
           1    a          3           -                 5                5                   0           2s  late     [0]

`arrived_at` is null in a run whose system time stands still. `wait_needed` is one subtraction, and in two cases not the
smallest wait that keeps the item: see `late_evidence.late_item`. `watermark_position` says who set the watermark: null where
an item on time left it as it was. `window_ids` are null as long as nobody can know them: ordered sessions are numbered
as they close. Where time is that of arrival, the watermark is it too, and no item sets it.

Bounded: a share of the items is kept between two takes, and what was left out is counted. Late items are the last to
be left out: they have a share of their own that is ten times as large.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import column, lists, positions
from tidegate.batch import Batch, KeyIds
from tidegate.holding import Int64s
from tidegate.kernels.windows import NO_LEAD, ROW, SET_BY, WATERMARK
from tidegate.open_windows import NO_RECORD, Assigned, OpenWindows
from tidegate.types import DURATION, INT, TIMESTAMP, arrow_type

ITEMS_PER_TAKE = 500
LATE_PER_TAKE = 5_000
"""As many as the studio shows of a port between two takes."""

_DECIDED: dict[str, pa.DataType] = {
    "position": pa.int64(),
    "key": pa.string(),
    "timestamp": arrow_type(TIMESTAMP),
    "arrived_at": arrow_type(TIMESTAMP),
    "watermark_before": arrow_type(TIMESTAMP),
    "watermark_after": arrow_type(TIMESTAMP),
    "watermark_position": pa.int64(),
    "wait_needed": arrow_type(DURATION),
    "verdict": pa.string(),
    "window_ids": pa.list_(pa.int64()),
}
DECIDED = pa.schema(list(_DECIDED.items()))
"""The columns of the record."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided since the last take."""

    table: pa.Table
    """One row per item, in the order of positions."""
    skipped_on_time: int
    """How many on-time items are not in it."""
    skipped_late: int


class DecisionLog:
    """Gathers decisions between two takes; off until somebody wants them."""

    def __init__(self, windows: OpenWindows, frozen: bool, by_arrival: bool) -> None:
        self.wanted = False
        self._windows, self._frozen, self._by_arrival = windows, frozen, by_arrival
        self._begin()

    def _begin(self) -> None:
        self._parts: list[pa.Table] = []
        self._room, self._late_room = ITEMS_PER_TAKE, LATE_PER_TAKE
        self._skipped, self._skipped_late = 0, 0

    def record_for(self, items: int) -> Int64s:
        """Return where the kernels write the leads of a batch's first items."""
        return np.empty((min(items, self._room), 2), np.int64) if self.wanted and self._room else NO_RECORD

    def note(self, batch: Batch, times: Int64s, assigned: Assigned, record: Int64s, now_us: int, position: int) -> None:
        """Keep what was decided of a batch, as much as there is room for."""
        if not self.wanted:
            return
        verdicts = self._verdicts(assigned, batch.length)
        on_time = np.flatnonzero(verdicts[: len(record)] == 0)
        late = assigned.late[: self._late_room]
        self._skipped += int(np.count_nonzero(verdicts == 0)) - len(on_time)
        self._skipped_late += len(assigned.late) - len(late)
        self._room -= len(on_time)
        self._late_room -= len(late)
        if len(on_time) or len(late):
            self._parts.append(self._table(batch, times, assigned, record, on_time, late, now_us, position))

    def _verdicts(self, assigned: Assigned, items: int) -> npt.NDArray[np.int8]:
        """Return 0 for items that went into a window, and something else for the rest."""
        verdicts = np.ones(items, np.int8)
        rows = np.arange(items) if assigned.rows is None else assigned.rows
        verdicts[rows[assigned.slots >= 0]] = 0
        return verdicts

    def _table(
        self,
        batch: Batch,
        times: Int64s,
        assigned: Assigned,
        record: Int64s,
        on_time: npt.NDArray[np.intp],
        late: Int64s,
        now_us: int,
        position: int,
    ) -> pa.Table:
        assert batch.key_ids is not None and batch.keys is not None, "a window step got items without keys"
        rows = np.concatenate([on_time, late[:, ROW]])
        after = np.concatenate([record[on_time, 1], late[:, WATERMARK] - now_us])
        before = after if self._by_arrival else np.concatenate([record[on_time, 0], after[len(on_time) :]])
        moved = after[: len(on_time)] > before[: len(on_time)]
        setter = np.concatenate([np.where(moved, on_time + position, NO_LEAD), late[:, SET_BY]])
        is_late = np.arange(len(rows)) >= len(on_time)
        kept_until = self._windows.kept_until(times[rows])
        wait_needed = after + now_us - kept_until + self._windows.timing.wait_us
        window_ids = self._window_ids(batch.key_ids, times, assigned, on_time, late)
        table = pa.table(
            {
                "position": column(rows + position, INT),
                "key": batch.keys.texts(batch.key_ids[rows]),
                "timestamp": column(times[rows], TIMESTAMP),
                "arrived_at": column(np.full(len(rows), now_us), TIMESTAMP, np.full(len(rows), self._frozen)),
                "watermark_before": column(before + now_us, TIMESTAMP, before == NO_LEAD),
                "watermark_after": column(after + now_us, TIMESTAMP),
                "watermark_position": column(setter, INT, setter == NO_LEAD),
                "wait_needed": column(wait_needed, DURATION, ~is_late),
                "verdict": pa.array(np.where(is_late, "late", "on_time")),
                "window_ids": window_ids,
            }
        )
        return table.take(positions(np.argsort(rows, kind="stable")))

    def _window_ids(
        self, key_ids: KeyIds, times: Int64s, assigned: Assigned, on_time: npt.NDArray[np.intp], late: Int64s
    ) -> pa.Array[Any]:
        """Return the ids of each item's windows; those of ordered sessions are not known before they close."""
        told = self._windows.late_spans(times[late[:, ROW]])
        if assigned.rows is None:
            entries, counts = on_time, np.ones(len(on_time), np.int64)
        else:
            wanted = np.isin(assigned.rows, on_time)
            entries = np.flatnonzero(wanted)
            counts = np.bincount(np.searchsorted(on_time, assigned.rows[wanted]), minlength=len(on_time))
        slots = assigned.slots[entries].astype(np.int64)
        known = self._windows.known_ids(slots)
        ids = np.concatenate([known, told.spans.ids])
        counts = np.concatenate([counts, np.bincount(told.which, minlength=len(late))])
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return lists(offsets, column(ids, INT, ids == NO_LEAD))

    def take(self) -> Decisions | None:
        """Return what was noted since the last take, None if nothing was; and begin anew."""
        taken = None
        if self._parts or self._skipped or self._skipped_late:
            table = pa.concat_tables([DECIDED.empty_table(), *self._parts]).combine_chunks()
            taken = Decisions(table, self._skipped, self._skipped_late)
        self._begin()
        return taken
