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


TYPED = frozenset({"expression-type", "bad-value", "stream-type", "not-keyed", "missing-field", "expression-name"})


ASSERTS_ITSELF = (
    "a step at which Bytewax fails an assertion of its own, where this engine goes on; what is before it is compared"
)
"""A clock that steps back, and a batch after the end of input, that a key's machine was not made for."""


def _values(record: Record) -> list[Any]:
    rows = record.get("input", ())
    keyed = record["params"].get("keyed", True) and "windower" not in record["params"]
    return [row[1] for row in rows] if keyed and rows and all(isinstance(row, list) for row in rows) else list(rows)


TOLD_BEFORE_THE_RUN = (
    ToldBefore(
        "a function returns another type than the operator takes, or a key is no text: Python finds out in the run",
        lambda record: record["expected"].get("error", {}).get("type") in ("TypeError", "ValueError"),
        TYPED,
    ),
    ToldBefore(
        "an offset, a length or a gap that makes no windows: Bytewax divides by zero at the first item",
        lambda record: (
            record["expected"].get("error", {}).get("type") == "ZeroDivisionError" and "windower" in record["params"]
        ),
        frozenset({"bad-value"}),
    ),
    ToldBefore(
        "items of several types in one stream, which only Python has",
        lambda record: "error" not in record["expected"] and type_of(_values(record)) == MIXED,
        frozenset({"bad-value"}),
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
