"""What is measured: the works, on how many items, and what each aims at."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.items import Drawn, draw

SECOND_US = 1_000_000
LENGTH_US = 10 * SECOND_US
SLIDING_US = 60 * SECOND_US
GAP_US = 30 * SECOND_US
JOIN_WAIT_US = 30 * SECOND_US
"""A batch of one side goes before the other's of the same time: with this wait that makes nothing late."""
LIST_SIZE = 100

ITEMS = 1_000_000
BATCHES = (10_000, 100_000)
"""With aims, in every round."""
SMALL_BATCHES = {1: 3_000, 100: 50_000, 1_000: 300_000}
"""Small batches, and how many items they are measured on."""


@dataclass(frozen=True)
class Work:
    """One line of the tables."""

    name: str
    keys: int
    words: str
    bytewax_items: int
    """Fewer where Bytewax is slow: its cost per item does not fall with more of them, it grows with the keys it holds."""
    times_bytewax: float | None = None
    of_polars: float | None = None
    bytewax_batches: tuple[int, ...] = (1_000, 10_000)

    @property
    def id(self) -> str:
        """Return the name by which a work is asked for."""
        return f"{self.name}-{self.keys}"


WORKS = (
    Work("sums", 10, "sums, 10 s", 200_000, 60, 0.5),
    Work("sums", 10_000, "sums, 10 s", 100_000, 150, 0.8),
    Work("sums", 1_000_000, "sums, 10 s", 100_000, 150, 0.5),
    Work("lists", 10, "lists, 10 s", 200_000, 30),
    Work("lists", 10_000, "lists, 10 s", 100_000, 80),
    Work("lists", 1_000_000, "lists, 10 s", 100_000, 80),
    Work("sliding", 10, "sums, sliding 60 s / 10 s", 100_000),
    Work("sliding", 10_000, "sums, sliding 60 s / 10 s", 50_000, 150),
    Work("session", 10_000, "sums, sessions of 30 s", 100_000, 150),
    Work("session", 1_000_000, "sums, sessions of 30 s", 100_000),
    Work("join", 10, "join of two, 10 s", 200_000),
    Work("join", 10_000, "join of two, 10 s", 100_000),
    Work("collect", 10, "`collect` of 100", 500_000),
    Work("collect", 10_000, "`collect` of 100", 500_000),
    Work("map", 10, "`map` and `filter`", 500_000),
    Work("files", 10, "JSON Lines, sums, JSON Lines", 200_000, 8),
    Work("files", 10_000, "JSON Lines, sums, JSON Lines", 100_000, 30),
)


def drawn_for(name: str, keys: int, count: int) -> Drawn:
    """Return the items of a work: sparse ones for sessions, so that there are gaps; no stragglers where they are joined."""
    return draw(keys, count, 1_000 if name == "session" else 10_000, 0.0 if name == "join" else 0.01)
