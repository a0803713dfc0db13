"""Measuring a work: every contender in a process of its own, one after the other, several times round.

Ratios are of items per CPU-second and of one round, so that what else the machine does weighs on both sides; the median
of the rounds is told.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.works import BATCHES, ITEMS, SMALL_BATCHES, Work

HOUSE = Path(__file__).parents[2]
ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """One contender's one round."""

    rate: float
    """Items per CPU-second."""
    added_mb: float
    answer: dict[str, Any]


class Rounds:
    """Every round of one work."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.bytewax_batch = max(
            work.bytewax_batches, key=lambda size: self._bytewax(size, work.bytewax_items // 4).rate
        )
        self.rounds = [self._round() for _ in range(ROUNDS)]
        self.small = self._small_batches()
        self._compare(measure("tidegate", work, work.bytewax_items, 10_000))

    def rate(self, name: str) -> float:
        """Return a contender's median rate."""
        return statistics.median(each[name].rate for each in self.rounds)

    def ratio(self, name: str, other: str) -> float:
        """Return the median of how many times as fast one is as the other."""
        return statistics.median(each[name].rate / each[other].rate for each in self.rounds)

    def added_mb(self, name: str) -> float:
        """Return how much a contender's memory grew by."""
        return statistics.median(each[name].added_mb for each in self.rounds)

    def _bytewax(self, batch: int, items: int) -> Measured:
        return measure("bytewax", self.work, items, batch)

    def _round(self) -> dict[str, Measured]:
        found = {ours(size): measure("tidegate", self.work, ITEMS, size) for size in BATCHES}
        found["bytewax"] = self._bytewax(self.bytewax_batch, self.work.bytewax_items)
        found["polars"] = measure("polars", self.work, ITEMS, 0)
        return found

    def _small_batches(self) -> dict[int, float]:
        sizes = [f"{batch}:{count}" for batch, count in SMALL_BATCHES.items()]
        told = contender("rate", self.work.name, str(self.work.keys), str(ROUNDS), *sizes)
        return {int(batch): rate for batch, rate in told.items()}

    def _compare(self, on_fewer: Measured) -> None:
        """Stop if the answers differ: from Bytewax's on the same items, from Polars' once the late ones are left out."""
        last, place = self.rounds[-1], f"{self.work.words}, {self.work.keys:,} keys"
        assert same(on_fewer.answer, last["bytewax"].answer), f"{place}: not Bytewax's answer"
        first, *others = (last[ours(size)].answer for size in BATCHES)
        assert all(other == first for other in others), f"{place}: the batch size changes the answer"
        assert same(first, last["polars"].answer), f"{place}: not Polars' answer"


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two answers agree in everything that both of them tell."""
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def ours(batch: int) -> str:
    """Return the name of Tidegate with this batch size."""
    return f"tidegate {batch}"


def measure(name: str, work: Work, items: int, batch: int) -> Measured:
    """Let one contender do one work once."""
    told = contender("run", name, work.name, str(work.keys), str(items), str(batch))
    return Measured(told["items"] / told["cpu_s"], told["added_mb"], told["answer"])


def single_us(work: str) -> float:
    """Return the median cost of a batch of one item."""
    return statistics.median(contender("single", work) for _ in range(ROUNDS))


def memory(work: str, keys: int) -> dict[str, int]:
    """Return what keys and open windows cost, in bytes."""
    found: dict[str, int] = contender("memory", work, str(keys))
    return found


def contender(*arguments: str) -> Any:
    """Run a contender's process and return what it tells."""
    command = [sys.executable, "-m", "tests.bench.contenders", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HOUSE, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout.splitlines()[-1])
