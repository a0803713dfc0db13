"""The same input gives the same output: in every process, and in batches of any size but for what is named here.

Where system time stands still, batches of other sizes may change (and in Bytewax do change):

    the order of keys, and of windows of a key that close together
    where sessions merge, out of order: the order of what they hold, which of equal items is the largest, and what
    a join gives before they close
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

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
from tests.engine.windows.oracle import Session
from tests.engine.windows.printed_runs import BATCH_SIZES, in_batches, inputs, ports

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
    once, *others = (_settled(case, ports(in_batches(case, size))) for size in BATCH_SIZES)
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
            _settled(case, wanted(one, run_oracle(one))) for one in (case, in_batches(case, 3), in_batches(case, 99))
        ]
        assert found[0] == found[1] == found[2], f"seed {seed}"


def _settled(case: Case, found: dict[str, Any]) -> Any:
    """Return what left the ports without what batches may change."""
    down, late, meta = (_rows(found[port]) for port in ("down", "late", "meta"))
    return _by_window(_unordered(case, down)), _by_key(late), _by_window(meta)


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _by_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: row["key"])


def _by_window(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["key"], row["window_id"]))


def _unordered(case: Case, down: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return results of sessions that may have merged, with what they hold in no order, as far as that says something."""
    setting = case.setting
    if setting.is_ordered or not isinstance(setting.windower, Session):
        return down
    if setting.operator in ("join_window", "max_window", "min_window"):
        return []
    return [{**row, "value": _in_no_order(row["value"])} for row in down if "value" in row]


def _in_no_order(value: Any) -> Any:
    if isinstance(value, str):
        return sorted(re.findall(r"\d+", value))
    if isinstance(value, dict):
        return sorted(value)
    return sorted(value) if isinstance(value, list) else value
