"""The items that every contender gets: 10,000 a second of event time, one in a hundred up to 20 s behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

PER_SECOND = 10_000
LATE_SHARE = 0.01
LATE_UP_TO_US = 20_000_000
START_US = 1_640_995_200_000_000
LENGTH_US = 10_000_000
"""2022-01-01T00:00:00Z, which is also where windows of 10 s align."""

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Drawn:
    """Columns of items, as NumPy has them."""

    key: npt.NDArray[np.int64]
    time_us: Int64s
    val: Int64s

    def texts(self) -> list[str]:
        """Return the keys as text."""
        return [f"k{key}" for key in self.key.tolist()]


def draw(keys: int, count: int) -> Drawn:
    """Return the same `count` items for the same arguments; the first n of more items are the items for n."""
    random = np.random.default_rng(7)
    key = random.integers(0, keys, count, dtype=np.int64)
    val = np.random.default_rng(8).integers(0, 1_000, count, dtype=np.int64)
    behind = np.random.default_rng(9).random(count) < LATE_SHARE
    by_us = np.random.default_rng(10).integers(0, LATE_UP_TO_US, count, dtype=np.int64)
    time_us = START_US + np.arange(count, dtype=np.int64) * (1_000_000 // PER_SECOND) - behind * by_us
    return Drawn(key, time_us, val)
