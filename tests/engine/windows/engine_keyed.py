"""The engine's side of a comparison of steps without windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.engine.windows.cases import Fields
from tests.engine.windows.engine_side import REDUCE, columns, sources
from tests.engine.windows.keyed_cases import KeyedCase, run_keyed_oracle

from tidegate import BrokenFlow, Plan, read_flow
from tidegate.fields import format_duration
from tidegate.testing import run_flow

CONFIGS: dict[str, Callable[[KeyedCase], dict[str, Any]]] = {
    "collect": lambda case: {"timeout": format_duration(case.timeout_us), "max_size": case.max_size},
    "join": lambda case: {
        "insert_mode": case.insert_mode,
        "emit_mode": case.emit_mode,
        "names": [f"side{side}" for side in range(case.sides)],
    },
    "stateful_map": lambda case: {
        "state": "null if coalesce(state, 0) + whole > 4 else coalesce(state, 0) + whole",
        "value": "[coalesce(state, -99), coalesce(new_state, -99)]",
        "state_type": "int",
    },
    "stateful_flat_map": lambda case: {
        "state": "null if coalesce(state, 0) + 1 == 3 else coalesce(state, 0) + 1",
        "values": "slice([number, number], 0, coalesce(state, 0))",
        "state_type": "int",
    },
    "count_final": lambda case: {"key": "key"},
    "fold_final": lambda case: {"initial": '""', "fold": 'acc + str(number) + ","'},
    "reduce_final": lambda case: {"reduce": REDUCE},
    "max_final": lambda case: {"by": "whole"},
    "min_final": lambda case: {"by": "whole"},
}


def keyed_flow_of(case: KeyedCase) -> dict[str, Any]:
    """Return a flow of the case's step."""
    steps, streams, sides = sources(case.turns, case.sides), [], range(case.sides)
    steps.append({"id": "step", "operator": case.operator, "config": CONFIGS[case.operator](case)})
    for side in sides:
        steps.append({"id": f"key{side}", "operator": "key_on", "config": {"key": "key"}})
        streams.append({"from": f"side{side}.down", "to": f"key{side}.up"})
        up = "side" if case.operator == "count_final" else "key"
        streams.append({"from": f"{up}{side}.down", "to": f"step.{'sides' if case.operator == 'join' else 'up'}"})
    return {"steps": steps, "streams": streams}


def keyed_refusal(case: KeyedCase) -> str:
    """Return why the engine does not run the case's flow; empty if it does."""
    found = read_flow(keyed_flow_of(case))
    try:
        problems = found.diagnostics if found.flow is None else Plan.of(found.flow, Path()) and ()
    except BrokenFlow as broken:
        problems = broken.diagnostics
    return " ".join(problem.message for problem in problems)


def compare_keyed(case: KeyedCase) -> None:
    """Run both sides and demand the same, in the same order."""
    result = run_flow(keyed_flow_of(case), system_us=case.readings)
    found = columns(result, "step.down", "text" if case.operator == "reduce_final" else "number")
    keys = found.pop("key", [])
    assert list(zip(keys, _items(case, found), strict=True)) == [
        (key, _plain(case, value)) for key, value in run_keyed_oracle(case).down
    ]


def _items(case: KeyedCase, found: dict[str, list[Any]]) -> list[Any]:
    """Return the items as their numbers or texts, and the rows of a join as tuples of these."""
    if case.operator == "join":
        return list(zip(*found.values(), strict=True))
    if "number" in found:
        return found["text" if case.operator == "reduce_final" else "number"]
    return found.get("item", [])


def _plain(case: KeyedCase, value: Any) -> Any:
    if isinstance(value, Fields):
        return value.text if case.operator == "reduce_final" else value.number
    if case.operator in ("join", "collect"):
        return type(value)(part and part.number for part in value)
    return value
