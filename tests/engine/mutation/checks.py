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
from tests.engine.windows.cases import WINDOWERS, various_cases
from tests.engine.windows.engine_keyed import compare_keyed
from tests.engine.windows.engine_side import compare
from tests.engine.windows.keyed_cases import KEYED_OPERATORS, random_keyed_case
from tests.engine.windows.test_going_on import STEPS, check_keyed_step, check_window_step

CASES = 60
RULES = ("behind_watermark", "window_closed")


def _compared(step: str, windower: str, late_rule: str) -> None:
    for case in various_cases("faults", CASES, [step], windower, late_rule):
        compare(case)


def _keyed(operator: str) -> None:
    for seed in range(CASES):
        compare_keyed(random_keyed_case(random.Random(seed), [operator], live=seed % 2 == 1))


def _check_of(name: str) -> Callable[[], None] | None:
    kind, _, rest = name.partition(" ")
    if kind == "keyed" and rest in KEYED_OPERATORS:
        return lambda: _keyed(rest)
    if kind == "resumed" and rest in KEYED_OPERATORS:
        return lambda: check_keyed_step(rest, CASES // 2)
    step, windower, *rule = [*name.removeprefix("resumed ").split(", "), ""]
    if step not in STEPS or windower not in WINDOWERS:
        return None
    late_rule = rule[0] or RULES[0]
    if kind == "resumed":
        return lambda: check_window_step(step, windower, CASES)
    return lambda: _compared(step, windower, late_rule)


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
