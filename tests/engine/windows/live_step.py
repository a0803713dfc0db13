"""A window step of the engine and the oracle's, turned side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.engine.windows.cases import Case
from tests.engine.windows.engine_side import flow_of
from tests.engine.windows.oracle import WindowStep

from tidegate import Plan, Worker, read_flow
from tidegate.snapshot import EpochSnapshot
from tidegate.window_step import WindowLogic


class Moment(NamedTuple):
    """Both sides after a turn."""

    now_us: int
    worker: Worker
    logic: WindowLogic
    oracle: WindowStep


def worker_of(case: Case, watched: bool = False) -> Worker:
    flow = read_flow(flow_of(case) | {"run": {"clock": "live" if case.readings else "frozen"}}).flow
    assert flow is not None
    return Worker(Plan.of(flow, Path()), data_root=Path(), watched=watched)


def logic_of(case: Case, worker: Worker) -> WindowLogic:
    logic = worker.logic(case.setting.operator)
    assert isinstance(logic, WindowLogic)
    return logic


def moments(case: Case, watched: bool = False) -> Iterator[Moment]:
    """Turn both sides by the case's turns and readings, but for the end of input."""
    worker, oracle = worker_of(case, watched), WindowStep(case.setting.windowed(), frozen=not case.readings)
    worker.open()
    for number, items in enumerate(case.turns):
        now_us = case.reading(number)
        worker.turn(now_us)
        oracle.turn(now_us, items)
        yield Moment(now_us, worker, logic_of(case, worker), oracle)
    worker.close()


def gone_on(case: Case, snapshot: EpochSnapshot, now_us: int) -> Worker:
    """Return a worker that goes on from an epoch at this time."""
    worker = worker_of(case)
    worker.open(snapshot, now_us)
    return worker
