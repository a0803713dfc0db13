"""The oracle against the real Bytewax, over random runs: the exact order of everything that comes out.

The clock that Bytewax is given moves when a turn begins. For `woken` runs every wake-up is overdue as soon as it is
asked for, so that each key is woken in each turn, after the turn's items: a window whose time has come closes then, and
nothing else happens, which is what waking exactly on time does.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

pytest.importorskip("bytewax.operators.windowing", reason="Bytewax does not run on this Python", exc_type=ImportError)

from tests.engine.windows.bytewax_keyed import run_keyed_bytewax
from tests.engine.windows.bytewax_side import heard, run_bytewax, told
from tests.engine.windows.cases import WINDOW_STEPS, Case, merging_case, random_case, run_oracle
from tests.engine.windows.keyed_cases import KEYED_OPERATORS, random_keyed_case, run_keyed_oracle

Draw = Callable[[random.Random, str, bool], Case]


def _any(rng: random.Random, step: str, live: bool) -> Case:
    return random_case(rng, [step], live)


def _merging(rng: random.Random, step: str, live: bool) -> Case:
    return merging_case(rng, [step], live)


def check(draw: Draw, step: str, clock: str, seeds: range) -> None:
    for seed in seeds:
        case = draw(random.Random(seed), step, clock != "frozen")
        oracle = run_oracle(case, wakes=clock == "woken")
        theirs = heard(case, run_bytewax(case, wakes=clock == "woken"))
        assert told(oracle) == theirs, f"seed {seed}: {case}"


STEPS = pytest.mark.parametrize("step", WINDOW_STEPS)
CLOCKS = pytest.mark.parametrize("clock", ["frozen", "moving", "woken"])


@STEPS
@CLOCKS
def test_windows_are_those_of_bytewax(step: str, clock: str) -> None:
    check(_any, step, clock, range(16))


@STEPS
@CLOCKS
def test_merging_sessions_are_those_of_bytewax(step: str, clock: str) -> None:
    check(_merging, step, clock, range(12))


@pytest.mark.parametrize("operator", KEYED_OPERATORS)
def test_what_keys_keep_is_what_bytewax_keeps(operator: str) -> None:
    check_keyed(operator, range(12))


def check_keyed(operator: str, seeds: range) -> None:
    for seed in seeds:
        case = random_keyed_case(random.Random(seed), [operator])
        assert run_keyed_oracle(case).down == run_keyed_bytewax(case), f"seed {seed}: {case}"


@pytest.mark.long
@STEPS
@CLOCKS
def test_windows_are_those_of_bytewax_for_long(step: str, clock: str) -> None:
    check(_any, step, clock, range(1_000, 3_000))
    check(_merging, step, clock, range(1_000, 2_000))


@pytest.mark.long
@pytest.mark.parametrize("operator", KEYED_OPERATORS)
def test_what_keys_keep_is_what_bytewax_keeps_for_long(operator: str) -> None:
    check_keyed(operator, range(1_000, 3_000))


def test_the_runs_show_what_they_are_to_prove() -> None:
    merging = [run_oracle(merging_case(random.Random(seed))) for seed in range(100)]
    assert sum(any(len(meta.merged_ids) > 1 for meta in step.meta) for step in merging) > 5
    live = [random_case(random.Random(seed), live=True) for seed in range(300)]
    woken = [run_oracle(case) for case in live]
    assert sum(len(step.late) > 0 for step in woken) > 100
    assert sum(step.events != run_oracle(case, wakes=False).events for case, step in zip(live, woken, strict=True)) > 30
    assert sum(len({meta[:2] for meta in step.meta}) < len(step.meta) for step in woken) > 20, "windows open again"
