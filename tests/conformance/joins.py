"""Cases of joins: a source for each side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.conformance.flows import Record, source_of, type_of
from tests.conformance.windows import item_of, metas, pair_of, schema_of, settings, windowed

from tidegate.batch import Batch
from tidegate.testing import RunResult, run_flow


def _joined(sources: Sequence[Mapping[str, Any]], before: Sequence[tuple[str, Any]], join: tuple[str, Any]) -> Any:
    """Return a flow that joins sources, each behind the same steps."""
    steps, streams = [], []
    for side, source in enumerate(sources):
        names = [f"items{side}", *(f"{kind}{side}" for kind, _ in before)]
        configs = [("testing_source", source), *before]
        steps += [
            {"id": name, "operator": kind, "config": config}
            for name, (kind, config) in zip(names, configs, strict=True)
        ]
        streams += [{"from": f"{up}.down", "to": f"{down}.up"} for up, down in zip(names, names[1:], strict=False)]
    streams += [{"from": f"{before[-1][0]}{side}.down", "to": "last.sides"} for side in range(len(sources))]
    return {"steps": [*steps, {"id": "last", "operator": join[0], "config": join[1]}], "streams": streams}


def _modes(params: Record) -> dict[str, Any]:
    return {"insert_mode": params["insert_mode"], "emit_mode": params["emit_mode"]}


def _join(record: Record) -> Any:
    sources = [
        source_of(
            {"k": "str", "p": type_of([value for _, value in side])},
            [{"k": key, "p": value} for key, value in side],
            record["batch_size"],
        )
        for side in record["inputs"]
    ]
    before = [("key_on", {"key": "k"}), ("map", {"value": "p"})]
    result = run_flow(_joined(sources, before, ("join", _modes(record["params"]))))
    return {"down": [[key, list(row.values())] for key, row in result.items("last.down")]}


def _join_window(record: Record) -> Any:
    sides = [[item_of(*row) for row in side] for side in record["inputs"]]
    every = [item for side in sides for item in side]
    sources = [source_of(schema_of(every), side, record["batch_size"]) for side in sides]
    config = {**settings(record["params"]), **_modes(record["params"]), "ordered": record["params"]["ordered"]}
    result = run_flow(_joined(sources, [("key_on", {"key": "k"})], ("join_window", config)))
    return {
        "down": _port(result, "down", _rows),
        "late": _port(result, "late", _labelled),
        "meta": _port(result, "meta", metas),
    }


def _port(result: RunResult, port: str, values: Any) -> list[Any]:
    batch = result.batch(f"last.{port}")
    return [] if batch is None else windowed(batch, values)


def _rows(batch: Batch) -> list[Any]:
    rows = batch.columns["value"].to_pylist()
    return [[None if item is None else pair_of(item) for item in row.values()] for row in rows]


def _labelled(batch: Batch) -> list[Any]:
    """Return late values as Bytewax has them: which side, and the value."""
    found = []
    for value in batch.columns["value"].to_pylist():
        side = value.pop("side")
        found.append([side, pair_of(list(value.values())[side])])
    return found


EXPRESSED = {"join": _join, "join_window": _join_window}
