"""Polars: everything at once and nothing late; the items that are late in a stream are left out beforehand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from tests.bench import answers
from tests.bench.answers import Answer, answer
from tests.bench.items import START_US, Drawn
from tests.bench.works import GAP_US, LENGTH_US, LIST_SIZE, SLIDING_US

TOTALS = [pl.col("val").sum().alias("total"), pl.len().alias("n")]
KEY, WINDOW = "user", "window"


def prepare(work: str, drawn: Drawn, batch: int, folder: Path) -> tuple[Callable[[], Callable[[], Answer]], int]:
    """Return what does the work, and how many items that is; what doing it returns reads the answer off."""
    frame = _on_time(drawn) if work not in ("join", "collect", "map") else _frame(drawn)
    if work == "files":
        return _files(frame, folder), len(frame)
    query, few = QUERIES[work](frame.lazy()), QUERIES[work](frame.head(1_000).lazy())
    few.collect()  # Its thread pool and its planner are warm, as they would be in a long run.

    def run() -> Callable[[], Answer]:
        found = query.collect()
        return lambda: answer(_lines(work, found))

    return run, len(frame)


def _frame(drawn: Drawn) -> pl.DataFrame:
    sides = {"side": [n % 2 for n in range(len(drawn))]}
    return pl.DataFrame({KEY: drawn.texts(), "time": drawn.time_us, "val": drawn.val, **sides})


def _on_time(drawn: Drawn) -> pl.DataFrame:
    """Return the items that are not behind an earlier one of their key."""
    return _frame(drawn).filter(pl.col("time") >= pl.col("time").cum_max().over(KEY))


def _window() -> pl.Expr:
    return ((pl.col("time") - START_US) // LENGTH_US).alias(WINDOW)


def _sums(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.group_by(KEY, _window()).agg(TOTALS)


def _lists(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.group_by(KEY, _window()).agg(pl.col("time"), pl.col("val"))


def _sliding(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Sum panes first, each of which is in several windows: some five times as fast as putting every item into each."""
    panes = SLIDING_US // LENGTH_US
    each = _sums(frame).with_columns(pl.int_ranges(pl.col(WINDOW) - (panes - 1), pl.col(WINDOW) + 1).alias(WINDOW))
    return each.explode(WINDOW).group_by(KEY, WINDOW).agg(pl.col("total").sum(), pl.col("n").sum())


def _session(frame: pl.LazyFrame) -> pl.LazyFrame:
    begins = pl.col("time").diff().over(KEY) > GAP_US
    number = begins.fill_null(False).cast(pl.Int64).cum_sum().over(KEY).alias(WINDOW)
    return frame.with_columns(number).group_by(KEY, WINDOW).agg(TOTALS)


def _join(frame: pl.LazyFrame) -> pl.LazyFrame:
    left, right = (
        frame.filter(pl.col("side") == side).group_by(KEY, _window()).agg(pl.col("val").last().alias(name))
        for side, name in enumerate(("left", "right"))
    )
    return left.join(right, on=[KEY, WINDOW], how="full", coalesce=True)


def _collect(frame: pl.LazyFrame) -> pl.LazyFrame:
    number = (pl.int_range(pl.len()).over(KEY) // LIST_SIZE).alias(WINDOW)
    return frame.group_by(KEY, number).agg(pl.col("time"), pl.col("val"))


def _map(frame: pl.LazyFrame) -> pl.LazyFrame:
    changed = frame.select(KEY, (pl.col("val") * 1.8 + 32).alias("val2"))
    return changed.filter((pl.col("val2") > 100) & pl.col(KEY).str.ends_with("7"))


QUERIES: dict[str, Callable[[pl.LazyFrame], pl.LazyFrame]] = {
    "sums": _sums,
    "lists": _lists,
    "sliding": _sliding,
    "session": _session,
    "join": _join,
    "collect": _collect,
    "map": _map,
}


def _files(frame: pl.DataFrame, folder: Path) -> Callable[[], Callable[[], Answer]]:
    at = pl.from_epoch("time", "us").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").alias("time")
    frame.select(KEY, at, "val").write_ndjson(folder / "in.jsonl")
    schema = {KEY: pl.String, "time": pl.String, "val": pl.Int64}

    def run() -> Callable[[], Answer]:
        read = pl.scan_ndjson(folder / "in.jsonl", schema=schema)
        timed = read.with_columns(pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ").dt.epoch("us"))
        found = _sums(timed).collect()
        found.write_ndjson(folder / "out.jsonl")
        return lambda: answer(_lines("sums", found))

    return run


def _lines(work: str, found: pl.DataFrame) -> list[str]:
    columns: list[list[Any]] = [found[name].to_list() for name in found.columns]
    if work in ("lists", "collect"):
        keys, numbers, _, values = columns
        if work == "collect":
            return [answers.collect_line(key, value) for key, value in zip(keys, values, strict=True)]
        return [answers.list_line(*row) for row in zip(keys, numbers, values, strict=True)]
    line: Callable[..., str] = {"join": answers.join_line, "map": answers.map_line}.get(work, answers.sum_line)
    return [line(*row) for row in zip(*columns, strict=True)]
