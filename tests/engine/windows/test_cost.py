"""The cost of lateness: what is told of it is what a run that waits longer emits, and telling it changes nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.engine.windows.cases import (
    KEYS,
    SECOND,
    WINDOW_STEPS,
    WINDOWERS,
    YEAR_2022,
    Case,
    merging_case,
    random_items,
    random_setting,
    random_turns,
)
from tests.engine.windows.cost import Watched, check, flow_with, patient, run
from tests.engine.windows.engine_side import compare

from tidegate.batch import Batch, batch_of
from tidegate.closings import Closings
from tidegate.comparing import Comparing
from tidegate.fields import format_instant
from tidegate.types import StreamType, parse_type

STEPS = (*WINDOW_STEPS, "aggregate_window")
GRACES = (1, SECOND, 4 * SECOND, 25 * SECOND, 3_600 * SECOND)
WAITS = (0, 0, 1, SECOND, 5 * SECOND)
settings = pytest.mark.parametrize("windower", WINDOWERS)


def draw(seed: int, step: str, windower: str, late_rule: str = "behind_watermark") -> tuple[Case, int, random.Random]:
    """Return a run in which some items are late, and how much longer to wait."""
    rng = random.Random(seed)
    if windower == "session" and seed % 3 == 0:
        case = merging_case(rng, [step], late_rule=late_rule)
    else:
        setting = replace(random_setting(rng, [step], [windower]), late_rule=late_rule)
        keys = rng.sample(KEYS, rng.choice([1, 2, 4]))
        case = Case(setting, random_turns(rng, random_items(rng, rng.randint(1, 30), keys, setting.sides)))
    case = replace(case, setting=replace(case.setting, wait_us=rng.choice(WAITS)))
    return case, rng.choice(GRACES), rng


@settings
@pytest.mark.parametrize("step", STEPS)
def test_what_is_told_is_what_a_run_that_waits_longer_emits(step: str, windower: str) -> None:
    found = [check(case, grace_us) for case, grace_us, _ in (draw(seed, step, windower) for seed in range(7))]
    assert sum(len(one.cost) for one in found) > 1, "few of these runs have a window that is off"


@settings
@pytest.mark.parametrize("step", ["collect_window list", "aggregate_window", "fold_window"])
def test_and_that_is_what_the_oracle_says(step: str, windower: str) -> None:
    for seed in range(100, 102):
        case, grace_us, _ = draw(seed, step, windower)
        check(case, grace_us)
        compare(patient(case, grace_us))


@settings
@pytest.mark.parametrize("step", ["collect_window list", "aggregate_window", "join_window"])
def test_it_is_true_where_items_are_late_only_once_their_windows_have_closed(step: str, windower: str) -> None:
    for seed in range(200, 203):
        case, grace_us, _ = draw(seed, step, windower, "window_closed")
        check(case, grace_us)


@settings
@pytest.mark.parametrize("step", ["collect_window list", "aggregate_window", "join_window"])
def test_it_is_true_where_time_passes_and_keys_forget_their_clocks(step: str, windower: str) -> None:
    for seed in range(300, 304):
        case, grace_us, rng = draw(seed, step, windower)
        pauses = [rng.choice([0, 1, SECOND, 5 * SECOND, 12 * SECOND, 60 * SECOND]) for _ in case.turns]
        check(case, grace_us, pauses, YEAR_2022)


@pytest.mark.long
@settings
@pytest.mark.parametrize("step", STEPS)
def test_it_is_true_for_long(step: str, windower: str) -> None:
    for seed in range(1_000, 3_000):
        case, grace_us, rng = draw(seed, step, windower, ("behind_watermark", "window_closed")[seed % 2])
        pauses = [rng.choice([0, 1, SECOND, 5 * SECOND, 60 * SECOND]) for _ in case.turns]
        check(case, grace_us, *((pauses, YEAR_2022) if seed % 4 < 2 else ((), None)))


# -- one window, by hand -----------------------------------------------------------------------------------------------


def document(*seconds: int, grace: str | None = "1m", windower: str = "tumbling", clock: str = "event") -> Any:
    """Return sums and counts over windows of ten seconds, or sessions, of one key; each item's value is its second."""
    windowers = {
        "tumbling": {"type": "tumbling", "length": "10s", "align_to": "2022-01-01T00:00:00Z"},
        "session": {"type": "session", "gap": "5s"},
    }
    items = [{"at": format_instant(YEAR_2022 + at * SECOND), "val": at} for at in seconds]
    event = {"type": "event", "timestamp": "at", "wait": "0s"}
    window = {
        "clock": event if clock == "event" else {"type": "system"},
        "windower": windowers[windower],
        "aggregations": {"n": {"function": "count"}, "sum": {"function": "sum", "of": "val"}},
    }
    return {
        "steps": [
            {
                "id": "in",
                "operator": "testing_source",
                "config": {"schema": "{at: timestamp, val: int}", "items": items},
            },
            {"id": "by", "operator": "key_on", "config": {"key": "'a'"}},
            {"id": "add", "operator": "aggregate_window", "config": window},
        ],
        "streams": [{"from": "in.down", "to": "by.up"}, {"from": "by.down", "to": "add.up"}],
        "run": {} if grace is None else {"cost_of_lateness": grace},
    }


