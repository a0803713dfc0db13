"""Random cases of the steps that keep something for each key and know no windows."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, zip_longest
from typing import Any

from tests.engine.windows.cases import (
    EMIT_MODES,
    INSERT_MODES,
    KEYS,
    SECOND,
    Fields,
    concat,
    random_items,
    random_step,
    random_turns,
    reduced,
    whole_of,
)
from tests.engine.windows.oracle import (
    Collected,
    Content,
    FoldedToTheEnd,
    Item,
    KeyedStep,
    Mapped,
    Matched,
    ReducedToTheEnd,
    counted_to_the_end,
    largest_of_all,
    smallest_of_all,
)

KEYED_OPERATORS = (
    "collect",
    "join",
    "stateful_map",
    "stateful_flat_map",
    "count_final",
    "fold_final",
    "reduce_final",
    "max_final",
    "min_final",
)


@dataclass(frozen=True)
class KeyedCase:
    """A run of a step without windows; no readings: time stands still."""

    operator: str
    turns: tuple[tuple[Item, ...], ...]
    readings: tuple[int, ...] = ()
    timeout_us: int = 10 * 86_400 * SECOND
    max_size: int = 3
    sides: int = 1
    insert_mode: str = "last"
    emit_mode: str = "complete"

    def reading(self, turn: int) -> int:
        return self.readings[min(turn, len(self.readings) - 1)] if self.readings else 0


def running_sum(state: int | None, value: Fields) -> tuple[int | None, list[Any]]:
    """Return the sum so far, None once it is above 4, and what it was before and is now."""
    total = (state or 0) + whole_of(value)
    new_state = None if total > 4 else total
    return new_state, [[-99 if state is None else state, -99 if new_state is None else new_state]]


def repeated(state: int | None, value: Fields) -> tuple[int | None, list[Any]]:
    """Return how many there were, None after the third, and the number none, once or twice."""
    count = (state or 0) + 1
    return (None if count == 3 else count), [value.number] * (count - 1)


CONTENTS: dict[str, Callable[[KeyedCase], Content]] = {
    "collect": lambda case: Collected(case.timeout_us, case.max_size),
    "join": lambda case: Matched(case.sides, case.insert_mode, case.emit_mode),
    "stateful_map": lambda case: Mapped(running_sum),
    "stateful_flat_map": lambda case: Mapped(repeated),
    "count_final": lambda case: counted_to_the_end(),
    "fold_final": lambda case: FoldedToTheEnd("", concat),
    "reduce_final": lambda case: ReducedToTheEnd(reduced),
    "max_final": lambda case: largest_of_all(whole_of),
    "min_final": lambda case: smallest_of_all(whole_of),
}


def run_keyed_oracle(case: KeyedCase) -> KeyedStep:
    """Turn the oracle as a worker is turned."""
    step = KeyedStep(lambda: CONTENTS[case.operator](case))
    for number, items in enumerate([*case.turns, ()]):
        step.turn(case.reading(number), items)
    step.end()
    return step


def random_keyed_case(
    rng: random.Random, operators: Sequence[str] = KEYED_OPERATORS, runs: int = 1, live: bool = False
) -> KeyedCase:
    """Return a case; with several runs there are other keys in each, so that each is one of its own."""
    operator = rng.choice(operators)
    sides = rng.choice([1, 2, 2, 3]) if operator == "join" else 1
    turns = [
        random_turns(rng, random_items(rng, rng.randint(1, 24), _keys(rng, run, runs), sides)) for run in range(runs)
    ]
    together = zip_longest(*turns, fillvalue=())
    ready = tuple(tuple(sorted(chain(*turn), key=lambda item: item.side)) for turn in together)
    return KeyedCase(
        operator,
        ready,
        tuple(accumulate((random_step(rng) for _ in ready), initial=0)) if live else (),
        rng.choice([0, 1, SECOND, 5 * SECOND, 12 * SECOND]) if live else 10 * 86_400 * SECOND,
        max_size=rng.choice([1, 2, 3, 100]),
        sides=sides,
        insert_mode=rng.choice(INSERT_MODES),
        emit_mode=rng.choice(EMIT_MODES),
    )


def _keys(rng: random.Random, run: int, runs: int) -> list[str]:
    keys = rng.sample(KEYS, rng.choice([1, 2, 4]))
    return keys if runs == 1 else [f"{key}{run}" for key in keys]
