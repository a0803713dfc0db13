"""What the guard of a source lets through, and what that saves: one bad clock makes nothing late any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.engine.operators.conftest import Driven, Stage

from tidegate import Plan, VirtualClock, Worker, check, drive, read_flow
from tidegate.drive import Command
from tidegate.errors import BadItemRefused
from tidegate.operator import SourceLogic
from tidegate.testing import drawn, run_flow

SECOND, MINUTE = 1_000_000, 60_000_000
START = 1_640_995_200 * SECOND
SCHEMA = "{at: timestamp, who: str, came: timestamp}"


def instant(second: int) -> str:
    return f"2022-01-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def item(second: int | None, who: str = "a", came: int | None = 0) -> dict[str, Any]:
    at, received = (None if value is None else instant(value) for value in (second, came))
    return {"at": at, "who": who, "came": received}


def source(stage: Stage, *items: Any, frozen: bool = False, on_error: str = "errors", **guard: Any) -> Driven:
    more = {"guard": {"timestamp": "at", **guard}} if guard or not frozen else {}
    return stage("testing_source", schema=SCHEMA, items=items, batch_size=100, frozen=frozen, on_error=on_error, **more)


def left(step: Driven, system_us: int = START) -> dict[str, list[Any]]:
    """Return what a source gives at its first poll, by port."""
    assert isinstance(step.logic, SourceLogic)
    return dict(step.read(step.logic.poll(system_us).outputs))


def positions(step: Driven, system_us: int = START) -> dict[str, list[int]]:
    """Return the numbers of the items that left, by port; those of `down` are the seconds of their timestamps."""
    return {
        port: [item["at"].second if port == "down" else item["position"] for item in items]
        for port, items in left(step, system_us).items()
    }


def test_what_is_further_ahead_than_allowed_leaves_by_quarantine(stage: Stage) -> None:
    step = source(stage, item(5), item(6), item(7), max_ahead="6s")
    assert positions(step) == {"down": [5, 6], "quarantine": [2]}
    assert (step.logic.counters.kept, step.logic.counters.early, step.logic.counters.total()) == (2, 1, 3)


def test_it_takes_the_whole_item_along_and_how_far_ahead_it_was(stage: Stage) -> None:
    [kept] = left(source(stage, item(7, "b", None), max_ahead="6s"))["quarantine"]
    assert kept["value"] == {"at": kept["timestamp"], "who": "b", "came": None}
    assert (kept["ahead_by"].total_seconds(), kept["arrived_at"].second, kept["position"]) == (7, 0, 0)


def test_the_guard_goes_with_the_time_of_the_run(stage: Stage) -> None:
    assert positions(source(stage, item(7), max_ahead="6s"), START + SECOND) == {"down": [7]}


def test_a_recording_is_compared_with_when_each_item_was_received(stage: Stage) -> None:
    step = source(stage, item(7, came=0), item(7, came=1), frozen=True, max_ahead="6s", arrived="came")
    assert positions(step) == {"down": [7], "quarantine": [0]}


def test_where_time_stands_still_and_items_say_nothing_the_guard_lets_all_pass(stage: Stage) -> None:
    step = source(stage, item(59), item(None), frozen=True, max_ahead="1s")
    assert [found.code for found in step.derived.findings] == ["guard-idle"]
    assert list(left(step, 0)) == ["down"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (item(None), "the timestamp is null; give every item one, or choose another field"),
        (item(1, came=None), "the time of its arrival is null; give every item one, or choose another field"),
    ],
)
def test_an_item_that_cannot_be_judged_is_a_bad_item(stage: Stage, bad: Any, reason: str) -> None:
    found = left(source(stage, item(1), bad, item(2), max_ahead="5s", arrived="came"))
    assert [error["reason"] for error in found["errors"]] == [reason]
    assert ([error["position"] for error in found["errors"]], len(found["down"])) == ([1], 2)
    with pytest.raises(BadItemRefused):
        left(source(stage, bad, on_error="fail", max_ahead="5s", arrived="came"))
    dropped = source(stage, bad, on_error="drop", max_ahead="5s", arrived="came")
    assert (left(dropped), dropped.logic.counters.dropped, dropped.logic.counters.total()) == ({}, 1, 1)


def test_a_file_numbers_what_it_puts_away_as_it_numbers_its_lines(stage: Stage, tmp_path: Path) -> None:
    lines = ['{"at": "2022-01-01T00:00:01Z"}', "{", '{"at": "3000-01-01T00:00:00Z"}', '{"at": null}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    config = {"path": "a.jsonl", "schema": "{at: timestamp}", "guard": {"timestamp": "at"}}
    step = stage("file_source", frozen=False, data_root=tmp_path, **config)
    assert isinstance(step.logic, SourceLogic)
    outputs = step.read(step.logic.poll(START).outputs)
    numbers = [(port, item.get("position")) for port, items in outputs for item in items]
    assert numbers == [("down", None), ("quarantine", 2), ("errors", 3), ("errors", 1)]
    counters = step.logic.counters
    assert (counters.kept, counters.early, counters.bad) == (1, 1, 2)


def test_made_up_measurements_are_guarded_too(stage: Stage) -> None:
    guard = {"timestamp": "time + duration('10m')"}
    step = stage("demo_source", frozen=False, keys=1, count=3, interval="1s", late_share=0, guard=guard)
    assert {port: len(items) for port, items in left(step, START).items()} == {"quarantine": 1}


@pytest.mark.parametrize(
    ("clock", "guard", "told"),
    [
        ("auto", {"timestamp": "at"}, [("guard-idle", "guard", "warning")]),
        ("frozen", {"timestamp": "at"}, [("guard-idle", "guard", "warning")]),
        ("live", {"timestamp": "at"}, []),
        ("auto", {"timestamp": "at", "arrived": "came"}, []),
        ("live", {"timestamp": "att"}, [("expression-name", "guard.timestamp", "error")]),
        ("live", {"timestamp": "who"}, [("expression-type", "guard.timestamp", "error")]),
        ("live", {"timestamp": "at", "max_ahead": "-1s"}, [("bad-value", "guard.max_ahead", "error")]),
        ("live", {}, [("missing-field", "guard.timestamp", "error")]),
        ("live", {"timestamp": "at", "arrived": ""}, [("bad-value", "guard.arrived", "error")]),
    ],
)
def test_the_check_says_what_is_wrong_with_a_guard(clock: str, guard: Any, told: list[Any]) -> None:
    flow = document(guard=False, clock=clock)
    flow["steps"][0]["config"]["guard"] = guard
    found = [problem for problem in check(_flow(flow), Path()) if problem.code != "no-sink"]
    assert [(problem.code, problem.field, problem.severity) for problem in found] == told
    assert all(problem.step_id == "items" for problem in found)


# -- what it is for ----------------------------------------------------------------------------------------------------

TIMELINE = """
          0         10        20
    a     a   b   d    e  f
    b       c
