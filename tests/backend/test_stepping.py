"""Stepping over HTTP: a run that begins paused, goes on item by item, and stays answerable on a long way."""

from __future__ import annotations

from typing import Any

import pytest
from tests.backend.conftest import flow_of

SECONDS = (1, 4, 8, 12, 13, 3, 25, 31)


def _windows(clock: str = "frozen", pause: str = "", batch_size: int = 3) -> dict[str, Any]:
    """Return a flow of ten-second windows whose results are printed, with pauses between its items if wanted."""
    items: list[Any] = []
    for second in SECONDS:
        items += [{"$": "PAUSE", "for": pause}] if items and pause else []
        items.append({"at": f"2022-01-01T00:00:{second:02}Z"})
    event_time = {"type": "event", "timestamp": "at", "wait": "0s"}
    tumbling = {"type": "tumbling", "length": "10s", "align_to": "2022-01-01T00:00:00Z"}
    flow = flow_of(
        ("testing_source", {"schema": {"at": "timestamp"}, "items": items, "batch_size": batch_size}),
        ("key_on", {"key": "'ALL'"}),
        ("collect_window", {"clock": event_time, "windower": tumbling}),
        ("stdout_sink", {"format": "json"}),
        name="windows",
    )
    return flow | {"run": {"clock": clock}}


NEVER = flow_of(
    ("demo_source", {"interval": "1us"}),
    (
        "count_window",
        {
            "key": "sensor",
            "clock": {"type": "event", "timestamp": "time", "wait": "0s"},
            "windower": {"type": "tumbling", "length": "100000d"},
        },
    ),
    name="never",
)
"""Its windows are so long that none closes."""


def _submit(studio: Any, flow: Any) -> dict[str, Any]:
    answer = studio.client.post("/api/jobs", json={"flow": flow, "paused": True})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _ask(studio: Any, job: Any, command: str, status: int = 202, **body: Any) -> dict[str, Any]:
    answer = studio.client.post(f"/api/jobs/{job['id']}/{command}", **({"json": body} if body else {}))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def _events(studio: Any, job: Any, kind: str) -> list[dict[str, Any]]:
    return [event for event in studio.events(job["run_id"]) if event["type"] == kind]


def _step(studio: Any, job: Any, wait: Any, until: str) -> dict[str, Any]:
    """Make a step and return the counters of the steps after it."""
    before = len(_events(studio, job, "status"))
    _ask(studio, job, "step", until=until)

    def ended() -> bool:
        told = _events(studio, job, "status")
        return len(told) > before and told[-1]["stepping"] is None

    wait(ended, f"the step to the next {until} does not end")
    return dict(_events(studio, job, "stats")[-1]["steps"])


def _printed(studio: Any, job: Any) -> list[str]:
    return [line for event in _events(studio, job, "printed") for line in event["lines"]]


def _stopped(studio: Any, job: Any) -> None:
    _ask(studio, job, "stop")
    studio.when(job, "stopped")


@pytest.fixture(scope="module")
def straight(studio: Any) -> list[str]:
    """What the flow prints when nobody stops it."""
    job = studio.submit(_windows())
    studio.when(job, "finished")
    lines = _printed(studio, job)
    assert len(lines) == 4
    return lines


def test_a_run_that_begins_paused_stands_before_its_first_item(studio: Any, straight: list[str]) -> None:
    job = _submit(studio, _windows())
    studio.when(job, "paused")
    assert _events(studio, job, "items") == []
    assert [event["status"] for event in _events(studio, job, "status")] == ["paused"]
    _ask(studio, job, "resume")
    assert studio.when(job, "finished", "failed")["status"] == "finished"
    assert _printed(studio, job) == straight


@pytest.mark.parametrize("clock", ["frozen", "live"])
def test_item_by_item_exactly_one_more_leaves_and_the_output_is_that_of_a_run_left_alone(
    studio: Any, wait: Any, straight: list[str], clock: str
) -> None:
    job = _submit(studio, _windows(clock, pause="1us" if clock == "live" else ""))
    studio.when(job, "paused")
    given = [_step(studio, job, wait, "item")["testing_source_0"]["items_out"]["down"] for _ in SECONDS]
    assert given == list(range(1, len(SECONDS) + 1))
    _ask(studio, job, "step", until="item")
    assert studio.when(job, "finished", "failed")["status"] == "finished"
    assert _printed(studio, job) == straight


