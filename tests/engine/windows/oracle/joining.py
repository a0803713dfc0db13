"""Joins: a list of values for each side, and the rows they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Any

from .held import Held, Of, whole_item
from .items import Arrived

Sides = list[list[Any]]


def insert(sides: Sides, side: int, value: Any, mode: str) -> None:
    if mode == "first" and sides[side]:
        return
    if mode == "last":
        sides[side].clear()
    sides[side].append(value)


def rows(sides: Sides) -> list[tuple[Any, ...]]:
    """Return each value of each side with each of the others, None for a side without any; the last is fastest."""
    return list(product(*(side or [None] for side in sides)))


@dataclass
class Joined(Held):
    """What one window of a join holds."""

    count: int
    insert_mode: str
    emit_mode: str
    of: Of = whole_item
    sides: Sides = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sides = [[] for _ in range(self.count)]

    def add(self, arrived: Arrived) -> list[Any]:
        insert(self.sides, arrived.item.side, self.of(arrived), self.insert_mode)
        return self._at_once()

    def _at_once(self) -> list[Any]:
        if self.emit_mode == "running":
            return rows(self.sides)
        if self.emit_mode == "complete" and all(self.sides):
            complete = rows(self.sides)
            self.sides = [[] for _ in self.sides]
            return complete
        return []

    def merge(self, other: Joined) -> list[Any]:
        """Take in another window's values; `first` prefers theirs and `last` ours, as Bytewax does."""
        for number, theirs in enumerate(other.sides):
            ours = self.sides[number]
            if self.insert_mode == "product":
                self.sides[number] = ours + theirs
            elif self.insert_mode == "first":
                self.sides[number] = theirs or ours
            else:
                self.sides[number] = ours or theirs
        return self._at_once()

    def close(self) -> list[Any]:
        return rows(self.sides) if self.emit_mode == "final" else []
