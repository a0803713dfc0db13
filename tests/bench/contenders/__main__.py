"""One contender's one measurement, in a process of its own.

    python -m tests.bench.contenders run NAME WORK KEYS COUNT BATCH     seconds of CPU, memory added, the answer
    python -m tests.bench.contenders rate WORK KEYS ROUNDS BATCH:COUNT ...  Tidegate's items per CPU-second by batch
    python -m tests.bench.contenders single WORK                        microseconds for a batch of one item
    python -m tests.bench.contenders memory WORK KEYS                   bytes of keys and open windows

Prints one JSON value. What is measured is the work alone, not the making of the items.
"""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.works import drawn_for


def main() -> None:
    what, *arguments = sys.argv[1:]
    print(json.dumps({"run": run, "rate": rate, "single": single, "memory": memory}[what](*arguments)))


def run(name: str, work: str, keys: str, count: str, batch: str) -> dict[str, Any]:
    """Let one contender do one work once."""
    drawn = drawn_for(work, int(keys), int(count))
    with TemporaryDirectory() as folder:
        return measured(name, work, drawn, int(batch), Path(folder))


def measured(name: str, work: str, drawn: Any, batch: int, folder: Path) -> dict[str, Any]:
    """Return what it took and what it came to."""
    contender = import_module(f"tests.bench.contenders.{name}")
    do, items = contender.prepare(work, drawn, batch, folder)
    gc.collect()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    read = do()
    cpu_s = time.process_time() - began
    added_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb) / 1024
    return {"items": items, "cpu_s": cpu_s, "added_mb": added_mb, "answer": read()}


def rate(work: str, keys: str, rounds: str, *sizes: str) -> dict[str, float]:
    """Return items per CPU-second by batch size, medians of several rounds in this process."""
    rates: dict[str, float] = {}
    for batch, count in (size.split(":") for size in sizes):
        drawn = drawn_for(work, int(keys), int(count))
        with TemporaryDirectory() as folder:
            runs = [measured("tidegate", work, drawn, int(batch), Path(folder)) for _ in range(int(rounds))]
        rates[batch] = statistics.median(each["items"] / each["cpu_s"] for each in runs)
    return rates


def single(work: str) -> float:
    """Return what a batch of one item costs one window step, in microseconds."""
    from tests.bench.contenders.single import single_item_us

    return single_item_us(work, drawn_for(work, 10_000, 20_000))


def memory(work: str, keys: str) -> dict[str, int]:
    """Return what keys and open windows cost, in bytes."""
    from tests.bench.contenders.memory import held_bytes

    return held_bytes(work, int(keys))


if __name__ == "__main__":
    main()
