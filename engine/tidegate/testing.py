"""Running a flow whole, for tests: made-up readings of the system clock in, everything every port gave out.

    run_flow(flow)                              system time stands still
    run_flow(flow, system_us=[0, 5, 9])         it is 0 in the first turn, 5 in the second, 9 from then on
    run_flow(flow, batches=[3, 0, 1])           the testing sources give 3 items, none, then one, then the rest
    run_flow(flow, store=store)                 every turn is an epoch in the store, and the run goes on from its newest
    run_flow(flow, resumed_in=[4])              in turn 4 nothing moves but the run: another one goes on from its snapshot
    run_executions(flow, 3)                     three runs of one job, each going on where the last one ended or aborted

Timelines are drawn rather than listed where time is the subject; see `drawn`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from tidegate.batch import Batch, concat
from tidegate.drive import Store
from tidegate.errors import Aborted, BrokenFlow
from tidegate.events import Stats
from tidegate.example import StepExample, flow_of
from tidegate.flow import Flow
from tidegate.operator import Logic
from tidegate.plan import Plan
from tidegate.read import read_flow
from tidegate.render import json_lines
from tidegate.snapshot import EpochSnapshot
from tidegate.snapshot_format import WrittenEpoch, read_epoch, read_manifest, write_epoch
from tidegate.store import Found
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
    aborted: bool = False
    """Whether a testing source met `ABORT`."""

    def batch(self, place: str) -> Batch | None:
        """Return everything that left `step.port` as one batch, None if nothing did."""
        if place not in self.batches:
            return None
        first, *others = self.batches[place]
        return concat([first, *(_under_keys_of(first, other) for other in others)])

    def items(self, place: str) -> list[Any]:
        """Return everything that left `step.port` as JSON values, in order; a keyed item is `[key, item]`."""
        step_id, _, port = place.rpartition(".")
        stream = next(step.downs[port] for step in self.plan.steps if step.id == step_id)
        batch = self.batch(place)
        return [] if batch is None else [msgspec.json.decode(line) for line in json_lines(batch, stream)]


def _under_keys_of(first: Batch, batch: Batch) -> Batch:
    """Return a batch under the key dictionary of another one: each run of a job has a dictionary of its own."""
    if batch.keys is first.keys or first.keys is None:
        return batch
    return batch.with_keys(first.keys.intern(batch.key_column()), first.keys)


def run_flow(
    flow: Flow | Mapping[str, Any],
    *,
    system_us: Sequence[int] = (),
    batches: Sequence[int] | None = None,
    data_root: Path = Path(),
    store: EpochStore | None = None,
    resumed_in: Collection[int] = (),
) -> RunResult:
    """Run a flow to its end; raise `BrokenFlow` with everything that stands in the way.

    `system_us` are the readings of a live clock, one a turn, the last for all that follow; without any, time stands
    still. `batches` are the sizes of the batches of every testing source, in place of its `batch_size`.
    """
    execution = _execution(flow, system_us, batches, data_root)
    execution.run(store, resumed_in)
    return execution.result


def run_executions(
    flow: Flow | Mapping[str, Any],
    count: int,
    *,
    system_us: Sequence[Sequence[int]] = (),
    data_root: Path = Path(),
    store: EpochStore | None = None,
) -> list[RunResult]:
    """Run a flow so many times, as one job: each run goes on from the last epoch of the one before, and every turn is one.

    A run that met `ABORT` ends there, `aborted`. `system_us` has the readings of a live clock for each of them.
    """
    kept = MemoryStore() if store is None else store
    results = []
    for number in range(count):
        execution = _execution(flow, system_us[number] if system_us else (), None, data_root)
        try:
            execution.run(kept, ())
        except Aborted:
            execution.result.aborted = True
        results.append(execution.result)
    return results


def without_snapshot(flow: Flow | Mapping[str, Any], data_root: Path = Path()) -> set[str]:
    """Return the operators of a flow whose steps leave nothing in an epoch but their counters."""
    known = flow if isinstance(flow, Flow) else _read(flow)
    worker = Worker(Plan.of(known, data_root), data_root=data_root, watched=False)
    try:
        stateless = [step for step in worker.plan.steps if type(worker.logic(step.id)).snapshot is Logic.snapshot]
        return {step.operator.kind for step in stateless}
    finally:
        worker.close()


class EpochStore(Store, Protocol):
    """A store that can be read again."""

    def newest(self) -> Found:
        """Return what it has to go on from."""


class MemoryStore:
    """The newest epoch, as the bytes that a file would hold."""

    def __init__(self) -> None:
        self._written: WrittenEpoch | None = None

    def close_epoch(self, snapshot: EpochSnapshot) -> None:
        """Keep an epoch."""
        self._written = write_epoch(snapshot, "a test")

    def newest(self) -> Found:
        """Return it, read anew."""
        if self._written is None:
            return Found(None)
        manifest = read_manifest(self._written.manifest, self._written.checksum)
        return Found(read_epoch(manifest, self._written.tables.get))


def _execution(
    flow: Flow | Mapping[str, Any], system_us: Sequence[int], batches: Sequence[int] | None, data_root: Path
) -> _Execution:
    known = flow if isinstance(flow, Flow) else _read(flow)
    known = known if batches is None else _split(known, batches)
    known = known.model_copy(update={"run": known.run.model_copy(update={"clock": "live" if system_us else "frozen"})})
    return _Execution(known, data_root, system_us)


class _Execution:
    """One run, turned by made-up readings."""

    def __init__(self, flow: Flow, data_root: Path, system_us: Sequence[int]) -> None:
        self.data_root, self.turn = data_root, 0
        self.result = RunResult(Plan.of(flow, data_root))
        self.readings = chain(system_us, repeat(system_us[-1] if system_us else FROZEN_US))
        self.reading_us = system_us[0] if system_us else FROZEN_US
        self.worker = self._worker()

    def _worker(self) -> Worker:
        return Worker(
            self.result.plan, data_root=self.data_root, print=self.result.printed.append, watched=False, see=self._see
        )

    def _see(self, step_id: str, port: str, batch: Batch) -> None:
        self.result.batches.setdefault(f"{step_id}.{port}", []).append(batch)
        self.result.turns.setdefault(f"{step_id}.{port}", []).append(self.turn)

    def run(self, store: EpochStore | None, resumed_in: Collection[int]) -> None:
        try:
            self.worker.open(None if store is None else store.newest().snapshot, self.reading_us)
            while not self.worker.ended:
                assert self.turn < MOST_TURNS, "the flow does not end; give it readings that move, or a bounded source"
                self.turn += 1
                self._move(next(self.readings), self.turn in resumed_in)
                if store is not None:
                    store.close_epoch(self.worker.snapshot(self.reading_us))
        finally:
            self.result.stats = self.worker.stats()
            self.worker.close()

    def _move(self, reading_us: int, resumed: bool) -> None:
        if resumed:
            kept = MemoryStore()
            kept.close_epoch(self.worker.snapshot(self.reading_us))
            self.worker.close()
            self.worker = self._worker()
            self.worker.open(kept.newest().snapshot, reading_us)
        else:
            self.worker.turn(reading_us)
        self.reading_us = reading_us


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
