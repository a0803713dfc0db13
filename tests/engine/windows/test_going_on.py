"""A job that is stopped and gone on with in the middle gives what the oracle gives without a stop."""

from __future__ import annotations

import random

import pytest
from tests.engine.windows.cases import (
    SECOND,
    WINDOW_STEPS,
    WINDOWERS,
    YEAR_2022,
    Case,
    Fields,
    Setting,
    run_oracle,
    various_cases,
)
from tests.engine.windows.engine_keyed import keyed_flow_of
from tests.engine.windows.engine_side import flow_of, results, same, wanted
from tests.engine.windows.keyed_cases import KEYED_OPERATORS, random_keyed_case
from tests.engine.windows.oracle import Item, tumbling

from tidegate.testing import run_flow

STEPS = (*WINDOW_STEPS, "aggregate_window")
STOPPED = (2, 4)
"""The turns before which the job is stopped; they are not made then, and those that follow are the same."""


def check(case: Case) -> None:
    result = run_flow(flow_of(case), resumed_in=STOPPED)
    for port, columns in wanted(case, run_oracle(case)).items():
        same(results(case, result, port), columns, f"{case}\n{port}")


def check_window_step(step: str, windower: str, count: int) -> None:
    for case in various_cases("going on", count, [step], windower):
        if not case.readings:
            check(case)


def check_keyed_step(operator: str, count: int) -> None:
    for seed in range(count):
        case = random_keyed_case(random.Random(seed), [operator])
        straight, stopped = (run_flow(keyed_flow_of(case), resumed_in=turns) for turns in ((), STOPPED))
        assert stopped.items("step.down") == straight.items("step.down"), str(case)


@pytest.mark.parametrize("windower", WINDOWERS)
@pytest.mark.parametrize("step", STEPS)
def test_a_window_step_goes_on_as_if_it_had_not_been_stopped(step: str, windower: str) -> None:
    check_window_step(step, windower, 30)


@pytest.mark.parametrize("operator", KEYED_OPERATORS)
def test_what_keys_keep_goes_on_as_if_it_had_not_been_stopped(operator: str) -> None:
    check_keyed_step(operator, 15)


@pytest.mark.parametrize("step", ["fold_window", "join_window"])
def test_a_step_whose_items_all_wait_for_the_watermark_can_be_stopped(step: str) -> None:
    items = [Item("a", YEAR_2022 + second * SECOND, Fields(second)) for second in (1, 2, 3)]
    check(Case(Setting(step, tumbling(10 * SECOND, 0), 60 * SECOND), tuple((item,) for item in items)))
