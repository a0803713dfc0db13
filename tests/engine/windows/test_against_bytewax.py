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
from tests.engine.windows.engine_side import columns, plain_result, refusal, results, run_engine

STEPS = pytest.mark.parametrize("step", WINDOW_STEPS)
WINDOWS = pytest.mark.parametrize("windower", WINDOWERS)


def draw(step: str, windower: str, seed: int) -> Case:
    """Return a case whose clock moves if the seed is odd."""
    rng = random.Random(seed)
    setting = random_setting(rng, [step], [windower])
    keys = rng.sample(KEYS, rng.choice([1, 2, 4]))
    turns = random_turns(rng, random_items(rng, rng.randint(1, 30), keys, setting.sides))
    return Case(setting, turns, random_readings(rng, len(turns) + 1) if seed % 2 else ())


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
        assert ours(case) == {
            "down": [(key, (number, plain_result(case.setting, value))) for key, (number, value) in theirs.down],
            "late": [(key, (number, item.value.number)) for key, (number, item) in theirs.late],
            "meta": theirs.meta,
        }, f"seed {seed}: {case}"


def ours(case: Case) -> dict[str, list[Any]]:
    result, operator = run_engine(case), case.setting.operator
    late, meta = columns(result, f"{operator}.late"), columns(result, f"{operator}.meta")
    merged = [tuple(ids) for ids in meta.get("merged_ids", ())]
    spans = zip(*(meta.get(name, ()) for name in ("window_id", "open_time", "close_time")), merged, strict=True)
    return {
        "down": _paired(results(case, result), "value"),
        "late": _paired(late, "value"),
        "meta": list(zip(meta.get("key", ()), spans, strict=True)),
    }


def _paired(found: dict[str, list[Any]], name: str) -> list[Any]:
    keys, ids, values = (found.get(column, ()) for column in ("key", "window_id", name))
    return list(zip(keys, zip(ids, values, strict=True), strict=True))
