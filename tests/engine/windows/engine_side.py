"""The engine's side of a comparison: a case as a flow, and what came out in the oracle's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from tests.engine.windows.cases import Case, Fields, Setting, run_oracle
from tests.engine.windows.oracle import Arrived, Down, Item, Late, Meta, Session, WindowStep, aggregate

from tidegate import BrokenFlow, Plan, read_flow
from tidegate.fields import format_duration, format_instant
from tidegate.testing import RunResult, run_flow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SCHEMA = {"at": "timestamp", "key": "str", "number": "int", "whole": "int", "real": "float", "text": "str"}
FUNCTIONS = ("sum", "mean", "min", "max", "first", "last", "count")
AGGREGATIONS = [*(f"{name}_{of}" for name in FUNCTIONS for of in ("whole", "real")), "count"]
NOW_US = {"$": "PAUSE", "for": "0s"}
"""Ends a batch and pauses for no time."""

Columns = dict[str, list[Any]]
KINDS: dict[str, type[Down | Late | Meta]] = {"down": Down, "late": Late, "meta": Meta}


def instant(at_us: int | None) -> str | None:
    """Return ISO text, None for None."""
    return None if at_us is None else (EPOCH + timedelta(microseconds=at_us)).isoformat()


# -- the flow ---------------------------------------------------------------------------------------------------------

REDUCE = '{"at": a.at, "key": a.key, "number": a.number, "whole": a.whole, "real": a.real, "text": "(" + a.text + " " + b.text + ")"}'
CONFIGS: dict[str, Callable[[Setting], dict[str, Any]]] = {
    "collect_window": lambda setting: _into(setting),
    "aggregate_window": lambda setting: {"aggregations": {name: _aggregation(name) for name in AGGREGATIONS}},
    "count_window": lambda setting: {"key": "key"},
    "fold_window": lambda setting: {
        "initial": '""',
        "fold": 'acc + str(number) + ","',
        "merge": 'a + "|" + b',
    },
    "reduce_window": lambda setting: {"reduce": REDUCE},
    "max_window": lambda setting: {"by": "whole"},
    "min_window": lambda setting: {"by": "whole"},
    "join_window": lambda setting: {
        "insert_mode": setting.insert_mode,
        "emit_mode": setting.emit_mode,
        "names": [f"side{side}" for side in range(setting.sides)],
    },
}


def _into(setting: Setting) -> dict[str, Any]:
    if setting.into == "list":
        return {}
    return (
        {"into": "set", "value": "whole"}
        if setting.into == "set"
        else {
            "into": "map",
            "name": "str(whole)",
            "value": "number",
        }
    )


def _aggregation(name: str) -> dict[str, str]:
    function, _, of = name.partition("_")
    return {"function": function, "of": of} if of else {"function": function}


def window_config(setting: Setting, operator: str) -> dict[str, Any]:
    """Return the config of a window step; what is not set to anything unusual is left out."""
    windower, clock = setting.windower, {"type": "system"}
    if setting.wait_us is not None:
        clock = {"type": "event", "timestamp": "at", "wait": format_duration(setting.wait_us)}
        if setting.late_rule != "behind_watermark":
            clock["late_rule"] = setting.late_rule
    config = {"clock": clock, "windower": _windower(windower), **CONFIGS[operator](setting)}
    return {**config, "ordered": setting.ordered} if setting.is_ordered or not _always_by_arrival(operator) else config


def _always_by_arrival(operator: str) -> bool:
    return operator in ("count_window", "reduce_window", "max_window", "min_window")


def _windower(windower: Any) -> dict[str, Any]:
    if isinstance(windower, Session):
        return {"type": "session", "gap": format_duration(windower.gap_us)}
    length, align_to = format_duration(windower.length_us), format_instant(windower.align_us)
    if windower.offset_us == windower.length_us:
        return {"type": "tumbling", "length": length, "align_to": align_to}
    offset = format_duration(windower.offset_us)
    return {"type": "sliding", "length": length, "offset": offset, "align_to": align_to}


def sources(turns: Sequence[Sequence[Item]], sides: int, batch_size: int | None = None) -> list[dict[str, Any]]:
    """Return the testing source of each side; marks end its batches unless these have one size."""
    return [
        {
            "id": f"side{side}",
            "operator": "testing_source",
            "config": {
                "schema": SCHEMA,
                "items": list(_marked(turns, side, marks=batch_size is None)),
                "batch_size": batch_size or 1_000_000,
            },
        }
        for side in range(sides)
    ]


def _marked(turns: Sequence[Sequence[Item]], side: int, marks: bool) -> Iterator[dict[str, Any]]:
    for items in turns:
        yield from (as_json(item) for item in items if item.side == side)
        if marks:
            yield NOW_US


def as_json(item: Item) -> dict[str, Any]:
    fields: Fields = item.value
    real = "NaN" if fields.real is not None and fields.real != fields.real else fields.real
    return {
        "at": instant(item.at_us),
        "key": item.key,
        "number": fields.number,
        "whole": fields.whole,
        "real": real,
        "text": fields.text,
    }


def flow_of(case: Case, *operators: str) -> dict[str, Any]:
    """Return a flow of the case's step, or of several side by side; each is called by its operator."""
    steps = sources(case.turns, case.setting.sides, case.batch_size)
    streams = []
    sides = range(case.setting.sides)
    for side in sides:
        steps.append({"id": f"key{side}", "operator": "key_on", "config": {"key": "key"}})
        streams.append({"from": f"side{side}.down", "to": f"key{side}.up"})
    for operator in operators or (case.setting.operator,):
        steps.append({"id": operator, "operator": operator, "config": window_config(case.setting, operator)})
        port = "sides" if operator == "join_window" else "up"
        up = "side" if operator == "count_window" else "key"
        streams += [{"from": f"{up}{side}.down", "to": f"{operator}.{port}"} for side in sides]
    return {"steps": steps, "streams": streams}


