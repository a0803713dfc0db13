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
    for clock in _CLOCKS:
        flow = read_flow(_flow(clock)).flow
        assert flow is not None, "the flow that warms the kernels is broken"
        worker = Worker(Plan.of(flow, Path()), data_root=Path())
        worker.open()
        while not worker.ended:
            worker.turn(FROZEN_US)
        worker.take_events()
        worker.close()
    return time.perf_counter() - began


def _flow(clock: dict[str, str]) -> dict[str, Any]:
    items = [_item(second, key) for second in (0, 12, 3, 25, 21, 26, 40) for key in ("a", "b" * 40, "b" * 39 + "c")]
    return {
        "steps": [
            {
                "id": "items",
                "operator": "testing_source",
                "config": {"schema": _SCHEMA, "items": items, "batch_size": 5},
            },
            {"id": "key", "operator": "key_on", "config": {"key": "key"}},
            {"id": "named", "operator": "enrich", "config": _ENRICH},
            {"id": "lists", "operator": "collect_window", "config": {"clock": clock, "windower": _WINDOWER}},
            {"id": "sums", "operator": "aggregate_window", "config": _aggregate(clock)},
            *({"id": f"keyed{at}", "operator": kind, "config": config} for at, (kind, config) in enumerate(_KEYED)),
            *({"id": f"joined{at}", "operator": kind, "config": config} for at, (kind, config) in enumerate(_JOINS)),
        ],
        "streams": [
            {"from": "items.down", "to": "key.up"},
            {"from": "key.down", "to": "lists.up"},
            {"from": "key.down", "to": "sums.up"},
            {"from": "key.down", "to": "named.up"},
            *({"from": "key.down", "to": f"keyed{at}.up"} for at in range(len(_KEYED))),
            *({"from": f"{side}.down", "to": f"joined{at}.sides"} for at in range(len(_JOINS)) for side in _SIDES),
        ],
    }


_LONG_WAIT = {"type": "event", "timestamp": "at", "wait": "60s"}
_SESSIONS: dict[str, Any] = {"clock": _LONG_WAIT, "windower": {"type": "session", "gap": "9s"}}
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
    ("max_window", {**_SESSIONS, "by": "i"}),
    ("max_window", {**_SESSIONS, "by": "f"}),
)
_SIDES = ("key", "named")
_JOINS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("join", {}),
    ("join", {"emit_mode": "final"}),
    ("join_window", {**_SESSIONS, "ordered": False, "emit_mode": "running"}),
    ("join_window", {**_SLIDING, "insert_mode": "product"}),
)
_SCHEMA = {"at": "timestamp", "key": "str", "i": "int", "f": "float"}
_ENRICH = {
    "table": {"type": "rows", "schema": {"id": "str", "n": "int"}, "rows": [{"id": "a"}]},
    "match": "id",
    "key": "key",
}


def _item(second: int, key: str) -> dict[str, Any]:
    at = None if second == 21 else f"2022-01-01T00:00:{second:02}Z"
    return {"at": at, "key": key, "i": second, "f": None if second == 3 else 0.5}


def _aggregate(clock: dict[str, str]) -> dict[str, Any]:
    functions = ("sum", "mean", "min", "max", "first", "last", "count")
    each = {f"{name}_{of}": {"function": name, "of": of} for name in functions for of in _VALUES}
    return {"clock": clock, "windower": _WINDOWER, "aggregations": {**each, "items": {"function": "count"}}}
