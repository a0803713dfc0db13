"""A case as a recorded stream that is driven: by a clock that may be paused, and by a person who steps through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.engine.windows.cases import Case
from tests.engine.windows.engine_side import NOW_US, as_json, flow_of, results

from tidegate import Command, Plan, Stepping, StepUntil, VirtualClock, Worker, drive, read_flow
from tidegate.batch import Batch
from tidegate.fields import format_duration
from tidegate.testing import RunResult

PORTS = ("down", "late", "meta")
HOUR_US = 3_600_000_000


class Stop(NamedTuple):
    """Somebody pauses a run, looks at it for a while, steps through it, and lets it go on."""

    look_us: int
    steps: Sequence[StepUntil] = ()
    patience: int = 1_000
    """After how many turns of a step it is let go on all the same."""


@dataclass
class Person:
    """Pauses a run after so many turns or waits; meanwhile the real clock goes on."""

    worker: Worker
    clock: VirtualClock
    stops: dict[int, Stop]
    stepping: Stepping = field(default_factory=Stepping)
    real_us: int = 0
    asked: int = 0
    stepped: int = 0
    stop: Stop | None = None
    left: list[StepUntil] = field(default_factory=list)

    def now_us(self) -> int:
        return self.real_us

    def wait_until(self, real_us: int | None) -> None:
        self.real_us = self.real_us + HOUR_US if real_us is None else max(self.real_us, real_us)

    def between_turns(self) -> Command:
        self.asked += 1
        if self.stop is None:
            self._stop_here()
        else:
            self.real_us += self.stop.look_us
            self._go_on(self.stop)
        return Command.GO_ON

    def _stop_here(self) -> None:
        self.stop = self.stops.pop(self.asked, None)
        if self.stop is not None:
            self.clock.pause(self.real_us)
            self.left = list(self.stop.steps)
            self.real_us += self.stop.look_us

    def _go_on(self, stop: Stop) -> None:
        if self.stepping.until is not None:
            self.stepped += 1
            if self.stepped <= stop.patience:
                return
            self.left = []
        self.stepped = 0
        if self.left:
            self.stepping.ask(self.left.pop(0), self.worker)
        else:
            self.stepping.cancel()
            self.clock.resume(self.real_us)
            self.stop = None


def recorded_flow(case: Case) -> dict[str, Any]:
    """Return the case's flow with the case's readings between the turns of its sources, or with nothing between."""
    flow = flow_of(case)
    for step in flow["steps"]:
        if step["operator"] == "testing_source":
            step["config"]["items"] = _recorded_items(case, int(step["id"].removeprefix("side")))
    return flow | {"run": {"clock": "live" if case.readings else "frozen"}}


def _recorded_items(case: Case, side: int) -> list[Any]:
    found: list[Any] = []
    for number, items in enumerate(case.turns):
        found += [as_json(item) for item in items if item.side == side]
        gap_us = case.reading(number + 1) - case.reading(number)
        found.append(NOW_US | {"for": format_duration(gap_us)})
    return found


def worker_of(case: Case, **more: Any) -> Worker:
    """Return a worker of the recorded flow, open."""
    flow = read_flow(recorded_flow(case)).flow
    assert flow is not None, "a recorded case is a flow"
    worker = Worker(Plan.of(flow, Path()), data_root=Path(), **more)
    worker.open()
    return worker


def driven(case: Case, stops: dict[int, Stop]) -> tuple[dict[str, Any], Person]:
    """Drive the recorded case, stopped here and there; return what left each port, as columns, and who stopped it."""
    gone: list[tuple[str, Batch]] = []
    worker = worker_of(case, watched=False, see=lambda step_id, port, batch: gone.append((f"{step_id}.{port}", batch)))
    person = Person(worker, VirtualClock(0, system_us=case.reading(0)), dict(stops))
    drive(
        worker,
        now_us=person.now_us,
        between_turns=person.between_turns,
        wait_until=person.wait_until,
        clock=person.clock,
        stepping=person.stepping,
    )
    result = RunResult(worker.plan)
    for place, batch in gone:
        result.batches.setdefault(place, []).append(batch)
    worker.close()
    return {port: results(case, result, port) for port in PORTS}, person
