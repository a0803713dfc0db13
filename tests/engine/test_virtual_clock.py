"""The run's clock: it stands still in a pause, goes faster in a replay, never goes back, and wakes exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate import ClockSet, VirtualClock

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
