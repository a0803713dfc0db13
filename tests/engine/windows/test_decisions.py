"""The record of what a window step decided of each item, against the oracle's, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
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
    in_turns,
    run_oracle,
    various_cases,
)
from tests.engine.windows.engine_side import flow_of
from tests.engine.windows.oracle import Decision, Item, Late, Session, tumbling

from tidegate import Plan, Worker, read_flow
from tidegate.decisions import DECIDED, ITEMS_PER_TAKE, LATE_PER_TAKE, Decisions
from tidegate.window_step import WindowLogic

INSTANTS = ("timestamp", "arrived_at", "watermark_before", "watermark_after", "wait_needed")


def take_each_turn(case: Case) -> list[Decisions]:
    """Return what the engine decided, taken after every turn."""
    document = flow_of(case) | {"run": {"clock": "live" if case.readings else "frozen"}}
    flow = read_flow(document).flow
    assert flow is not None
    worker, taken = Worker(Plan.of(flow, Path()), data_root=Path(), watched=False), []
    worker.open()
    logic = worker.logic(case.setting.operator)
    assert isinstance(logic, WindowLogic)
    logic.decisions.wanted = True
    while not worker.ended:
        worker.turn(case.reading(worker.turns))
        taken.append(logic.decisions.take())
    worker.close()
    return [one for one in taken if one is not None]


def rows(taken: Sequence[Decisions]) -> list[dict[str, Any]]:
    """Return the rows of all takes, times as microseconds."""
    found = []
    for one in taken:
        assert one.table.schema == DECIDED
        table = one.table
        for name in INSTANTS:
            table = table.set_column(table.column_names.index(name), name, table[name].cast("int64"))
        found += table.to_pylist()
    return found


def wanted(case: Case) -> list[dict[str, Any]]:
    """Return what the oracle decided, as far as it could be known when it was."""
    step = run_oracle(case)
    late = {one.position: one for one in step.late}
    turn_of = [number for number, items in enumerate(case.turns) for _ in items]
    return [
        _wanted(case, one, late.get(one.position), case.reading(turn_of[one.position]))
        for one in sorted(step.decisions, key=lambda decision: decision.position)
    ]


def _wanted(case: Case, one: Decision, late: Late | None, reading_us: int) -> dict[str, Any]:
    setting = case.setting
    unknown = isinstance(setting.windower, Session) and setting.is_ordered and setting.late_rule == "behind_watermark"
    moved = one.watermark_before != one.watermark_after
    return {
        "position": one.position,
        "key": one.key,
        "timestamp": one.timestamp,
        "arrived_at": reading_us if case.readings else None,
        "watermark_before": one.watermark_before,
        "watermark_after": one.watermark_after,
        "watermark_position": late.watermark_position if late else one.position if moved else None,
        "wait_needed": late.wait_needed if late else None,
        "verdict": one.verdict,
        "window_ids": [None] if unknown and not late else one.window_ids,
    }


def check(case: Case) -> None:
    """Demand that the engine decides as the oracle does, on the same evidence."""
    assert rows(take_each_turn(case)) == wanted(case), str(case)


@pytest.mark.parametrize("late_rule", ["behind_watermark", "window_closed"])
@pytest.mark.parametrize("windower", WINDOWERS)
def test_every_item_is_decided_as_by_the_oracle_on_the_same_evidence(windower: str, late_rule: str) -> None:
    for case in various_cases("decided", 80, WINDOW_STEPS, windower, late_rule):
        check(case)


@pytest.mark.parametrize("windower", WINDOWERS)
def test_where_time_is_that_of_arrival_no_item_sets_it(windower: str) -> None:
    for case in various_cases("by arrival", 20, WINDOW_STEPS, windower):
        if case.readings:
            check(replace(case, setting=replace(case.setting, wait_us=None)))


# -- what is left out -------------------------------------------------------------------------------------------------

TEN_SECONDS = Setting("collect_window", tumbling(10 * SECOND, 0), 0)


def items(seconds: Sequence[int | None]) -> list[Item]:
    times = [None if second is None else YEAR_2022 + second * SECOND for second in seconds]
    return [Item("a", at_us, Fields(number)) for number, at_us in enumerate(times)]


def taken_of(*turns: Sequence[int | None]) -> list[tuple[int, int, int, int]]:
    """Return, turn by turn, how many are on time and late in the record, and how many of each are not."""
    sizes = [len(turn) for turn in turns]
    taken = take_each_turn(Case(TEN_SECONDS, in_turns(items([second for turn in turns for second in turn]), sizes)))
    verdicts = [one.table["verdict"].to_pylist() for one in taken]
    return [
        (told.count("on_time"), told.count("late"), one.skipped_on_time, one.skipped_late)
        for told, one in zip(verdicts, taken, strict=True)
    ]


def test_what_there_is_no_room_for_is_counted() -> None:
    more = ITEMS_PER_TAKE + 7
    assert taken_of([1] * more, [2, 1]) == [(ITEMS_PER_TAKE, 0, 7, 0), (1, 1, 0, 0)]


def test_late_items_are_the_last_to_be_left_out() -> None:
    assert taken_of([5] * ITEMS_PER_TAKE + [5, 1, 5, 2]) == [(ITEMS_PER_TAKE, 2, 2, 0)]
    assert taken_of([5] + [1] * (LATE_PER_TAKE + 3) + [5]) == [(1, LATE_PER_TAKE, 1, 3)]


def test_bad_items_are_not_in_the_record_and_do_not_hide_what_is_left_out() -> None:
    assert taken_of([1, None, 2]) == [(2, 0, 0, 0)]
    assert taken_of([None] * ITEMS_PER_TAKE + [1, 2, 3]) == [(0, 0, 3, 0)]


def test_nothing_is_kept_until_somebody_wants_it() -> None:
    case = Case(TEN_SECONDS, (tuple(items([1, 2])),))
    flow = read_flow(flow_of(case)).flow
    assert flow is not None
    worker = Worker(Plan.of(flow, Path()), data_root=Path(), watched=False)
    worker.open()
    worker.turn(0)
    logic = worker.logic("collect_window")
    assert isinstance(logic, WindowLogic)
    assert logic.decisions.take() is None
    worker.close()
