"""What was observed on Bytewax 0.21.1, case by case, in the exact order of emission."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.conftest import NOT_YET
from tests.conformance.flows import NotExpressible, outcome

TOLD_BEFORE_THE_RUN = {
    "error/flat_map-none": ["expression-type"],
    "error/key_on-int": ["expression-type"],
    "error/collect-list-pair": ["not-keyed"],
    "error/collect-int-key": ["expression-type"],
}
"""Slips that Python meets in the run and a typed engine tells before it, with the codes of the diagnostics."""


def test_a_case_comes_out_as_observed(record: dict[str, Any]) -> None:
    try:
        found = outcome(record)
    except NotExpressible as reason:
        pytest.skip(f"{NOT_YET}{reason}")
    assert found == _wanted(record)


def _wanted(record: dict[str, Any]) -> Any:
    expected = record["expected"]
    if record["driver"] == "logic":
        return [step["events"] for step in expected["steps"]]
    if record["name"] in TOLD_BEFORE_THE_RUN:
        return {"error": {"phase": "build", "codes": TOLD_BEFORE_THE_RUN[record["name"]]}}
    return {"error": {"phase": expected["error"]["phase"]}} if "error" in expected else expected
