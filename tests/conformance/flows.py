"""From a record to a flow, and from what the flow gave back to the record's words.

`outcome` returns what the engine gave, in the form of the record's `expected`. Where a run failed it returns how:
`{"error": {"phase": "build", "codes": [...]}}` for what was told before the run, `{"error": {"phase": "run"}}` for what
failed in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from tidegate import BadItemRefused, BrokenFlow
from tidegate.errors import EngineError

Record = Mapping[str, Any]
StepConfig = tuple[str, Mapping[str, Any]]

START = datetime(2022, 1, 1, tzinfo=UTC)
START_US = int(START.timestamp()) * 1_000_000
MIXED = "mixed"
"""Stands for the type of values of several types, which no stream can have: it makes a diagnostic."""


class NotExpressible(Exception):
    """The engine has no words for this case; the reason says which are missing."""


def instant(at_us: int) -> str:
    """Return an event time of a record as text."""
    return (START + timedelta(microseconds=at_us)).isoformat()


def type_of(values: Sequence[Any]) -> str:
    """Return the type text of these JSON values; `int` when there is none to tell by."""
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, list) for value in known):
        width = {len(value) for value in known}
        if len(width) == 1:
            columns = list(zip(*known, strict=True))
            kinds = {type_of(column) for column in columns}
            return f"list[{kinds.pop()}]" if len(kinds) == 1 else MIXED
        return f"list[{type_of([part for value in known for part in value])}]"
    if known and all(isinstance(value, dict) for value in known):
        names = {name: None for value in known for name in value}
        return "{" + ", ".join(f"{name}: {type_of([value.get(name) for value in known])}" for name in names) + "}"
    kinds = {type(value) for value in known} or {int}
    if kinds == {int, float}:
        return "float"
    return kinds.pop().__name__ if len(kinds) == 1 and kinds <= {int, str, bool, float} else MIXED


def source_of(schema: Any, items: Sequence[Any], batch_size: int = 1) -> dict[str, Any]:
    """Return the config of a testing source. A mixed type becomes that of the first item: the others do not fit it."""
    if schema == MIXED:
        schema = type_of([item for item in items if item is not None][:1])
    return {"schema": schema, "items": list(items), "batch_size": batch_size}


def keyed_source(record: Record) -> dict[str, Any]:
    """Return the config of a source of `{k, p}` for `[key, value]` rows."""
    items = [{"k": key, "p": value} for key, value in record["input"]]
    schema = {"k": _simple([item["k"] for item in items]), "p": _simple([item["p"] for item in items])}
    return source_of(schema, items, record["batch_size"])


def _simple(values: Sequence[Any]) -> str:
    kind = type_of(values)
    return type_of([value for value in values if value is not None][:1]) if kind == MIXED else kind


KEYED: tuple[StepConfig, ...] = (("key_on", {"key": "k"}), ("map", {"value": "p"}))
"""The steps that make a keyed stream of plain values of what `keyed_source` gives."""


def flow_of(source: Mapping[str, Any], *steps: StepConfig) -> dict[str, Any]:
    """Return a flow of steps in a row; the first is the testing source `items`, the last is called `last`."""
    named = [("items", "testing_source", source)]
    named += [(f"{kind}{number}", kind, config) for number, (kind, config) in enumerate(steps)]
    named[-1] = ("last", *named[-1][1:])
    streams = [{"from": f"{up[0]}.down", "to": f"{down[0]}.up"} for up, down in pairwise(named)]
    return {
        "steps": [{"id": name, "operator": kind, "config": dict(config)} for name, kind, config in named],
        "streams": streams,
    }


def ends_as(run: Callable[[], Any]) -> Any:
    """Return what a run gave, or how it failed: before it began, as `build` and its codes, or during it, as `run`."""
    try:
        return run()
    except BrokenFlow as broken:
        return {"error": {"phase": "build", "codes": sorted({problem.code.value for problem in broken.diagnostics})}}
    except (BadItemRefused, EngineError):
        return {"error": {"phase": "run"}}


def outcome(record: Record) -> Any:
    """Run a case and return what it gave, in the form of the record's `expected`."""
    from tests.conformance import joins, plain, windows

    expressed = {**windows.EXPRESSED, **joins.EXPRESSED, **plain.EXPRESSED}
    express = expressed.get(record["operator"])
    if express is None:
        raise NotExpressible(f"operator {record['operator']}")
    return ends_as(lambda: express(record))
