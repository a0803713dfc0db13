"""Pausing: a run that stands still, moves by one turn, goes faster; and no item is late by it."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from tests.backend.conftest import flow_of


def _pausing_between(pause: str, *times: str, wait: str) -> dict[str, Any]:
    """Return a live flow of one window step that gets items of these times, with a pause before each but the first."""
    items: list[Any] = []
    for at in times:
        items += [{"$": "PAUSE", "for": pause}, {"at": at}] if items else [{"at": at}]
    source = {"schema": {"at": "timestamp"}, "items": items, "batch_size": 1}
    clock = {"type": "event", "timestamp": "at", "wait": wait}
    windower = {"type": "tumbling", "length": "1h", "align_to": "2022-01-01T00:00:00Z"}
    return {
        "format": 1,
        "name": "pausing",
        "steps": [
            {"id": "items", "operator": "testing_source", "config": source},
            {"id": "by", "operator": "key_on", "config": {"key": "'ALL'"}},
            {"id": "lists", "operator": "collect_window", "config": {"clock": clock, "windower": windower}},
        ],
        "streams": [{"from": "items.down", "to": "by.up"}, {"from": "by.down", "to": "lists.up"}],
        "run": {"clock": "live"},
    }


NOON, LATER, LAST = (f"2022-01-01T12:00:0{second}Z" for second in range(3))


def _ask(studio: Any, job: Any, command: str, status: int = 202, **body: Any) -> dict[str, Any]:
    answer = studio.client.post(f"/api/jobs/{job['id']}/{command}", **({"json": body} if body else {}))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def _items(studio: Any, job: Any, step: str, port: str) -> list[dict[str, Any]]:
    events = studio.events(job["run_id"])
    return [event for event in events if event["type"] == "items" and (event["step_id"], event["port"]) == (step, port)]


def _count(studio: Any, job: Any) -> int:
    """Return how many items the source of a flow above has given."""
    return sum(event["count"] for event in _items(studio, job, "items", "down"))


def _statuses(studio: Any, job: Any) -> list[str]:
    return [event["status"] for event in studio.events(job["run_id"]) if event["type"] == "status"]


def test_no_item_is_late_by_a_pause(studio: Any, wait: Any) -> None:
    """The second item comes half a second before it would be late, and the pause is longer than that.

    first item                     paused 1 s   9.5 s: second item   10 s: its wait is over
        |------------------------------||----------------|------------------|
    """
    job = studio.submit(_pausing_between("9500ms", NOON, NOON, wait="10s"))
    wait(lambda: _count(studio, job), "no item has come")
    _ask(studio, job, "pause")
    studio.when(job, "paused")
    until = time.monotonic() + 1
    wait(lambda: time.monotonic() > until, "time does not pass")
    assert _count(studio, job) == 1
    _ask(studio, job, "resume")
    _ask(studio, job, "speed", speed=100)
    assert studio.when(job, "finished", "failed")["status"] == "finished"
    assert _count(studio, job) == 2
    assert _items(studio, job, "lists", "late") == []
    assert _statuses(studio, job) == ["running", "paused", "running", "running"]


def test_without_the_pause_the_same_time_makes_it_late(studio: Any) -> None:
    job = studio.when(studio.submit(_pausing_between("2s", NOON, NOON, wait="1s")), "finished")
    assert [event["count"] for event in _items(studio, job, "lists", "late")] == [1]


def test_a_paused_run_tells_nothing_new(studio: Any, flows: Any, wait: Any) -> None:
    job = studio.submit(flows["endless"])
    studio.when(job, "running")
    _ask(studio, job, "pause")
    studio.when(job, "paused")
    before = studio.events(job["run_id"])
    until = time.monotonic() + 0.5
    wait(lambda: time.monotonic() > until, "time does not pass")
    assert studio.events(job["run_id"]) == before
    _ask(studio, job, "stop")
    studio.when(job, "stopped")


@pytest.mark.parametrize(("command", "ending"), [("stop", "stopped"), ("finish", "finished")])
def test_a_paused_run_can_be_ended(studio: Any, flows: Any, command: str, ending: str) -> None:
    job = studio.submit(flows["endless"])
    _ask(studio, job, "pause")
    studio.when(job, "paused")
    _ask(studio, job, command)
    assert studio.when(job, "stopped", "finished", "failed")["status"] == ending
    for late in ("pause", "resume", "step"):
        assert _ask(studio, job, late, 409)["code"] == "job-ended"


def test_a_paused_run_stays_paused_however_often_it_is_asked_to(studio: Any, flows: Any) -> None:
    job = studio.submit(flows["endless"])
    for command in ("pause", "pause", "resume", "resume", "pause", "stop"):
        _ask(studio, job, command)
    studio.when(job, "stopped")
    assert _statuses(studio, job) == ["running", "paused", "running", "paused", "stopping"]


def test_a_step_is_one_turn_at_the_time_it_is_due(studio: Any, wait: Any) -> None:
    job = studio.submit(_pausing_between("1h", NOON, LATER, LAST, wait="10h"))
    wait(lambda: _count(studio, job) == 1, "no item has come")
    _ask(studio, job, "pause")
    studio.when(job, "paused")
    _ask(studio, job, "step")
    wait(lambda: _count(studio, job) == 2, "the step brings no item")
    first, second = (event["columns"]["arrived_at"][0] for event in _items(studio, job, "lists", "decisions"))
    assert (_hour(second) - _hour(first)) % 24 == 1, f"{first} and {second} are not an hour apart"
    assert studio.job(job)["status"] == "paused"
    # Once more, when the step has ended.
    wait(lambda: _statuses(studio, job) == ["running", "paused", "paused"], "the end of the step is not told")
    _ask(studio, job, "stop")
    studio.when(job, "stopped")


def _hour(instant: str) -> int:
    return int(instant[11:13])


def test_a_clock_that_goes_faster_gets_there_sooner(studio: Any, wait: Any) -> None:
    job = studio.submit(_pausing_between("1h", NOON, LATER, wait="10h"))
    wait(lambda: _count(studio, job) == 1, "no item has come")
    _ask(studio, job, "speed", speed=1_000_000)
    assert studio.when(job, "finished", "failed")["status"] == "finished"
    told = [event["speed"] for event in studio.events(job["run_id"]) if event["type"] == "status"]
    assert told == [1, 1_000_000]


@pytest.mark.parametrize("speed", [0, -1, 1_000_001, "fast", None])
def test_what_is_no_speed_is_refused(studio: Any, flows: Any, speed: Any) -> None:
    job = studio.submit(flows["endless"])
    assert _ask(studio, job, "speed", 422, speed=speed)["code"] == "invalid-request"
    _ask(studio, job, "stop")
    studio.when(job, "stopped")


def test_a_frozen_run_can_be_paused_too(studio: Any) -> None:
    many = ("demo_source", {"interval": "1us", "count": 1_000_000_000})
    job = studio.submit(flow_of(many, ("null_sink", {}), name="many"))
    _ask(studio, job, "pause")
    studio.when(job, "paused")
    assert studio.events(job["run_id"])[0]["clock"] == "frozen"
    _ask(studio, job, "stop")
    studio.when(job, "stopped")


def test_decisions_come_over_the_socket(studio: Any) -> None:
    job = studio.submit(_pausing_between("10ms", NOON, LATER, wait="1s"))
    with studio.live(job["run_id"]) as socket:
        events = [event for frame in socket for event in json.loads(frame)]
    [started] = [event for event in events if event["type"] == "run_started"]
    assert started["streams"]["lists.decisions"].startswith("keyed {position: int, timestamp: timestamp")
    told = [event for event in events if event["type"] == "items" and event["port"] == "decisions"]
    assert [event["step_id"] for event in told] == ["lists"] * len(told)
    assert [time for event in told for time in event["columns"]["timestamp"]] == [NOON, LATER]
    assert [verdict for event in told for verdict in event["columns"]["verdict"]] == ["on_time", "on_time"]
