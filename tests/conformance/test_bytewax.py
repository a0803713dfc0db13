"""What was observed on Bytewax 0.21.1, case by case, in the exact order of emission."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Any, NamedTuple

import pytest
from tests.conformance.conftest import PYTHON_ONLY
from tests.conformance.flows import MIXED, NotExpressible, Record, outcome, type_of


class ToldBefore(NamedTuple):
    """A kind of case about Python itself, which a typed engine tells before the run, with the codes of diagnostics."""

    why: str
    of: Callable[[Record], bool]
    codes: frozenset[str]


TYPED = frozenset(
    {
        "expression-type",
        "expression-name",
        "expression-call",
        "expression-not-allowed",
        "bad-value",
        "stream-type",
        "not-keyed",
        "missing-field",
    }
)
ABOUT_TYPES = ("TypeError", "ValueError", "AttributeError", "KeyError", "IndexError", "NameError")


PASSES_A_MARK_AGAIN = (
    "an execution that only meets a mark again, since Bytewax's testing source does not count an ABORT that it met"
)
ASSERTS_ITSELF = (
    "a step at which Bytewax fails an assertion of its own, where this engine goes on; what is before it is compared"
)
"""A clock that steps back, and a batch after the end of input, that a key's machine was not made for."""


def _makes_no_windows(params: Record) -> bool:
    windower, wait = params["windower"], params["clock"].get("wait", 0)
    spans = [windower[name] for name in ("length", "offset") if name in windower]
    return min([1, *spans]) <= 0 or windower.get("gap", 0) < 0 or (wait != "max" and wait < 0)


def _values(record: Record) -> list[Any]:
    rows = [row for side in record.get("inputs", [record.get("input", ())]) for row in side]
    keyed = record["params"].get("keyed", "input" in record) and "windower" not in record["params"]
    return [row[1] for row in rows] if keyed and rows and all(isinstance(row, list) for row in rows) else rows


TOLD_BEFORE_THE_RUN = (
    ToldBefore(
        "a function returns another type than the operator takes, or a key is no text: Python finds out in the run",
        lambda record: record["expected"].get("error", {}).get("type") in ABOUT_TYPES,
        TYPED,
    ),
    ToldBefore(
        "a wait, length, offset or gap that makes no windows: Bytewax divides by zero, or loses every item",
        lambda record: "windower" in record["params"] and _makes_no_windows(record["params"]),
        frozenset({"bad-value"}),
    ),
    ToldBefore(
        "items of several types in one stream, which only Python has",
        lambda record: "error" not in record["expected"] and type_of(_values(record)) == MIXED,
        frozenset({"bad-value", "stream-type"}),
    ),
    ToldBefore(
        "a reducer that gives another type than it takes, so that values and results could not be told apart",
        lambda record: record["operator"].startswith("reduce") and "error" not in record["expected"],
        frozenset({"expression-type"}),
    ),
)
"""The cases that pass because their diagnostic is there; each is about Python, not about what an operator means."""


def test_a_case_comes_out_as_observed(record: dict[str, Any], record_property: Callable[[str, object], None]) -> None:
    try:
        found = outcome(record)
    except NotExpressible as reason:
        pytest.fail(f"not expressible: {reason}")
    told = next((kind for kind in TOLD_BEFORE_THE_RUN if kind.of(record) and _is_told(kind, found)), None)
    if told is not None:
        record_property(PYTHON_ONLY, told.why)
        return
    wanted = _wanted(record)
    if "executions" in record and len(wanted["executions"]) > len(found["executions"]):
        record_property(PYTHON_ONLY, PASSES_A_MARK_AGAIN)
        wanted = {
            "executions": [one for one in wanted["executions"] if any(one.values()) or one is wanted["executions"][0]]
        }
    if record["driver"] == "logic" and len(wanted) < len(found):
        record_property(PYTHON_ONLY, ASSERTS_ITSELF)
        found = found[: len(wanted)]
    assert found == wanted


def _is_told(kind: ToldBefore, found: Any) -> bool:
    error = found.get("error", {}) if isinstance(found, dict) else {}
    return error.get("phase") == "build" and bool(error["codes"]) and set(error["codes"]) <= kind.codes


def _wanted(record: dict[str, Any]) -> Any:
    expected = record["expected"]
    if record["driver"] == "logic":
        return [step["events"] for step in takewhile(lambda step: "error" not in step, expected["steps"])]
    return {"error": {"phase": expected["error"]["phase"]}} if "error" in expected else expected
