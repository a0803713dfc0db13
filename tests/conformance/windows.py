"""Cases of window operators: with the real runtime, with a script for one key, and over several executions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import pyarrow as pa
from tests.conformance.driving import Driven, by_port
from tests.conformance.flows import START, START_US, Record, flow_of, instant, source_of, type_of

from tidegate.batch import Batch, batch_of
from tidegate.keys import KeyDictionary
from tidegate.testing import run_flow
from tidegate.types import StreamType, parse_type

FOREVER = "3652500d"
"""Longer than any timestamps are apart."""

Values = Callable[[Batch], list[Any]]


class Expressed(NamedTuple):
    """What a record asks of a window step, in the engine's words."""

    kind: str
    config: Mapping[str, Any]
    values: Values
    """The results in a batch of `down`, in the record's words."""
    text: bool = False
    """Whether payloads have to be text before they are folded."""
    whole_late: bool = False
    """Whether the late stream carries the key too."""


def pair_of(item: Mapping[str, Any], text: bool = False) -> list[Any]:
    """Return an item as the pair of time and payload that the records show."""
    return [item["us"], json.loads(item["p"]) if text and item["p"].lstrip("-").isdigit() else item["p"]]


def _results(batch: Batch) -> list[Any]:
    return batch.columns["value"].to_pylist()


def _lists(batch: Batch) -> list[Any]:
    return [[pair_of(item) for item in held] for held in _results(batch)]


def _sets(batch: Batch) -> list[Any]:
    pairs = [[json.loads(text) for text in held] for held in _results(batch)]
    return [sorted(held, key=json.dumps) for held in pairs]


def _maps(batch: Batch) -> list[Any]:
    return [[[int(name), value] for name, value in held] for held in _results(batch)]


def _items(batch: Batch) -> list[Any]:
    return [pair_of(item) for item in _results(batch)]


def _text_items(batch: Batch) -> list[Any]:
    return [pair_of(item, text=True) for item in _results(batch)]


_PAIR_TEXT = '"[" + str(us) + ", " + str(p) + "]"'
_FOLDS: dict[str, Mapping[str, str]] = {
    "list": {"initial": "[]", "fold": "acc + [p]", "merge": "a + b"},
    "sum": {"initial": "0", "fold": "acc + p", "merge": "a + b"},
    "count": {"initial": "0", "fold": "acc + 1", "merge": "a + b"},
    "concat": {"initial": '""', "fold": "acc + str(p)", "merge": 'a + "|" + b'},
    "span": {
        "initial": "[]",
        "fold": "[min(acc[0], us), max(acc[1], us)] if len(acc) > 0 else [us, us]",
        "merge": "[min(a[0], b[0]), max(a[1], b[1])]",
    },
}
_REDUCERS = {
    "sum": '{"k": a.k, "t": a.t, "us": a.us, "p": a.p + b.p}',
    "concat": '{"k": a.k, "t": a.t, "us": a.us, "p": a.p + "," + b.p}',
    "keep_first": "a",
    "keep_last": "b",
}


def _collect(params: Record) -> Expressed:
    into = params.get("into", "list")
    ordered = {"ordered": params["ordered"]}
    if into == "set":
        return Expressed("collect_window", {**ordered, "into": "set", "value": _PAIR_TEXT}, _sets)
    if into == "dict":
        return Expressed("collect_window", {**ordered, "into": "map", "name": "str(us)", "value": "p"}, _maps)
    return Expressed("collect_window", {**ordered, "into": into}, _lists)


def _fold(params: Record) -> Expressed:
    return Expressed("fold_window", {"ordered": params["ordered"], **_FOLDS[params["fold"]]}, _results)


def _reduce(params: Record) -> Expressed:
    text = params["reduce"] == "concat"
    values = _text_items if text else _items
    return Expressed("reduce_window", {"reduce": _REDUCERS[params["reduce"]]}, values, text)


WINDOWS: Mapping[str, Callable[[Record], Expressed]] = {
    "collect_window": _collect,
    "fold_window": _fold,
    "reduce_window": _reduce,
    "max_window": lambda _: Expressed("max_window", {"by": "p"}, _items),
    "min_window": lambda _: Expressed("min_window", {"by": "p"}, _items),
    "count_window": lambda _: Expressed("count_window", {"key": "k"}, _results, whole_late=True),
}


def settings(params: Record) -> dict[str, Any]:
    """Return clock and windower of a record in the engine's words."""
    clock: dict[str, Any] = {"type": "system"}
    origin_us = 0
    if params["clock"]["type"] == "event":
        wait = params["clock"]["wait"]
        clock = {"type": "event", "timestamp": "t", "wait": FOREVER if wait == "max" else f"{wait}us"}
        origin_us = START_US
    windower = dict(params["windower"])
    for name in ("length", "offset", "gap"):
        if name in windower:
            windower[name] = f"{windower[name]}us"
    if "align_to" in windower:
        windower["align_to"] += origin_us
    return {"clock": clock, "windower": windower}


