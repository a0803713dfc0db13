"""Running a flow whole, for tests: made-up readings of the system clock in, everything every port gave out.

    run_flow(flow)                              system time stands still
    run_flow(flow, system_us=[0, 5, 9])         it is 0 in the first turn, 5 in the second, 9 from then on
    run_flow(flow, batches=[3, 0, 1])           the testing sources give 3 items, none, then one, then the rest

Timelines are drawn rather than listed where time is the subject; see `drawn`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tidegate.batch import Batch, concat
from tidegate.errors import BrokenFlow
from tidegate.events import Stats
from tidegate.example import StepExample, flow_of
from tidegate.flow import Flow
from tidegate.plan import Plan
from tidegate.read import read_flow
from tidegate.render import json_lines
from tidegate.worker import FROZEN_US, Worker

MOST_TURNS = 1_000_000
"""A flow that has not ended after so many turns never does."""

_NOW = {"$": "PAUSE", "for": "0s"}
"""Ends a testing source's batch and pauses for no time."""


@dataclass(slots=True)
class RunResult:
    """What a flow gave."""

    plan: Plan
    batches: dict[str, list[Batch]] = field(default_factory=dict)
    """By `step.port`, in order; a port that gave nothing is missing."""
    turns: dict[str, list[int]] = field(default_factory=dict)
    """For each of these batches, the turn it left in, from 1."""
    printed: list[str] = field(default_factory=list)
    stats: Stats | None = None

    def batch(self, place: str) -> Batch | None:
        """Return everything that left `step.port` as one batch, None if nothing did."""
        return concat(self.batches[place]) if place in self.batches else None

    def items(self, place: str) -> list[Any]:
        """Return everything that left `step.port` as JSON values, in order; a keyed item is `[key, item]`."""
        step_id, _, port = place.rpartition(".")
        stream = next(step.downs[port] for step in self.plan.steps if step.id == step_id)
        batch = self.batch(place)
        return [] if batch is None else [msgspec.json.decode(line) for line in json_lines(batch, stream)]


def run_flow(
    flow: Flow | Mapping[str, Any],
    *,
    system_us: Sequence[int] = (),
    batches: Sequence[int] | None = None,
    data_root: Path = Path(),
) -> RunResult:
    """Run a flow to its end; raise `BrokenFlow` with everything that stands in the way.

    `system_us` are the readings of a live clock, one a turn, the last for all that follow; without any, time stands
    still. `batches` are the sizes of the batches of every testing source, in place of its `batch_size`.
    """
    known = flow if isinstance(flow, Flow) else _read(flow)
    known = known if batches is None else _split(known, batches)
    known = known.model_copy(update={"run": known.run.model_copy(update={"clock": "live" if system_us else "frozen"})})
    result = RunResult(Plan.of(known, data_root))

    def see(step_id: str, port: str, batch: Batch) -> None:
        result.batches.setdefault(f"{step_id}.{port}", []).append(batch)
        result.turns.setdefault(f"{step_id}.{port}", []).append(worker.turns)

    worker = Worker(result.plan, data_root=data_root, print=result.printed.append, watched=False, see=see)
    try:
        _turn(worker, chain(system_us, repeat(system_us[-1] if system_us else FROZEN_US)))
    finally:
        result.stats = worker.stats()
        worker.close()
    return result


def _turn(worker: Worker, readings: Iterator[int]) -> None:
    worker.open()
    while not worker.ended:
        assert worker.turns < MOST_TURNS, "the flow does not end; give it readings that move, or a bounded source"
        worker.turn(next(readings))


def _read(document: Mapping[str, Any]) -> Flow:
    found = read_flow(document)
    if found.flow is None:
        raise BrokenFlow(found.diagnostics)
    return found.flow


def _split(flow: Flow, sizes: Sequence[int]) -> Flow:
    """Return the flow with marks between the items of its testing sources that end each batch."""
    steps = tuple(
        step.model_copy(update={"config": _marked(step.config, sizes)}) if step.operator == "testing_source" else step
        for step in flow.steps
    )
    return flow.model_copy(update={"steps": steps})


def _marked(config: Mapping[str, Any], sizes: Sequence[int]) -> dict[str, Any]:
    items, at = list(config["items"]), 0
    marked: list[Any] = []
    for size in sizes:
        marked += [*items[at : at + size], _NOW]
        at += size
    return {**config, "items": marked + items[at:], "batch_size": 1_000_000}


def run_example(kind: str, example: StepExample, data_root: Path) -> RunResult:
    """Run an operator's example in a folder of its own; the step is called `step`."""
    for name, text in example.files.items():
        (data_root / name).parent.mkdir(parents=True, exist_ok=True)
        (data_root / name).write_bytes(text.encode())
    return run_flow(flow_of(kind, example), data_root=data_root)


class DrawnItem(NamedTuple):
    """One letter of a drawing."""

    key: str
    second: int
    name: str


def drawn(picture: str) -> list[DrawnItem]:
    """Return the items of a drawing, in order of arrival.

    The first line is the scale: a number stands above the column of that second, and a column is a second. Every
    other line is a key and its items. An item is a letter; letters arrive in the order of the alphabet, whichever
    line they are on, so an item that stands to the left of an earlier letter comes out of order:

              0         10
        a     a   b  d    e
        b         c
    """
    scale, *lines = [line for line in picture.splitlines() if line.strip()]
    first = scale.split()[0]
    zero = scale.index(first) - int(first)
    return sorted((item for line in lines for item in _drawn_line(line, zero)), key=lambda item: item.name)


def _drawn_line(line: str, zero: int) -> list[DrawnItem]:
    key = line.split()[0]
    start = line.index(key) + len(key)
    return [DrawnItem(key, at - zero, letter) for at, letter in enumerate(line) if at >= start and letter.isalpha()]
