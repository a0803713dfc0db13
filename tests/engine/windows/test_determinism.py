"""The same input gives the same output: in every process, and in batches of any size but for what is named here.

Where system time stands still, batches of other sizes may change (and in Bytewax do change):

    the order of keys, and of windows of a key that close together
    where sessions merge, out of order: the order of what they hold, which of equal items is the largest, and what
    a join gives before they close
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engine.windows.cases import (
    KEYS,
    WINDOW_STEPS,
    WINDOWERS,
    Case,
    in_turns,
    random_items,
    random_setting,
    run_oracle,
)
from tests.engine.windows.engine_side import wanted
from tests.engine.windows.printed_runs import BATCH_SIZES, in_batches, inputs, ports
from tests.engine.windows.settled import settled

ROOT = Path(__file__).parents[3]
CASES = list(inputs())


def test_a_run_is_the_same_to_the_byte_in_every_process() -> None:
    running = [_printing(seed) for seed in ("0", "1", "4711")]
    first, *others = [process.communicate()[0] for process in running]
    assert first.count(b"\n") == len(CASES) * len(BATCH_SIZES)
    assert [other == first for other in others] == [True, True]


def _printing(seed: str) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("engine", "backend", "."))
    return subprocess.Popen(
        [sys.executable, "-m", "tests.engine.windows.printed_runs"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.setting.operator} {type(case.setting.windower).__name__}"
)
def test_batches_of_any_size_give_the_same_but_for_what_is_named(case: Case) -> None:
    once, *others = (settled(case, ports(in_batches(case, size))) for size in BATCH_SIZES)
    for other in others:
        assert other == once


@pytest.mark.parametrize("windower", WINDOWERS)
@pytest.mark.parametrize("step", WINDOW_STEPS)
def test_batches_of_any_size_give_the_same_in_the_oracle(step: str, windower: str) -> None:
    for seed in range(40):
        rng = random.Random(seed)
        setting = random_setting(rng, [step], [windower])
        items = random_items(rng, rng.randint(1, 30), rng.sample(KEYS, 2), setting.sides)
        case = Case(setting, in_turns(items, [1] * len(items)))
        found = [
            settled(case, wanted(one, run_oracle(one))) for one in (case, in_batches(case, 3), in_batches(case, 99))
        ]
        assert found[0] == found[1] == found[2], f"seed {seed}"