"""


def document(*, guard: bool, clock: str = "auto", bad: bool = True) -> dict[str, Any]:
    """Return windows of 10 s over the timeline, with one item of the year 3000 after the first."""
    items = [{"at": instant(one.second), "who": one.key, "came": instant(one.second)} for one in drawn(TIMELINE)]
    if bad:
        items.insert(1, {"at": "3000-01-01T00:00:00Z", "who": "a", "came": instant(0)})
    config: dict[str, Any] = {"schema": SCHEMA, "items": items}
    if guard:
        config["guard"] = {"timestamp": "at", "arrived": "came"}
    windows = {
        "clock": {"type": "event", "timestamp": "at", "wait": "1s"},
        "windower": {"type": "tumbling", "length": "10s", "align_to": instant(0)},
    }
    return {
        "steps": [
            {"id": "items", "operator": "testing_source", "config": config},
            {"id": "by", "operator": "key_on", "config": {"key": "who"}},
            {"id": "count", "operator": "count_window", "config": {"key": "who", **windows}},
        ],
        "streams": [{"from": "items.down", "to": "by.up"}, {"from": "by.down", "to": "count.up"}],
        "run": {"clock": clock},
    }


def windows(**how: bool) -> tuple[int, list[Any]]:
    """Return how many items were late, and the windows of the timeline."""
    result = run_flow(document(**how))
    assert result.stats is not None
    return result.stats.steps["count"].late, result.items("count.down")


def test_one_item_of_the_year_3000_no_longer_makes_the_rest_late() -> None:
    assert windows(guard=False)[0] == 4
    assert windows(guard=True) == windows(guard=False, bad=False)
    assert windows(guard=True)[0] == 0


def test_what_was_put_away_is_counted_and_nothing_is_lost() -> None:
    stats = run_flow(document(guard=True)).stats
    assert stats is not None
    items = stats.steps["items"]
    assert (items.kept, items.early, items.items_out) == (6, 1, {"down": 6, "quarantine": 1})
    assert stats.steps["by"].items_in == 6


def test_without_a_guard_everything_is_as_it_was() -> None:
    """A guard that nothing can trip changes neither what leaves, in which batches, nor in which turns."""
    without, idle = run_flow(document(guard=False)), run_flow(document(guard=True, bad=False))
    plain = run_flow(document(guard=False, bad=False))
    assert (idle.turns, idle.items("count.down")) == (plain.turns, plain.items("count.down"))
    assert set(without.batches) == {"items.down", "by.down", "count.down", "count.late", "count.meta"}


def test_a_resumed_run_may_have_a_guard_that_the_run_before_had_not() -> None:
    before = _worker(document(guard=False))
    before.turn(0)
    after = Worker(Plan.of(_flow(document(guard=True)), Path()), data_root=Path(), watched=False)
    after.open(before.snapshot(0))
    for _ in range(10):
        after.turn(0)
    assert after.stats().steps["items"].early == 1


def test_a_pause_puts_nothing_into_quarantine() -> None:
    """Items go by the machine's clock, which runs on while a run is paused, and the run's clock does not."""
    flow = document(guard=True, clock="live", bad=False)
    source = flow["steps"][0]["config"]
    del source["guard"]["arrived"]
    source["items"] = [item(0), {"$": "PAUSE", "for": "1s"}, item(3_600)]
    worker, clock = _worker(flow, START), VirtualClock(START)
    now = [START]

    def between() -> Command:
        if now[0] == START:
            clock.pause(now[0])
            now[0] += 3_600 * SECOND
            clock.resume(now[0])
        return Command.GO_ON

    def wait(until_us: int | None) -> None:
        now[0] = max(now[0], until_us or 0)

    drive(worker, now_us=lambda: now[0], between_turns=between, wait_until=wait, clock=clock)
    assert worker.stats().steps["items"].items_out == {"down": 2}


def _flow(flow: Any) -> Any:
    found = read_flow(flow).flow
    assert found is not None
    return found


def _worker(flow: Any, system_us: int = 0) -> Worker:
    worker = Worker(Plan.of(_flow(flow), Path()), data_root=Path(), watched=False)
    worker.open(None, system_us)
    return worker
