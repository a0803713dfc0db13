"""`Shadow`: a window step once more, with more patience, fed the same items; it shows what late items would have changed.

    items ---> step      wait 5 s          down, late, meta ---> the flow
          \\--> shadow    wait 5 s + 10 m   closed windows   ---> compared with those of the step

Nothing leaves a shadow, and the run does not know of it: it moves no clock, wakes nobody, and is in no snapshot. So it
sees time pass when its step is turned: its windows may close a turn after they could, and hold what they would have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import column, lists
from tidegate.batch import Batch, concat, item_column
from tidegate.clock import EventClock
from tidegate.closings import Closings, Gathered
from tidegate.comparing import Comparing, Differences, Tally
from tidegate.events import CostStats
from tidegate.holding import Int64s
from tidegate.kernels.windows import KEY, OPEN
from tidegate.operator import Logic, OnError, Outputs
from tidegate.plan import PlannedStep
from tidegate.types import INT, TIMESTAMP, ListOf, Record, StreamType, Type, arrow_type
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WINDOW_FIELDS, WindowLogic
from tidegate.windower import Session

MOST_KEPT = 2_000
"""Windows that are off and are kept to be told; what comes beyond that before they are told is counted."""


def shadow_of(step: PlannedStep, logic: Logic, grace_us: int, build: Callable[[PlannedStep], Logic]) -> Shadow | None:
    """Return the shadow of a step that waits so much longer; None if the step is none that waits for late items."""
    operator = step.operator
    if not isinstance(operator, WindowOperator) or not isinstance(operator.clock, EventClock):
        return None
    clock = operator.clock.model_copy(update={"wait_us": operator.clock.wait_us + grace_us})
    # The step itself tells of bad items, or fails of them.
    patient = operator.model_copy(update={"clock": clock, "on_error": OnError.DROP})
    copy = build(replace(step, operator=patient))
    assert isinstance(logic, WindowLogic) and isinstance(copy, WindowLogic), "a window operator builds a window step"
    results = {name: kind for name, kind in step.downs["down"].fields().items() if name not in WINDOW_FIELDS}
    return Shadow(logic, copy, results, sessions=isinstance(operator.windower, Session))


class Shadow:
    """Feeds the patient copy of a step, and compares what both close."""

    def __init__(self, step: WindowLogic, patient: WindowLogic, results: dict[str, Type], *, sessions: bool) -> None:
        self._step, self._patient = step, patient
        self._emitted, self._corrected = Gathered(results), Gathered(results)
        step.closed_items, patient.closed_items = self._emitted.items, self._corrected.items
        self._comparing = Comparing(sessions=sessions)
        self._kept: list[Differences] = []
        self._skipped = 0
        self.type = cost_type(results)
        self._record = Record.of(results)

    def process(self, port: str, batch: Batch, system_us: int) -> None:
        """Take what the step takes, once the time before it has passed."""
        due = self._patient.wake_at()
        if due is not None and due < system_us:
            self._close(self._patient.on_wake(system_us - 1))
        self._close(self._patient.process(port, batch, system_us))

    def settle(self, outputs: Outputs, system_us: int) -> None:
        """Do what the step did after its batches; `outputs` is what that came to."""
        self.saw(outputs)
        self._close(self._patient.settle(system_us))

    def wake(self, outputs: Outputs, system_us: int) -> None:
        """See time pass, as the step did."""
        self.saw(outputs)
        due = self._patient.wake_at()
        if due is not None and due <= system_us:
            self._close(self._patient.on_wake(system_us))

    def end(self, outputs: Outputs, system_us: int) -> None:
        """Close every window, as the step did."""
        self.saw(outputs)
        self._close(self._patient.on_eof(system_us))
        self._keep(self._comparing.rest())

    def saw(self, outputs: Outputs) -> None:
        """Note what left the step."""
        closed = self._emitted.take(outputs)
        if closed is not None:
            self._keep(self._comparing.emitted(closed))

    def _close(self, outputs: Outputs) -> None:
        closed = self._corrected.take(outputs)
        if closed is not None:
            self._keep(self._comparing.corrected(closed, self._still_open))

    def _still_open(self) -> Closings:
        """Return the windows that the step has open; no sessions, whose ids may not be settled."""
        windows = self._step.windows
        slots = windows.listed()
        spans = windows.spans(slots, windows.windows[slots, OPEN])
        keys, nothing = windows.windows[slots, KEY].astype(np.int32), np.zeros(len(slots) + 1, np.int64)
        return Closings(keys, spans.ids, spans.open_us, spans.close_us, nothing[1:], Batch({}, 0), nothing)

    def _keep(self, differences: list[Differences]) -> None:
        for found in differences:
            room = MOST_KEPT - sum(map(len, self._kept))
            if room > 0:
                self._kept.append(found if len(found) <= room else found.first(room))
            self._skipped += max(0, len(found) - max(0, room))

    def stats(self) -> CostStats:
        """Return how many windows were compared, and how many are off."""
        tally: Tally = self._comparing.tally
        waiting = self._comparing.waiting
        return CostStats(compared=tally.compared, off=tally.off, skipped=tally.skipped, waiting=waiting)

    def take(self) -> tuple[Batch | None, int]:
        """Return the windows that were found to be off since the last call, and how many more there were."""
        kept, skipped = self._kept, self._skipped
        self._kept, self._skipped = [], 0
        return (concat([self._told(found) for found in kept]) if kept else None), skipped

    def _told(self, found: Differences) -> Batch:
        shown, emitted = found.shown, found.emitted
        ends = np.concatenate([[0], np.cumsum(found.counts)])
        of = np.repeat(np.arange(len(shown)), found.counts)
        before = np.bincount(of, weights=emitted.items, minlength=len(shown)).astype(np.int64)
        columns = {
            "window_id": column(shown.ids, INT),
            "open_time": column(shown.open_us, TIMESTAMP),
            "close_time": column(shown.close_us, TIMESTAMP),
            "late_items": column((shown.items if found.corrected else 0 * shown.items) - before, INT),
            "emitted_ids": lists(ends.astype(np.int32), column(emitted.ids, INT)),
            "emitted": self._listed(emitted, emitted.starts[ends]),
            "corrected": self._listed(shown, shown.starts if found.corrected else 0 * shown.starts),
        }
        return Batch(columns, len(shown), shown.key_ids, self._step.keys)

    def _listed(self, closed: Closings, bounds: Int64s) -> pa.Array[Any]:
        """Return the rows between these bounds as lists of records."""
        if not int(bounds[-1]):
            return pa.array([[]] * (len(bounds) - 1), arrow_type(ListOf(self._record)))
        return lists(bounds.astype(np.int32), item_column(closed.rows, self._record))


def cost_type(results: dict[str, Type]) -> StreamType:
    """Return the type of what is told of a window that is off."""
    record = ListOf(Record.of(results))
    fields: dict[str, Type] = {"window_id": INT, "open_time": TIMESTAMP, "close_time": TIMESTAMP, "late_items": INT}
    fields |= {"emitted_ids": ListOf(INT), "emitted": record, "corrected": record}
    return StreamType(Record.of(fields), keyed=True)
