"""What keys and open windows cost in memory: what the system has given the process, before and after they are there."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import numpy as np
from tests.bench.contenders.flow import columns_of, flow_worker
from tests.bench.items import START_US, Drawn
from tests.bench.works import LENGTH_US

from tidegate.worker import Worker

PAGE = os.sysconf("SC_PAGE_SIZE")


def held_bytes(work: str, keys: int) -> dict[str, int]:
    """Return the bytes added by keys with one open window each, by a second window of each, and left when all closed.

    The items themselves, which lists refer to, are made before and not counted; neither are results.
    """
    turn_all(_worker(work, 1_000, 100))
    worker = _worker(work, keys, 10_000)
    worker.open()
    before = _resident()
    batches = keys // 10_000
    _turn(worker, batches)
    one = _resident()
    _turn(worker, batches)
    two = _resident()
    while not worker.ended:
        worker.turn(0)
        for step in ("sink", "late"):
            worker._by_id[step].logic.batches.clear()
    return {"first": one - before, "second": two - one, "left": _resident() - before}


def _worker(work: str, keys: int, batch_size: int) -> Worker:
    """Return a worker for two items of each key, in different windows that are open together."""
    key = np.tile(np.random.default_rng(7).permutation(keys), 2)
    time_us = np.repeat([START_US + LENGTH_US, START_US], keys)
    return flow_worker(f"open {work}", [columns_of(Drawn(key, time_us, key % 1_000))], batch_size)


def turn_all(worker: Worker) -> None:
    """Turn a worker to its end."""
    worker.open()
    while not worker.ended:
        worker.turn(0)


def _turn(worker: Worker, times: int) -> None:
    for _ in range(times):
        worker.turn(0)


def _resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
