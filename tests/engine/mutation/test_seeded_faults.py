"""Every seeded fault of the engine is caught by a quick check that the engine as it is passes.

The faults are listed in `faults_of_windows.py`, `faults_of_values.py` and `faults_of_runs.py`. Not listed are changes that
change nothing anybody can see: the opening time that a key without windows remembers, because it is not looked at; who
had gone into a session that has itself gone into another one, because its slot is written anew; that items which wait wake
a step that goes on, because they have windows, which do; sorting a list again whose timestamps are equal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engine.mutation import faults_of_runs, faults_of_values, faults_of_windows
from tests.engine.mutation.fault import Fault

ROOT = Path(__file__).parents[3]
FAULTS = (*faults_of_windows.FAULTS, *faults_of_values.FAULTS, *faults_of_runs.FAULTS)
CHECKS = sorted({fault.check for fault in FAULTS})
EVERY = 5
"""Every fifth fault is seeded in each run of the tests, and the others where there is time."""


def _seldom(number: int) -> tuple[Any, ...]:
    return (pytest.mark.long,) if number % EVERY else ()


SEEDED = [pytest.param(fault, id=fault.sentence, marks=_seldom(number)) for number, fault in enumerate(FAULTS)]
OFTEN = {fault.check for number, fault in enumerate(FAULTS) if not number % (3 * EVERY)}
"""The checks that are seen to pass in each run; all of them are where there is time."""
CONTROLS = [pytest.param(check, marks=() if check in OFTEN else (pytest.mark.long,)) for check in CHECKS]


class Nursery:
    """Asks the process of `nursery.py`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def raised(self, check: str, fault: Fault | None = None) -> dict[str, Any]:
        """Return what became of a check in an engine with a fault, or without one."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        source = "" if fault is None else fault.source()
        asked = {"module": None if fault is None else fault.module, "source": source, "check": check}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("engine", "backend", "."))
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "tests.engine.mutation.nursery"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()


def test_the_table_fits_the_engine() -> None:
    for fault in FAULTS:
        fault.source()
    assert len({fault.sentence for fault in FAULTS}) == len(FAULTS)
    assert sum(not number % EVERY for number in range(len(FAULTS))) >= 20


@pytest.mark.parametrize("check", CONTROLS)
def test_without_a_fault_the_check_passes(check: str, nursery: Nursery) -> None:
    answer = nursery.raised(check)
    assert answer["passed"], answer["said"]


@pytest.mark.parametrize("fault", SEEDED)
def test_a_fault_is_caught(fault: Fault, nursery: Nursery) -> None:
    assert not nursery.raised(fault.check, fault)["passed"], (
        f"nobody notices that {fault.sentence}; it changes nothing, or a test is missing"
    )
