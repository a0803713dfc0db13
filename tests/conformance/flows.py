"""From a record to a flow, and from what the flow gave back to the record's words.

`EXPRESSED` has a function for every operator that the engine can express. It returns what the engine gave, in the form
of the record's `expected`, or raises `NotExpressible` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa

from tidegate import BadItemRefused, BrokenFlow
from tidegate.testing import RunResult, run_flow

Record = Mapping[str, Any]

START = datetime(2022, 1, 1, tzinfo=UTC)
START_US = int(START.timestamp()) * 1_000_000
FOREVER = "3652500d"
"""Longer than any timestamps are apart."""


class NotExpressible(Exception):
    """The engine has no words for this case; the reason says which are missing."""


def outcome(record: Record) -> Any:
    """Run a case and return what it gave, in the form of the record's `expected`."""
    if "executions" in record:
        raise NotExpressible("resuming a job")
    express = EXPRESSED.get(record["operator"])
    if express is None:
        raise NotExpressible(f"operator {record['operator']}")
    return express(record)


def _instant(at_us: int) -> str:
    return (START + timedelta(microseconds=at_us)).isoformat()


def _type_of(values: Sequence[Any]) -> str:
    kinds = {type(value) for value in values} or {int}
    if len(kinds) > 1 or not kinds <= {int, str, bool, float}:
        raise NotExpressible("items of several types in one stream, or of types that are Python's own")
    return kinds.pop().__name__


