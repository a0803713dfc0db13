"""What all window steps share: judging items by the clock, closing windows, and telling about both.

    process:  bad items out -> assign (late items out) -> absorb -> close what the watermarks passed -> emit
    on_wake:  close what the passing of time has made due -> emit
    on_eof:   close everything -> emit

Order of emission, as in Bytewax: keys in the order of their UTF-8 bytes, late items of a key in order of arrival, the
windows of a key in the order in which they were opened, each with its `meta`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import NO_MASK, column, lists, numbers, sealed, valid_mask
from tidegate.bad_items import BadItemCode, BadItemRule
from tidegate.batch import Batch, item_column
from tidegate.clock import EARLIEST_US, LATEST_US, EventClock, SystemClock
from tidegate.expression import Expression
from tidegate.kernels.windows import NO_WAKE
from tidegate.open_windows import Closed, Int64s, OpenWindows
from tidegate.operator import ERRORS, UP_KEYED, BuildContext, Gauges, Keyed, Logic, OnError, Outputs, Port
from tidegate.step_expressions import Badness, Wanted, compiled_expressions, evaluate
from tidegate.types import BOOL, DURATION, INT, TIMESTAMP, ListOf, Record, StreamType, Type
from tidegate.windower import Windower

NO_IDS: pa.Array[Any] = pa.array([], pa.int64())
Slots = npt.NDArray[np.int32]
WINDOW_UPS = (UP_KEYED,)
WINDOW_DOWNS = (
    Port("down", "The result of each window, when it closes.", Keyed.KEYED),
    Port("late", "Items that came behind their key's watermark, with the evidence.", Keyed.KEYED, role="late"),
    Port("meta", "Each window as it closes: its id, when it opened and closed.", Keyed.KEYED, role="meta"),
    ERRORS,
)
WINDOW_FIELDS: dict[str, Type] = {"window_id": INT, "open_time": TIMESTAMP, "close_time": TIMESTAMP}
META_ITEM = Record.of({**WINDOW_FIELDS, "merged_ids": ListOf(INT)})


def late_item(value: Type) -> Record:
    """Return the type of what leaves `late`: the item and the evidence.

    `arrived_at` is null in a run whose system time stands still: nothing arrives at any time there.
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


def clock_expressions(clock: EventClock | SystemClock) -> dict[str, Wanted]:
    """Return the expressions of a clock by the path of their field."""
    return {"clock.timestamp": Wanted(clock.timestamp, TIMESTAMP)} if isinstance(clock, EventClock) else {}


