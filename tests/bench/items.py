"""The items that every contender gets: so many a second of event time, one in a hundred up to 20 s behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LATE_UP_TO_US = 20_000_000
START_US = 1_640_995_200_000_000
"""2022-01-01T00:00:00Z, which is also where windows align."""

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Drawn:
    """Columns of items, as NumPy has them."""

    key: Int64s
    time_us: Int64s
    val: Int64s

    def __len__(self) -> int:
        return len(self.key)

    def texts(self) -> list[str]:
        """Return the keys as text."""
        return [f"k{key}" for key in self.key.tolist()]

    def side(self, side: int) -> Drawn:
        """Return every other item: those of one side of a join."""
        return Drawn(self.key[side::2], self.time_us[side::2], self.val[side::2])

    def first(self, count: int) -> Drawn:
        """Return the first of these items."""
        return Drawn(self.key[:count], self.time_us[:count], self.val[:count])


def draw(keys: int, count: int, per_second: int = 10_000, late_share: float = 0.01) -> Drawn:
    """Return the same `count` items for the same arguments; the first n of more items are the items for n."""
    key = np.random.default_rng(7).integers(0, keys, count, dtype=np.int64)
    val = np.random.default_rng(8).integers(0, 1_000, count, dtype=np.int64)
    behind = np.random.default_rng(9).random(count) < late_share
    by_us = np.random.default_rng(10).integers(0, LATE_UP_TO_US, count, dtype=np.int64)
    time_us = START_US + np.arange(count, dtype=np.int64) * (1_000_000 // per_second) - behind * by_us
    return Drawn(key, time_us, val)
