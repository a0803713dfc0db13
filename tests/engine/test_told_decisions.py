"""What a run tells of its window steps' decisions: every item, what was decided, and on what evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tidegate import EpochSnapshot, Gap, Items, Plan, RunStarted, Worker, read_flow
from tidegate.decisions import ITEMS_PER_TAKE
from tidegate.types import StreamType, parse_type

TUMBLING = {"type": "tumbling", "length": "10s", "align_to": "2022-01-01T00:00:00Z"}
SESSION = {"type": "session", "gap": "5s"}
SECOND = 1_000_000


def instant(second: int) -> str:
    return f"2022-01-01T00:{second // 60:02}:{second % 60:02}Z"


def document(*seconds: int | None, windower: Any = TUMBLING, clock: str = "auto", batch_size: int = 1_000) -> Any:
    """Return a flow of one window step, given items at these seconds; None is an item without a time."""
    items = [{"at": None if second is None else instant(second)} for second in seconds]
    source = {"schema": {"at": "timestamp"}, "items": items, "batch_size": batch_size}
    window = {"clock": {"type": "event", "timestamp": "at", "wait": "1s"}, "windower": windower}
    return {
        "steps": [
            {"id": "items", "operator": "testing_source", "config": source},
            {"id": "by", "operator": "key_on", "config": {"key": "'ALL'"}},
            {"id": "lists", "operator": "collect_window", "config": window},
        ],
        "streams": [{"from": "items.down", "to": "by.up"}, {"from": "by.down", "to": "lists.up"}],
        "run": {"clock": clock},
    }


def worker_of(flow: Any, snapshot: EpochSnapshot | None = None, system_us: int = 0, **more: Any) -> Worker:
    found = read_flow(flow).flow
    assert found is not None
    worker = Worker(Plan.of(found, Path()), data_root=Path(), **more)
    worker.open(snapshot, system_us)
    return worker


def told(worker: Worker) -> list[Items | Gap]:
    """Return what the worker tells of decisions now."""
    events = [event for event in worker.take_events() if isinstance(event, (Items, Gap))]
    return [event for event in events if event.port == "decisions"]


def rows(worker: Worker) -> list[dict[str, Any]]:
    """Return the decisions that the worker tells now, each with its key."""
    found = []
    for event in told(worker):
        assert isinstance(event, Items)
        assert event.keys is not None
        names = ("key", *event.columns)
        found += [
            dict(zip(names, values, strict=True)) for values in zip(event.keys, *event.columns.values(), strict=True)
        ]
    return found


def test_every_item_is_told_with_its_evidence() -> None:
    worker = worker_of(document(1, 15, 3))
    worker.turn(0)
    first, second, late = rows(worker)
    assert first == {
        "key": "ALL",
        "position": 0,
        "timestamp": instant(1),
        "arrived_at": None,
        "watermark_before": None,
        "watermark_after": instant(0),
        "watermark_position": 0,
        "wait_needed": None,
        "verdict": "on_time",
        "window_ids": [0],
    }
    assert (second["watermark_before"], second["watermark_after"], second["window_ids"]) == (
        instant(0),
        instant(14),
        [1],
    )
    assert (late["verdict"], late["wait_needed"], late["watermark_position"]) == ("late", "12s", 1)


def test_nothing_is_told_twice_and_the_count_goes_on() -> None:
    worker = worker_of(document(1, 2, 3, batch_size=1))
    assert told(worker) == []
    for number in range(3):
        worker.turn(0)
        [event] = told(worker)
        assert isinstance(event, Items)
        assert (event.first, event.count, event.columns["position"]) == (number, 1, [number])
    assert told(worker) == []


def test_an_item_without_a_time_is_no_decision_but_has_a_position() -> None:
    worker = worker_of(document(1, None, 2))
    worker.turn(0)
    assert [row["position"] for row in rows(worker)] == [0, 2]


def test_a_late_item_of_a_session_belongs_to_no_window() -> None:
    worker = worker_of(document(60, 1, windower=SESSION))
    worker.turn(0)
    assert [(row["verdict"], row["window_ids"]) for row in rows(worker)] == [("on_time", [None]), ("late", [-1])]


def test_a_live_run_says_when_each_item_arrived() -> None:
    worker = worker_of(document(1, clock="live"))
    worker.turn(7 * SECOND)
    assert [row["arrived_at"] for row in rows(worker)] == ["1970-01-01T00:00:07Z"]


def test_what_is_too_much_to_tell_is_a_gap_and_late_items_are_told_first() -> None:
    worker = worker_of(document(59, *[59] * ITEMS_PER_TAKE, *[1] * 30, batch_size=10_000))
    worker.turn(0)
    items, gap = told(worker)
    assert isinstance(items, Items)
    assert (items.first, items.count, items.columns["verdict"].count("late")) == (0, ITEMS_PER_TAKE + 30, 30)
    assert isinstance(gap, Gap)
    assert (gap.first, gap.skipped) == (ITEMS_PER_TAKE + 30, 1)


def test_the_run_says_of_what_type_they_are() -> None:
    worker = worker_of(document(1, 15, 3))
    worker.turn(0)
    text = RunStarted(flow_name="", clock="frozen", streams=worker.streams()).streams["lists.decisions"]
    [event] = told(worker)
    assert isinstance(event, Items)
    stream = StreamType(parse_type(text.removeprefix("keyed ")), keyed=text.startswith("keyed "))
    assert list(stream.fields()) == list(event.columns)
    assert stream.keyed
    assert [name for name in worker.streams() if name.endswith(".decisions")] == ["lists.decisions"]


def test_a_run_that_nobody_watches_keeps_none() -> None:
    worker = worker_of(document(1), watched=False)
    worker.turn(0)
    log = worker.logic("lists").decisions
    assert log is not None
    assert (log.wanted, log.take(), worker.streams()) == (False, None, worker.plan.streams())


def test_a_resumed_run_counts_on_from_what_the_run_before_decided() -> None:
    flow = document(1, 15, 3, 16, batch_size=3)
    before = worker_of(flow)
    before.turn(0)
    after = worker_of(flow, before.snapshot(0))
    after.turn(0)
    [event] = told(after)
    assert isinstance(event, Items)
    assert (event.first, event.columns["position"], event.columns["watermark_before"]) == (3, [3], [instant(14)])
