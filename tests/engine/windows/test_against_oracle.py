"""The window steps against an oracle that is slow and obvious, over random runs that shrink."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.engine.windows.cases import SECOND, YEAR_2022, Case, Fields, Setting, in_turns
from tests.engine.windows.engine_side import compare, refusal
from tests.engine.windows.oracle import Grid, Item, Session, tumbling

FIRST_US, LAST_US = -62_135_596_800_000_000, 253_402_300_799_999_999
LONGEST = 10_000 * 366 * 86_400 * SECOND

KEYS = st.sampled_from(
    ["a", "b", "", "B", "é", "ab", "a\0", "😀", "\uffff", *(f"the same beginning for all of them {n}" for n in "129é")]
)
LENGTHS = st.sampled_from([10 * SECOND, 7 * SECOND + 1, SECOND, 3, 1, 365 * 86_400 * SECOND])
WAITS = st.sampled_from([0, 0, 1, SECOND, 5 * SECOND, 25 * SECOND, LONGEST])
ALIGNS = st.sampled_from([0, YEAR_2022, YEAR_2022 - 3, YEAR_2022 + 100 * SECOND, FIRST_US, LAST_US])
WHOLE = st.none() | st.integers(-9, 9) | st.sampled_from([2**63 - 1, -(2**63), 2**62, -(2**62) - 1])
REAL = st.none() | st.sampled_from([0.0, -1.5, 0.1, 1e300, -1e300, float("nan")])
EXACT_WHOLE, EXACT_REAL = st.none() | st.integers(-9, 9), st.none() | st.sampled_from([0.0, -1.5, 2.25, float("nan")])
"""What gives the same sum in any order, as sums of sessions that merge are sums of sums."""


@st.composite
def timestamps(draw: st.DrawFn, length_us: int) -> int | None:
    kind = draw(st.integers(0, 11))
    if kind == 0:
        return draw(st.sampled_from([None, FIRST_US, LAST_US, 0, -1]))
    step = draw(st.sampled_from([SECOND, length_us]))
    return min(LAST_US, YEAR_2022 + draw(st.integers(-3, 30)) * step + draw(st.sampled_from([0, 0, 0, -1, 1])))


@st.composite
def cases(draw: st.DrawFn, windower: str, clock: str, system: str) -> Case:
    """A run whose system clock is `frozen`, `moving`, or `stepping back` now and then."""
    length_us = draw(LENGTHS)
    wait_us = None if clock == "system" else draw(WAITS)
    keys = draw(st.lists(KEYS, min_size=1, max_size=4))
    numbers = (EXACT_WHOLE, EXACT_REAL) if windower == "session" else (WHOLE, REAL)
    drawn = draw(st.lists(st.tuples(st.sampled_from(keys), timestamps(length_us), *numbers), max_size=25))
    items = [Item(key, at_us, Fields(n, whole, real, str(n))) for n, (key, at_us, whole, real) in enumerate(drawn)]
    setting = Setting("collect_window", draw(windowers(windower, length_us)), wait_us, draw(st.booleans()))
    if system == "stepping back":
        back = draw(readings(length_us, 10, (0, SECOND, 4 * length_us, -1, -3 * SECOND, -length_us)))
        size = draw(st.integers(1, 9))
        return Case(setting, in_turns(items, [size] * (len(items) // size)), back, size)
    turns = in_turns(items, draw(st.lists(st.integers(0, 9), max_size=8)))
    steps = (0, 1, SECOND, length_us, length_us - 1, 4 * length_us)
    return Case(setting, turns, () if system == "frozen" else draw(readings(length_us, len(turns) + 2, steps)))


def windowers(kind: str, length_us: int) -> st.SearchStrategy[Grid | Session]:
    if kind == "session":
        return st.sampled_from([0, 1, 3, SECOND, min(length_us, 20 * SECOND)]).map(Session)
    parts = st.just(1) if kind == "tumbling" else st.sampled_from([1, 2, 3, 7])
    return st.builds(lambda part, align: Grid(length_us, -(-length_us // part), align), parts, ALIGNS)


@st.composite
def readings(draw: st.DrawFn, length_us: int, count: int, steps: tuple[int, ...]) -> tuple[int, ...]:
    at_us = draw(st.sampled_from([0, YEAR_2022, YEAR_2022 + 4 * SECOND]))
    return tuple(accumulate(draw(st.lists(st.sampled_from(steps), min_size=count, max_size=count)), initial=at_us))


def check(windower: str, clock: str, system: str, runs: int) -> None:
    """Compare so many random runs."""
    if reason := refusal(Case(Setting("collect_window", SIMPLE[windower], 0), ()), *STEPS):
        pytest.skip(f"the engine refuses it: {reason}")

    @settings(
        max_examples=runs,
        deadline=None,
        database=None,
        derandomize=runs < 1_000,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(cases(windower, clock, system))
    def runs_alike(case: Case) -> None:
        compare(case, *STEPS)

    runs_alike()


STEPS = ("collect_window", "aggregate_window")
SIMPLE = {"tumbling": tumbling(SECOND, 0), "sliding": Grid(2 * SECOND, SECOND, 0), "session": Session(SECOND)}
WINDOWS = pytest.mark.parametrize(("windower", "share"), [("tumbling", 1.0), ("sliding", 0.3), ("session", 0.4)])
CLOCKS = pytest.mark.parametrize(
    ("clock", "system", "runs"),
    [
        ("event", "frozen", 200),
        ("event", "moving", 200),
        ("event", "stepping back", 100),
        ("system", "moving", 80),
        ("system", "stepping back", 40),
    ],
)


@WINDOWS
@CLOCKS
def test_windows_are_those_of_the_oracle(windower: str, share: float, clock: str, system: str, runs: int) -> None:
    check(windower, clock, system, int(share * runs))


@pytest.mark.long
@WINDOWS
@CLOCKS
def test_windows_are_those_of_the_oracle_for_long(
    windower: str, share: float, clock: str, system: str, runs: int
) -> None:
    check(windower, clock, system, int(50 * share * runs))
