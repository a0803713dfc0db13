"""Compiling every kernel at set-up, so that no user's first run waits for it.

Kernels are compiled for the types of the arrays they get. They are called here as the steps call them: by running the
flows below through a worker.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

_CLOCKS = ({"type": "event", "timestamp": "at", "wait": "0s"}, {"type": "system"})
_WINDOWER = {"type": "tumbling", "length": "10s"}
_VALUES = ("i", "f")


def warm() -> float:
    """Compile, or load from the cache, every kernel; return the seconds that took."""
    # Imported here: the engine imports this package, not the other way round.
    from tidegate.formats import row_text
    from tidegate.holdings import warm_up
    from tidegate.kernels import csv_rows, json_rows
    from tidegate.plan import Plan
    from tidegate.read import read_flow
    from tidegate.worker import FROZEN_US, Worker

    began = time.perf_counter()
    csv_rows.warm_up()
    json_rows.warm_up()
    warm_up()
    row_text.warm_up()
    for clock, others in zip(_CLOCKS, (True, False), strict=True):
        flow = read_flow(_flow(clock, others)).flow
        assert flow is not None, "the flow that warms the kernels is broken"
        plan, snapshot = Plan.of(flow, Path()), None
        # Twice, so that all state is given as a snapshot and taken back on the way.
        for turns in (2, 1_000):
            worker = Worker(plan, data_root=Path())
            worker.open(snapshot)
            while not worker.ended and worker.turns < turns:
                worker.turn(FROZEN_US)
            snapshot = worker.snapshot(FROZEN_US)
            worker.take_events()
            worker.close()
    return time.perf_counter() - began


def _flow(clock: dict[str, str], others: bool) -> dict[str, Any]:
    """Return a flow of windows by this clock and, if wanted, of everything else."""
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("items", "testing_source", {"schema": _SCHEMA, "items": _items(), "batch_size": 5}),
        ("key", "key_on", {"key": "key"}),
        ("named", "enrich", _ENRICH),
        ("lists", "collect_window", {"clock": clock, "windower": _WINDOWER}),
        ("sums", "aggregate_window", _aggregate(clock)),
    ]
    streams = [("items.down", "key.up"), *(("key.down", f"{to}.up") for to in ("named", "lists", "sums"))]
    for at, (kind, config) in enumerate(_KEYED if others else ()):
        steps.append((f"keyed{at}", kind, config))
        streams.append(("key.down", f"keyed{at}.up"))
    for at, (kind, config) in enumerate(_JOINS if others else ()):
        steps.append((f"joined{at}", kind, config))
        streams += [("key.down", f"joined{at}.sides"), ("named.down", f"joined{at}.sides")]
    return {
        "steps": [{"id": name, "operator": kind, "config": config} for name, kind, config in steps],
        "streams": [{"from": up, "to": down} for up, down in streams],
    }


_LONG_WAIT = {"type": "event", "timestamp": "at", "wait": "60s"}
_SESSIONS: dict[str, Any] = {"clock": _LONG_WAIT, "windower": {"type": "session", "gap": "9s"}}
_OTHER_RULE: dict[str, Any] = {**_SESSIONS, "clock": {**_LONG_WAIT, "wait": "10s", "late_rule": "window_closed"}}
_SLIDING: dict[str, Any] = {
    "clock": _CLOCKS[0],
    "windower": {"type": "sliding", "length": "10s", "offset": "5s"},
}
_KEYED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("stateful_map", {"state": "coalesce(state, 0) + i", "value": "new_state"}),
    ("fold_final", {"initial": '""', "fold": "acc + key"}),
    ("max_final", {"by": "i"}),
    ("max_final", {"by": "f"}),
    ("collect_window", _SLIDING),
    ("fold_window", {**_SLIDING, "initial": "0", "fold": "acc + i"}),
    ("fold_window", {**_SESSIONS, "ordered": False, "initial": "0", "fold": "acc + i", "merge": "a + b"}),
    ("fold_window", {**_SESSIONS, "ordered": False, "initial": '""', "fold": "acc + key", "merge": "a + b"}),
    ("collect_window", {**_SESSIONS, "ordered": False}),
    ("fold_window", {**_OTHER_RULE, "initial": "0", "fold": "acc + i", "merge": "a + b"}),
    ("max_window", {**_SESSIONS, "by": "i"}),
    ("max_window", {**_SESSIONS, "by": "f"}),
)
_JOINS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("join", {}),
    ("join", {"emit_mode": "final"}),
    ("join_window", {**_SESSIONS, "ordered": False, "emit_mode": "running"}),
    ("join_window", {**_SESSIONS, "emit_mode": "running"}),
    ("join_window", {**_SLIDING, "insert_mode": "product"}),
)
_SCHEMA = {"at": "timestamp", "key": "str", "i": "int", "f": "float"}
_ENRICH = {
    "table": {"type": "rows", "schema": {"id": "str", "n": "int"}, "rows": [{"id": "a"}]},
    "match": "id",
    "key": "key",
}


def _items() -> list[dict[str, Any]]:
    return [_item(second, key) for second in (0, 12, 3, 25, 21, 26, 40) for key in ("a", "b" * 40, "b" * 39 + "c")]


def _item(second: int, key: str) -> dict[str, Any]:
    at = None if second == 21 else f"2022-01-01T00:00:{second:02}Z"
    return {"at": at, "key": key, "i": second, "f": None if second == 3 else 0.5}


def _aggregate(clock: dict[str, str]) -> dict[str, Any]:
    functions = ("sum", "mean", "min", "max", "first", "last", "count")
    each = {f"{name}_{of}": {"function": name, "of": of} for name in functions for of in _VALUES}
    return {"clock": clock, "windower": _WINDOWER, "aggregations": {**each, "items": {"function": "count"}}}
