"""Tidegate's side of the benchmark: a flow over Arrow columns in memory, turned by the real worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import PrivateAttr
from tests.bench.items import LENGTH_US, START_US, Drawn

from tidegate.batch import Batch
from tidegate.fields import format_duration, format_instant
from tidegate.flow import Flow
from tidegate.operator import (
    DOWN,
    BuildContext,
    Derived,
    Group,
    Logic,
    Operator,
    Outputs,
    Poll,
    Source,
    SourceLogic,
    Ups,
)
from tidegate.operators.aggregate_window import AggregateWindow
from tidegate.operators.collect_window import CollectWindow
from tidegate.operators.key_on import KeyOn
from tidegate.operators.map import Map
from tidegate.plan import Plan, PlannedStep
from tidegate.types import INT, STR, TIMESTAMP, Record, StreamType
from tidegate.worker import Worker

ITEM = StreamType(Record.of({"user": STR, "time": TIMESTAMP, "val": INT}))
WINDOW = {
    "clock": {"type": "event", "timestamp": "time", "wait": "0s"},
    "windower": {"type": "tumbling", "length": format_duration(LENGTH_US), "align_to": format_instant(START_US)},
}
SUMS = {"total": {"function": "sum", "of": "val"}, "n": {"function": "count"}}


class ColumnSource(Source):
    """Serve columns that are in memory already, as a fast connector would."""

    kind = "column_source"
    title = "Columns"
    downs = (DOWN,)
    _columns: dict[str, pa.Array[Any]] = PrivateAttr()
    _batch_size: int = PrivateAttr()

    @staticmethod
    def of(columns: dict[str, pa.Array[Any]], batch_size: int) -> ColumnSource:
        source = ColumnSource()
        source._columns, source._batch_size = columns, batch_size
        return source

    def derive(self, ups: Ups) -> Derived:
        return Derived({"down": ITEM})

    def build(self, context: BuildContext) -> SourceLogic:
        return _ColumnLogic(self._columns, self._batch_size)


class _ColumnLogic(SourceLogic):
    def __init__(self, columns: dict[str, pa.Array[Any]], batch_size: int) -> None:
        super().__init__()
        self.batch = Batch(columns, len(next(iter(columns.values()))))
        self.batch_size, self.at = batch_size, 0

    def poll(self, system_us: int) -> Poll:
        part = self.batch.slice(self.at, self.batch_size)
        self.at += self.batch_size
        return Poll([("down", part)], ended=self.at >= self.batch.length)


class KeepingSink(Operator):
    """Keep the batches, so that the answer can be read off afterwards."""

    kind = "keeping_sink"
    title = "Keep"
    group = Group.SINKS
    downs = ()

    def build(self, context: BuildContext) -> Logic:
        return _Keeping()


class _Keeping(Logic):
    def __init__(self) -> None:
        super().__init__()
        self.batches: list[Batch] = []

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.batches.append(batch)
        self.counters.kept += batch.length
        return []


def window_worker(work: str, columns: dict[str, pa.Array[Any]], batch_size: int) -> Worker:
    """Return a worker for columns -> key_on [-> map, for lists of what Bytewax lists] -> window -> sink."""
    steps: list[tuple[str, Operator]] = [
        ("columns", ColumnSource.of(columns, batch_size)),
        ("key", KeyOn(key="user")),
    ]
    if work == "lists":
        steps.append(("payload", Map.model_validate({"value": '{"time": time, "val": val}'})))
        steps.append(("window", CollectWindow.model_validate(WINDOW)))
    else:
        steps.append(("window", AggregateWindow.model_validate({**WINDOW, "aggregations": SUMS})))
    steps.append(("sink", KeepingSink()))
    planned = _chained(steps)
    late = PlannedStep("late", KeepingSink(), {"up": (("window", "late"),)}, {"up": [planned[-2].downs["late"]]}, {})
    return Worker(Plan(Flow(), (*planned, late), frozen=True), data_root=Path(), watched=False)


def _chained(steps: list[tuple[str, Operator]]) -> tuple[PlannedStep, ...]:
    planned: list[PlannedStep] = []
    for step_id, operator in steps:
        ups = {"up": [planned[-1].downs["down"]]} if planned else {}
        feeds = {"up": ((planned[-1].id, "down"),)} if planned else {}
        derived = operator.derive(ups)
        assert not derived.findings, derived.findings
        planned.append(PlannedStep(step_id, operator, feeds, ups, derived.types))
    return tuple(planned)


def late(worker: Worker) -> tuple[int, int]:
    """Return how many items were late, and the sum of their values."""
    values = [batch.columns["value"].field("val") for batch in _kept(worker, "late")]
    return sum(map(len, values)), sum(sum(part.to_pylist()) for part in values)


def single_batches(work: str, drawn: Drawn) -> tuple[Logic, list[Batch]]:
    """Return a warm window step, and keyed batches of one item each."""
    times = pa.array(drawn.time_us).view(pa.timestamp("us", tz="UTC"))
    worker = window_worker(work, {"user": pa.array(drawn.texts()), "time": times, "val": pa.array(drawn.val)}, 1)
    step = next(step for step in worker._steps if step.id == "window").logic
    step.open(None)
    key_ids = worker.keys.intern(pa.array(drawn.texts()))
    whole = Batch({"time": times, "val": pa.array(drawn.val)}, len(times), key_ids, worker.keys)
    batches = [whole.slice(at, 1) for at in range(len(times))]
    for batch in batches[:100]:
        step.process("up", batch, 0)
    return step, batches[100:]


def _kept(worker: Worker, step_id: str) -> list[Batch]:
    kept = next(step for step in worker._steps if step.id == step_id).logic
    assert isinstance(kept, _Keeping), f"{step_id} keeps nothing"
    return kept.batches


def collected(work: str, worker: Worker) -> tuple[dict[str, int], int]:
    """Return the sum of each `key/window` and the number of items in all of them."""
    sums: dict[str, int] = {}
    items = 0
    for batch in _kept(worker, "sink"):
        windows = batch.columns["window_id"].to_pylist()
        if work == "sums":
            totals, counts = batch.columns["total"].to_pylist(), batch.columns["n"].to_pylist()
        else:
            lists = batch.columns["value"].to_pylist()
            totals, counts = [sum(item["val"] for item in part) for part in lists], [len(part) for part in lists]
        for key, window, total in zip(batch.key_column().to_pylist(), windows, totals, strict=True):
            sums[f"{key}/{window}"] = sums.get(f"{key}/{window}", 0) + total
        items += sum(counts)
    return sums, items
