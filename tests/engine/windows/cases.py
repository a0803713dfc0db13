"""Random cases: what a step is set to, the items of every turn, and the readings of the system clock."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from tests.engine.windows.oracle import (
    Arrived,
    EventClock,
    Folded,
    Grid,
    Held,
    Item,
    Joined,
    Kept,
    Reduced,
    Session,
    SystemClock,
    Windowed,
    WindowStep,
    counted,
    largest,
    listed,
    mapped,
    smallest,
    tumbling,
    unique,
)

SECOND = 1_000_000
YEAR_2022 = 1_640_995_200 * SECOND
FOREVER_US = 10_000 * 366 * 86_400 * SECOND
KEYS = ("b", "a", "", "é", "aa", "B", "\U0001f600", "\uffff")
INSERT_MODES, EMIT_MODES = ("first", "last", "product"), ("complete", "final", "running")
WINDOW_STEPS = (
    "collect_window list",
    "collect_window set",
    "collect_window map",
    "count_window",
    "fold_window",
    "reduce_window",
    "max_window",
    "min_window",
    "join_window",
)
"""The operators that Bytewax has too, and what `collect_window` collects into."""
WINDOWERS = ("tumbling", "sliding", "session")
ORDERABLE = ("collect_window", "fold_window", "join_window", "aggregate_window")


class Fields(NamedTuple):
    """The value of an item: which it is, a number that many share, a real one, and the item's number as text."""

    number: int
    whole: int | None = 0
    real: float | None = None
    text: str = ""


@dataclass(frozen=True)
class Setting:
    """What a window step is set to; `wait_us` is None for the system clock."""

    operator: str
    windower: Grid | Session
    wait_us: int | None
    ordered: bool = True
    late_rule: str = "behind_watermark"
    into: str = "list"
    sides: int = 1
    insert_mode: str = "last"
    emit_mode: str = "final"

    def windowed(self) -> Windowed:
        """Return the oracle's settings."""
        clock = SystemClock() if self.wait_us is None else EventClock(self.wait_us, self.late_rule)
        return Windowed(clock, self.windower, lambda: HOLDS[self.operator](self), self.is_ordered)

    @property
    def is_ordered(self) -> bool:
        return self.ordered and self.operator in ORDERABLE

    @property
    def makes_sets(self) -> bool:
        return self.operator == "collect_window" and self.into == "set"


def _value(arrived: Arrived) -> Fields:
    value: Fields = arrived.value
    return value


SHAPED: dict[str, Callable[[list[Arrived]], Any]] = {
    "list": listed(lambda arrived: _value(arrived).number),
    "set": unique(lambda arrived: _value(arrived).whole),
    "map": mapped(lambda arrived: str(_value(arrived).whole), lambda arrived: _value(arrived).number),
}


def concat(acc: str, value: Fields) -> str:
    return f"{acc}{value.number},"


def joined_texts(a: str, b: str) -> str:
    return f"{a}|{b}"


def reduced(a: Fields, b: Fields) -> Fields:
    """Return what shows which were put together and in which order; no two ways give the same."""
    return a._replace(text=f"({a.text} {b.text})")


def whole_of(value: Fields) -> int:
    assert value.whole is not None, "items that are compared have something to compare"
    return value.whole


HOLDS: dict[str, Callable[[Setting], Held]] = {
    "collect_window": lambda setting: Kept(SHAPED[setting.into], setting.ordered),
    # What aggregations make of the items is for the comparison to say.
    "aggregate_window": lambda setting: Kept(tuple),
    "count_window": lambda setting: counted(),
    "fold_window": lambda setting: Folded("", concat, joined_texts),
    "reduce_window": lambda setting: Reduced(reduced),
    "max_window": lambda setting: largest(whole_of),
    "min_window": lambda setting: smallest(whole_of),
    "join_window": lambda setting: Joined(
        setting.sides, setting.insert_mode, setting.emit_mode, lambda arrived: _value(arrived).number
    ),
}