def stats(found: Watched) -> tuple[int, int]:
    """Return how many windows were compared, and how many are off."""
    cost = found.worker.stats().steps["add"].cost
    assert cost is not None
    return cost.compared, cost.off


def test_a_window_that_is_off_is_told_with_both_results() -> None:
    found = run(document(1, 12, 3, 4, 21), "add")
    assert found.cost == [
        {
            "key": "a",
            "window_id": 0,
            "open_time": "2022-01-01T00:00:00Z",
            "close_time": "2022-01-01T00:00:10Z",
            "late_items": 2,
            "emitted_ids": [0],
            "emitted": [{"n": 1, "sum": 1}],
            "corrected": [{"n": 3, "sum": 8}],
        }
    ]
    assert stats(found) == (3, 1)


def test_it_is_told_when_the_longer_wait_is_over() -> None:
    """One item a turn: with 20 s more, the window of the first is closed by the item of second 30, the fifth."""
    assert run(document(1, 12, 3, 29, 30, 31, grace="20s"), "add").cost_turns == [5]
    assert run(document(1, 12, 3, 29, 30, 31, grace="1m"), "add").cost_turns == [7], "the end of input ends every wait"


def test_an_item_that_would_be_late_all_the_same_changes_nothing() -> None:
    assert stats(run(document(1, 62, 3, grace="50s"), "add")) == (2, 0)
    assert stats(run(document(1, 62, 3, grace="59s"), "add")) == (2, 1)


def test_a_window_whose_items_all_came_late_was_never_emitted() -> None:
    [row] = run(document(31, 12), "add").cost
    assert (row["emitted_ids"], row["emitted"], row["corrected"], row["late_items"]) == (
        [],
        [],
        [{"n": 1, "sum": 12}],
        1,
    )


def test_sessions_that_late_items_join_are_told_together() -> None:
    found = run(document(1, 8, 20, 5, windower="session"), "add")
    [row] = found.cost
    assert (row["open_time"][-3:], row["close_time"][-3:], row["late_items"]) == ("01Z", "08Z", 1)
    assert (row["emitted_ids"], row["emitted"]) == ([0, 1], [{"n": 1, "sum": 1}, {"n": 1, "sum": 8}])
    assert row["corrected"] == [{"n": 3, "sum": 14}]
    assert stats(found) == (2, 1)


# -- what it must not do -----------------------------------------------------------------------------------------------


@settings
@pytest.mark.parametrize("step", ["collect_window list", "aggregate_window", "join_window", "fold_window"])
def test_the_run_is_the_same_to_the_last_byte(step: str, windower: str) -> None:
    for seed in range(400, 402):
        case, grace_us, rng = draw(seed, step, windower)
        pauses = [rng.choice([0, SECOND, 60 * SECOND]) for _ in case.turns]
        for system_us, between in ((None, ()), (YEAR_2022, pauses)):
            flows = (flow_with(case, grace, between) for grace in (grace_us, None))
            told, plain = (run(flow, case.setting.operator, system_us, epochs=True) for flow in flows)
            assert told.left == plain.left
            assert told.epochs == plain.epochs
            counters = [
                one.worker.stats().model_dump(exclude={"steps": {"__all__": {"cost"}}}) for one in (told, plain)
            ]
            assert _quiet(counters[0]) == _quiet(counters[1])


