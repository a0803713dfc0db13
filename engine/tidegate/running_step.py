"""`RunningStep`: a planned step with its running half, its counters and when it is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ParamSpec, TypeVar

import pyarrow as pa

from tidegate.batch import Batch
from tidegate.errors import EngineError, StateDamaged
from tidegate.events import StepStats
from tidegate.fields import format_instant
from tidegate.operator import Logic, Outputs, Poll, SourceLogic
from tidegate.plan import PlannedStep
from tidegate.shadow import Shadow
from tidegate.snapshot import StepSnapshot, dependence, entering
from tidegate.taken_apart import TakenApart

COOL_DOWN_US = 1_000
"""How long a source that had nothing and named no time is left alone."""

P = ParamSpec("P")
R = TypeVar("R")

Feeders = tuple[tuple[str, str], ...]


def _entries(step: PlannedStep) -> list[tuple[str, Feeders]]:
    """Return where batches enter a step, by what `process` calls it, and the (step, port) that feed each."""
    apart = {port.name for port in step.operator.ups if port.apart}
    return [
        entry
        for port, feeders in step.feeds.items()
        for entry in (
            [(f"{port}.{n}", (feeder,)) for n, feeder in enumerate(feeders)] if port in apart else [(port, feeders)]
        )
    ]


class RunningStep:
    """A planned step with its running half and its counters."""

    def __init__(self, plan: PlannedStep, logic: Logic) -> None:
        self.plan, self.id, self.logic = plan, plan.id, logic
        self.is_source = isinstance(logic, SourceLogic)
        self.entries = _entries(plan)
        self.ended = False
        self.items_in = 0
        self.items_out: dict[str, int] = {}
        self.apart = TakenApart()
        """What a source gave and has not left it yet."""
        self.listens = False
        """Whether a source had nothing, and something may come at any time."""
        self.unsettled = False
        """Whether items came that the step has not settled."""
        self.busy_ns = 0
        self._at_end = False
        """Whether a source ends with what has not left it yet."""
        self._next_at_us: int | None = None
        self.shadow: Shadow | None = None
        """The step once more, with a longer wait, if anybody wants to know what that would change."""

    def guarded(self, call: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """Call the running half; whatever goes wrong says in which step."""
        try:
            return call(*args, **named)
        except EngineError as error:
            error.step_id = error.step_id or self.id
            raise
        except Exception as error:
            error.add_note(f"in step {self.id!r}")
            raise

    def open(self, saved: StepSnapshot | None, still_us: int) -> None:
        """Take back what an earlier run had, for which system time then stood still for so long."""
        if saved is None:
            self.guarded(self.logic.open, None)
            return
        self.guarded(self._take_back, saved.state)
        for name in asdict(self.logic.counters):
            # In place, because the step's parts count there too.
            setattr(self.logic.counters, name, saved.counters.get(name, 0))
        self.items_in, self.items_out = saved.items_in, dict(saved.items_out)
        if saved.next_at_us is not None:
            self._next_at_us = saved.next_at_us + still_us
        if saved.state is not None and still_us:
            self.guarded(self.logic.stood_still, still_us)

    def _take_back(self, state: dict[str, Any] | None) -> None:
        try:
            self.logic.open(state)
        except (LookupError, ValueError, TypeError, pa.ArrowException) as problem:
            if state is None:
                raise
            raise StateDamaged(f"its state cannot be taken back, {problem!r}; start a new job") from problem

    def snapshot(self) -> StepSnapshot:
        assert not self.apart, f"a part of a batch waits in source {self.id!r}; no cut goes through it"
        state = self.guarded(self.logic.snapshot)
        operator = self.plan.operator
        return StepSnapshot(
            id=self.id,
            kind=operator.kind,
            state=state,
            state_version=operator.state_version,
            depends={} if state is None else dependence(operator),
            ups={} if state is None else entering(self.plan),
            counters=asdict(self.logic.counters),
            items_in=self.items_in,
            items_out=dict(self.items_out),
            ended=self.ended,
            next_at_us=self._next_at_us,
        )

    def poll(self, system_us: int) -> Outputs:
        if self._next_at_us is not None and system_us < self._next_at_us:
            return []
        assert isinstance(self.logic, SourceLogic), "only sources are polled"
        poll: Poll = self.guarded(self.logic.poll, system_us)
        self.ended = poll.ended
        idle = not poll.ended and not poll.outputs and poll.next_at_us is None
        self.listens = idle or poll.listening
        self._next_at_us = system_us + COOL_DOWN_US if idle else poll.next_at_us
        return poll.outputs

    def keep(self, system_us: int) -> None:
        """Ask a source, and keep what it has for `give`."""
        self.apart.keep(self.poll(system_us), system_us)
        self._at_end, self.ended = self.ended, False

    def give(self, most: int | None) -> Outputs:
        """Return the next of the items that a source has been asked for, at most so many; None: all of them."""
        given = self.apart.take(most)
        self.ended = self._at_end and not self.apart
        return given

    def finish(self) -> None:
        """End a source, after what it gave has left it."""
        self._at_end = True
        self.ended = not self.apart

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.items_in += batch.length
        outputs = self.guarded(self.logic.process, port, batch, system_us)
        if self.shadow is not None:
            self.guarded(self.shadow.process, port, batch, system_us)
        return outputs

    def settle(self, system_us: int) -> Outputs:
        outputs = self.guarded(self.logic.settle, system_us)
        self.unsettled = False
        accounted = self.logic.counters.total()
        assert accounted == self.items_in, f"step {self.id!r} got {self.items_in} items and accounts for {accounted}"
        if self.shadow is not None:
            self.guarded(self.shadow.settle, outputs, system_us)
        return outputs

    def wake(self, system_us: int) -> Outputs:
        due = self.logic.wake_at()
        outputs = self.guarded(self.logic.on_wake, system_us) if due is not None and due <= system_us else []
        if self.shadow is not None:
            self.guarded(self.shadow.wake, outputs, system_us)
        return outputs

    def end(self, system_us: int) -> Outputs:
        self.ended = True
        outputs = self.guarded(self.logic.on_eof, system_us)
        if self.shadow is not None:
            self.guarded(self.shadow.end, outputs, system_us)
        return outputs

    def next_at(self) -> int | None:
        if self.ended:
            return None
        if self.apart:
            return self.apart.came_at_us
        return self._next_at_us if self.is_source else self.logic.wake_at()

    def is_due(self, system_us: int) -> bool:
        due = self.next_at()
        return (self.is_source and due is None) or (due is not None and due <= system_us)

    def stats(self) -> StepStats:
        counters, gauges = self.logic.counters, self.logic.gauges()
        waiting = self.apart.waiting  # Of a source, what it has counted and what has not left it yet.
        return StepStats(
            items_in=self.items_in,
            kept=counters.kept - waiting("down"),
            late=counters.late,
            bad=counters.bad - waiting("errors"),
            filtered=counters.filtered,
            dropped=counters.dropped,
            early=counters.early - waiting("quarantine") if self.logic.counts_early else None,
            items_out=dict(self.items_out),
            watermark=_instant(gauges.watermark_us),
            watermark_slowest=_instant(gauges.slowest_watermark_us),
            keys=gauges.keys,
            open_windows=gauges.open_windows,
            held=gauges.held,
            cost=None if self.shadow is None else self.shadow.stats(),
            out_of_order=gauges.out_of_order,
            busy_s=round(self.busy_ns / 1e9, 6),
        )


def _instant(at_us: int | None) -> str | None:
    return None if at_us is None else format_instant(at_us)
