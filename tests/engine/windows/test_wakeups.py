"""A window step is woken on the microsecond at which time alone does something, and not before and not over and over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.engine.windows.cases import (
    SECOND,
    WINDOW_STEPS,
    WINDOWERS,
    YEAR_2022,
    Case,
    Fields,
    Setting,
    various_cases,
)
from tests.engine.windows.engine_side import compare
from tests.engine.windows.live_step import gone_on, logic_of, moments
from tests.engine.windows.oracle import Item, Session, WindowStep, tumbling

from tidegate import Command, Plan, Worker, drive, read_flow
from tidegate.window_step import WindowLogic

RULE = "behind_watermark"
FOLDS_AND_JOINS = ("fold_window", "join_window")
"""What lets items wait in an ordered step: only there does it show when they go into their windows."""


def live_cases(seed: str, count: int, steps: Sequence[str], windower: str, late_rule: str = RULE) -> Iterator[Case]:
    """Return live cases, ordered where the engine lets items wait as the oracle does."""
    for case in various_cases(seed, count, steps, windower, late_rule):
        ordered = case.setting.ordered and case.setting.operator in FOLDS_AND_JOINS
        if case.readings:
            yield replace(case, setting=replace(case.setting, ordered=ordered))


def woken_exactly(logic: WindowLogic, oracle: WindowStep, now_us: int) -> None:
    """Demand that a step is woken in time, and exactly so once it has looked at what it has.

    A window that has closed by its key's items may leave an earlier wake-up behind, as finding the next one costs a look
    at all keys; that wake-up finds nothing, and finds out when the next one is due.
    """
    due_us = oracle.wake_at()
    assert due_us is None or (logic.wake_at() or 0) <= due_us, "woken too late, or not at all"
    assert logic.on_wake(now_us) == [], "something was due and had not been done"
    assert logic.wake_at() == due_us


@pytest.mark.parametrize("windower", WINDOWERS)
def test_a_step_is_woken_exactly_when_the_oracle_says(windower: str) -> None:
    for case in live_cases("woken", 60, [*WINDOW_STEPS, *FOLDS_AND_JOINS, *FOLDS_AND_JOINS], windower):
        for moment in moments(case):
            woken_exactly(moment.logic, moment.oracle, moment.now_us)


@pytest.mark.parametrize("windower", WINDOWERS)
def test_by_the_other_rule_a_step_is_woken_exactly_too(windower: str) -> None:
    for case in live_cases("woken", 30, ["collect_window list"], windower, "window_closed"):
        for moment in moments(case):
            woken_exactly(moment.logic, moment.oracle, moment.now_us)


def test_a_session_is_due_a_microsecond_after_a_gap_of_silence() -> None:
    case = Case(Setting("count_window", Session(5 * SECOND), 2 * SECOND), ((Item("a", YEAR_2022, Fields(0)),),), (100,))
    assert [moment.logic.wake_at() for moment in moments(case)] == [100 + 7 * SECOND + 1]


def test_a_step_without_windows_is_not_woken() -> None:
    first, last = Item("a", YEAR_2022, Fields(0)), Item("a", YEAR_2022 + 60 * SECOND, Fields(1))
    case = Case(
        Setting("count_window", tumbling(SECOND, 0), 0), ((first,), (), (last,)), (100, 100 + SECOND, 200 + SECOND)
    )
    assert [moment.logic.wake_at() for moment in moments(case)] == [100 + SECOND, None, 200 + 2 * SECOND]


@pytest.mark.parametrize("windower", WINDOWERS)
def test_a_job_that_goes_on_is_woken_for_what_it_has_taken_back(windower: str) -> None:
    for case in live_cases("goes on", 40, ["collect_window list", *FOLDS_AND_JOINS], windower):
        for moment in moments(case):
            worker = gone_on(case, moment.worker.snapshot(moment.now_us), moment.now_us)
            woken_exactly(logic_of(case, worker), moment.oracle, moment.now_us)
            worker.close()


@pytest.mark.parametrize("windower", [tumbling(10 * SECOND, 0), Session(5 * SECOND)])
def test_a_clock_that_is_set_back_makes_nothing_late_or_early(windower: Any) -> None:
    times = (YEAR_2022 + second * SECOND for second in (10, 7, 12, 11))
    turns = tuple((Item("a", at_us, Fields(number)),) for number, at_us in enumerate(times))
    step = compare(Case(Setting("collect_window", windower, 0), turns, (60 * SECOND, 5 * SECOND, 0, SECOND), 1))
    assert [late.item.value.number for late in step.late] == [1, 3]


# -- an hour ------------------------------------------------------------------------------------------------------------


def hour_of_silence() -> Worker:
    """Return a live run with open windows of every kind behind a source that pauses for an hour."""
    items = [{"at": f"2022-01-01T00:00:0{second}Z", "key": "ab"[second % 2], "n": second} for second in (1, 2, 3)]
    schema = {"at": "timestamp", "key": "str", "n": "int"}
    source = {"schema": schema, "items": [*items, {"$": "PAUSE", "for": "1h"}, items[2]], "batch_size": 9}
    clock = {"type": "event", "timestamp": "at", "wait": "20m"}
    steps: list[tuple[str, str, dict[str, Any]]] = [("s", "testing_source", source), ("k", "key_on", {"key": "key"})]
    windows = {
        "tumbling": ("count_window", {"type": "tumbling", "length": "10s"}, {"key": "key"}),
        "sliding": ("collect_window", {"type": "sliding", "length": "10s", "offset": "5s"}, {}),
        "session": ("fold_window", {"type": "session", "gap": "5s"}, {"initial": "0", "fold": "acc + n"}),
        "rows": ("join_window", {"type": "tumbling", "length": "10s"}, {"names": ["n"], "emit_mode": "running"}),
    }
    streams = [("s.down", "k.up")]
    for name, (kind, windower, more) in windows.items():
        steps.append((name, kind, {"clock": clock, "windower": windower, **more}))
        up = "s" if kind == "count_window" else "k"
        streams.append((f"{up}.down", f"{name}.{'sides' if kind == 'join_window' else 'up'}"))
    document = {
        "run": {"clock": "live"},
        "steps": [{"id": name, "operator": kind, "config": config} for name, kind, config in steps],
        "streams": [{"from": up, "to": down} for up, down in streams],
    }
    found = read_flow(document)
    assert found.flow is not None, found.diagnostics
    return Worker(Plan.of(found.flow, Path()), data_root=Path(), watched=False)


def test_an_hour_of_silence_with_windows_open_costs_a_handful_of_turns() -> None:
    worker, now, waits = hour_of_silence(), [YEAR_2022], list[int]()
    worker.open(None, YEAR_2022)

    def wait_until(at_us: int | None) -> None:
        assert at_us is not None
        assert at_us > now[0], "told to wait for what is past"
        waits.append(at_us - YEAR_2022)
        now[0] = at_us

    drive(worker, now_us=lambda: now[0], between_turns=lambda: Command.GO_ON, wait_until=wait_until)
    assert waits[-1] == 3_600 * SECOND
    assert all(1_190 * SECOND <= at_us <= 1_220 * SECOND for at_us in waits[:-1]), "around the wait of twenty minutes"
    assert worker.turns <= len(waits) + 4
    assert len(waits) <= 12
    worker.close()