class WindowLogic(Logic):
    """A window step that runs; what a window holds is the subclass's matter."""

    def __init__(
        self,
        context: BuildContext,
        clock: EventClock | SystemClock,
        windower: Windower,
        ordered: bool,
        on_error: OnError,
        wanted: dict[str, Wanted],
    ) -> None:
        super().__init__()
        self.up: StreamType = context.ups["up"][0]
        self.keys = context.keys
        self.expressions = compiled_expressions({**clock_expressions(clock), **wanted}, self.up)
        self.timestamp: Expression | None = self.expressions.pop("clock.timestamp", None)
        wait_us = clock.wait_us if isinstance(clock, EventClock) else 0
        self.windows = OpenWindows(windower.length_us, windower.align_to_us, wait_us, ordered, context.keys)
        self.bad_items = BadItemRule(on_error, context.step_id, self.counters)
        self.position = 0
        self.frozen = context.frozen
        self.now_us = -(2**62)

    def absorb(self, batch: Batch, values: dict[str, pa.Array[Any]], times: Int64s, slots: Slots, kept: int) -> None:
        """Take the `kept` items whose slot is not negative into their windows; `values` are the subclass's expressions."""
        raise NotImplementedError

    def results(self, closed: Closed) -> dict[str, pa.Array[Any]]:
        """Return what these windows come to, and let go of what they held."""
        raise NotImplementedError

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        """Judge each item, take it in or send it out, and emit the windows that closed."""
        self.now_us = max(self.now_us, system_us)
        assert batch.key_ids is not None, "a window step got items without keys"
        times, values, badness = self._evaluate(batch)
        skipped = sealed(badness.mask) if badness else NO_MASK
        assigned = self.windows.assign(batch.key_ids, times, skipped, self.now_us, self.position)
        if assigned.odd:
            badness.add((times < EARLIEST_US) | (times > LATEST_US), _odd_timestamp)
        outputs = self.bad_items.split(batch, self.up, badness.mask, badness.reason, self.position) if badness else []
        late, bad = len(assigned.late), int(np.count_nonzero(badness.mask)) if badness else 0
        kept = batch.length - late - bad
        self.counters.late += late
        self.counters.kept += kept
        if kept:
            self.absorb(batch, values, times, assigned.slots, kept)
        if late:
            outputs.append(("late", self._late(batch, times, assigned.late)))
        self.position += batch.length
        return outputs + self._emit(self.windows.close_due(assigned.touched, self.now_us))

    def wake_at(self) -> int | None:
        """Return when a window may close without new data."""
        return None if self.windows.wake_us == NO_WAKE else self.windows.wake_us

    def on_wake(self, system_us: int) -> Outputs:
        """Emit the windows that the passing of time has closed."""
        self.now_us = max(self.now_us, system_us)
        return self._emit(self.windows.close_all_due(self.now_us))

    def on_eof(self, system_us: int) -> Outputs:
        """Emit every window that is still open."""
        return self._emit(self.windows.close_all_due(self.now_us, final=True))

    def gauges(self) -> Gauges:
        """Return what the step holds now."""
        watermark_us = self.windows.furthest_watermark_us(self.now_us)
        keys, items = self.windows.held()
        return Gauges(watermark_us, keys, len(self.windows), items)

    def _evaluate(self, batch: Batch) -> tuple[Int64s, dict[str, pa.Array[Any]], Badness]:
        badness = Badness(batch.length)
        times = self._times(batch, badness)
        values = {}
        for name, expression in self.expressions.items():
            evaluated = evaluate(expression, batch)
            badness.add(evaluated.bad, evaluated.reasons)
            values[name] = evaluated.values
        return times, values, badness

    def _times(self, batch: Batch, badness: Badness) -> Int64s:
        if self.timestamp is None:
            return sealed(np.full(batch.length, self.now_us, np.int64))
        evaluated = evaluate(self.timestamp, batch)
        badness.add(evaluated.bad, evaluated.reasons)
        times: Int64s = numbers(evaluated.values).view(np.int64)
        if evaluated.values.null_count:
            badness.add(~valid_mask(evaluated.values), _no_timestamp)
        return times

    def _late(self, batch: Batch, times: Int64s, late: Int64s) -> Batch:
        """Return the late items with the evidence, keys in the order of their bytes."""
        assert batch.key_ids is not None, "a window step got items without keys"
        late = late[self.keys.order(batch.key_ids[late[:, 0]])]
        rows, watermark, setter = late[:, 0], late[:, 1], late[:, 2]
        items, at = batch.take(rows), times[rows]
        window_ids = self.windows.ids(at)
        open_us = self.windows.align_to_us + window_ids * self.windows.length_us
        late_by = watermark - at
        columns = {
            "window_id": column(window_ids, INT),
            "value": item_column(items, self.up.item),
            "timestamp": column(at, TIMESTAMP),
            "watermark": column(watermark, TIMESTAMP),
            "late_by": column(late_by, DURATION),
            "wait_needed": column(late_by + self.windows.wait_us, DURATION),
            "window_open_time": column(open_us, TIMESTAMP),
            "window_close_time": column(open_us + self.windows.length_us, TIMESTAMP),
            "window_was_open": column(open_us + self.windows.length_us > watermark, BOOL),
            "arrived_at": column(np.full(len(rows), self.now_us), TIMESTAMP, null=np.full(len(rows), self.frozen)),
            "position": column(rows + self.position, INT),
            "watermark_position": column(setter, INT),
        }
        return items.with_columns(columns)

    def _emit(self, closed: Closed | None) -> Outputs:
        if closed is None:
            return []
        key_ids, open_us = closed.key_ids, closed.open_us
        window = {
            "window_id": column(self.windows.ids(open_us), INT),
            "open_time": column(open_us, TIMESTAMP),
            "close_time": column(open_us + self.windows.length_us, TIMESTAMP),
        }
        results = self.results(closed)
        self.windows.release(closed)
        merged = lists(np.zeros(len(closed) + 1, np.int32), NO_IDS)
        down = Batch({**window, **results}, len(closed), key_ids, self.keys)
        return [("down", down), ("meta", Batch({**window, "merged_ids": merged}, len(closed), key_ids, self.keys))]


def _no_timestamp(row: int) -> tuple[str, str]:
    return BadItemCode.TIMESTAMP, "the timestamp is null; give every item one, or choose another field"


def _odd_timestamp(row: int) -> tuple[str, str]:
    return BadItemCode.TIMESTAMP, "the timestamp is outside the years 1 to 9999; correct it at the source"