def refusal(case: Case, *operators: str) -> str:
    """Return why the engine does not run the case's flow; empty if it does."""
    found = read_flow(flow_of(case, *operators))
    try:
        problems = found.diagnostics if found.flow is None else Plan.of(found.flow, Path()) and ()
    except BrokenFlow as broken:
        problems = broken.diagnostics
    return " ".join(problem.message for problem in problems)


def run_engine(case: Case, *operators: str) -> RunResult:
    """Run the case's flow."""
    return run_flow(flow_of(case, *operators), system_us=case.readings)


# -- what came out ----------------------------------------------------------------------------------------------------


def columns(result: RunResult, place: str, field: str = "number") -> Columns:
    """Return what left a port as plain columns: times as microseconds, items as one field, the key as `key`."""
    batch = result.batch(place)
    if batch is None:
        return {}
    found = {name: _plain(column, field) for name, column in batch.columns.items()}
    if batch.key_ids is not None:
        found["key"] = batch.key_column().to_pylist()
    return found


def turns(result: RunResult, place: str) -> list[int]:
    """Return the turn in which each item left a port, from 0."""
    batches = zip(result.turns.get(place, ()), result.batches.get(place, ()), strict=True)
    return [turn - 1 for turn, batch in batches for _ in range(batch.length)]


def rows(result: RunResult, place: str) -> list[dict[str, Any]]:
    found = columns(result, place)
    return [dict(zip(found, cells, strict=True)) for cells in zip(*found.values(), strict=True)]


def _plain(column: pa.Array[Any], field: str = "number") -> list[Any]:
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return column.cast(pa.int64()).to_pylist()
    if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        return pa.ListArray.from_arrays(column.offsets, column.values.field(field)).to_pylist()
    if pa.types.is_map(kind):
        return [dict(pairs) for pairs in column.to_pylist()]
    return [_of_item(value, field) for value in column.to_pylist()] if pa.types.is_struct(kind) else column.to_pylist()


def _of_item(value: Any, field: str) -> Any:
    """Return one field of an item, and of a row of a join that of each side's."""
    if not isinstance(value, dict):
        return value
    if field in value:
        return value[field]
    if "side" in value:  # A late item of a join: of its sides, the one that it is of.
        return _of_item(list(value.values())[1 + value["side"]], field)
    return tuple(_of_item(part, field) for part in value.values())