@dataclass(frozen=True)
class Case:
    """A run: settings, the items of every turn but those that only end the input, and what the clock shows in each.

    No readings: time stands still. The last reading stays.
    """

    setting: Setting
    turns: tuple[tuple[Item, ...], ...]
    readings: tuple[int, ...] = ()
    batch_size: int | None = None
    """Given where readings step back: turns are then batches of one size, which need no marks in between."""

    @property
    def items(self) -> list[Item]:
        return [item for turn in self.turns for item in turn]

    def reading(self, turn: int) -> int:
        return self.readings[min(turn, len(self.readings) - 1)] if self.readings else 0

    def rebatched(self, sizes: Sequence[int]) -> Case:
        """Return the case with its items in turns of these sizes, and a last one with the rest."""
        return replace(self, turns=in_turns(self.items, sizes))


def in_turns(items: Sequence[Item], sizes: Sequence[int]) -> tuple[tuple[Item, ...], ...]:
    """Return the items in turns of these sizes, and what is left in one more."""
    ends = [0, *accumulate(sizes)]
    ends += [len(items)] * (ends[-1] < len(items))
    return tuple(tuple(items[start:end]) for start, end in pairwise(ends))


def run_oracle(case: Case, wakes: bool = True) -> WindowStep:
    """Turn the oracle as a worker is turned."""
    step = WindowStep(case.setting.windowed(), frozen=not case.readings)
    for number, items in enumerate([*case.turns, ()]):
        step.take(case.reading(number), items)
        if wakes:
            step.wake(case.reading(number))
    step.end()
    return step


# -- what is drawn ----------------------------------------------------------------------------------------------------


def random_setting(
    rng: random.Random, steps: Sequence[str] = WINDOW_STEPS, windowers: Sequence[str] = WINDOWERS
) -> Setting:
    operator, _, into = rng.choice(steps).partition(" ")
    windower = random_windower(rng, rng.choice(windowers))
    waits = [0, 0, 1, SECOND, 5 * SECOND, 25 * SECOND, FOREVER_US]
    # With long waits and without order, sessions lie side by side for long enough to merge.
    is_session = isinstance(windower, Session)
    return Setting(
        operator,
        windower,
        rng.choice([*waits, 60 * SECOND, 60 * SECOND, FOREVER_US] if is_session else waits),
        rng.random() < (0.3 if is_session else 0.5),
        into=into or "list",
        sides=rng.choice([1, 2, 2, 3]) if operator == "join_window" else 1,
        insert_mode=rng.choice(INSERT_MODES),
        emit_mode=rng.choice(EMIT_MODES),
    )


