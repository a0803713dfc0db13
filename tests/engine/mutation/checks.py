"""Quick comparisons with the oracle, by names that say what is compared; each takes a second or so in plain Python.

    collect_window list, tumbling                   a window step, a windower
    collect_window list, tumbling, window_closed    by the other late rule
    resumed collect_window list, tumbling           stopped and gone on with in the middle
    keyed collect                                   a step without windows

Any other name is the id of a test.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from tests.engine.windows.cases import WINDOW_STEPS, WINDOWERS, run_oracle, various_cases
from tests.engine.windows.engine_keyed import compare_keyed, keyed_flow_of
from tests.engine.windows.engine_side import compare, flow_of, results, same, wanted
from tests.engine.windows.keyed_cases import KEYED_OPERATORS, random_keyed_case

from tidegate.testing import run_flow

CASES = 60
STEPS = (*WINDOW_STEPS, "aggregate_window")
RULES = ("behind_watermark", "window_closed")


def _compared(step: str, windower: str, late_rule: str) -> None:
    for case in various_cases("faults", CASES, [step], windower, late_rule):
        compare(case)


def _resumed(step: str, windower: str) -> None:
    """Stop before the second and the fourth turn, which are not made then; those that follow are the same."""
    for case in various_cases("resumed", CASES, [step], windower):
        if case.readings:
            continue
        result = run_flow(flow_of(case), resumed_in=[2, 4])
        for port, columns in wanted(case, run_oracle(case)).items():
            same(results(case, result, port), columns, f"{case}\n{port}")


def _keyed(operator: str) -> None:
    for seed in range(CASES):
        compare_keyed(random_keyed_case(random.Random(seed), [operator], live=seed % 2 == 1))


def _resumed_keyed(operator: str) -> None:
    for seed in range(CASES // 2):
        case = random_keyed_case(random.Random(seed), [operator])
        straight, stopped = (run_flow(keyed_flow_of(case), resumed_in=turns) for turns in ((), (2, 4)))
        assert stopped.items("step.down") == straight.items("step.down"), str(case)


def _check_of(name: str) -> Callable[[], None] | None:
    kind, _, rest = name.partition(" ")
    if kind == "keyed" and rest in KEYED_OPERATORS:
        return lambda: _keyed(rest)
    if kind == "resumed" and rest in KEYED_OPERATORS:
        return lambda: _resumed_keyed(rest)
    step, windower, *rule = [*name.removeprefix("resumed ").split(", "), ""]
    if step not in STEPS or windower not in WINDOWERS:
        return None
    late_rule = rule[0] or RULES[0]
    return (lambda: _resumed(step, windower)) if kind == "resumed" else (lambda: _compared(step, windower, late_rule))


def run(name: str) -> None:
    """Do a check; raise whatever it comes to."""
    check = _check_of(name)
    if check is not None:
        check()
        return
    assert "::" in name, f"there is no check {name!r}"
    told = pytest.main([name, "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore", "--tb=short"])
    assert told is not pytest.ExitCode.NO_TESTS_COLLECTED and told is not pytest.ExitCode.USAGE_ERROR, (
        f"there is no test {name}"
    )
    assert told is pytest.ExitCode.OK, f"{name} failed"
