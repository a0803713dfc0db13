"""`Worker`: the crank that moves a plan's items, one batch a turn.

    turn(system_us):  each source that is due gives one batch
                      each step, in order:  process what arrived -> settle it -> wake if due
                                            end, once its inputs have ended and nothing arrives any more
                      assert that every item is accounted for

A worker has no loop, no thread and no clock: whoever turns it says what time it is. The same input and the same
readings give the same output. All batches of one turn that enter one port are one batch for the step, in the order of
the streams, as all input of one activation is in Bytewax (one call per key and activation). Where a port's streams stay
apart, each is a batch of its own, and the step says in `settle` what all of them cause together.

A turn may let out less than its sources gave: `taken_apart.py`. Whoever wants to know how long steps work gives a
`meter`, which is read between them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tidegate.batch import Batch, concat
from tidegate.events import Gap, Items, OpenWindows, Printed, Stats
from tidegate.fields import format_instant
from tidegate.keys import KeyDictionary
from tidegate.operator import BuildContext, Logic, Outputs
from tidegate.plan import Plan, PlannedStep
from tidegate.recovery import fitted, stood_still_us
from tidegate.running_step import RunningStep
from tidegate.shadow import shadow_of
from tidegate.snapshot import EpochSnapshot
from tidegate.taken_apart import length_of
from tidegate.told_cost import ToldCost
from tidegate.told_decisions import ToldDecisions
from tidegate.told_windows import ToldWindows
from tidegate.watch import Watch

FROZEN_US = 0
"""The reading of a system clock that stands still."""

Told = Items | Gap | Printed | Stats


class Worker:
    """One plan being run."""

    def __init__(
        self,
        plan: Plan,
        *,
        data_root: Path,
        print: Callable[[str], None] | None = None,
        watched: bool = True,
        see: Callable[[str, str, Batch], None] | None = None,
        meter: Callable[[], int] | None = None,
    ) -> None:
        """Build every step.

        `see` is given every batch that leaves a port, whole, with its step and port; `meter` counts the nanoseconds
        that steps are busy.
        """
        self.plan = plan
        self.keys = KeyDictionary()
        self.turns = 0
        self._system_us: int | None = None
        self.epoch = 1
        """The number of the epoch that is going on."""
        self.behind_us = 0
        """How far the run's system clock is behind the machine's; whoever turns the worker says so."""
        self._print, self._see, self._meter = print, see, meter
        roles = {(step.id, port.name): port.role for step in plan.steps for port in step.operator.downs}
        self._watch = Watch(roles) if watched else None
        self._steps = [RunningStep(step, self._build(step, data_root)) for step in plan.steps]
        self._by_id = {step.id: step for step in self._steps}
        self._decisions = self._decisions_told(watched)
        self._cost = self._cost_told(watched, data_root)
        self._windows = ToldWindows({step.id: step.logic for step in self._steps}, frozen=plan.frozen)
        self._metas = [(step, port) for step in self._steps for port in step.plan.operator.downs if port.role == "meta"]
        self._apart_us: int | None = None
        """When that came which sources gave and which has not left them; None: everything has."""

    def _decisions_told(self, watched: bool) -> ToldDecisions:
        logs = {step.id: log for step in self._steps if watched and (log := step.logic.decisions) is not None}
        return ToldDecisions(logs, frozen=self.plan.frozen)

    def _cost_told(self, watched: bool, data_root: Path) -> ToldCost:
        grace_us = self.plan.flow.run.cost_of_lateness_us
        if watched and grace_us is not None:
            for step in self._steps:
                step.shadow = shadow_of(step.plan, step.logic, grace_us, lambda copy: self._build(copy, data_root))
        return ToldCost({step.id: step.shadow for step in self._steps if step.shadow is not None})

    def _forget_cost(self) -> None:
        """Compare nothing: what late items of the run before would have changed is in no snapshot."""
        for step in self._steps:
            step.shadow = None
        self._cost = ToldCost({})

    def _build(self, step: PlannedStep, data_root: Path) -> Logic:
        context = BuildContext(
            step_id=step.id,
            ups=step.ups,
            downs=step.downs,
            keys=self.keys,
            data_root=data_root,
            frozen=self.plan.frozen,
            print=lambda text: self._printed(step.id, text),
            behind_us=lambda: self.behind_us,
        )
        return step.operator.build(context)

    def streams(self) -> dict[str, str]:
        """Return the type of everything that events tell items of, as text: by `step.port`, `step.decisions` and `step.cost`."""
        return {**self.plan.streams(), **self._decisions.streams(), **self._cost.streams()}

    def _printed(self, step_id: str, text: str) -> None:
        if self._print is not None:
            self._print(text)
        if self._watch is not None:
            self._watch.printed(step_id, text)

    def open(self, snapshot: EpochSnapshot | None = None, system_us: int = FROZEN_US) -> None:
        """Open every step; to be called once, before the first turn.

        With a snapshot the run goes on from there, at the system time `system_us`; raise `RecoveryRefused` if this flow
        cannot. A run that had ended goes on after its end, as a source that reads on in a file that has grown.
        """
        if snapshot is None:
            for step in self._steps:
                step.guarded(step.logic.open, None)
            return
        self._forget_cost()
        known = fitted(snapshot, self.plan)
        still_us = stood_still_us(known, self.plan, system_us)
        self.turns, self.epoch = known.turns, known.epoch + 1
        for step in self._steps:
            saved = known.step(step.id)
            step.open(saved, still_us)
            step.ended = saved is not None and saved.ended and not snapshot.ended and self._may_have_ended(step)
            self._decisions.go_on(step.id, step.logic.counters.kept + step.logic.counters.late)
            for port, left in step.items_out.items():
                if self._watch is not None:
                    self._watch.go_on(step.id, port, left)

    def _may_have_ended(self, step: RunningStep) -> bool:
        """Whether nothing can come to a step that had ended: a source may have been put before it since."""
        return step.is_source or self._is_fed_up(step)

    def snapshot(self, system_us: int) -> EpochSnapshot:
        """Close the epoch: return all that is needed to go on from here, and begin the next one.

        Between two turns nothing is on its way, so the end of every turn is a consistent cut through the flow.
        """
        steps = tuple(step.snapshot() for step in self._steps)
        self.epoch += 1
        return EpochSnapshot(self.epoch - 1, system_us, self.plan.frozen, self.turns, steps)

    def logic(self, step_id: str) -> Logic:
        """Return the running half of a step."""
        return self._by_id[step_id].logic

    @property
    def ended(self) -> bool:
        """Whether every step has seen its last item."""
        return all(step.ended for step in self._steps)

    @property
    def apart(self) -> bool:
        """Whether a part of a batch waits in a source: the turn that it came in has not been made in full."""
        return self._apart_us is not None

    def turn(self, system_us: int, items: int | None = None) -> bool:
        """Move one batch of each due source as far as it goes; return whether there is more to do at this time.

        With `items`, at most so many leave their sources. The rest leaves in the next turns, before any source is asked
        again, and what these turns do is done at the time of the first.
        """
        self.turns += 1
        now_us = self._system_us = system_us if self._apart_us is None else self._apart_us
        given = None if items is None and self._apart_us is None else self._let_out(now_us, items)
        # Live steps act on the time once a turn, when all its items have come, so they wait for the last part of it.
        settles = self._apart_us is None or self.plan.frozen
        arrived: dict[tuple[str, str], list[Batch]] = {}
        read_ns = 0 if self._meter is None else self._meter()
        for step in self._steps:
            if step.is_source:
                outputs = given.get(step.id, []) if given is not None else [] if step.ended else step.poll(now_us)
            elif step.ended:
                continue
            else:
                outputs = self._react(step, arrived, now_us, settles)
            for port, batch in outputs:
                if batch.length:
                    self._leave(step, port, batch, arrived)
            if self._meter is not None:
                began_ns, read_ns = read_ns, self._meter()
                step.busy_ns += read_ns - began_ns
        return any(self._is_due(step, system_us) for step in self._steps)

    def _let_out(self, now_us: int, most: int | None) -> dict[str, Outputs]:
        """Return the next items of each source, at most so many in all; sources are asked once all theirs have left."""
        given = {}
        for step in self._steps:
            if not step.is_source or step.ended:
                continue
            if self._apart_us is None:
                step.keep(now_us)
            given[step.id] = step.give(most)
            most = None if most is None else most - length_of(given[step.id])
        self._apart_us = now_us if any(step.apart for step in self._steps) else None
        return given

    def _is_due(self, step: RunningStep, system_us: int) -> bool:
        return not step.ended and (step.is_due(system_us) or (not step.is_source and self._is_fed_up(step)))

    def _react(
        self, step: RunningStep, arrived: dict[tuple[str, str], list[Batch]], system_us: int, settles: bool
    ) -> Outputs:
        outputs: Outputs = []
        for port, feeders in step.entries:
            batches = [batch for feeder in feeders for batch in arrived.get(feeder, ())]
            if batches:
                step.unsettled = True
                outputs += step.process(port, concat(batches), system_us)
        if not settles:
            return outputs
        got_something = step.unsettled
        if got_something:
            outputs += step.settle(system_us)
        outputs += step.wake(system_us)
        if not got_something and self._is_fed_up(step):
            outputs += step.end(system_us)
        return outputs

    def _is_fed_up(self, step: RunningStep) -> bool:
        """Whether every input of a step has ended."""
        return all(self._by_id[feeder].ended for feeders in step.plan.feeds.values() for feeder, _ in feeders)

    def _leave(self, step: RunningStep, port: str, batch: Batch, arrived: dict[tuple[str, str], list[Batch]]) -> None:
        step.items_out[port] = step.items_out.get(port, 0) + batch.length
        arrived.setdefault((step.id, port), []).append(batch)
        if self._watch is not None:
            self._watch.saw(step.id, port, batch)
        if self._see is not None:
            self._see(step.id, port, batch)

    def wake_at(self) -> int | None:
        """Return the next system time at which a turn has something to do, or None if only input can bring it."""
        times = [due for step in self._steps if (due := step.next_at()) is not None]
        return min(times, default=None)

    def finish(self, system_us: int) -> None:
        """Tell every source to end, so that the next turns bring the final watermark to every step."""
        for step in self._steps:
            if step.is_source:
                step.finish()

    @property
    def listens(self) -> bool:
        """Whether a source waits for what may come at any time, so that nobody knows when the next item comes."""
        return any(step.listens and not step.ended for step in self._steps)

    @property
    def items_given(self) -> int:
        """Return how many items have left a source."""
        return sum(sum(step.items_out.values()) for step in self._steps if step.is_source)

    @property
    def windows_closed(self) -> int:
        """Return how many windows have closed."""
        return sum(step.items_out.get(port.name, 0) for step, port in self._metas)

    def clocks(self) -> list[int | None]:
        """Return the furthest watermark of each window step as its last item or wake left it."""
        return [step.logic.clock_mark() for step, _ in self._metas]

    def take_open_windows(self, system_us: int) -> list[OpenWindows]:
        """Return the open windows of the steps where they have changed since the last call.

        This costs something where many are open: call it about once a second, and not where nobody looks.
        """
        return self._windows.take(FROZEN_US if self.plan.frozen else system_us)

    def take_events(self) -> list[Told]:
        """Return the sample of items and decisions since the last call, and the counters."""
        told: list[Told] = list(self._watch.take()) if self._watch is not None else []
        return [*told, *self._decisions.take(), *self._cost.take(), self.stats()]

    def stats(self) -> Stats:
        """Return the counters of every step."""
        system_time = None if self.plan.frozen or self._system_us is None else format_instant(self._system_us)
        steps = {step.id: step.stats() for step in self._steps}
        return Stats(steps=steps, turns=self.turns, elapsed_s=0.0, system_time=system_time)

    def close(self) -> None:
        """Let go of files and the like; every step is closed, whatever the others do."""
        for step in self._steps:
            step.logic.close()
