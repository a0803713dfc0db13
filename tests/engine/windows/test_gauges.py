"""What a window step shows of itself while it runs: its watermark, its keys, its open windows, the items in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engine.windows.cases import WINDOWERS, various_cases
from tests.engine.windows.live_step import moments
from tests.engine.windows.oracle import Kept, WindowStep

from tidegate.operator import Gauges


def seen(oracle: WindowStep, now_us: int) -> Gauges:
    """Return what the oracle has: items are counted in every window that they are in.

    The watermark is that of the time at which the step last did something.
    """
    machines = oracle.machines.values()
    marks = [mark for machine in machines if (mark := machine.clock.watermark(now_us)) is not None]
    held = [content for machine in machines for content in machine.held.values()]
    return Gauges(
        max(marks, default=None),
        min(marks, default=None),
        sum(bool(machine.held) for machine in machines),
        len(held),
        sum(len(content.items) for content in held if isinstance(content, Kept)),
    )


@pytest.mark.parametrize("windower", WINDOWERS)
def test_a_step_shows_what_the_oracle_has(windower: str) -> None:
    for case in various_cases("shown", 40, ["collect_window list"], windower):
        for moment in moments(replace(case, setting=replace(case.setting, ordered=False))):
            assert moment.logic.gauges() == seen(moment.oracle, moment.logic.now_us), str(case)
