"""What holds of every run of a window step, whatever the items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.engine.windows.cases import Case, Fields, Setting, in_turns
from tests.engine.windows.engine_side import flow_of, rows, run_flow
from tests.engine.windows.oracle import Item, tumbling

from tidegate import Command, Plan, Worker, drive, read_flow
from tidegate.testing import RunResult

few = settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))

LISTS, SUMS = "collect_window", "aggregate_window"

TIMES = st.integers(-40, 160)
DRAWN = st.lists(st.tuples(st.sampled_from("abé"), TIMES | st.none(), st.integers(-9, 9)), max_size=30)
ITEMS = DRAWN.map(lambda drawn: [Item(key, at, Fields(n, whole)) for n, (key, at, whole) in enumerate(drawn)])
SIZES = st.lists(st.integers(0, 9), max_size=8)
FROZEN = st.builds(
    lambda length, align, wait, ordered, items, sizes: Case(
        Setting(LISTS, tumbling(length, align), wait, ordered), in_turns(items, sizes)
    ),
    st.sampled_from([7, 10, 40]),
    st.sampled_from([0, 3]),
    st.integers(0, 60),
    st.booleans(),
    ITEMS,
    SIZES,
)


def run_engine(case: Case) -> RunResult:
    return run_flow(flow_of(case, LISTS, SUMS), system_us=case.readings)


@few
@given(FROZEN, st.lists(st.integers(0, 200), min_size=1, max_size=9).map(sorted))
def test_every_item_is_kept_late_or_bad_and_counted_once(case: Case, readings: list[int]) -> None:
    result = run_engine(replace(case, readings=tuple(readings)))
    assert result.stats is not None
    for step in (result.stats.steps[LISTS], result.stats.steps[SUMS]):
        assert step.items_in == step.kept + step.late + step.bad == len(case.items)
        assert step.late == step.items_out.get("late", 0)
        assert (step.open_windows, step.held, step.keys) == (0, 0, 0)
    listed = [number for row in rows(result, f"{LISTS}.down") for number in row["value"]]
    late = [row["value"] for row in rows(result, f"{LISTS}.late")]
    bad = [row["position"] for row in rows(result, f"{LISTS}.errors")]
    assert sorted([*listed, *late, *bad]) == list(range(len(case.items)))
    assert sum(row["count"] for row in rows(result, f"{SUMS}.down")) == len(listed)


@few
@given(FROZEN, SIZES)
def test_batch_sizes_change_no_list_and_no_lateness(case: Case, sizes: list[int]) -> None:
    assert _by_key(run_engine(case)) == _by_key(run_engine(case.rebatched(sizes)))


def _by_key(result: RunResult) -> dict[str, Any]:
    """Return what came out key by key; which window of a key comes first when several close together may change."""
    return {
        place: sorted(rows(result, place), key=lambda row: (row["key"], row.get("position"), row["window_id"]))
        for place in (f"{LISTS}.down", f"{LISTS}.late", f"{LISTS}.meta", f"{SUMS}.down")
    }


@few
@given(FROZEN)
def test_the_wait_that_is_said_to_be_needed_is_the_smallest_that_keeps_the_item(case: Case) -> None:
    case = replace(case, turns=((*(item._replace(key="a") for item in case.items if item.at_us is not None),),))
    late = rows(run_engine(case), f"{LISTS}.late")
    assume(late)
    for row in (late[0], late[-1]):
        assert row["value"] not in _late_with(case, row["wait_needed"])
        assert row["value"] in _late_with(case, row["wait_needed"] - 1)


def _late_with(case: Case, wait_us: int) -> list[int]:
    waiting = replace(case, setting=replace(case.setting, wait_us=wait_us))
    return [row["value"] for row in rows(run_engine(waiting), f"{LISTS}.late")]


SCHEDULE = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=8)
"""Pauses in microseconds, and how many items come after each."""


@few
@given(FROZEN, SCHEDULE, st.sampled_from(["event", "system"]))
def test_turning_only_when_woken_gives_what_turning_all_the_time_gives(
    case: Case, schedule: list[tuple[int, int]], clock: str
) -> None:
    plan = _live_plan(case if clock == "event" else _by_arrival(case), schedule)
    woken, woken_turns = _turned(plan, _when_woken)
    always, _ = _turned(plan, _every_microsecond)
    assert woken == always
    closed = len(woken.get(f"{LISTS}.down", ())) + len(woken.get(f"{SUMS}.down", ()))
    assert woken_turns <= 2 * len(schedule) + closed + len(case.items) + 3, "woken for nothing, over and over"


def _by_arrival(case: Case) -> Case:
    return replace(case, setting=replace(case.setting, wait_us=None))


def _live_plan(case: Case, schedule: list[tuple[int, int]]) -> Plan:
    document = flow_of(replace(case, turns=(tuple(case.items),)), LISTS, SUMS)
    config = document["steps"][0]["config"]
    items, marked = [item for item in config["items"] if "at" in item], []
    for pause_us, count in schedule:
        marked += [{"$": "PAUSE", "for": f"{pause_us}us"}, *items[:count]]
        del items[:count]
    config |= {
        "items": [*marked, {"$": "PAUSE", "for": "40us"}, *items, {"$": "PAUSE", "for": "60us"}],
        "batch_size": 100,
    }
    flow = read_flow(document | {"run": {"clock": "live"}}).flow
    assert flow is not None
    return Plan.of(flow, Path())


def _turned(plan: Plan, turn: Callable[[Worker], None]) -> tuple[dict[str, Any], int]:
    result = RunResult(plan)
    worker = Worker(
        plan,
        data_root=Path(),
        see=lambda step, port, batch: result.batches.setdefault(f"{step}.{port}", []).append(batch),
    )
    worker.open()
    turn(worker)
    worker.close()
    assert worker.ended
    return {place: rows(result, place) for place in result.batches if place.startswith((LISTS, SUMS))}, worker.turns


def _when_woken(worker: Worker) -> None:
    now = [0]

    def wait_until(at_us: int | None) -> None:
        assert at_us is not None
        assert at_us > now[0], "told to wait for what is past"
        now[0] = at_us

    def between_turns() -> Command:
        assert worker.turns < 1_000, "turned over and over"
        return Command.GO_ON

    drive(worker, now_us=lambda: now[0], between_turns=between_turns, wait_until=wait_until)


def _every_microsecond(worker: Worker) -> None:
    now_us = 0
    while not worker.ended:
        while worker.turn(now_us):
            pass
        now_us += 1