def _quiet(stats: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is measured and not decided."""
    return {**stats, "steps": {name: {**step, "busy_s": None} for name, step in stats["steps"].items()}}


def test_who_does_not_watch_or_goes_by_arrival_gets_no_shadow() -> None:
    for found in (run(document(1, 12, 3), "add", watched=False), run(document(1, 12, 3, clock="system"), "add")):
        assert (found.cost, found.worker.stats().steps["add"].cost) == ([], None)
        assert not any(name.endswith(".cost") for name in found.worker.streams())
    assert run(document(1, 12, 3, grace=None), "add").worker.stats().steps["add"].cost is None


def test_a_bad_item_fails_the_run_once_and_only_if_the_step_says_so() -> None:
    flow = document(1, 12, 3)
    flow["steps"][0]["config"]["items"].insert(1, {"at": None, "val": 1})
    found = run(flow, "add")
    assert (found.worker.stats().steps["add"].bad, stats(found)) == (1, (2, 1))


# -- how much it keeps -------------------------------------------------------------------------------------------------


def closings(*windows: tuple[int, int], sums: list[int]) -> Closings:
    """Return windows of (key, id) that closed together, each with a sum."""
    key_ids = np.array([key for key, _ in windows], np.int32)
    ids = np.array([own for _, own in windows], np.int64)
    rows: Batch = batch_of([{"sum": one} for one in sums], StreamType(parse_type("{sum: int}")))
    return Closings(key_ids, ids, ids * 10, ids * 10 + 10, ids * 0 + 1, rows, np.arange(len(ids) + 1))


def test_keys_that_find_no_room_are_not_compared_any_more_and_that_is_counted() -> None:
    comparing = Comparing(sessions=False, most_windows=2)
    comparing.emitted(closings((0, 0), (1, 0), (2, 0), sums=[1, 1, 1]))
    assert comparing.waiting == 2
    [differences] = comparing.corrected(closings((0, 0), (1, 0), (2, 0), sums=[1, 2, 2]))
    assert differences.shown.key_ids.tolist() == [1]
    comparing.emitted(closings((2, 1), (0, 1), sums=[1, 1]))
    assert comparing.corrected(closings((0, 1), (2, 1), sums=[1, 5])) == []
    tally = comparing.tally
    assert (tally.compared, tally.off, tally.skipped, comparing.waiting) == (3, 1, 2, 0)


def test_a_window_that_the_step_closes_last_is_compared_then() -> None:
    comparing, open_one = Comparing(sessions=False), closings((0, 3), sums=[0])
    assert comparing.corrected(closings((0, 3), (1, 3), sums=[1, 1]), lambda: open_one)[0].shown.key_ids.tolist() == [1]
    [differences] = comparing.emitted(closings((0, 3), sums=[2]))
    assert (differences.emitted.items.tolist(), differences.counts.tolist(), comparing.waiting) == ([1], [1], 0)
    assert (comparing.tally.compared, comparing.tally.off, comparing.rest()) == (2, 2, [])


def test_results_that_take_too_much_memory_do_not_wait() -> None:
    comparing = Comparing(sessions=False, most_bytes=100)
    comparing.emitted(closings(*((key, 0) for key in range(100)), sums=[1] * 100))
    comparing.corrected(closings(*((key, 0) for key in range(100)), sums=[2] * 100))
    assert (comparing.tally.compared, comparing.tally.skipped, comparing.waiting) == (0, 100, 0)


def test_a_stream_of_results_gives_back_what_it_took() -> None:
    comparing = Comparing(sessions=False, most_windows=10, most_bytes=1_000)
    for own in range(1_000):
        comparing.emitted(closings((0, own), (1, own), sums=[own, own]))
        assert comparing.corrected(closings((1, own), (0, own), sums=[own, own])) == []
    assert (comparing.tally.compared, comparing.tally.skipped) == (2_000, 0)


def test_windows_that_are_too_many_to_tell_are_a_gap() -> None:
    flow = document(*(at for own in range(2_100) for at in (own * 10 + 1, own * 10 + 11, own * 10 + 2)), grace="1m")
    flow["steps"][0]["config"]["batch_size"] = 1_000_000
    found = run(flow, "add")
    # The last six end with the input, a turn later, when there is room again.
    assert (len(found.cost), [(gap.first, gap.skipped) for gap in found.gaps]) == (2_006, [(2_000, 94)])
    assert stats(found) == (2_101, 2_100)
