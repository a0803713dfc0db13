"""Twenty thousand random runs of every window step against the oracle, and a million where there is time.

A failure tells the seed, and the smallest run that differs on its own.
"""

from __future__ import annotations

import random

import pytest
from tests.engine.windows.bulk import RUNS_IN_ONE, check_bulk, random_bulk
from tests.engine.windows.cases import WINDOW_STEPS, WINDOWERS
from tests.engine.windows.engine_keyed import compare_keyed, keyed_refusal
from tests.engine.windows.engine_side import refusal
from tests.engine.windows.keyed_cases import KEYED_OPERATORS, random_keyed_case

RUNS, LONG_RUNS = 8_000, 1_000_000
STEPS = (*WINDOW_STEPS, "aggregate_window")
SETTINGS = [
    *((step, windower, "behind_watermark") for step in STEPS for windower in WINDOWERS),
    *(("collect_window list", windower, "window_closed") for windower in WINDOWERS),
]
EACH = -(-RUNS // len(SETTINGS) // RUNS_IN_ONE) * RUNS_IN_ONE

settings = pytest.mark.parametrize(("step", "windower", "late_rule"), SETTINGS)


def skip_what_is_missing(step: str, windower: str, late_rule: str) -> None:
    reason = refusal(random_bulk(random.Random(0), step, windower, late_rule, live=False))
    if reason:
        pytest.skip(f"the engine refuses it: {reason}")


@settings
def test_runs_are_those_of_the_oracle(step: str, windower: str, late_rule: str) -> None:
    skip_what_is_missing(step, windower, late_rule)
    assert check_bulk(f"{step} {windower}", EACH, step, windower, late_rule) >= EACH


@pytest.mark.parametrize("clock", ["frozen", "moving"])
@pytest.mark.parametrize("operator", KEYED_OPERATORS)
def test_what_keys_keep_is_what_the_oracle_keeps(operator: str, clock: str) -> None:
    check_keyed(operator, clock, range(4))


@pytest.mark.long
@pytest.mark.parametrize("clock", ["frozen", "moving"])
@pytest.mark.parametrize("operator", KEYED_OPERATORS)
def test_what_keys_keep_is_what_the_oracle_keeps_for_long(operator: str, clock: str) -> None:
    check_keyed(operator, clock, range(1_000, 1_200))


def check_keyed(operator: str, clock: str, seeds: range) -> None:
    """Compare flows of fifty runs each, told apart by their keys."""
    if reason := keyed_refusal(random_keyed_case(random.Random(0), [operator])):
        pytest.skip(f"the engine refuses it: {reason}")
    for seed in seeds:
        for runs in (1, 50):
            case = random_keyed_case(random.Random(seed), [operator], runs, clock == "moving")
            try:
                compare_keyed(case)
            except AssertionError as difference:
                raise AssertionError(f"seed {seed}, {runs} runs: {difference}\nin {str(case)[:4000]}") from difference


def test_all_these_are_as_many_as_is_said() -> None:
    assert EACH * len(SETTINGS) >= RUNS


@pytest.mark.long
@settings
def test_runs_are_those_of_the_oracle_for_long(
    step: str, windower: str, late_rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    skip_what_is_missing(step, windower, late_rule)
    seed = f"{step} {windower} {random.randrange(10**9)}"
    runs = check_bulk(seed, LONG_RUNS // len(SETTINGS), step, windower, late_rule)
    with capsys.disabled():
        print(f"\n{runs:,} runs of {step}, {windower}, {late_rule}, seed {seed}")
