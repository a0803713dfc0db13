"""Runs beside which the cost of lateness is told, and what makes that true: a run of the same flow that waits longer.

take what the run emitted, take away what `cost` says was emitted wrongly, add what it says would be right:
that is what the patient run emits
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.engine.windows.cases import Case
from tests.engine.windows.engine_side import flow_of

from tidegate import Gap, Items, Plan, Worker, read_flow
from tidegate.batch import Batch
from tidegate.fields import format_duration
from tidegate.render import json_lines
from tidegate.snapshot_format import write_epoch

SPANS = ("window_id", "open_time", "close_time")
Window = tuple[str, str]
"""A key and the results of a window, as JSON; of a session without its id, which another run may number otherwise."""


@dataclass
class Watched:
    """A run that was watched."""

    worker: Worker
    downs: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """What left the window step by `down`, each with its key."""
    left: list[tuple[str, str, tuple[str, ...], int]] = field(default_factory=list)
    """Everything that left any port, with the turn it left in."""
    cost: list[dict[str, Any]] = field(default_factory=list)
    cost_turns: list[int] = field(default_factory=list)
    """The turn in which each of these was told."""
    gaps: list[Gap] = field(default_factory=list)
    epochs: list[tuple[bytes, Any]] = field(default_factory=list)


def run(flow: dict[str, Any], step_id: str, system_us: int | None = None, watched: bool = True, **more: Any) -> Watched:
    """Run a flow to its end, turning it exactly when something is due; without a system time, that stands still."""
    clock = "frozen" if system_us is None else "live"
    known = read_flow({**flow, "run": {**flow.get("run", {}), "clock": clock}}).flow
    assert known is not None
    plan = Plan.of(known, Path())
    streams = {f"{step.id}.{port}": stream for step in plan.steps for port, stream in step.downs.items()}
    found: Watched

    def see(step: str, port: str, batch: Batch) -> None:
        lines = json_lines(batch, streams[f"{step}.{port}"])
        found.left.append((step, port, tuple(lines), found.worker.turns))
        if (step, port) == (step_id, "down"):
            found.downs += [tuple(json.loads(line)) for line in lines]  # type: ignore[misc]

    found = Watched(Worker(plan, data_root=Path(), watched=watched, see=see))
    found.worker.open(None, system_us or 0)
    _turn(found, step_id, system_us or 0, **more)
    found.worker.close()
    return found


def _turn(found: Watched, step_id: str, now_us: int, epochs: bool = False) -> None:
    while not found.worker.ended:
        more = found.worker.turn(now_us)
        if epochs:
            written = write_epoch(found.worker.snapshot(now_us), "a test")
            found.epochs.append((written.manifest, written.tables))
        for event in found.worker.take_events():
            if isinstance(event, (Items, Gap)) and event.port == "cost":
                assert event.step_id == step_id
                found.gaps += [event] if isinstance(event, Gap) else []
                rows = list(told(event)) if isinstance(event, Items) else []
                found.cost += rows
                found.cost_turns += [found.worker.turns] * len(rows)
        due_us = None if more else found.worker.wake_at()
        now_us = now_us if due_us is None else max(now_us, due_us)


def told(event: Items) -> Iterator[dict[str, Any]]:
    """Return the windows that an event tells of, each with its key."""
    assert event.keys is not None
    names = ("key", *event.columns)
    for values in zip(event.keys, *event.columns.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def patient(case: Case, grace_us: int) -> Case:
    """Return the case with so much more patience."""
    assert case.setting.wait_us is not None
    return replace(case, setting=replace(case.setting, wait_us=case.setting.wait_us + grace_us))


def flow_with(case: Case, grace_us: int | None, pauses_us: Sequence[int] = ()) -> dict[str, Any]:
    """Return the case's flow; with pauses, its turns are so far apart."""
    flow = flow_of(case)
    if pauses_us:
        for step in flow["steps"]:
            if step["operator"] == "testing_source":
                pauses = iter(pauses_us)
                items = [_paused(item, pauses) for item in step["config"]["items"]]
                step["config"]["items"] = items
    return flow if grace_us is None else {**flow, "run": {"cost_of_lateness": format_duration(grace_us)}}


def _paused(item: Any, pauses: Iterator[int]) -> Any:
    return {"$": "PAUSE", "for": format_duration(next(pauses))} if item.get("$") == "PAUSE" else item


def check(case: Case, grace_us: int, pauses_us: Sequence[int] = (), system_us: int | None = None) -> Watched:
    """Demand that `cost` tells exactly what lies between a run and one that waits longer; return the first."""
    step_id = case.setting.operator
    impatient = run(flow_with(case, grace_us, pauses_us), step_id, system_us)
    wanted = run(flow_with(patient(case, grace_us), None, pauses_us), step_id, system_us, watched=False)
    emitted, corrected = _windows(impatient.downs), _windows(wanted.downs)
    wrong = Counter(_named(row["key"], result) for row in impatient.cost for result in row["emitted"])
    right = Counter(_named(row["key"], result) for row in impatient.cost for result in row["corrected"])
    assert wrong <= emitted, "what was emitted wrongly was emitted"
    assert right <= corrected, "what would be right is what the patient run emits"
    assert emitted - wrong + right == corrected, "and everything else is right"
    missing = {(row["key"], row["window_id"]) for row in impatient.cost if not row["emitted_ids"]}
    extra = {(row["key"], row["window_id"]) for row in impatient.cost if row["late_items"] < 0 and not row["corrected"]}
    assert not missing & extra, "a window that both have is compared, whoever closes it first"
    stats = impatient.worker.stats().steps[step_id].cost
    assert stats is not None
    assert (stats.off, stats.waiting, stats.skipped) == (len(impatient.cost), 0, 0)
    return impatient


def _windows(downs: Sequence[tuple[str, dict[str, Any]]]) -> Counter[Window]:
    return Counter(
        _named(key, {name: value for name, value in item.items() if name not in SPANS}) for key, item in downs
    )


def _named(key: str, result: Any) -> Window:
    return key, json.dumps(result)
