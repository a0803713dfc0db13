"""The motor's pattern: turns when something is due, waits between, pauses, and epochs that end in time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.test_worker import KEY_ALL, LISTS, SECOND, flow, idle_worker, items, worker_of

from tidegate import Command, EngineError, EpochSnapshot, Plan, VirtualClock, Worker, drive, read_flow

HOUR = 3_600 * SECOND


def driven(worker: Worker, commands: Sequence[Command] = ()) -> tuple[Command, list[int | None]]:
    """Drive a worker with a clock that is always where it was last told to wait until."""
    waits: list[int | None] = []
    asked = iter(commands)
    now = [0]

    def wait_until(at_us: int | None) -> None:
        waits.append(at_us)
        now[0] = at_us or now[0]

    ended = drive(
        worker, now_us=lambda: now[0], between_turns=lambda: next(asked, Command.GO_ON), wait_until=wait_until
    )
    return ended, waits


PAUSING = ("testing_source", {"schema": "int", "items": [1, {"$": "PAUSE", "for": "5s"}, 2], "batch_size": 9})


def test_a_driven_worker_waits_for_what_is_due_next_and_no_longer() -> None:
    worker = worker_of(
        flow("a.down>k.up k.down>c.up", a=PAUSING, k=KEY_ALL, c=("collect", {"timeout": "2s", "max_size": 9})),
        clock="live",
    )
    assert driven(worker) == (Command.GO_ON, [2 * SECOND, 5 * SECOND])
    assert worker.stats().steps["c"].items_out == {"down": 2}


def test_a_frozen_run_never_waits() -> None:
    worker = worker_of(flow("a.down>b.up", a=PAUSING, b=("null_sink", {})))
    assert driven(worker) == (Command.GO_ON, [])


def test_stop_leaves_at_once_and_finish_ends_the_sources() -> None:
    stopped = worker_of(flow("a.down>b.up", a=items([1, 2, 3]), b=("null_sink", {})))
    assert driven(stopped, [Command.GO_ON, Command.STOP])[0] is Command.STOP
    assert not stopped.ended
    finished = worker_of(flow("a.down>k.up k.down>c.up", a=items([1, 2, 3]), k=KEY_ALL, c=LISTS))
    assert driven(finished, [Command.FINISH])[0] is Command.FINISH
    assert finished.ended
    assert finished.stats().steps["c"].items_out == {"down": 1}


def test_a_source_that_waits_in_a_frozen_run_is_an_error_and_no_endless_loop() -> None:
    with pytest.raises(EngineError, match="time stands still"):
        driven(idle_worker(frozen=True))


# -- a clock in a run ---------------------------------------------------------------------------------------------------

DEMO = ("demo_source", {"interval": "700ms", "late_share": 0.4, "max_lateness": "4s", "keys": 3, "count": 60})
WINDOWED: dict[str, Any] = {
    "clock": {"type": "event", "timestamp": "time", "wait": "1s"},
    "windower": {"type": "tumbling", "length": "5s"},
}


class Host:
    """A real clock that only moves while it is waited for, and somebody who pauses the run now and then."""

    def __init__(self, clock: VirtualClock, pauses: dict[int, int]) -> None:
        self.clock, self.pauses, self.real_us, self.asked = clock, pauses, 0, 0
        self.waits: list[int | None] = []

    def now_us(self) -> int:
        return self.real_us

    def wait_until(self, real_us: int | None) -> None:
        self.waits.append(real_us)
        if real_us is None:
            self.real_us += HOUR
        else:
            assert real_us >= self.real_us, "waiting for a time that has passed is spinning"
            self.real_us = real_us

    def between_turns(self) -> Command:
        self.asked += 1
        if self.clock.paused:
            self.clock.resume(self.real_us)
        elif (pause_us := self.pauses.pop(self.asked, None)) is not None:
            self.clock.pause(self.real_us)
            self.real_us += pause_us
        return Command.GO_ON


def drive_demo(pauses: dict[int, int], speed: float = 1) -> tuple[list[str], int, int]:
    """Drive windows over a live source; return what was printed, the number of turns, and how long it took in all."""
    printed: list[str] = []
    document = flow(
        "s.down>k.up k.down>w.up w.down>out.up w.late>late.up",
        s=DEMO,
        k=("key_on", {"key": "sensor"}),
        w=("collect_window", WINDOWED),
        out=("stdout_sink", {}),
        late=("stdout_sink", {}),
    )
    worker = worker_of(document, clock="live", print=printed.append, watched=False)
    host = Host(VirtualClock(0, speed=speed), pauses)
    drive(worker, now_us=host.now_us, between_turns=host.between_turns, wait_until=host.wait_until, clock=host.clock)
    worker.close()
    return printed, worker.turns, host.real_us


STRAIGHT = 60 * 700_000


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.integers(1, 90), st.integers(0, 2 * HOUR), max_size=5))
def test_a_pause_at_any_moment_of_a_live_run_changes_no_output(pauses: dict[int, int]) -> None:
    printed, turns, took_us = drive_demo({})
    assert any('"late_by"' in line for line in printed)
    assert any('"value":[' in line for line in printed)
    assert took_us <= STRAIGHT
    assert drive_demo(dict(pauses))[:2] == (printed, turns)


def test_a_replay_at_ten_times_the_speed_gives_the_same_in_a_tenth_of_the_time() -> None:
    printed, _, took_us = drive_demo({})
    faster, _, less_us = drive_demo({}, speed=10)
    assert faster == printed
    assert abs(less_us * 10 - took_us) <= 10


def test_an_open_window_and_a_paused_source_cost_no_turns() -> None:
    """Within an hour: the item, the list that is due after 40 minutes, and the source that goes on after an hour."""
    source = items([1, {"$": "PAUSE", "for": "1h"}, 2], 9)
    lists = ("collect", {"timeout": "40m", "max_size": 9})
    worker = worker_of(flow("s.down>k.up k.down>c.up", s=source, k=KEY_ALL, c=lists), clock="live")
    host = Host(VirtualClock(0), {})
    drive(worker, now_us=host.now_us, between_turns=host.between_turns, wait_until=host.wait_until)
    assert host.waits == [2_400 * SECOND, 3_600 * SECOND]
    assert worker.turns <= 6


def test_a_paused_run_waits_for_its_host_and_makes_no_turn() -> None:
    for clock in ("live", "frozen"):
        worker = worker_of(flow("s.down>o.up", s=items(range(5)), o=("null_sink", {})), clock=clock)
        paused = VirtualClock(0)
        paused.pause(0)
        waits: list[int | None] = []
        commands = iter([Command.GO_ON, Command.GO_ON, Command.STOP])
        ended = drive(
            worker,
            now_us=lambda: 0,
            between_turns=commands.__next__,
            wait_until=waits.append,
            clock=paused,
        )
        assert (ended, waits, worker.turns) == (Command.STOP, [None] * 3, 0)


def test_a_paused_run_that_is_to_finish_goes_on() -> None:
    worker = worker_of(flow("s.down>k.up k.down>c.up", s=items(range(5)), k=KEY_ALL, c=LISTS))
    paused = VirtualClock(0)
    paused.pause(0)
    ended = drive(
        worker, now_us=lambda: 0, between_turns=lambda: Command.FINISH, wait_until=lambda _: None, clock=paused
    )
    assert (ended, worker.ended) == (Command.FINISH, True)


# -- epochs in a run ----------------------------------------------------------------------------------------------------


class Kept:
    """A store that only remembers which epochs were closed, when."""

    def __init__(self) -> None:
        self.closed: list[tuple[int, int, int]] = []

    def close_epoch(self, snapshot: EpochSnapshot) -> None:
        self.closed.append((snapshot.epoch, snapshot.turns, snapshot.system_us))


def epochs(document: dict[str, Any], clock: str, speed: float = 1, stop_after: int | None = None) -> Kept:
    worker, kept = worker_of(document, clock=clock, watched=False), Kept()
    host = Host(VirtualClock(0, speed=speed), {})

    def between_turns() -> Command:
        host.between_turns()
        host.real_us += 0 if clock == "live" else SECOND  # A turn of a frozen run takes its time too.
        return Command.STOP if host.asked == stop_after else Command.GO_ON

    drive(
        worker,
        now_us=host.now_us,
        between_turns=between_turns,
        wait_until=host.wait_until,
        clock=host.clock,
        store=kept,
    )
    worker.close()
    return kept


def test_an_epoch_ends_every_so_often_and_at_the_end_of_the_run() -> None:
    document = flow("s.down>o.up", s=items(range(25)), o=("null_sink", {}))
    assert [(number, turns) for number, turns, _ in epochs(document, "frozen").closed] == [(1, 11), (2, 21), (3, 26)]


def test_with_no_time_between_epochs_every_turn_is_one() -> None:
    document = flow("s.down>o.up", s=items(range(3)), o=("null_sink", {})) | {"run": {"epoch_every": "0s"}}
    found = read_flow(document).flow
    assert found is not None
    worker, kept = Worker(Plan.of(found, Path()), data_root=Path(), watched=False), Kept()
    worker.open()
    drive(worker, now_us=lambda: 0, between_turns=lambda: Command.GO_ON, wait_until=lambda _: None, store=kept)
    assert [turns for _, turns, _ in kept.closed] == [1, 2, 3, 4]


def test_a_live_run_in_which_nothing_happens_closes_no_epochs() -> None:
    source = items([1, {"$": "PAUSE", "for": "1h"}, 2], 9)
    document = flow("s.down>o.up", s=source, o=("null_sink", {}))
    assert epochs(document, "live").closed == [(1, 1, 10 * SECOND), (2, 2, HOUR), (3, 3, HOUR)]


def test_a_run_that_is_stopped_closes_its_epoch_with_windows_open() -> None:
    document = flow("s.down>k.up k.down>c.up", s=items(range(25)), k=KEY_ALL, c=LISTS)
    assert [turns for _, turns, _ in epochs(document, "frozen", stop_after=4).closed] == [4]


def test_epochs_are_counted_in_real_time_whatever_the_speed() -> None:
    source = items([1, {"$": "PAUSE", "for": "1h"}, 2], 9)
    closed = epochs(flow("s.down>o.up", s=source, o=("null_sink", {})), "live", speed=100).closed
    assert closed[0] == (1, 1, 1_000 * SECOND)


def test_an_epoch_does_not_wait_for_a_clock_that_was_set_back() -> None:
    worker, kept = worker_of(flow("s.down>o.up", s=items(range(30)), o=("null_sink", {})), watched=False), Kept()
    real = iter([1_000 * SECOND, *(second * SECOND for second in range(500))])
    drive(worker, now_us=real.__next__, between_turns=lambda: Command.GO_ON, wait_until=lambda _: None, store=kept)
    assert len(kept.closed) > 2
