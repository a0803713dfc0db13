"""What all window steps share: judging items by the clock, closing windows, and telling about both.

    process:  bad items out -> assign (late items out) -> absorb -> merge
    settle:   release what waited -> close what the watermarks passed -> emit
    on_wake:  release and close what the passing of time has made due -> emit
    on_eof:   release and close everything -> emit

Order of emission, as in Bytewax: keys in the order of their UTF-8 bytes, late items of a key in order of arrival, then
what its windows emit as they go, then the windows of a key as they close, each with its `meta`.

What a window holds is a `Holding`; which windows there are, an `OpenWindows`. This file knows neither.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import NO_MASK, column, sealed
from tidegate.bad_items import BadItemRule
from tidegate.batch import Batch, concat, item_column
from tidegate.clock import EventClock, LateRule, SystemClock
from tidegate.decisions import DecisionLog
from tidegate.disorder import Disorder
from tidegate.even_windows import EvenWindows
from tidegate.expression import Expression
from tidegate.holding import Closing, Columns, Emission, Holding, Int64s, Taken
from tidegate.kernels.windows import KEY, NO_WAKE, ROW
from tidegate.late_evidence import Judged, late_item, with_evidence
from tidegate.open_windows import Arriving, Assigned, Closed, OpenWindows, Spans, Timing
from tidegate.operator import ERRORS, UP_KEYED, BuildContext, Gauges, Keyed, Logic, OnError, Outputs, Port
from tidegate.pending import Pending
from tidegate.session_windows import SessionWindows
from tidegate.shown_windows import ShownWindows, shown_windows
from tidegate.step_expressions import Badness, Wanted, compiled_expressions, evaluate
from tidegate.timestamps import clock_expressions, note_odd_timestamps, times_of
from tidegate.types import INT, TIMESTAMP, ListOf, Record, StreamType, Type
from tidegate.window_state import load_state, save_state
from tidegate.windower import Session, Windower

WINDOW_UPS = (UP_KEYED,)
WINDOW_DOWNS = (
    Port("down", "The result of each window, when it closes.", Keyed.KEYED),
    Port("late", "Items that came behind their key's watermark, with the evidence.", Keyed.KEYED, role="late"),
    Port("meta", "Each window as it closes: its id, when it opened and closed.", Keyed.KEYED, role="meta"),
    ERRORS,
)
WINDOW_FIELDS: dict[str, Type] = {"window_id": INT, "open_time": TIMESTAMP, "close_time": TIMESTAMP}
META_ITEM = Record.of({**WINDOW_FIELDS, "merged_ids": ListOf(INT)})
MOST_ENTRIES = 4_000_000
"""Items in windows that are handled at once; a batch that would make more is cut into pieces."""


def window_types(stream: StreamType, results: dict[str, Type]) -> dict[str, StreamType]:
    """Return what leaves a window step by `down`, `late` and `meta`."""
    return {
        "down": StreamType(Record.of({**WINDOW_FIELDS, **results}), keyed=True),
        "late": StreamType(late_item(stream.item), keyed=True),
        "meta": StreamType(META_ITEM, keyed=True),
    }


def open_windows(clock: EventClock | SystemClock, windower: Windower, ordered: bool, keys: Any) -> OpenWindows:
    """Return the clocks and windows of a step that has seen nothing yet."""
    wait_us, by_window = 0, False
    if isinstance(clock, EventClock):
        wait_us, by_window = clock.wait_us, clock.late_rule is LateRule.WINDOW_CLOSED
    timing = Timing(wait_us, ordered, by_window)
    if isinstance(windower, Session):
        return SessionWindows(windower, timing, keys)
    return EvenWindows(windower, timing, keys)


class WindowSettings(NamedTuple):
    """What a person chose for a window step, whatever its windows hold."""

    clock: EventClock | SystemClock
    windower: Windower
    ordered: bool
    on_error: OnError


class WindowLogic(Logic):
    """A window step that runs."""

    def __init__(
        self,
        context: BuildContext,
        settings: WindowSettings,
        up: StreamType,
        wanted: dict[str, Wanted],
        holding: Callable[[dict[str, Expression]], Holding],
    ) -> None:
        """Build the step; `holding` is called with the compiled expressions in `wanted`, by field."""
        super().__init__()
        self.keys, self.frozen, self.up = context.keys, context.frozen, up
        self.timestamp, self.expressions = self._compile(settings.clock, wanted)
        self.holding = holding(self.expressions)
        self.windows = open_windows(settings.clock, settings.windower, settings.ordered, context.keys)
        self.pending = Pending() if settings.ordered and self.holding.needs_order else None
        self.bad_items = BadItemRule(settings.on_error, context.step_id, self.counters)
        self.position = 0
        self._by_arrival = isinstance(settings.clock, SystemClock)
        self.now_us = -(2**62)
        self._log = self.decisions = DecisionLog(self.windows, context.frozen, isinstance(settings.clock, SystemClock))
        self.closed_items: list[Int64s] | None = None
        """Gets how many items each window held that closes, one array for each `meta`, if somebody wants to know."""
        self.disorder = Disorder()
        self._touched: list[Int64s] = []
        self._emitted: list[Batch] = []

    def _compile(
        self, clock: EventClock | SystemClock, wanted: dict[str, Wanted]
    ) -> tuple[Expression | None, dict[str, Expression]]:
        expressions = compiled_expressions({**clock_expressions(clock), **wanted}, self.up)
        return expressions.pop("clock.timestamp", None), expressions

    # -- items ---------------------------------------------------------------------------------------------------------

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        """Judge each item, and take it in or send it out; what this closes leaves in `settle`."""
        times, values, badness = self._evaluate(batch, system_us)
        return self.judge(batch, times, values, badness)

    def judge(self, batch: Batch, times: Int64s, values: Columns, badness: Badness) -> Outputs:
        """Do this with items that are evaluated."""
        if not self._touched:
            self.windows.begin()
        outputs: Outputs = []
        most = max(1, MOST_ENTRIES // self.windows.overlap)
        if batch.length <= most:
            return self._judge_piece(batch, times, values, badness)
        for start in range(0, batch.length, most):
            piece = {name: array.slice(start, most) for name, array in values.items()}
            outputs += self._judge_piece(
                batch.slice(start, most), times[start : start + most], piece, badness.slice(start, most)
            )
        return outputs

    def _judge_piece(self, batch: Batch, times: Int64s, values: Columns, badness: Badness) -> Outputs:
        key_ids = batch.key_ids
        assert key_ids is not None, "a window step got items without keys"
        skipped = sealed(badness.mask) if badness else NO_MASK
        record = self._log.record_for(batch.length)
        assigned = self.windows.assign(Arriving(key_ids, times, skipped, self.now_us, self.position, record))
        self._touched.append(assigned.touched.copy())
        if assigned.odd:
            note_odd_timestamps(times, badness)
        outputs = self.split_bad(batch, badness) if badness else []
        late, bad = len(assigned.late), int(np.count_nonzero(badness.mask)) if badness else 0
        self.counters.late += late
        self.counters.kept += batch.length - late - bad
        self._log.note(batch, times, assigned, record, self.now_us, self.position)
        if self._log.wanted and not self._by_arrival:
            skipped = sealed(badness.mask) if badness else NO_MASK
            self.disorder.count(key_ids, times, skipped, assigned.late[:, ROW].copy(), len(self.keys))
        if late:
            outputs.append(("late", self._late(batch, times, assigned.late)))
        if batch.length > late + bad:
            self._take_in(Taken(batch, values, times, assigned.slots, assigned.rows, self.position), assigned)
        self.position += batch.length
        return outputs

    def split_bad(self, batch: Batch, badness: Badness) -> Outputs:
        """Send the bad items out."""
        return self.bad_items.split(batch, self.up, badness.mask, badness.reason, self.position)

    def _take_in(self, taken: Taken, assigned: Assigned) -> None:
        if self.pending is not None:
            self.pending.put(taken, len(self.keys))
        elif self.windows.timing.ordered and len(assigned.merges):
            self._absorb_between(taken, assigned.merges)
            return
        else:
            self._absorb(taken)
        if len(assigned.merges):
            self._merge(assigned.merges)

    def _absorb_between(self, taken: Taken, merges: Int64s) -> None:
        """Take items in and merge as it comes: so items of one instant stay in the order in which they arrived.

        Bytewax merges when all items of an activation are where they go; that is done where steps are not ordered.
        """
        done = 0
        for merge in merges:
            self._absorb(taken.entries(done, int(merge[2])))
            self._merge(merge.reshape(1, 3))
            done = int(merge[2])
        self._absorb(taken.entries(done, len(taken.slots)))

    def _absorb(self, taken: Taken) -> None:
        self.holding.make_room(self.windows.used)
        self._emit_early(self.holding.absorb(taken))

    def _merge(self, merges: Int64s) -> None:
        """Carry out merges of sessions; ordered ones of Bytewax never merge, so nothing is emitted for them."""
        self.holding.make_room(self.windows.used)
        if self.pending is not None:
            self.pending.move(merges, self.windows.windows)
        sources = np.ascontiguousarray(merges[:, 0])
        emitted = self.holding.merge(sources, np.ascontiguousarray(merges[:, 1]))
        if self.pending is None or self.windows.timing.by_window:
            self._emit_early(emitted)
        self.windows.release(sources)

    def _emit_early(self, emission: Emission | None) -> None:
        if emission is None or not len(emission.slots):
            return
        key_ids = self.windows.windows[emission.slots, KEY].astype(np.int32)
        columns = _span_columns(*self.windows.open_spans(emission.slots))
        self._emitted.append(Batch({**columns, **emission.columns}, len(key_ids), key_ids, self.keys))

    # -- time ----------------------------------------------------------------------------------------------------------

    def settle(self, system_us: int) -> Outputs:
        """Release what the keys of this activation waited for, and emit the windows that closed."""
        if not self._touched:
            return []
        touched = self._touched[0] if len(self._touched) == 1 else np.concatenate(self._touched)
        self._touched = []
        self._release(touched)
        return self._emit(self.windows.close_due(touched, self.now_us))

    def wake_at(self) -> int | None:
        """Return when the passing of time alone may do something."""
        wake_us = self.windows.wake_us if self.pending is None else min(self.windows.wake_us, self.pending.wake_us)
        return None if wake_us == NO_WAKE else wake_us

    def on_wake(self, system_us: int) -> Outputs:
        """Emit the windows that the passing of time has closed."""
        self.now_us = max(self.now_us, system_us)
        return self._pass_time(final=False)

    def on_eof(self, system_us: int) -> Outputs:
        """Emit every window that is still open."""
        return self._pass_time(final=True)

    def _pass_time(self, final: bool) -> Outputs:
        if self.pending is not None:
            self.pending.wake_us = NO_WAKE
            self._release(np.arange(len(self.windows.keyed)), final)
        return self._emit(self.windows.close_all(self.now_us) if final else self.windows.close_all_due(self.now_us))

    def _release(self, key_ids: Int64s, final: bool = False) -> None:
        if self.pending is not None and len(self.pending):
            taken = self.pending.take(key_ids, self.windows.keyed, self.now_us, final)
            if taken is not None:
                self._absorb(taken)

    def stood_still(self, for_us: int) -> None:
        """Take a time in which the run stood still out of every clock; windows of arrival go by the clock on the wall."""
        if self._by_arrival:
            return
        # A clock that was set back goes on from where it was, and so does what the step has seen of it.
        self.now_us += for_us
        self.windows.stood_still(for_us)

    # -- state ---------------------------------------------------------------------------------------------------------

    def snapshot(self) -> dict[str, Any]:
        """Return clocks, open windows with what they hold, and items that wait, each as a table with keys."""
        return save_state(self)

    def open(self, state: Any | None) -> None:
        """Take back what `snapshot` gave."""
        if state is not None:
            load_state(self, state)

    def gauges(self) -> Gauges:
        """Return what the step holds now."""
        leads = self.windows.leads()
        furthest_us, slowest_us = (None, None) if leads is None else (leads[0] + self.now_us, leads[1] + self.now_us)
        keys, items = self.windows.held()
        return Gauges(furthest_us, slowest_us, keys, len(self.windows), items, self.disorder.found)

    def clock_mark(self) -> int | None:
        """Return the furthest watermark, moved by items and, where system time passes, by that; None: there is none yet."""
        leads = self.windows.leads()
        if self._by_arrival or leads is None:
            return self.now_us if self._by_arrival else None
        return leads[0] + self.now_us

    def open_windows(self, system_us: int, most: int) -> ShownWindows | None:
        """Return the windows that are open, those of the keys that are furthest behind first."""
        return shown_windows(self.windows, max(self.now_us, system_us), most)

    # -- values --------------------------------------------------------------------------------------------------------

    def _evaluate(self, batch: Batch, system_us: int) -> tuple[Int64s, Columns, Badness]:
        self.now_us = max(self.now_us, system_us)
        badness = Badness(batch.length)
        times = self.times_of(self.timestamp, batch, badness)
        values = {}
        for name, expression in self.expressions.items():
            evaluated = evaluate(expression, batch)
            badness.add(evaluated.bad, evaluated.reasons)
            values[name] = evaluated.values
        return times, values, badness

    def times_of(self, timestamp: Expression | None, batch: Batch, badness: Badness) -> Int64s:
        """Return the instant that each item belongs to; None stands for the moment of arrival."""
        return times_of(timestamp, batch, badness, self.now_us)

    def late_values(self, items: Batch) -> pa.Array[Any]:
        """Return what the late stream shows of items."""
        return item_column(items, self.up.item)

    def _late(self, batch: Batch, times: Int64s, late: Int64s) -> Batch:
        """Return the late items with the evidence, keys in the order of their bytes, one for each window."""
        assert batch.key_ids is not None, "a window step got items without keys"
        late = late[self.keys.order(batch.key_ids[late[:, ROW]])]
        judged = Judged(times, late, self.position, None if self.frozen else self.now_us)
        return with_evidence(batch, judged, self.windows, self.late_values)

    def _emit(self, closed: Closed | None) -> Outputs:
        outputs: Outputs = []
        downs, self._emitted = self._emitted, []
        if closed is not None:
            down, meta = self._close(closed)
            downs.append(down)
            outputs.append(("meta", meta))
        if len(downs) > 1 or (downs and closed is None):
            outputs.insert(0, ("down", self._by_key(downs)))
        elif downs:
            outputs.insert(0, ("down", downs[0]))
        return [*outputs, *self.bad_items.tell(self.holding.take_troubles())]

    def _by_key(self, downs: list[Batch]) -> Batch:
        """Return what was emitted early and at the close, key by key."""
        whole = concat(downs)
        assert whole.key_ids is not None, "results have keys"
        return whole.take(self.keys.order(whole.key_ids))

    def _close(self, closed: Closed) -> tuple[Batch, Batch]:
        spans = _span_columns(self.windows.spans(closed.slots, closed.open_us))
        merged = self.windows.merged_ids(closed.slots, forget=True)
        closing = Closing(closed.slots, closed.items, lambda at: self._words(closed, spans, at), self.position)
        which, results = self.holding.results(closing)
        self.windows.release(closed.slots)
        if self.closed_items is not None:
            self.closed_items.append(closed.items)
        meta = Batch({**spans, "merged_ids": merged}, len(closed), closed.key_ids, self.keys)
        if which is None:
            return Batch({**spans, **results}, len(closed), closed.key_ids, self.keys), meta
        chosen = Batch(spans, len(closed), closed.key_ids, self.keys).take(which)
        return chosen.with_columns({**chosen.columns, **results}), meta

    def _words(self, closed: Closed, spans: Columns, at: int) -> str:
        key = self.keys.text(int(closed.key_ids[at]))
        return f"window {spans['window_id'][at].as_py()} of key {key[:60]!r}"


def _span_columns(spans: Spans, no_times: Any = None) -> Columns:
    """Return the fields of windows; the times of those in `no_times` say nothing yet."""
    return {
        "window_id": column(spans.ids, INT),
        "open_time": column(spans.open_us, TIMESTAMP, null=no_times),
        "close_time": column(spans.close_us, TIMESTAMP, null=no_times),
    }