def item_of(key: str, at_us: int, payload: Any) -> dict[str, Any]:
    """Return a row of a record as an item: its key, its time as an instant and as a number, its payload."""
    return {"k": key, "t": instant(at_us), "us": at_us, "p": payload}


def schema_of(items: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the type of such items."""
    return {"k": "str", "t": "timestamp", "us": "int", "p": type_of([item["p"] for item in items])}


def _express(record: Record) -> Any:
    expressed = WINDOWS[record["operator"]](record["params"])
    if record["driver"] == "logic":
        return _script(record, expressed)
    rows = record["input"]
    items = [row if isinstance(row, str) else item_of(*row) for row in rows]
    known = [item for item in items if not isinstance(item, str)]
    marked = [{"$": item} if isinstance(item, str) else item for item in items]
    source = source_of(schema_of(known), marked, record["batch_size"])
    flow = flow_of(source, *_steps(expressed, record["params"]))
    read = lambda result: _read(result, expressed)  # noqa: E731
    if "executions" in record:
        from tidegate.testing import run_executions

        results = run_executions(flow, record["executions"])
        return {"executions": [read(result) for result in results[: _needed(rows)]]}
    return read(run_flow(flow))


def _needed(rows: Sequence[Any]) -> int:
    """Return how many executions it takes to get through the marks: each but a last one ends one."""
    return 1 + sum(isinstance(row, str) for row in rows[:-1])


def _steps(expressed: Expressed, params: Record) -> list[tuple[str, Mapping[str, Any]]]:
    text = [("set_fields", {"fields": {"p": "str(p)"}})] if expressed.text else []
    return [*text, ("key_on", {"key": "k"}), (expressed.kind, {**settings(params), **expressed.config})]


def _read(result: Any, expressed: Expressed) -> dict[str, Any]:
    read = {port: result.batch(f"last.{port}") for port in ("down", "late", "meta")}
    values = {"down": expressed.values, "late": lambda batch: _late(batch, expressed), "meta": metas}
    return {port: [] if batch is None else windowed(batch, values[port]) for port, batch in read.items()}


def _late(batch: Batch, expressed: Expressed) -> list[Any]:
    items = _results(batch)
    pairs = [pair_of(item, expressed.text) for item in items]
    if not expressed.whole_late:
        return pairs
    return [[item["k"], pair] for item, pair in zip(items, pairs, strict=True)]


def windowed(batch: Batch, values: Values) -> list[Any]:
    """Return what left a port as `[key, [window id, value]]`."""
    ids = batch.columns["window_id"].to_pylist()
    keys = batch.key_column().to_pylist()
    return [[key, [window_id, value]] for key, window_id, value in zip(keys, ids, values(batch), strict=True)]


def metas(batch: Batch, origin_us: int = START_US) -> list[Any]:
    """Return window metadata in the records' words."""
    times = [(batch.columns[name].cast(pa.int64()).to_pylist()) for name in ("open_time", "close_time")]
    merged = batch.columns["merged_ids"].to_pylist()
    return [
        {"open": open_us - origin_us, "close": close_us - origin_us, "merged": ids}
        for open_us, close_us, ids in zip(*times, merged, strict=True)
    ]


def _script(record: Record, expressed: Expressed) -> Any:
    """Return the events of each step of a script."""
    rows = [row for step in record["script"] for row in step.get("items", ())]
    items = [item_of("a", *row) for row in rows] or [item_of("a", 0, 0)]
    source = source_of(schema_of(items), items)
    driven = Driven(flow_of(source, *_steps(expressed, record["params"])))
    schema = {**schema_of(items), **({"p": "str"} if expressed.text else {})}
    stream = StreamType(parse_type("{" + ", ".join(f"{name}: {kind}" for name, kind in schema.items()) + "}"), True)
    origin_us = START_US if record["params"]["clock"]["type"] == "event" else 0

    def batch(rows: Sequence[Any], keys: KeyDictionary) -> Batch:
        values = [{**item_of("a", at_us, p), "t": START + timedelta(microseconds=at_us)} for at_us, p in rows]
        values = [{**value, "p": str(value["p"])} if expressed.text else value for value in values]
        return batch_of(values, stream).with_keys(keys.intern(pa.array(["a"] * len(values), pa.string())), keys)

    return [_events(driven.do(step, batch), expressed, origin_us) for step in record["script"]]


def _events(outputs: Any, expressed: Expressed, origin_us: int) -> list[Any]:
    """Return what left in the order of the machine: late items, then each window with its metadata."""
    late = [
        event for batch in by_port(outputs, "late") for event in _named("late", batch, lambda b: _late(b, expressed))
    ]
    down = [event for batch in by_port(outputs, "down") for event in _named("down", batch, expressed.values)]
    meta = [
        event for batch in by_port(outputs, "meta") for event in _named("meta", batch, lambda b: metas(b, origin_us))
    ]
    return [*late, *(event for both in zip(down, meta, strict=True) for event in both)]


def _named(port: str, batch: Batch, values: Values) -> list[list[Any]]:
    return [[port, window_id, value] for _, (window_id, value) in windowed(batch, values)]


EXPRESSED = dict.fromkeys(WINDOWS, _express)
