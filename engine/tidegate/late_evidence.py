"""What a late item takes along: why it was late, and what would have kept it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import column
from tidegate.batch import Batch
from tidegate.holding import Int64s
from tidegate.kernels.windows import ROW, SET_BY, WATERMARK
from tidegate.open_windows import OpenWindows
from tidegate.types import BOOL, DURATION, INT, TIMESTAMP, Record, Type


def late_item(value: Type) -> Record:
    """Return the type of what leaves `late`: the item and the evidence.

    `wait_needed` is the smallest wait with which the watermark that judged the item would not have made it late: one
    subtraction. That is the smallest wait that keeps the item, but in two cases. In a live run with tumbling or sliding
    windows more may be needed: a longer wait keeps windows open for longer, so that the key may still remember what it had
    forgotten. For sessions under `window_closed` less may do: a shorter wait may keep a session open that takes the item
    in. In both, only trying waits on what came of the key tells (see ARCHITECTURE.md, 4).

    `arrived_at` is null in a run whose system time stands still: nothing arrives at any time there. The times of the
    window are null for sessions, since no session would have been sure to be the one.
    """
    return Record.of(
        {
            "window_id": INT,
            "value": value,
            "timestamp": TIMESTAMP,
            "watermark": TIMESTAMP,
            "late_by": DURATION,
            "wait_needed": DURATION,
            "window_open_time": TIMESTAMP,
            "window_close_time": TIMESTAMP,
            "window_was_open": BOOL,
            "arrived_at": TIMESTAMP,
            "position": INT,
            "watermark_position": INT,
        }
    )


class Judged(NamedTuple):
    """Late items of a batch."""

    times: Int64s
    """The timestamp of every item of the batch."""
    late: Int64s
    """One line per late item, in order of emission, see `kernels.windows.LATE_WIDTH`."""
    position: int
    """How many items the step had seen before the batch."""
    arrived_us: int | None
    """The system time; None where it stands still."""


def with_evidence(
    batch: Batch, judged: Judged, windows: OpenWindows, values: Callable[[Batch], pa.Array[Any]]
) -> Batch:
    """Return the late items of a batch, one for each window that each would have gone to; `values` shows the items."""
    told = windows.late_spans(judged.times[judged.late[:, ROW]])
    late, spans = judged.late[told.which], told.spans
    rows, watermark = late[:, ROW], late[:, WATERMARK]
    items, at = batch.take(rows), judged.times[rows]
    arrived = np.full(len(rows), judged.arrived_us or 0)
    columns = {
        "window_id": column(spans.ids, INT),
        "value": values(items),
        "timestamp": column(at, TIMESTAMP),
        "watermark": column(watermark, TIMESTAMP),
        "late_by": column(watermark - at, DURATION),
        "wait_needed": column(watermark - windows.kept_until(at) + windows.timing.wait_us, DURATION),
        "window_open_time": column(spans.open_us, TIMESTAMP, null=told.no_times),
        "window_close_time": column(spans.close_us, TIMESTAMP, null=told.no_times),
        "window_was_open": column(told.open_until_us >= watermark, BOOL),
        "arrived_at": column(arrived, TIMESTAMP, null=np.full(len(rows), judged.arrived_us is None)),
        "position": column(rows + judged.position, INT),
        "watermark_position": column(late[:, SET_BY], INT),
    }
    return items.with_columns(columns)
