"""What the oracle says of late items by hand-made examples, above all by the rule that Bytewax does not have."""

from __future__ import annotations

import random

import pytest
from tests.engine.windows.cases import SECOND, Case, random_items, random_setting, run_oracle
from tests.engine.windows.oracle import (
    BEHIND_WATERMARK,
    WINDOW_CLOSED,
    EventClock,
    Grid,
    Item,
    Kept,
    Session,
    Windowed,
    WindowStep,
    listed,
    tumbling,
)


def run(windower: Grid | Session, late_rule: str, *times: int, wait: int = 0, batch: int = 1) -> WindowStep:
    """Run items of one key, at these instants, through windows that are not ordered."""
    step = WindowStep(Windowed(EventClock(wait, late_rule), windower, lambda: Kept(listed()), ordered=False))
    items = [Item("a", at, at) for at in times]
    for start in range(0, len(items), batch):
        step.turn(0, items[start : start + batch])
    step.end()
    return step


def lists(step: WindowStep) -> list[tuple[int, list[int]]]:
    return [(down.window_id, down.value) for down in step.down]


def late(step: WindowStep) -> list[tuple[int, int]]:
    return [(one.window_id, one.timestamp) for one in step.late]


def test_an_item_behind_the_watermark_is_late_though_its_window_is_open() -> None:
    step = run(tumbling(10, 0), BEHIND_WATERMARK, 0, 5, 3)
    assert (lists(step), late(step)) == ([(0, [0, 5])], [(0, 3)])
    assert (step.late[0].late_by, step.late[0].wait_needed, step.late[0].window_was_open) == (2, 2, True)


def test_by_the_other_rule_it_goes_into_its_window() -> None:
    step = run(tumbling(10, 0), WINDOW_CLOSED, 0, 5, 3)
    assert (lists(step), late(step)) == ([(0, [0, 5, 3])], [])


def test_by_the_other_rule_an_item_is_late_once_the_watermark_is_at_the_close_time() -> None:
    step = run(tumbling(10, 0), WINDOW_CLOSED, 9, 10, 9)
    assert (lists(step), late(step)) == ([(0, [9]), (1, [10])], [(0, 9)])
    assert step.late[0].wait_needed == 1


def test_by_the_other_rule_an_item_goes_into_those_of_its_windows_that_are_open() -> None:
    step = run(Grid(10, 5, 0), WINDOW_CLOSED, 12, 7, 4)
    assert lists(step) == [(1, [12, 7]), (2, [12])]
    assert late(step) == [(-1, 4), (0, 4)]
    assert [(one.window_was_open, one.wait_needed) for one in step.late] == [(False, 3), (False, 3)]


def test_by_the_other_rule_an_item_that_touches_an_open_session_is_on_time() -> None:
    step = run(Session(5), WINDOW_CLOSED, 20, 15, 12, 6)
    assert (lists(step), late(step)) == ([(0, [20, 15, 12])], [(-1, 6)])
    assert step.late[0].wait_needed == 20 - 5 - 6


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_by_the_other_rule_batches_change_nothing(batch: int) -> None:
    step = run(Session(5), WINDOW_CLOSED, 0, 20, 16, 11, 6, 5, batch=batch)
    assert (lists(step), late(step)) == ([(0, [0]), (1, [20, 16, 11, 6, 5])], [])


def test_an_item_of_a_late_session_has_no_window() -> None:
    only = run(Session(5), BEHIND_WATERMARK, 0, 20, 1).late[0]
    assert (only.window_id, only.window_open_time, only.window_close_time) == (-1, None, None)


def test_every_item_has_one_decision_and_it_fits_what_came_out() -> None:
    for seed in range(200):
        rng = random.Random(seed)
        setting = random_setting(rng, ["collect_window list"])
        case = Case(setting, (tuple(random_items(rng, 30, "ab")),))
        step = run_oracle(case)
        decided = sorted(step.decisions, key=lambda decision: decision.position)
        assert [decision.position for decision in decided] == list(range(30))
        for decision in decided:
            landed = sum(down.value.count(decision.position) for down in step.down)
            assert landed == (len(decision.window_ids) if decision.verdict == "on_time" else 0)
            before, after = decision.watermark_before, decision.watermark_after
            assert before is None or before <= after, "a watermark went back"
            assert (decision.timestamp < after) == (decision.verdict == "late")
        assert len(step.late) == sum(len(one.window_ids) for one in decided if one.verdict == "late")


def test_the_wait_that_is_said_to_be_needed_is_the_smallest_that_keeps_the_item() -> None:
    for late_rule, windower in ((BEHIND_WATERMARK, Grid(10, 5, 0)), (WINDOW_CLOSED, Grid(10, 5, 0))):
        for seed in range(30):
            times = random.Random(seed).choices(range(60), k=12)
            for one in run(windower, late_rule, *times).late:
                kept = run(windower, late_rule, *times, wait=one.wait_needed)
                lost = run(windower, late_rule, *times, wait=one.wait_needed - 1)
                assert one.position not in {other.position for other in kept.late}
                assert one.position in {other.position for other in lost.late}


def test_system_time_of_a_step_never_goes_back() -> None:
    step = WindowStep(Windowed(EventClock(0), tumbling(10 * SECOND, 0), lambda: Kept(listed())))
    step.turn(7, [Item("a", 1)])
    step.turn(3, [Item("b", 5), Item("b", 4)])
    assert [one.arrived_at for one in step.late] == [7]