def results(case: Case, result: RunResult, port: str = "down") -> Columns:
    """Return what left a port; sets are sorted, and of reduced items it is the text that tells how they were."""
    setting = case.setting
    reduced = setting.operator == "reduce_window" and port == "down"
    found = columns(result, f"{setting.operator}.{port}", "text" if reduced else "number")
    if setting.makes_sets and port == "down" and found:
        found["value"] = [sorted(value) for value in found["value"]]
    return found


# -- what should have come out ------------------------------------------------------------------------------------------


def wanted(case: Case, step: WindowStep) -> dict[str, Columns]:
    """Return what should leave each port."""
    live = bool(case.readings)
    return {
        "down": _transposed([_result(case.setting, down) for down in step.down]),
        "late": _transposed([_evidence(late, live) for late in step.late]),
        "meta": _transposed([{**meta._asdict(), "merged_ids": list(meta.merged_ids)} for meta in step.meta]),
    }


def _transposed(found: list[dict[str, Any]]) -> Columns:
    return {name: [row[name] for row in found] for name in found[0]} if found else {}


def _result(setting: Setting, down: Down) -> dict[str, Any]:
    # A session that has not closed has no times yet.
    known = down.at_close or not isinstance(setting.windower, Session)
    times = (down.open_time, down.close_time) if known else (None, None)
    window = {"key": down.key, "window_id": down.window_id, "open_time": times[0], "close_time": times[1]}
    if setting.operator == "aggregate_window":
        return {**window, **{name: _aggregate(name, down.value, setting.ordered) for name in AGGREGATIONS}}
    return {**window, "value": plain_result(setting, down.value)}


def plain_result(setting: Setting, value: Any) -> Any:
    """Return the oracle's result, or Bytewax's in its words, as `results` tells the engine's."""
    if isinstance(value, Fields):
        return value.text if setting.operator == "reduce_window" else value.number
    return sorted(value) if setting.makes_sets else value


def _aggregate(name: str, held: Sequence[Arrived], ordered: bool) -> Any:
    function, _, of = name.partition("_")
    return aggregate(function, held, (lambda arrived: getattr(arrived.value, of)) if of else (lambda _: True), ordered)


def _evidence(late: Late, live: bool) -> dict[str, Any]:
    evidence = late._asdict()
    evidence["value"] = evidence.pop("item").value.number
    return evidence if live else {**evidence, "arrived_at": None}


# -- comparing --------------------------------------------------------------------------------------------------------


def compare(case: Case, *operators: str) -> WindowStep:
    """Run both sides and demand the same windows, late items and evidence, in the same order; return the last oracle."""
    operators = operators or (case.setting.operator,)
    result, step = run_engine(case, *operators), None
    for operator in operators:
        its = replace(case, setting=replace(case.setting, operator=operator))
        step = run_oracle(its)
        demand(its, result, step)
    assert step is not None
    return step


def demand(case: Case, result: RunResult, step: WindowStep) -> None:
    """Demand that a step gave what the oracle gave."""
    operator = case.setting.operator
    for port, columns_wanted in wanted(case, step).items():
        found = results(case, result, port)
        same(found, columns_wanted, f"{operator}.{port}")
        assert turns(result, f"{operator}.{port}") == step.turns_of(KINDS[port]), f"{operator}.{port}: the turns"
    codes = [row["code"] for row in rows(result, f"{operator}.errors")]
    assert codes.count("item-timestamp") == len(step.bad), f"{operator}.errors"
    if operator == "aggregate_window":
        sums = rows(result, f"{operator}.down")
        overflown = sum(row["sum_whole"] is None and row["count_whole"] > 0 for row in sums)
        assert codes.count("integer-overflow") == overflown


def same(found: Columns, columns_wanted: Columns, place: str) -> None:
    """Demand equal columns; not-a-numbers are equal here, and sets have no order."""
    assert sorted(found) == sorted(columns_wanted), place
    for name, values in columns_wanted.items():
        if values != found[name]:
            assert [_spelled(value) for value in found[name]] == [_spelled(value) for value in values], (
                f"{place} {name}"
            )


def _spelled(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value
