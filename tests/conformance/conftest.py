"""Which cases to run, and the count of what was run, what failed and what cannot be expressed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PYTHON_ONLY = "python only"
"""The property of a report whose case is about Python itself; its value says why."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", type=Path, help="a file of conformance cases, or a folder of them")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "record" in metafunc.fixturenames:
        records = _records(metafunc.config.getoption("--cases", default=None) or HERE)
        metafunc.parametrize("record", records, ids=[record["name"] for record in records])


def _records(place: Path) -> list[dict[str, Any]]:
    files = sorted(place.glob("*.jsonl")) if place.is_dir() else [place]
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    outcomes = {name: _ours(terminalreporter.stats.get(name, [])) for name in ("passed", "failed", "skipped")}
    if not any(outcomes.values()):
        return
    told = [why for report in outcomes["passed"] for name, why in report.user_properties if name == PYTHON_ONLY]
    ran, failed = len(outcomes["passed"]) + len(outcomes["failed"]), len(outcomes["failed"])
    terminalreporter.section("conformance")
    skipped = len(outcomes["skipped"])
    terminalreporter.line(f"{ran} cases ran, {failed} failed, {skipped} skipped; {len(told)} are about Python itself:")
    for why, count in Counter(told).most_common():
        terminalreporter.line(f"{count:6}  {why}")


def _ours(reports: list[Any]) -> list[Any]:
    return [report for report in reports if "test_a_case_comes_out_as_observed" in getattr(report, "nodeid", "")]
