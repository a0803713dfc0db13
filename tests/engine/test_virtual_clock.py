"""The run's clock: it stands still in a pause, goes faster in a replay, never goes back, and wakes exactly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.test_worker import KEY_ALL, LISTS, flow, items, worker_of

from tidegate import ClockSet, Command, EpochSnapshot, Plan, VirtualClock, Worker, drive, read_flow

SECOND = 1_000_000
HOUR = 3_600 * SECOND


def test_a_clock_that_is_left_alone_shows_what_the_real_one_shows() -> None:
    clock = VirtualClock(100)
    assert [clock.reading(at) for at in (100, 101, 250)] == [100, 101, 250]
    assert [clock.real_at(at) for at in (250, 251, 1_000)] == [250, 251, 1_000]


def test_a_pause_of_any_length_is_no_time_at_all() -> None:
    clock = VirtualClock(100)
    clock.pause(110)
    assert (clock.reading(5_000), clock.real_at(111), clock.paused) == (110, None, True)
    clock.resume(9 * HOUR)
    assert [clock.reading(9 * HOUR + more) for more in (0, 1, 40)] == [110, 111, 150]
    assert clock.take_settings() == []


def test_a_clock_goes_as_fast_as_it_is_told() -> None:
    clock = VirtualClock(0, speed=10)
    assert [clock.reading(at) for at in (1, 2)] == [10, 20]
    clock.set_speed(2, 0.5)
    assert [clock.reading(at) for at in (3, 4, 5)] == [20, 21, 21]
    assert clock.real_at(25) == 12


def test_a_clock_can_be_moved_on_by_hand_and_not_back() -> None:
    clock = VirtualClock(0)
    clock.pause(10)
    assert clock.step(20, by_us=5) == 15
    assert clock.step(30, to_us=100) == 100
    assert clock.step(40, to_us=50) == 100
    clock.resume(50)
    assert clock.reading(51) == 101


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf"), 1e9])
def test_what_is_no_speed_is_refused_and_changes_nothing(factor: float) -> None:
    clock = VirtualClock(0)
    with pytest.raises(ValueError, match="is no speed; give a number above 0"):
        clock.set_speed(5, factor)
    assert clock.reading(7) == 7


def test_a_real_clock_that_is_set_back_is_followed_from_there_and_noted() -> None:
    clock = VirtualClock(10 * HOUR)
    clock.reading(10 * HOUR + 5)
    assert [clock.reading(9 * HOUR + more) - 10 * HOUR for more in (0, 1, 9)] == [5, 6, 14]
    assert clock.real_at(10 * HOUR + 20) == 9 * HOUR + 15
    assert clock.take_settings() == [ClockSet(10 * HOUR + 5, -HOUR - 5)]
    assert clock.take_settings() == []


def test_a_real_clock_that_jumps_ahead_is_followed_from_there_and_noted() -> None:
    year = 365 * 24 * HOUR
    clock = VirtualClock(0)
    clock.reading(7)
    assert [clock.reading(year + more) for more in (0, 3)] == [7, 10]
    [setting] = clock.take_settings()
    assert (setting.by_us, str(setting)) == (
        year - 7,
        "the machine's clock went ahead by 364d 23h 59m 59s 999ms 993us; the run's clock did not follow",
    )


def test_a_long_wait_is_no_jump_and_what_goes_beyond_it_is() -> None:
    clock = VirtualClock(0)
    assert clock.reading(5 * HOUR, awaited_us=5 * HOUR) == 5 * HOUR
    assert clock.reading(12 * HOUR, awaited_us=7 * HOUR) == 7 * HOUR
    assert [setting.by_us for setting in clock.take_settings()] == [5 * HOUR]
    freely = VirtualClock(0, jump_us=None)
    assert freely.reading(900 * HOUR) == 900 * HOUR


deeds = st.one_of(
    st.tuples(st.just("wait"), st.integers(-HOUR, 3 * HOUR)),
    st.tuples(st.just("pause"), st.just(0)),
    st.tuples(st.just("resume"), st.integers(0, HOUR)),
    st.tuples(st.just("speed"), st.sampled_from([0.001, 0.3, 1, 1.5, 10, 999_999])),
    st.tuples(st.just("step"), st.integers(-99, HOUR)),
)


@given(st.lists(deeds, max_size=20), st.integers(1, HOUR))
def test_whatever_happens_it_never_goes_back_and_wakes_on_the_microsecond(
    done: Sequence[tuple[str, Any]], ahead_us: int
) -> None:
    clock, real_us = VirtualClock(0), 0
    seen = clock.reading(0)
    for deed, amount in done:
        real_us += amount if deed in ("wait", "resume") else 0
        if deed == "pause":
            clock.pause(real_us)
        elif deed == "resume":
            clock.resume(real_us)
        elif deed == "speed":
            clock.set_speed(real_us, amount)
        elif deed == "step":
            clock.step(real_us, by_us=amount)
        now = clock.reading(real_us)
        assert now >= seen
        seen = now
    clock.resume(real_us)
    wake = clock.real_at(seen + ahead_us)
    assert wake is not None
    assert clock.reading(wake - 1, awaited_us=wake) < seen + ahead_us <= clock.reading(wake, awaited_us=wake)


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