def test_a_step_ends_with_the_item_that_moves_a_watermark_or_closes_a_window(studio: Any, wait: Any) -> None:
    job = _submit(studio, _windows(batch_size=99))
    studio.when(job, "paused")
    moved = [_step(studio, job, wait, "watermark")["collect_window_2"] for _ in range(2)]
    assert [step["watermark"][17:19] for step in moved] == ["01", "04"]
    closed = _step(studio, job, wait, "window")
    assert (closed["testing_source_0"]["items_out"]["down"], closed["collect_window_2"]["items_out"]["meta"]) == (4, 1)
    assert closed["collect_window_2"]["watermark"] == closed["collect_window_2"]["watermark_slowest"]
    [window] = _events(studio, job, "open_windows")[-1]["windows"]
    assert (window["key"], window["window_id"], window["items"], window["due_at"]) == ("ALL", 1, 1, None)
    _stopped(studio, job)


def test_a_paused_live_run_says_where_its_clock_stands(studio: Any, wait: Any) -> None:
    job = _submit(studio, _windows("live", pause="1h"))
    studio.when(job, "paused")
    for _ in range(2):
        _step(studio, job, wait, "item")
    times = [event["system_time"] for event in _events(studio, job, "status")]
    began, first, second = times
    assert first == began, "the first item is due at once"
    assert second[:13] != first[:13], "an hour later"
    assert second[13:] == first[13:], "and not a microsecond more"
    told = _events(studio, job, "open_windows")
    assert told[-1]["system_time"] == second
    _stopped(studio, job)


def test_a_step_on_a_long_way_says_what_for_and_ends_at_a_pause(studio: Any, wait: Any) -> None:
    job = _submit(studio, NEVER)
    studio.when(job, "paused")
    _ask(studio, job, "step", until="window")
    wait(lambda: [event["stepping"] for event in _events(studio, job, "status")][-1] == "window", "nothing is told")
    wait(lambda: len(_events(studio, job, "stats")) > 3, "its counters are not told on the way")
    _ask(studio, job, "pause")
    wait(lambda: [event["stepping"] for event in _events(studio, job, "status")][-1] is None, "the step goes on")
    assert studio.job(job)["status"] == "paused"
    assert _events(studio, job, "stats")[-1]["steps"]["count_window_1"]["busy_s"] > 0
    _stopped(studio, job)


def test_a_run_that_is_resumed_in_a_step_just_goes_on(studio: Any, wait: Any) -> None:
    job = _submit(studio, NEVER)
    studio.when(job, "paused")
    _ask(studio, job, "step", until="window")
    _ask(studio, job, "resume")
    studio.when(job, "running")
    assert _events(studio, job, "status")[-1]["stepping"] is None
    _stopped(studio, job)


def test_only_a_paused_job_goes_step_by_step(studio: Any, flows: Any) -> None:
    job = studio.submit(flows["endless"])
    studio.when(job, "running")
    refused = _ask(studio, job, "step", 409, until="item")
    assert (refused["code"], "running" in refused["detail"]) == ("job-not-paused", True)
    _stopped(studio, job)


@pytest.mark.parametrize("body", [{"until": "later"}, {"until": None}, {"until": 1}, {"till": "item"}, [], "item"])
def test_what_is_no_step_is_refused(studio: Any, body: Any) -> None:
    job = _submit(studio, _windows())
    studio.when(job, "paused")
    answer = studio.client.post(f"/api/jobs/{job['id']}/step", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    _stopped(studio, job)


@pytest.mark.parametrize("paused", ["yes", 2, None])
def test_what_is_neither_paused_nor_not_is_refused(studio: Any, paused: Any) -> None:
    answer = studio.client.post("/api/jobs", json={"flow": _windows(), "paused": paused})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