def _flow(source: Mapping[str, Any], *steps: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a flow of steps in a row, each called by its operator; the first is the testing source `items`."""
    named = [("items", "testing_source", source), *((kind, kind, config) for kind, config in steps)]
    streams = [{"from": f"{up[0]}.down", "to": f"{down[0]}.up"} for up, down in pairwise(named)]
    return {
        "steps": [{"id": name, "operator": kind, "config": dict(config)} for name, kind, config in named],
        "streams": streams,
    }


# -- windows ----------------------------------------------------------------------------------------------------------


def _collect_window(record: Record) -> Any:
    into = record["params"].get("into", "list")
    if into != "list":
        raise NotExpressible(f"collect_window into a {into}")
    return _window(record, "collect_window", {}, _pairs)


def _fold_window(record: Record) -> Any:
    fold = record["params"]["fold"]
    if fold == "list":
        return _window(record, "collect_window", {}, lambda batch: [[p for _, p in held] for held in _pairs(batch)])
    if fold not in ("sum", "count"):
        raise NotExpressible(f"fold_window with the fold {fold}")
    aggregation = {"function": fold, "of": "p"} if fold == "sum" else {"function": fold}
    return _window(record, "aggregate_window", {"aggregations": {"total": aggregation}}, _total)


def _count_window(record: Record) -> Any:
    found = _window(record, "aggregate_window", {"aggregations": {"total": {"function": "count"}}}, _total)
    if "late" in found:
        # The late stream of `count_window` carries the whole item, its key too.
        found["late"] = [[key, [window_id, [key, value]]] for key, (window_id, value) in found["late"]]
    return found


def _total(batch: Any) -> list[Any]:
    return batch.columns["total"].to_pylist()


def _pairs(batch: Any) -> list[Any]:
    return [[_pair(item) for item in held] for held in batch.columns["value"].to_pylist()]


def _pair(item: Mapping[str, Any]) -> list[Any]:
    return [(item["t"] - START) // timedelta(microseconds=1), item["p"]]


def _window(record: Record, kind: str, config: Mapping[str, Any], values: Callable[[Any], list[Any]]) -> Any:
    window = {**_clock_and_windower(record["params"]), "ordered": record["params"].get("ordered", False), **config}
    if record["driver"] == "logic":
        return _window_script(record, kind, window, values)
    items = [{"k": key, "t": _instant(at_us), "p": payload} for key, at_us, payload in record["input"]]
    source = {"schema": _schema([item["p"] for item in items]), "items": items, "batch_size": record["batch_size"]}
    result = run_flow(_flow(source, ("key_on", {"key": "k"}), (kind, window)))
    return {
        "down": _windowed(result, f"{kind}.down", values),
        "late": _windowed(
            result, f"{kind}.late", lambda batch: [_pair(item) for item in batch.columns["value"].to_pylist()]
        ),
        "meta": _windowed(result, f"{kind}.meta", lambda batch: _metas(batch, START_US)),
    }


def _clock_and_windower(params: Record) -> dict[str, Any]:
    windower = params["windower"]
    if windower["type"] != "tumbling":
        raise NotExpressible(f"{windower['type']} windows")
    clock: dict[str, Any] = {"type": "system"}
    origin_us = 0
    if params["clock"]["type"] == "event":
        wait = params["clock"]["wait"]
        clock = {"type": "event", "timestamp": "t", "wait": FOREVER if wait == "max" else f"{wait}us"}
        origin_us = START_US
    return {
        "clock": clock,
        "windower": {
            "type": "tumbling",
            "length": f"{windower['length']}us",
            "align_to": origin_us + windower["align_to"],
        },
    }


def _schema(payloads: Sequence[Any]) -> dict[str, str]:
    return {"k": "str", "t": "timestamp", "p": _type_of(payloads)}


def _windowed(result: RunResult, place: str, values: Callable[[Any], list[Any]]) -> list[Any]:
    batch = result.batch(place)
    if batch is None:
        return []
    ids = batch.columns["window_id"].to_pylist()
    keys = batch.key_column().to_pylist()
    return [[key, [window_id, value]] for key, window_id, value in zip(keys, ids, values(batch), strict=True)]


def _metas(batch: Any, origin_us: int) -> list[Any]:
    times = [(batch.columns[name].cast(pa.int64()).to_pylist()) for name in ("open_time", "close_time")]
    merged = batch.columns["merged_ids"].to_pylist()
    return [
        {"open": open_us - origin_us, "close": close_us - origin_us, "merged": ids}
        for open_us, close_us, ids in zip(*times, merged, strict=True)
    ]


# -- scripts: one key, a clock that moves -------------------------------------------------------------------------------


def _window_script(record: Record, kind: str, window: Mapping[str, Any], values: Callable[[Any], list[Any]]) -> Any:
    items = [
        {"k": "a", "t": _instant(at_us), "p": payload}
        for step in record["script"]
        for at_us, payload in step.get("items", ())
    ]
    source = {"schema": _schema([item["p"] for item in items]), "items": items}
    result = _run_script(record, _flow(source, ("key_on", {"key": "k"}), (kind, window)))
    origin_us = START_US if window["clock"]["type"] == "event" else 0
    late = _by_turn(result, f"{kind}.late", lambda batch: [_pair(item) for item in batch.columns["value"].to_pylist()])
    down = _by_turn(result, f"{kind}.down", values)
    meta = _by_turn(result, f"{kind}.meta", lambda batch: _metas(batch, origin_us))
    steps = []
    for turn in range(1, len(record["script"]) + 1):
        closed = [event for pair in zip(down.get(turn, ()), meta.get(turn, ()), strict=True) for event in pair]
        steps.append([*late.get(turn, ()), *closed])
    return steps


def _by_turn(result: RunResult, place: str, values: Callable[[Any], list[Any]]) -> dict[int, list[Any]]:
    """Return a port's events by the turn they left in."""
    events: dict[int, list[Any]] = {}
    port = place.rpartition(".")[2]
    for turn, batch in zip(result.turns.get(place, ()), result.batches.get(place, ()), strict=True):
        ids = batch.columns["window_id"].to_pylist()
        found = [[port, window_id, value] for window_id, value in zip(ids, values(batch), strict=True)]
        events.setdefault(turn, []).extend(found)
    return events


def _run_script(record: Record, flow: Mapping[str, Any]) -> RunResult:
    """Run a flow so that each turn is one step of the record's script."""
    script = record["script"]
    deeds, readings = [step["do"] for step in script], [step["now"] for step in script]
    if "resume" in deeds:
        raise NotExpressible("resuming a job")
    if "eof" in deeds[:-1]:
        raise NotExpressible("going on after the input has ended")
    if readings != sorted(readings):
        raise NotExpressible("items that come while the system clock steps back")
    sizes = [len(step.get("items", ())) for step in script if step["do"] != "eof"]
    return run_flow(flow, system_us=readings, batches=sizes)


# -- the rest -----------------------------------------------------------------------------------------------------------


def _collect(record: Record) -> Any:
    params = record["params"]
    config = {"timeout": f"{params['timeout']}us", "max_size": max(1, params["max_size"])}
    if record["driver"] == "logic":
        return _collect_script(record, config)
    if not params.get("keyed", True):
        source = {"schema": "list[str]", "items": [[str(part) for part in item] for item in record["input"]]}
        return _ends_as(lambda: run_flow(_flow(source, ("collect", config))))
    source = _keyed_source(record)
    flow = _flow(source, ("key_on", {"key": "k"}), ("map", {"value": "p"}), ("collect", config))
    return _ends_as(lambda: {"down": run_flow(flow).items("collect.down")})


def _collect_script(record: Record, config: Mapping[str, Any]) -> Any:
    script = record["script"]
    due: int | None = None
    for step, wanted in zip(script, record["expected"]["steps"], strict=True):
        if step["do"] == "batch" and due is not None and due <= step["now"]:
            raise NotExpressible("a batch in the same turn as an overdue wake-up, without that wake-up")
        due = wanted.get("notify_at")
    items = [item for step in script for item in step.get("items", ())]
    result = _run_script(
        record, _flow({"schema": _type_of(items), "items": items}, ("key_on", {"key": '"a"'}), ("collect", config))
    )
    steps: list[Any] = [[] for _ in script]
    for turn, batch in zip(result.turns.get("collect.down", ()), result.batches.get("collect.down", ()), strict=True):
        steps[turn - 1] += batch.columns["item"].to_pylist()
    return steps


def _keyed_source(record: Record) -> dict[str, Any]:
    items = [{"k": key, "p": value} for key, value in record["input"]]
    schema = {"k": _type_of([item["k"] for item in items]), "p": _type_of([item["p"] for item in items])}
    return {"schema": schema, "items": items, "batch_size": record["batch_size"]}


def _stateless(
    kind: str, field: str, param: str, config: Mapping[str, Any] | None = None, ports: Sequence[str] = ("down",)
) -> Callable[[Record], Any]:
    """Return what expresses an operator of one expression over `x`, the item, or `v`, the value of a keyed one."""

    def express(record: Record) -> Any:
        step = (kind, {field: _translated(record["params"][param]), **(config or {})})
        if record["params"].get("keyed", True):
            before = (("key_on", {"key": "k"}), ("map", {"value": "p"}))
            flow = _flow(_keyed_source(record), *before, step)
            if kind == "map":
                flow["steps"][-1]["id"], flow["streams"][-1]["to"] = "map2", "map2.up"
        elif record["operator"].endswith("_value"):
            raise NotExpressible("refusing items without keys where keys do not matter")
        else:
            items = record["input"]
            source = {"schema": _type_of(items), "items": items, "batch_size": record["batch_size"]}
            flow = _flow(source, step)
        found = _ends_as(lambda: _left(flow, ports))
        if "error" not in record["expected"] and found.get("error", {}).get("codes"):
            raise NotExpressible(f"the expression {record['params'][param]}")
        return found

    return express


def _left(flow: Mapping[str, Any], ports: Sequence[str]) -> dict[str, list[Any]]:
    result, last = run_flow(flow), flow["steps"][-1]["id"]
    return {port: result.items(f"{last}.{port}") for port in ports}


def _translated(expression: str) -> str:
    return re.sub(r"\b[xv]\b", "item", re.sub(r"\b([xv])\.split\(\)", r"split(\1)", expression))


def _merge(record: Record) -> Any:
    sides = record["inputs"]
    kind = _type_of([item for side in sides for item in side])
    steps = [
        {
            "id": f"items{n}",
            "operator": "testing_source",
            "config": {"schema": kind, "items": side, "batch_size": record["batch_size"]},
        }
        for n, side in enumerate(sides)
    ]
    streams = [{"from": f"items{n}.down", "to": "merge.ups"} for n in range(len(sides))]
    return {
        "down": run_flow({"steps": [*steps, {"id": "merge", "operator": "merge"}], "streams": streams}).items(
            "merge.down"
        )
    }


def _ends_as(run: Callable[[], Any]) -> Any:
    """Return what a run gave, or how it failed: before it began, as `build` and its codes, or during it, as `run`."""
    try:
        return run()
    except BrokenFlow as broken:
        return {"error": {"phase": "build", "codes": sorted({problem.code.value for problem in broken.diagnostics})}}
    except BadItemRefused:
        return {"error": {"phase": "run"}}


EXPRESSED: Mapping[str, Callable[[Record], Any]] = {
    "collect_window": _collect_window,
    "fold_window": _fold_window,
    "count_window": _count_window,
    "collect": _collect,
    "merge": _merge,
    "map": _stateless("map", "value", "mapper", {"on_error": "fail"}),
    "map_value": _stateless("map", "value", "mapper", {"on_error": "fail"}),
    "filter": _stateless("filter", "keep", "predicate"),
    "filter_value": _stateless("filter", "keep", "predicate"),
    "filter_map": _stateless("filter_map", "value", "mapper"),
    "filter_map_value": _stateless("filter_map", "value", "mapper"),
    "flat_map": _stateless("flat_map", "values", "mapper"),
    "flat_map_value": _stateless("flat_map", "values", "mapper"),
    "branch": _stateless("branch", "condition", "predicate", ports=("trues", "falses")),
    "key_on": _stateless("key_on", "key", "key"),
}
