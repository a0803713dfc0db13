"""The engine's side of a comparison: a case as a flow, and what came out in the oracle's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from tests.engine.windows.oracle import Closed, Item, Late, Oracle, Tumbling, aggregate

from tidegate.fields import format_duration, format_instant
from tidegate.testing import RunResult, run_flow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SCHEMA = {"at": "timestamp", "key": "str", "number": "int", "whole": "int", "real": "float"}
FUNCTIONS = ("sum", "mean", "min", "max", "first", "last", "count")
AGGREGATIONS = [*(f"{name}_{of}" for name in FUNCTIONS for of in ("whole", "real")), "count"]


@dataclass(frozen=True)
class Case:
    """A run: settings, items, and what the batches and the clock readings are. No readings: time stands still.

    Batches have the sizes in `sizes`, or, so that readings may step back, all have `batch_size` items.
    """

    settings: Tumbling
    items: tuple[Item, ...]
    sizes: tuple[int, ...] = ()
    readings: tuple[int, ...] = ()
    batch_size: int | None = None

    def turns(self) -> list[tuple[int, list[Item]]]:
        """Return the reading and the items of every turn but the last, which ends the input."""
        at, turns = 0, []
        for number, size in enumerate(self._all_sizes()):
            turns.append((self.reading(number), list(self.items[at : at + size])))
            at += size
        return turns

    def _all_sizes(self) -> list[int]:
        if self.batch_size is not None:
            return [self.batch_size] * -(-len(self.items) // self.batch_size)
        rest = max(0, len(self.items) - sum(self.sizes))
        return [*self.sizes, *([rest] if rest else [])]

    def reading(self, turn: int) -> int:
        """Return the clock's reading in a turn; the last stays."""
        return self.readings[min(turn, len(self.readings) - 1)] if self.readings else 0


def instant(at_us: int | None) -> str | None:
    """Return ISO text, None for None."""
    return None if at_us is None else (EPOCH + timedelta(microseconds=at_us)).isoformat()


def flow_of(case: Case) -> dict[str, Any]:
    """Return a flow that collects and aggregates the case's items."""
    items = [
        {"at": instant(item.at_us), "key": item.key, "number": number, "whole": item.whole, "real": _real(item.real)}
        for number, item in enumerate(case.items)
    ]
    source = {"schema": SCHEMA, "items": items, "batch_size": case.batch_size or 1}
    clock = {"type": "system"}
    if case.settings.wait_us is not None:
        clock = {"type": "event", "timestamp": "at", "wait": format_duration(case.settings.wait_us)}
    length, align_to = format_duration(case.settings.length_us), format_instant(case.settings.align_us)
    window = {"clock": clock, "windower": {"type": "tumbling", "length": length, "align_to": align_to}}
    window["ordered"] = case.settings.ordered
    named = {name: _aggregation(name) for name in AGGREGATIONS}
    return {
        "steps": [
            {"id": "items", "operator": "testing_source", "config": source},
            {"id": "key", "operator": "key_on", "config": {"key": "key"}},
            {"id": "lists", "operator": "collect_window", "config": window},
            {"id": "sums", "operator": "aggregate_window", "config": {**window, "aggregations": named}},
        ],
        "streams": [
            {"from": "items.down", "to": "key.up"},
            {"from": "key.down", "to": "lists.up"},
            {"from": "key.down", "to": "sums.up"},
        ],
    }


def _real(value: float | None) -> float | str | None:
    return "NaN" if value is not None and value != value else value


def _aggregation(name: str) -> dict[str, str]:
    function, _, of = name.partition("_")
    return {"function": function, "of": of} if of else {"function": function}


def run_engine(case: Case) -> RunResult:
    """Run the case's flow."""
    return run_flow(flow_of(case), system_us=case.readings, batches=case.sizes if case.batch_size is None else None)


def run_oracle(case: Case) -> Oracle:
    """Turn the oracle as the worker is turned."""
    oracle = Oracle(case.settings)
    turns = case.turns()
    for reading, items in turns:
        oracle.turn(reading, items)
    oracle.turn(case.reading(len(turns)), [])
    oracle.end()
    return oracle


def rows(result: RunResult, place: str) -> list[dict[str, Any]]:
    """Return what left a port, times as microseconds, with the item's key as `key`."""
    batch = result.batch(place)
    if batch is None:
        return []
    columns = {name: _plain(column) for name, column in batch.columns.items()}
    if batch.key_ids is not None:
        columns["key"] = batch.key_column().to_pylist()
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _plain(column: pa.Array[Any]) -> list[Any]:
    if pa.types.is_timestamp(column.type) or pa.types.is_duration(column.type):
        return column.cast(pa.int64()).to_pylist()
    if pa.types.is_struct(column.type):
        return column.field("number").to_pylist()
    if pa.types.is_list(column.type) and pa.types.is_struct(column.type.value_type):
        return pa.ListArray.from_arrays(column.offsets, column.values.field("number")).to_pylist()
    return column.to_pylist()


def compare(case: Case) -> Oracle:
    """Run both sides and demand the same windows, late items and evidence, in the same order."""
    result, oracle = run_engine(case), run_oracle(case)
    numbers = {id(item): number for number, item in enumerate(case.items)}
    spans = [_span(closed) for closed in oracle.closed]
    lists = [{**_span(closed), "value": [numbers[id(kept.item)] for kept in closed.held]} for closed in oracle.closed]
    sums = [{**_span(closed), **_aggregates(closed, case.settings.ordered)} for closed in oracle.closed]
    late = [_evidence(item, numbers, bool(case.readings)) for item in oracle.late]
    same(rows(result, "lists.down"), lists)
    same(rows(result, "sums.down"), sums)
    for step in ("lists", "sums"):
        same(rows(result, f"{step}.late"), late)
        same(rows(result, f"{step}.meta"), [{**span, "merged_ids": []} for span in spans])
    errors = [row["code"] for row in rows(result, "sums.errors")]
    assert errors.count("item-timestamp") == oracle.bad == len(rows(result, "lists.errors"))
    assert errors.count("integer-overflow") == sum(row["sum_whole"] is None and row["count_whole"] > 0 for row in sums)
    return oracle


def same(found: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]) -> None:
    """Demand equal rows; not-a-numbers are equal here."""
    assert [_spelled(row) for row in found] == [_spelled(row) for row in wanted]


def _spelled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: str(row[name]) if isinstance(row[name], float) else row[name] for name in sorted(row)}


def _span(closed: Closed) -> dict[str, Any]:
    return {
        "key": closed.key,
        "window_id": closed.window_id,
        "open_time": closed.open_us,
        "close_time": closed.close_us,
    }


def _aggregates(closed: Closed, ordered: bool) -> dict[str, Any]:
    return {name: aggregate(name, closed.held, ordered) for name in AGGREGATIONS}


def _evidence(late: Late, numbers: dict[int, int], live: bool) -> dict[str, Any]:
    evidence = late._asdict()
    if not live:
        evidence["arrived_at"] = None  # Where time stands still, nothing arrives at any time.
    evidence["value"] = numbers[id(evidence.pop("item"))]
    evidence["window_open_time"], evidence["window_close_time"] = evidence.pop("open_us"), evidence.pop("close_us")
    return evidence
