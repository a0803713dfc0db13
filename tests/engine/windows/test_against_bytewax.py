"""The window steps against the real Bytewax, over random runs: the exact order of results, late items and windows.

Where the clock moves, Bytewax is woken in every turn, which is what waking exactly on time comes to.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

pytest.importorskip("bytewax.operators.windowing", reason="Bytewax does not run on this Python", exc_type=ImportError)

from tests.engine.windows.bytewax_side import heard, run_bytewax
from tests.engine.windows.cases import (
    KEYS,
    WINDOW_STEPS,
    WINDOWERS,
    Case,
    random_items,
    random_readings,
    random_setting,
    random_turns,
)
from tests.engine.windows.engine_side import plain_result, refusal, results, run_engine, turns

from tidegate.testing import RunResult

STEPS = pytest.mark.parametrize("step", WINDOW_STEPS)
WINDOWS = pytest.mark.parametrize("windower", WINDOWERS)


def draw(step: str, windower: str, seed: int) -> Case:
    """Return a case whose clock moves if the seed is odd."""
    rng = random.Random(seed)
    setting = random_setting(rng, [step], [windower])
    keys = rng.sample(KEYS, rng.choice([1, 2, 4]))
    turns = random_turns(rng, random_items(rng, rng.randint(1, 30), keys, setting.sides))
    return Case(setting, turns, random_readings(rng, setting, turns) if seed % 2 else ())


@STEPS
@WINDOWS
def test_results_late_items_and_windows_come_out_as_from_bytewax(step: str, windower: str) -> None:
    check(step, windower, range(16))


@pytest.mark.long
@STEPS
@WINDOWS
def test_results_late_items_and_windows_come_out_as_from_bytewax_for_long(step: str, windower: str) -> None:
    check(step, windower, range(1_000, 2_000))


def check(step: str, windower: str, seeds: range) -> None:
    if reason := refusal(draw(step, windower, 0)):
        pytest.skip(f"the engine refuses it: {reason}")
    for seed in seeds:
        case = draw(step, windower, seed)
        theirs = heard(case, run_bytewax(case, wakes=bool(case.readings)))
        assert ours(case) == [
            [(turn, key, number, plain_result(case.setting, value)) for turn, (key, (number, value)) in theirs.down],
            [(turn, key, number, item.value.number) for turn, (key, (number, item)) in theirs.late],
            [(turn, key, *span) for turn, (key, span) in theirs.meta],
        ], f"seed {seed}: {case}"


def ours(case: Case) -> list[list[Any]]:
    result, operator = run_engine(case), case.setting.operator
    down, late, meta = (results(case, result, port) for port in ("down", "late", "meta"))
    if meta:
        meta["merged_ids"] = [tuple(ids) for ids in meta["merged_ids"]]
    return [
        _told(result, f"{operator}.down", down, "value"),
        _told(result, f"{operator}.late", late, "value"),
        _told(result, f"{operator}.meta", meta, "open_time", "close_time", "merged_ids"),
    ]


def _told(result: RunResult, place: str, found: dict[str, list[Any]], *names: str) -> list[Any]:
    return list(zip(turns(result, place), *(found.get(name, ()) for name in ("key", "window_id", *names)), strict=True))
