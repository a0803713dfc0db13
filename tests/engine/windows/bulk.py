"""Many random runs in one flow: keys know nothing of each other, so each key of a flow is a run of its own.

A run is the items of one key under settings, turns and readings that it shares with the other keys of its flow. What
leaves the step is compared whole, in order across the keys too; a difference is told as the case of one key alone.
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import chain

from tests.engine.windows.cases import (
    KEYS,
    SECOND,
    Case,
    Setting,
    random_items,
    random_readings,
    random_setting,
)
from tests.engine.windows.engine_side import compare
from tests.engine.windows.oracle import Item, Session

RUNS_IN_ONE = 100


def random_bulk(rng: random.Random, step: str, windower: str, late_rule: str, live: bool) -> Case:
    """Return a case of many keys."""
    setting = replace(random_setting(rng, [step], [windower]), late_rule=late_rule)
    if windower == "session" and rng.random() < 0.3:
        setting = replace(setting, windower=Session(5 * SECOND), wait_us=60 * SECOND, ordered=False)
    elif live and rng.random() < 0.15:
        setting = replace(setting, wait_us=None, late_rule="behind_watermark")
    count = rng.choice([1, 2, 4, 8, 25])
    turns: list[list[Item]] = [[] for _ in range(count)]
    for run in range(RUNS_IN_ONE):
        _spread(rng, f"{rng.choice(KEYS)}{run}", setting, turns)
    ready = tuple(tuple(_side_by_side(rng, turn)) for turn in turns)
    return Case(setting, ready, random_readings(rng, setting, ready) if live else ())


def _spread(rng: random.Random, key: str, setting: Setting, turns: list[list[Item]]) -> None:
    """Give a run's items to turns that never step back."""
    items = random_items(rng, rng.randint(1, 24), [key], setting.sides)
    for item, turn in zip(items, sorted(rng.choices(range(len(turns)), k=len(items))), strict=True):
        turns[turn].append(item)


def _side_by_side(rng: random.Random, items: list[Item]) -> list[Item]:
    """Return the items of a turn with the keys mixed and each key's own in order, side after side."""
    by_key: dict[str, list[Item]] = {}
    for item in items:
        by_key.setdefault(item.key, []).append(item)
    order = [item.key for item in items]
    rng.shuffle(order)
    mixed = [by_key[key].pop(0) for key in order]
    return sorted(mixed, key=lambda item: item.side)


def alone(case: Case, key: str) -> Case:
    """Return the run of one key."""
    return replace(case, turns=tuple(tuple(item for item in turn if item.key == key) for turn in case.turns))


def compare_bulk(case: Case) -> int:
    """Compare all runs of a case and return how many there are; tell the smallest run that differs on its own."""
    keys = sorted({item.key for item in chain.from_iterable(case.turns)})
    try:
        compare(case)
    except AssertionError as difference:
        for run in sorted((alone(case, key) for key in keys), key=lambda one: len(one.items)):
            _compare_alone(run)
        raise AssertionError(f"only together do these runs differ: {case.setting}") from difference
    return len(keys)


def _compare_alone(run: Case) -> None:
    try:
        compare(run)
    except AssertionError as difference:
        raise AssertionError(f"{difference}\nin {run}") from difference


def check_bulk(seed: str, runs: int, step: str, windower: str, late_rule: str = "behind_watermark") -> int:
    """Compare at least so many runs, half of them with a clock that moves; return how many it were."""
    done, number = 0, 0
    while done < runs:
        rng = random.Random(f"{seed}/{number}")
        try:
            done += compare_bulk(random_bulk(rng, step, windower, late_rule, number % 2 == 1))
        except AssertionError as difference:
            raise AssertionError(f"seed {seed}/{number}: {difference}") from difference
        number += 1
    return done
