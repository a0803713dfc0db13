"""Tidegate's side of the benchmark: flows over Arrow columns in memory, or over files, turned by the real worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import PrivateAttr
from tests.bench.items import START_US, Drawn
from tests.bench.works import GAP_US, JOIN_WAIT_US, LENGTH_US, LIST_SIZE, SLIDING_US

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
from tidegate.operators import OPERATORS
from tidegate.plan import Plan, PlannedStep
from tidegate.types import INT, STR, TIMESTAMP, Record, StreamType
from tidegate.worker import Worker

ITEM = StreamType(Record.of({"user": STR, "time": TIMESTAMP, "val": INT}))
ALIGN = {"align_to": format_instant(START_US)}
TUMBLING = {"type": "tumbling", "length": format_duration(LENGTH_US), **ALIGN}
SLIDING = {
    "type": "sliding",
    "length": format_duration(SLIDING_US),
    "offset": format_duration(LENGTH_US),
    **ALIGN,
}
SESSION = {"type": "session", "gap": format_duration(GAP_US)}
SUMS = {"total": {"function": "sum", "of": "val"}, "n": {"function": "count"}}
Columns = dict[str, "pa.Array[Any]"]
Config = Mapping[str, Any]


def _window(windower: Config, wait_us: int = 0) -> dict[str, Any]:
    clock = {"type": "event", "timestamp": "time", "wait": format_duration(wait_us)}
    return {"clock": clock, "windower": windower}


def sums_over(windower: Config, wait_us: int = 0) -> tuple[str, Config]:
    """Return the step that sums and counts; the order of arrival will do, as it does for Bytewax."""
    return "aggregate_window", {**_window(windower, wait_us), "aggregations": SUMS, "ordered": False}


STEPS: dict[str, list[tuple[str, Config]]] = {
    "sums": [sums_over(TUMBLING)],
    # Bytewax's items are pairs of time and value beside their key; so are these.
    "lists": [("map", {"value": '{"time": time, "val": val}'}), ("collect_window", _window(TUMBLING))],
    "sliding": [sums_over(SLIDING)],
    "session": [sums_over(SESSION)],
    "join": [("join_window", {**_window(TUMBLING, JOIN_WAIT_US), "ordered": False})],
    "collect": [
        ("map", {"value": '{"time": time, "val": val}'}),
        ("collect", {"timeout": "1h", "max_size": LIST_SIZE}),
    ],
    "map": [
        ("map", {"value": '{"user": user, "val2": val * 1.8 + 32}'}),
        ("filter", {"keep": 'val2 > 100 and ends_with(user, "7")'}),
    ],
    "open sums": [sums_over(TUMBLING, 2 * LENGTH_US)],
    "open lists": [("collect_window", _window(TUMBLING, 2 * LENGTH_US))],
}
"""What stands between the keys and the sink; the last two hold windows open for as long as their memory is looked at."""


class ColumnSource(Source):
    """Serve columns that are in memory already, as a fast connector would."""

    kind = "column_source"
    title = "Columns"
    downs = (DOWN,)
    _columns: Columns = PrivateAttr()
    _batch_size: int = PrivateAttr()

    @staticmethod
    def of(columns: Columns, batch_size: int) -> ColumnSource:
        source = ColumnSource()
        source._columns, source._batch_size = columns, batch_size
        return source

    def derive(self, ups: Ups) -> Derived:
        return Derived({"down": ITEM})

    def build(self, context: BuildContext) -> SourceLogic:
        return _ColumnLogic(self._columns, self._batch_size)


class _ColumnLogic(SourceLogic):
    def __init__(self, columns: Columns, batch_size: int) -> None:
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


Wired = tuple[str, Operator, dict[str, list[tuple[str, str]]]]
"""A step's id, its operator, and what feeds each of its ports."""


def columns_of(drawn: Drawn) -> Columns:
    """Return items as a fast connector would give them."""
    times = pa.array(drawn.time_us).view(pa.timestamp("us", tz="UTC"))
    return {"user": pa.array(drawn.texts()), "time": times, "val": pa.array(drawn.val)}


def flow_worker(work: str, sides: Sequence[Columns], batch_size: int) -> Worker:
    """Return a worker for columns -> key_on -> the work's steps -> sink; joins have several sides."""
    steps: list[Wired] = []
    for number, columns in enumerate(sides):
        steps.append((f"columns{number}", ColumnSource.of(columns, batch_size), {}))
        if work != "map":
            steps.append((f"key{number}", operator("key_on", {"key": "user"}), {"up": [(f"columns{number}", "down")]}))
    before = "columns" if work == "map" else "key"
    feeds = {operator(*STEPS[work][0]).ups[0].name: [(f"{before}{number}", "down") for number in range(len(sides))]}
    for number, (kind, config) in enumerate(STEPS[work]):
        steps.append((f"step{number}", operator(kind, config), feeds))
        feeds = {"up": [(f"step{number}", "down")]}
    steps.append(("sink", KeepingSink(), feeds))
    last = feeds["up"][0][0]
    if any(port.name == "late" for port in steps[-2][1].downs):
        steps.append(("late", KeepingSink(), {"up": [(last, "late")]}))
    return Worker(Plan(Flow(), planned(steps), frozen=True), data_root=Path(), watched=False)


def operator(kind: str, config: Config) -> Operator:
    """Return a step's operator from what a flow document says of it."""
    return next(known for known in OPERATORS if known.kind == kind).model_validate(config)


def planned(steps: Sequence[Wired]) -> tuple[PlannedStep, ...]:
    """Return the steps with the types of their streams."""
    found: dict[str, PlannedStep] = {}
    for step_id, operator, feeds in steps:
        ups = {port: [found[up].downs[down] for up, down in fed] for port, fed in feeds.items()}
        derived = operator.derive(ups)
        assert not derived.findings, derived.findings
        wired = {port: tuple(fed) for port, fed in feeds.items()}
        found[step_id] = PlannedStep(step_id, operator, wired, ups, derived.types)
    return tuple(found.values())


def kept(worker: Worker, step_id: str) -> list[Batch]:
    """Return what reached a sink."""
    logic = step_of(worker, step_id)
    assert isinstance(logic, _Keeping), f"{step_id} keeps nothing"
    return logic.batches


def step_of(worker: Worker, step_id: str) -> Logic:
    """Return the running half of a step."""
    return worker._by_id[step_id].logic
