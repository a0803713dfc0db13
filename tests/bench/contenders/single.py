"""What a batch of one item costs one window step, key lookup not counted."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench.contenders.flow import columns_of, flow_worker, step_of
from tests.bench.contenders.tidegate import sides_of
from tests.bench.items import Drawn

from tidegate.batch import Batch
from tidegate.operator import Logic

COLD = 100
"""Batches before the clock is started."""


def single_item_us(work: str, drawn: Drawn) -> float:
    """Return the median cost of one window step for a batch of one item, in microseconds."""
    step, batches = _step(work, drawn)
    costs = []
    for port, batch in batches:
        began = time.perf_counter_ns()
        step.process(port, batch, 0)
        step.settle(0)
        costs.append(time.perf_counter_ns() - began)
    return sorted(costs[COLD:])[(len(costs) - COLD) // 2] / 1_000


def _step(work: str, drawn: Drawn) -> tuple[Logic, Iterator[tuple[str, Batch]]]:
    """Return a window step, and keyed batches of one item each with the port they enter by."""
    worker = flow_worker(work, sides_of(work, drawn.first(1)), 1)
    steps = [step.id for step in worker.plan.steps]
    step = step_of(worker, steps[-3])
    step.open(None)
    columns = columns_of(drawn)
    key_ids = worker.keys.intern(columns.pop("user"))
    if work == "join":
        columns["user"] = columns_of(drawn)["user"]
    whole = Batch(columns, len(drawn), key_ids, worker.keys)
    ports = [f"sides.{at % 2}" if work == "join" else "up" for at in range(len(drawn))]
    return step, ((port, whole.slice(at, 1)) for at, port in enumerate(ports))
