"""What a run tells of its open windows: those that the oracle has, and each of them closes as it was told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.engine.test_worker import flow
from tests.engine.test_worker import worker_of as worker_of_flow
from tests.engine.windows.cases import WINDOW_STEPS, WINDOWERS, Case, various_cases
from tests.engine.windows.engine_side import flow_of
from tests.engine.windows.live_step import moments
from tests.engine.windows.oracle import Kept, Session, WindowStep

from tidegate import OpenWindow, OpenWindows, Plan, Worker, read_flow
from tidegate.batch import Batch
from tidegate.clock import LATEST_US
from tidegate.fields import format_instant
from tidegate.told_windows import MOST_WINDOWS

RULES = ("behind_watermark", "window_closed")


def text(at_us: int) -> str | None:
    return format_instant(at_us) if abs(at_us) <= LATEST_US else None


def wanted(case: Case, oracle: WindowStep, now_us: int) -> list[dict[str, Any]]:
    """Return what the oracle says of its open windows, key by key."""
    return [one for key, machine in oracle.machines.items() for one in _of_key(case, key, machine, now_us)]


def _of_key(case: Case, key: str, machine: Any, now_us: int) -> Iterator[dict[str, Any]]:
    session = isinstance(case.setting.windower, Session)
    for window_id, span in machine.windows.spans.items():
        held = machine.held[window_id]
        closing_us = span.close_us + (case.setting.windower.gap_us + 1 if session else 0)
        yield {
            "key": key,
            "window_id": window_id,
            "open_time": text(span.open_us),
            "close_time": None if session else text(span.close_us),
            "last_timestamp": text(span.close_us) if session else None,
            "watermark": text(machine.clock.watermark(now_us)),
            "items": len(held.items) if isinstance(held, Kept) else None,
            "due_at": text(machine.clock.reaches_at(closing_us)) if case.readings else None,
        }


def _in_order(windows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(windows, key=lambda window: (window["key"], window["open_time"]))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("windower", WINDOWERS)
def test_the_windows_that_are_told_are_those_of_the_oracle(windower: str, rule: str) -> None:
    for case in various_cases("open", 40, ["collect_window list"], windower, rule):
        case = replace(case, setting=replace(case.setting, ordered=False))
        told: dict[str, OpenWindows] = {}
        for moment in moments(case):
            told |= {event.step_id: event for event in moment.worker.take_open_windows(moment.now_us)}
            event = told.get("collect_window")
            found = [] if event is None else [window.model_dump() for window in event.windows]
            if event is not None and case.readings:
                # Told when something happened; by now the time has moved the watermarks on, and nothing else.
                found = [{**window, "watermark": None} for window in found]
            known = wanted(case, moment.oracle, moment.now_us)
            known = [{**window, "watermark": None} for window in known] if case.readings else known
            assert _in_order(found) == _in_order(known), str(case)
            assert event is None or event.total == len(found)


def test_watermarks_are_those_of_the_system_time_that_is_told_with_them() -> None:
    for case in various_cases("watermarks", 40, ["collect_window list"], "tumbling"):
        case = replace(case, setting=replace(case.setting, ordered=False))
        for moment in moments(case):
            for event in moment.worker.take_open_windows(moment.now_us):
                known = {one["key"]: one["watermark"] for one in wanted(case, moment.oracle, moment.now_us)}
                assert {window.key: window.watermark for window in event.windows} == known
                assert event.system_time == (text(moment.now_us) if case.readings else None)


# -- what becomes of them -----------------------------------------------------------------------------------------------


class Closing:
    """A run of a case in which the windows that are open after each turn are noted, and those that close."""

    def __init__(self, case: Case) -> None:
        document = flow_of(case) | {"run": {"clock": "live" if case.readings else "frozen"}}
        read = read_flow(document).flow
        assert read is not None
        self.case, self.step = case, case.setting.operator
        self.worker = Worker(Plan.of(read, Path()), data_root=Path(), watched=False, see=self._see)
        self.metas: list[dict[str, Any]] = []
        self.told: list[tuple[int, OpenWindow]] = []
        """Each with how many windows had closed before."""

    def _see(self, step_id: str, port: str, batch: Batch) -> None:
        if (step_id, port) == (self.step, "meta"):
            rows = zip(
                *(batch.columns[name].to_pylist() for name in ("window_id", "open_time", "close_time")), strict=True
            )
            for key, (window_id, opened, closed) in zip(batch.key_column().to_pylist(), rows, strict=True):
                self.metas.append({"key": key, "id": window_id, "open": opened, "close": closed})

    def run(self) -> Closing:
        self.worker.open()
        turn = 0
        while not self.worker.ended:
            now_us = self.case.reading(turn)
            self.worker.turn(now_us)
            turn += 1
            for event in self.worker.take_open_windows(now_us):
                self.told += [(len(self.metas), window) for window in event.windows]
        self.worker.close()
        return self


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _closes(window: OpenWindow, metas: list[dict[str, Any]], session: bool) -> bool:
    """Whether one of these windows is the one that was told, or the session that it grew into."""
    own = [meta for meta in metas if meta["key"] == window.key]
    if not session:
        wanted = {
            "key": window.key,
            "id": window.window_id,
            "open": _instant(window.open_time),
            "close": _instant(window.close_time),
        }
        return wanted in own
    opened, last = _instant(window.open_time), _instant(window.last_timestamp)
    around = [meta for meta in own if meta["open"] <= opened and meta["close"] >= last]
    merged = window.window_id not in [meta["id"] for meta in own]
    return any(window.window_id in (None, meta["id"]) or merged for meta in around)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("windower", WINDOWERS)
def test_every_window_that_is_told_closes_as_it_was_told_or_is_merged(windower: str, rule: str) -> None:
    for case in various_cases("closes", 60, WINDOW_STEPS, windower, rule):
        run = Closing(case).run()
        for before, window in run.told:
            assert _closes(window, run.metas[before:], windower == "session"), f"{window} of {case}"


def test_where_time_stands_still_a_watermark_is_told_in_the_time_of_the_items_whatever_the_clock_on_the_wall() -> None:
    document = flow(
        "s.down>k.up k.down>w.up",
        s=("testing_source", {"schema": {"at": "timestamp"}, "items": [{"at": "2022-01-01T00:00:04Z"}]}),
        k=("key_on", {"key": "'ALL'"}),
        w=("collect_window", _windows("10s", "1s")),
    )
    worker = worker_of_flow(document, clock="frozen")
    worker.turn(0)
    [event] = worker.take_open_windows(1_700_000_000_000_000)
    assert (event.system_time, event.windows[0].watermark) == (None, "2022-01-01T00:00:03Z")
    worker.close()


def test_a_live_window_closes_at_the_time_that_was_told_if_nothing_comes() -> None:
    document = flow(
        "s.down>k.up k.down>w.up",
        s=(
            "testing_source",
            {"schema": {"at": "timestamp"}, "items": [{"at": "2022-01-01T00:00:04Z"}, _HOUR_OF_NOTHING]},
        ),
        k=("key_on", {"key": "'ALL'"}),
        w=("collect_window", _windows("10s", "1s")),
    )
    worker = worker_of_flow(document, clock="live")
    worker.turn(1_000_000)
    [event] = worker.take_open_windows(1_000_000)
    # Four seconds less the wait are three, at system time 1 s: ten are reached seven seconds later.
    assert [(window.watermark, window.due_at) for window in event.windows] == [
        ("2022-01-01T00:00:03Z", "1970-01-01T00:00:08Z")
    ]
    assert worker.wake_at() == 8_000_000
    for now_us, closed in ((7_999_999, 0), (8_000_000, 1)):
        worker.turn(now_us)
        assert worker.windows_closed == closed


_HOUR_OF_NOTHING = {"$": "PAUSE", "for": "1h"}


def _windows(length: str, wait: str) -> dict[str, Any]:
    clock = {"type": "event", "timestamp": "at", "wait": wait}
    return {"clock": clock, "windower": {"type": "tumbling", "length": length, "align_to": "2022-01-01T00:00:00Z"}}


# -- how many, and how often --------------------------------------------------------------------------------------------


def _keys(count: int, more: list[dict[str, Any]] | None = None) -> Worker:
    """Return a worker of windows over one item for each of many keys, each a second further than the one before."""
    many = [{"at": f"2022-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z", "key": f"{n:04}"} for n in range(count)]
    source = {
        "schema": {"at": "timestamp", "key": "str"},
        "items": [*reversed(many), *(more or [])],
        "batch_size": count,
    }
    window = ("collect_window", _windows("1h", "0s"))
    return worker_of_flow(
        flow("s.down>k.up k.down>w.up", s=("testing_source", source), k=("key_on", {"key": "key"}), w=window)
    )


def test_of_many_windows_those_of_the_keys_that_are_furthest_behind_are_told() -> None:
    worker = _keys(900)
    worker.turn(0)
    [event] = worker.take_open_windows(0)
    assert event.total == 900
    assert [window.key for window in event.windows] == [f"{number:04}" for number in range(MOST_WINDOWS)]


def test_a_window_too_many_to_be_told_is_counted() -> None:
    worker = _keys(900, [{"at": "2022-01-01T02:00:00Z", "key": "9999"}])
    worker.turn(0)
    [before] = worker.take_open_windows(0)
    worker.turn(0)
    [after] = worker.take_open_windows(0)
    assert (before.windows, before.total, after.total) == (after.windows, 900, 901)


def _one_item(config: dict[str, Any], **more: Any) -> Worker:
    """Return a worker that has taken one item into the windows of this configuration."""
    source = {"schema": {"at": "timestamp"}, "items": [{"at": "2022-01-01T00:00:00Z"}]}
    key = ("key_on", {"key": "'ALL'"})
    document = flow("s.down>k.up k.down>w.up", s=("testing_source", source), k=key, w=("collect_window", config))
    worker = worker_of_flow(document, **more)
    worker.turn(0)
    return worker


def test_a_key_with_very_many_windows_takes_no_more_room() -> None:
    sliding = {"windower": {"type": "sliding", "length": "1h", "offset": "10s"}}
    [event] = _one_item(_windows("1h", "0s") | sliding).take_open_windows(0)
    assert (event.total, len(event.windows)) == (360, MOST_WINDOWS)


def test_open_windows_are_told_when_they_have_changed_and_once_more_when_there_are_none() -> None:
    worker = _keys(3, [{"at": "2022-01-01T02:00:00Z", "key": "0001"}])
    totals = []
    for _ in range(4):
        totals.append([event.total for event in worker.take_open_windows(0)])
        totals.append([event.total for event in worker.take_open_windows(0)])
        worker.turn(0)
    assert totals == [[], [], [3], [], [3], [], [0], []]


def test_steps_without_windows_tell_nothing() -> None:
    worker = worker_of_flow(
        flow("s.down>o.up", s=("testing_source", {"schema": "int", "items": [1]}), o=("null_sink", {}))
    )
    worker.turn(0)
    assert worker.take_open_windows(0) == []


# -- disorder -----------------------------------------------------------------------------------------------------------


def _out_of_order(oracle: WindowStep) -> int:
    largest: dict[str, int] = {}
    count = 0
    for decision in sorted(oracle.decisions, key=lambda one: one.position):
        count += decision.verdict == "on_time" and decision.timestamp < largest.get(decision.key, decision.timestamp)
        largest[decision.key] = max(largest.get(decision.key, decision.timestamp), decision.timestamp)
    return count


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("windower", WINDOWERS)
def test_items_out_of_order_are_those_behind_what_their_key_has_shown_that_are_not_late(
    windower: str, rule: str
) -> None:
    some = 0
    for case in various_cases("disorder", 60, WINDOW_STEPS, windower, rule):
        if case.setting.wait_us is None:
            continue
        *_, moment = moments(case, watched=True)
        found = moment.logic.gauges().out_of_order
        assert (found or 0) == _out_of_order(moment.oracle), str(case)
        some += found or 0
    assert some > 50


def test_nobody_counts_disorder_in_a_run_that_is_not_watched() -> None:
    found = [_one_item(_windows("1h", "0s"), watched=watched).stats().steps["w"] for watched in (True, False)]
    assert [step.out_of_order for step in found] == [0, None]
