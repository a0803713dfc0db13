"""Bytewax at its best: a clock that stands still, no wake-ups, items keyed beforehand, the best batch size tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bytewax.operators as op
import bytewax.operators.windowing as win
import msgspec
from bytewax.connectors.files import FileSink, FileSource
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main
from tests.bench import answers
from tests.bench.answers import Answer, answer
from tests.bench.contenders.files import line_sums, write_items
from tests.bench.items import START_US, Drawn
from tests.bench.works import GAP_US, JOIN_WAIT_US, LENGTH_US, LIST_SIZE, SLIDING_US

START = datetime.fromtimestamp(START_US // 1_000_000, UTC)
Build = Callable[[Dataflow, Drawn, int], Any]


def prepare(work: str, drawn: Drawn, batch: int, folder: Path) -> tuple[Callable[[], Callable[[], Answer]], int]:
    """Return what does the work, and how many items that is; what doing it returns reads the answer off."""
    if work == "files":
        return _files(drawn, batch, folder), len(drawn)
    flow = Dataflow("bench")
    down: list[Any] = []
    late: list[Any] = []
    made = BUILDS[work](flow, drawn, batch)
    windowed = hasattr(made, "down")
    op.output("down", made.down if windowed else made, TestingSink(down))
    if windowed:
        op.output("late", made.late, TestingSink(late))

    def run() -> Callable[[], Answer]:
        run_main(flow)
        return read

    def read() -> Answer:
        late_total = sum(value[1] for _, (_, value) in late)
        return {**answer(_lines(work, down)), "late_items": len(late), "late_total": late_total}

    return run, len(drawn)


def _keyed(drawn: Drawn) -> list[Any]:
    at = [START + timedelta(microseconds=us - START_US) for us in drawn.time_us.tolist()]
    return [(key, (when, val)) for key, when, val in zip(drawn.texts(), at, drawn.val.tolist(), strict=True)]


def _clock(wait_us: int = 0) -> Any:
    fixed = datetime.now(UTC)
    wait = timedelta(microseconds=wait_us)
    return win.EventClock(lambda v: v[0], wait, now_getter=lambda: fixed, to_system_utc=lambda _: None)


def _tumbling() -> Any:
    return win.TumblingWindower(timedelta(microseconds=LENGTH_US), START)


def _sliding() -> Any:
    return win.SlidingWindower(timedelta(microseconds=SLIDING_US), timedelta(microseconds=LENGTH_US), START)


def _session() -> Any:
    return win.SessionWindower(timedelta(microseconds=GAP_US))


def _summed(stream: Any, windower: Any) -> Any:
    return win.fold_window(
        "window",
        stream,
        _clock(),
        windower,
        lambda: (0, 0),
        lambda acc, v: (acc[0] + v[1], acc[1] + 1),
        lambda a, b: (a[0] + b[0], a[1] + b[1]),
        ordered=False,
    )


def _sums_over(windower: Callable[[], Any]) -> Build:
    return lambda flow, drawn, batch: _summed(op.input("in", flow, TestingSource(_keyed(drawn), batch)), windower())


def _lists(flow: Dataflow, drawn: Drawn, batch: int) -> Any:
    stream = op.input("in", flow, TestingSource(_keyed(drawn), batch))
    return win.collect_window("window", stream, _clock(), _tumbling())


def _join(flow: Dataflow, drawn: Drawn, batch: int) -> Any:
    sides = [op.input(f"in{n}", flow, TestingSource(_keyed(drawn.side(n)), batch)) for n in range(2)]
    return win.join_window("window", _clock(JOIN_WAIT_US), _tumbling(), *sides, ordered=False)


def _collect(flow: Dataflow, drawn: Drawn, batch: int) -> Any:
    stream = op.input("in", flow, TestingSource(_keyed(drawn), batch))
    return op.collect("collect", stream, timedelta(hours=1), LIST_SIZE)


def _map(flow: Dataflow, drawn: Drawn, batch: int) -> Any:
    items = list(zip(drawn.texts(), drawn.val.tolist(), strict=True))
    stream = op.input("in", flow, TestingSource(items, batch))
    changed = op.map("map", stream, lambda item: (item[0], item[1] * 1.8 + 32))
    return op.filter("filter", changed, lambda item: item[1] > 100 and item[0].endswith("7"))


BUILDS: dict[str, Build] = {
    "sums": _sums_over(_tumbling),
    "lists": _lists,
    "sliding": _sums_over(_sliding),
    "session": _sums_over(_session),
    "join": _join,
    "collect": _collect,
    "map": _map,
}


class Line(msgspec.Struct):
    """A line of the file that is read."""

    user: str
    time: datetime
    val: int


def _files(drawn: Drawn, batch: int, folder: Path) -> Callable[[], Callable[[], Answer]]:
    """Decode and encode with msgspec, the fastest way there is to typed Python values."""
    write_items(drawn, folder / "in.jsonl")
    decode, encode = msgspec.json.Decoder(Line).decode, msgspec.json.Encoder().encode

    def keyed(text: str) -> Any:
        line = decode(text)
        return line.user, (line.time, line.val)

    def written(down: Any) -> Any:
        key, (window, (total, count)) = down
        return key, encode({"user": key, "window_id": window, "total": total, "n": count}).decode()

    late: list[Any] = []
    flow = Dataflow("bench")
    lines = op.input("in", flow, FileSource(folder / "in.jsonl", batch))
    made = _summed(op.map("keyed", lines, keyed), _tumbling())
    op.output("out", op.map("written", made.down, written), FileSink(folder / "out.jsonl"))
    op.output("late", made.late, TestingSink(late))

    def run() -> Callable[[], Answer]:
        run_main(flow)
        late_total = sum(value[1] for _, (_, value) in late)
        return lambda: {**answer(line_sums(folder / "out.jsonl")), "late_items": len(late), "late_total": late_total}

    return run


def _lines(work: str, down: list[Any]) -> list[str]:
    if work == "map":
        return [answers.map_line(user, value) for user, value in down]
    if work == "collect":
        return [answers.collect_line(key, [value[1] for value in values]) for key, values in down]
    if work == "lists":
        return [answers.list_line(key, window, [value[1] for value in values]) for key, (window, values) in down]
    if work == "join":
        return [answers.join_line(key, window, *(v and v[1] for v in row)) for key, (window, row) in down]
    return [answers.sum_line(key, window, *value) for key, (window, value) in down]
