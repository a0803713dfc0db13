"""One contender's one measurement, in a process of its own: `python -m tests.bench.contenders NAME WORK KEYS COUNT BATCH`.

Prints one JSON object: seconds of CPU and of wall for the work alone (not for making the items), the memory that the
work added, and the answer in a form that can be compared.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.items import LENGTH_US, START_US, Drawn, draw

Answer = dict[str, Any]
"""`windows` and `items` counted, `total` of all values, `sample`: some windows' sums by `key/window`."""
Work = Callable[[], Callable[[], Answer]]
"""Does the work; what it returns reads the answer off, outside the measurement."""


def main() -> None:
    name, work, keys, count, batch = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
    if name == "single":
        print(single_item_us(work, draw(keys, count)))
        return
    prepare = {"tidegate": tidegate, "bytewax": bytewax, "polars": polars}[name]
    run = prepare(work, draw(keys, count), batch)
    gc.collect()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.perf_counter()
    read = run()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu_s": cpu, "wall_s": wall, "added_mb": (peak_kb - before_kb) / 1024, "answer": read()}))


def _answer(windows: dict[str, int], items: int) -> Answer:
    sample = dict(sorted(windows.items())[:: max(1, len(windows) // 1_000)])
    return {"windows": len(windows), "items": items, "total": sum(windows.values()), "sample": sample}


# -- Tidegate: Arrow batches -> key_on -> window -> null sink, through the worker, as any flow runs


def tidegate(work: str, drawn: Drawn, batch: int) -> Work:
    import pyarrow as pa
    from tests.bench.flow import window_worker

    times = pa.array(drawn.time_us).view(pa.timestamp("us", tz="UTC"))
    columns = {"user": pa.array(drawn.texts()), "time": times, "val": pa.array(drawn.val)}
    few = {name: column.slice(0, 100) for name, column in columns.items()}
    for size in (1, 50):
        _turn(window_worker(work, few, size))
    worker = window_worker(work, columns, batch)

    def run() -> Callable[[], Answer]:
        _turn(worker)
        return lambda: _tidegate_answer(work, worker)

    return run


def _turn(worker: Any) -> None:
    worker.open()
    while not worker.ended:
        worker.turn(0)


def _tidegate_answer(work: str, worker: Any) -> Answer:
    from tests.bench.flow import collected, late

    sums, items = collected(work, worker)
    late_items, late_total = late(worker)
    return {**_answer(sums, items), "late_items": late_items, "late_total": late_total}


def single_item_us(work: str, drawn: Drawn) -> float:
    """Return the median cost of one window step for a batch of one item, in microseconds."""
    from tests.bench.flow import single_batches

    step, batches = single_batches(work, drawn)
    costs = []
    for batch in batches:
        began = time.perf_counter_ns()
        step.process("up", batch, 0)
        costs.append(time.perf_counter_ns() - began)
    return sorted(costs)[len(costs) // 2] / 1_000


# -- Bytewax at its best: frozen clock, no wake-ups, the items keyed beforehand, the best of the batch sizes tried


def bytewax(work: str, drawn: Drawn, batch: int) -> Work:
    from datetime import UTC, datetime, timedelta

    import bytewax.operators as op
    import bytewax.operators.windowing as win
    from bytewax.dataflow import Dataflow
    from bytewax.testing import TestingSink, TestingSource, run_main

    start = datetime.fromtimestamp(START_US // 1_000_000, UTC)
    at = [start + timedelta(microseconds=us - START_US) for us in drawn.time_us.tolist()]
    items = [(key, (when, val)) for key, when, val in zip(drawn.texts(), at, drawn.val.tolist(), strict=True)]
    fixed = datetime.now(UTC)
    clock = win.EventClock(lambda v: v[0], timedelta(0), now_getter=lambda: fixed, to_system_utc=lambda _: None)
    windower = win.TumblingWindower(timedelta(microseconds=LENGTH_US), start)
    out: list[Any] = []
    behind: list[Any] = []
    flow = Dataflow("bench")
    stream = op.input("in", flow, TestingSource(items, batch))
    if work == "sums":
        made = win.fold_window(
            "w",
            stream,
            clock,
            windower,
            lambda: (0, 0),
            lambda acc, v: (acc[0] + v[1], acc[1] + 1),
            lambda a, b: (a[0] + b[0], a[1] + b[1]),
            ordered=False,
        )
    else:
        made = win.collect_window("w", stream, clock, windower)
    op.output("out", made.down, TestingSink(out))
    op.output("late", made.late, TestingSink(behind))

    def run() -> Callable[[], Answer]:
        run_main(flow)
        return read

    def read() -> Answer:
        sums: dict[str, int] = {}
        count = 0
        for key, (window, value) in out:
            total, n = value if work == "sums" else (sum(v[1] for v in value), len(value))
            sums[f"{key}/{window}"] = sums.get(f"{key}/{window}", 0) + total
            count += n
        late_total = sum(value[1] for _, (_, value) in behind)
        return {**_answer(sums, count), "late_items": len(behind), "late_total": late_total}

    return run


# -- Polars: everything at once, no lateness: the same sums and lists when the late items are added back


def polars(work: str, drawn: Drawn, batch: int) -> Work:
    import polars as pl

    frame = pl.DataFrame({"user": drawn.texts(), "time": drawn.time_us, "val": drawn.val})
    window = ((pl.col("time") - START_US) // LENGTH_US).alias("window")
    what = [pl.col("val").sum().alias("total"), pl.len().alias("n")]
    if work == "lists":
        what = [pl.col("time").alias("times"), pl.col("val").alias("vals")]
    query = frame.lazy().group_by("user", window).agg(what)
    # Its thread pool and its planner are warm, as they would be in a long run.
    frame.head(1_000).lazy().group_by("user", window).agg(what).collect()

    def run() -> Callable[[], Answer]:
        found = query.collect()

        def read() -> Answer:
            totals = found["vals"].list.sum() if work == "lists" else found["total"]
            counts = found["vals"].list.len() if work == "lists" else found["n"]
            names = (found["user"] + "/" + found["window"].cast(pl.String)).to_list()
            return _answer(dict(zip(names, totals.to_list(), strict=True)), int(counts.sum()))

        return read

    return run


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