def random_windower(rng: random.Random, kind: str) -> Grid | Session:
    length_us = rng.choice([10 * SECOND, 7 * SECOND + 1, 3 * SECOND])
    if kind == "session":
        return Session(rng.choice([0, 1, SECOND, 5 * SECOND, 5 * SECOND, 5 * SECOND]))
    align_us = rng.choice([0, YEAR_2022, YEAR_2022 - 3, YEAR_2022 + 100 * SECOND])
    if kind == "tumbling":
        return tumbling(length_us, align_us)
    return Grid(length_us, rng.choice([length_us, length_us // 2, length_us // 3, length_us * 7 // 10]), align_us)


def random_items(rng: random.Random, count: int, keys: Sequence[str], sides: int = 1) -> list[Item]:
    """Return items whose timestamps wander forwards, with stragglers, ties and jumps, or lie scattered."""
    return _items(rng, _wandering(rng, count) if rng.random() < 0.5 else _scattered(rng, count), keys, sides)


def _items(rng: random.Random, times: Sequence[int], keys: Sequence[str], sides: int) -> list[Item]:
    return [
        Item(
            rng.choice(keys),
            at_us,
            Fields(number, rng.randint(-3, 3), rng.randint(-8, 8) / 4, str(number)),
            rng.randrange(sides),
        )
        for number, at_us in enumerate(times)
    ]


def _wandering(rng: random.Random, count: int) -> list[int]:
    steps = [0, 0, 1, SECOND, SECOND, 3 * SECOND, 5 * SECOND, 6 * SECOND, 30 * SECOND]
    front = accumulate((rng.choice(steps) for _ in range(count - 1)), initial=YEAR_2022 + rng.randint(-30, 30) * SECOND)
    spread = rng.choice([0, 2, 12, 40])
    return [at_us - rng.choice([0, rng.randint(0, spread) * SECOND, rng.choice([0, 1, 5 * SECOND])]) for at_us in front]


def _scattered(rng: random.Random, count: int) -> list[int]:
    """Return instants in no order, on few places, so that sessions lie near each other before they merge."""
    step_us, places = rng.choice([SECOND, 4 * SECOND, 5 * SECOND]), rng.choice([9, 16, 30])
    return [YEAR_2022 + rng.randint(0, places) * step_us for _ in range(count)]


def random_turns(rng: random.Random, items: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """Return the items in turns; what comes to a step in one turn comes side by side."""
    kind = rng.choice(["one by one", "all at once", "sizes", "sizes"])
    if kind != "sizes":
        sizes = [1 if kind == "one by one" else max(1, len(items))] * (len(items) if kind == "one by one" else 1)
    else:
        sizes = [rng.choice([0, 1, 2, 3, 7]) for _ in range(rng.randint(1, 8))]
    return tuple(tuple(sorted(turn, key=lambda item: item.side)) for turn in in_turns(items, sizes))


def random_readings(rng: random.Random, setting: Setting, turns: Sequence[Sequence[Item]]) -> tuple[int, ...]:
    """Return readings that move on, some in leaps, some to the instant at which a window closes or just next to it."""
    step, readings = WindowStep(setting.windowed()), []
    now_us = rng.choice([0, YEAR_2022, YEAR_2022 + 8 * 365 * 86_400 * SECOND])
    for items in (*turns, ()):
        readings.append(now_us)
        step.turn(now_us, items)
        wake_us, chance = step.wake_at(), rng.random()
        if wake_us is not None and chance < 0.4 and wake_us < now_us + 3600 * SECOND:
            now_us = max(now_us, wake_us + rng.choice([-1, 0, 0, 1]))
        else:
            now_us += random_step(rng)
    return tuple(readings)


def random_step(rng: random.Random) -> int:
    return rng.choice([0, 0, 1, SECOND, SECOND, 5 * SECOND, 12 * SECOND, 60 * SECOND])


def random_case(
    rng: random.Random,
    steps: Sequence[str] = WINDOW_STEPS,
    live: bool | None = None,
    windowers: Sequence[str] = WINDOWERS,
    late_rule: str = "behind_watermark",
) -> Case:
    setting = replace(random_setting(rng, steps, windowers), late_rule=late_rule)
    items = random_items(rng, rng.randint(1, 30), rng.sample(KEYS, rng.choice([1, 1, 2, 4])), setting.sides)
    return _case(rng, setting, items, rng.random() < 0.5 if live is None else live)


def merging_case(
    rng: random.Random,
    steps: Sequence[str] = WINDOW_STEPS,
    live: bool = False,
    late_rule: str = "behind_watermark",
) -> Case:
    """Return a case of sessions that merge, as few others do."""
    setting = replace(
        random_setting(rng, steps),
        windower=Session(5 * SECOND),
        wait_us=rng.choice([60 * SECOND, FOREVER_US, FOREVER_US]),
        ordered=rng.random() < 0.1,
        late_rule=late_rule,
    )
    times = [YEAR_2022 + place * 5 * SECOND for place in rng.sample(range(16), rng.randint(5, 15))]
    return _case(rng, setting, _items(rng, times, rng.sample(KEYS, rng.choice([1, 2])), setting.sides), live)


def _case(rng: random.Random, setting: Setting, items: Sequence[Item], live: bool) -> Case:
    turns = random_turns(rng, items)
    return Case(setting, turns, random_readings(rng, setting, turns) if live else ())


def various_cases(
    seed: str, count: int, steps: Sequence[str], windower: str, late_rule: str = "behind_watermark"
) -> Iterator[Case]:
    """Return cases of one windower and rule, half of them live; a third of those of sessions are of such that merge."""
    for number in range(count):
        rng, live = random.Random(f"{seed} {number}"), number % 2 == 1
        if windower == "session" and number % 3 == 0:
            yield merging_case(rng, steps, live, late_rule)
        else:
            yield random_case(rng, steps, live, [windower], late_rule)
