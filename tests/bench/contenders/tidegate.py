"""Tidegate: Arrow batches -> key_on -> the work -> a sink that keeps them, through the worker, as any flow runs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.bench import answers
from tests.bench.answers import Answer, answer
from tests.bench.contenders.files import line_sums, write_items
from tests.bench.contenders.flow import SUMS, TUMBLING, Columns, columns_of, flow_worker, kept
from tests.bench.items import Drawn

from tidegate.batch import Batch
from tidegate.plan import Plan
from tidegate.read import read_flow
from tidegate.worker import Worker


def prepare(work: str, drawn: Drawn, batch: int, folder: Path) -> tuple[Callable[[], Callable[[], Answer]], int]:
    """Return what does the work, and how many items that is; what doing it returns reads the answer off."""
    few = drawn.first(100)
    for size in (1, 50):  # The kernels are loaded, as they would be in a long run.
        turn(worker_for(work, few, size, folder))
    worker = worker_for(work, drawn, batch, folder)

    def run() -> Callable[[], Answer]:
        turn(worker)
        return lambda: _answer(work, worker, folder)

    return run, len(drawn)


def worker_for(work: str, drawn: Drawn, batch: int, folder: Path) -> Worker:
    """Return a worker for the work on these items."""
    if work == "files":
        return _file_worker(drawn, batch, folder)
    return flow_worker(work, sides_of(work, drawn), batch)


def sides_of(work: str, drawn: Drawn) -> list[Columns]:
    """Return the columns of each source of a work."""
    if work == "join":
        return [columns_of(drawn.side(number)) for number in range(2)]
    return [columns_of(drawn)]


def turn(worker: Worker) -> None:
    """Turn a worker until every step has ended."""
    worker.open()
    while not worker.ended:
        worker.turn(0)
    worker.close()


def _file_worker(drawn: Drawn, batch: int, folder: Path) -> Worker:
    write_items(drawn, folder / "in.jsonl")
    clock = {"type": "event", "timestamp": "time", "wait": "0s"}
    window = {"clock": clock, "windower": TUMBLING, "aggregations": SUMS, "ordered": False}
    row = '{"user": key, "window_id": window_id, "total": total, "n": n}'
    schema = "{user: str, time: timestamp, val: int}"
    steps: list[tuple[str, Any]] = [
        ("file_source", {"path": "in.jsonl", "batch_size": batch, "schema": schema}),
        ("key_on", {"key": "user"}),
        ("aggregate_window", window),
        ("map", {"value": row}),
        ("file_sink", {"path": "out.jsonl"}),
    ]
    kinds = [kind for kind, _ in steps]
    document = {
        "steps": [{"id": kind, "operator": kind, "config": config} for kind, config in steps],
        "streams": [{"from": f"{up}.down", "to": f"{down}.up"} for up, down in pairwise(kinds)],
    }
    flow = read_flow(document).flow
    assert flow is not None, "the flow of files is broken"
    return Worker(Plan.of(flow, folder), data_root=folder, watched=False)


def _answer(work: str, worker: Worker, folder: Path) -> Answer:
    if work == "files":
        late_items = worker.stats().steps["aggregate_window"].late
        return {**answer(line_sums(folder / "out.jsonl")), "late_items": late_items}
    lines = [line for batch in kept(worker, "sink") for line in _lines(work, batch)]
    return {**answer(lines), **_late(worker)}


def _late(worker: Worker) -> Answer:
    if "late" not in worker._by_id:
        return {"late_items": 0, "late_total": 0}
    batches = kept(worker, "late")
    values = (
        [value for batch in batches for value in batch.columns["value"].field("val").to_pylist()] if batches else []
    )
    return {"late_items": len(values), "late_total": sum(values)}


def _lines(work: str, batch: Batch) -> list[str]:
    columns = {name: column.to_pylist() for name, column in batch.columns.items()}
    if work == "map":
        return [answers.map_line(*row) for row in zip(columns["user"], columns["val2"], strict=True)]
    keys = batch.key_column().to_pylist()
    if work == "collect":
        lists = [[item["val"] for item in items] for items in columns["item"]]
        return [answers.collect_line(*row) for row in zip(keys, lists, strict=True)]
    windows = columns["window_id"]
    if work in ("sums", "sliding", "session"):
        return [answers.sum_line(*row) for row in zip(keys, windows, columns["total"], columns["n"], strict=True)]
    if work == "lists":
        lists = [[item["val"] for item in items] for items in columns["value"]]
        return [answers.list_line(*row) for row in zip(keys, windows, lists, strict=True)]
    rows = [[side and side["val"] for side in row.values()] for row in columns["value"]]
    return [answers.join_line(key, window, *row) for key, window, row in zip(keys, windows, rows, strict=True)]
