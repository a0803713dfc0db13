"""The steps that keep something for each key and know no windows: the contract, and what keys keep.

    turn(now, items):  every key with items, in byte order:  take them
                       every key that was due before this turn's items, in byte order:  wake
                       and again, as long as any key is due by now
    end():             every key that is left, in byte order:  end

A key's content says with `gone` that it is to be forgotten; the next item finds a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from .items import Item, Row, by_key, in_byte_order
from .joining import Sides, insert, rows

Two = Callable[[Any, Any], Any]


class Content:
    """What one key has, until it is `gone`."""

    gone = False

    def take(self, item: Item, now_us: int) -> list[Any]:
        raise NotImplementedError

    def before_batch(self, items: list[Item]) -> list[Item]:
        """Return what is to be taken one by one in place of a key's items of one turn."""
        return items

    def wake(self) -> list[Any]:
        return []

    def end(self) -> list[Any]:
        return []

    def wake_at(self) -> int | None:
        return None


@dataclass
class KeyedStep:
    """The step: `make` makes the content of a new key."""

    make: Callable[[], Content]
    contents: dict[str, Content] = field(default_factory=dict)
    due: dict[str, int] = field(default_factory=dict)
    now_us: int = -(2**62)
    down: list[Row] = field(default_factory=list)

    def turn(self, reading_us: int, items: Sequence[Item]) -> None:
        self.now_us = max(self.now_us, reading_us)
        batches = by_key(items, lambda item: item.key)
        for key, its in batches.items():
            self._take(key, its)
        touched = set(batches) | self._wake()
        self._ask(touched)
        while touched := self._wake():
            self._ask(touched)

    def _wake(self) -> set[str]:
        """Wake every key that is due, and return them."""
        overdue = [key for key in in_byte_order(self.due) if self.due[key] <= self.now_us]
        for key in overdue:
            del self.due[key]
            self._emit(key, self.contents[key].wake())
            self._forget(key)
        return set(overdue)

    def _ask(self, keys: set[str]) -> None:
        """Ask those that are left when they want to be woken."""
        for key in keys & set(self.contents):
            due = self.contents[key].wake_at()
            if due is not None:
                self.due[key] = due

    def _take(self, key: str, items: list[Item]) -> None:
        for item in self.make().before_batch(items):
            content = self.contents.setdefault(key, self.make())
            self._emit(key, content.take(item, self.now_us))
            if content.gone:
                del self.contents[key]
        if key not in self.contents:
            self.due.pop(key, None)

    def end(self) -> None:
        for key in in_byte_order(self.contents):
            self._emit(key, self.contents[key].end())
            self._forget(key)

    def _emit(self, key: str, values: list[Any]) -> None:
        self.down += [(key, value) for value in values]

    def _forget(self, key: str) -> None:
        if self.contents[key].gone:
            del self.contents[key]
            self.due.pop(key, None)

    def wake_at(self) -> int | None:
        return min(self.due.values(), default=None)


@dataclass
class Collected(Content):
    """A list that leaves when it is long enough, or when nothing more has come for a while."""

    timeout_us: int
    max_size: int
    held: list[Any] = field(default_factory=list)
    due_us: int = 0

    def take(self, item: Item, now_us: int) -> list[Any]:
        self.held.append(item.value)
        self.due_us = now_us + self.timeout_us
        return self._leave() if len(self.held) >= self.max_size else []

    def _leave(self) -> list[Any]:
        self.gone = True
        return [self.held] if self.held else []

    def wake(self) -> list[Any]:
        return self._leave()

    def end(self) -> list[Any]:
        return self._leave()

    def wake_at(self) -> int:
        return self.due_us


@dataclass
class Matched(Content):
    """The values of each side of a join."""

    count: int
    insert_mode: str
    emit_mode: str
    sides: Sides = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sides = [[] for _ in range(self.count)]

    def take(self, item: Item, now_us: int) -> list[Any]:
        insert(self.sides, item.side, item.value, self.insert_mode)
        if self.emit_mode == "running":
            return rows(self.sides)
        if self.emit_mode == "complete" and all(self.sides):
            self.gone = True
            return rows(self.sides)
        return []

    def end(self) -> list[Any]:
        self.gone = self.emit_mode == "final"
        return rows(self.sides) if self.gone else []


@dataclass
class Mapped(Content):
    """A state that every item changes; `mapper` returns the new one, None to forget the key, and what is emitted."""

    mapper: Callable[[Any, Any], tuple[Any, list[Any]]]
    state: Any = None

    def take(self, item: Item, now_us: int) -> list[Any]:
        self.state, emitted = self.mapper(self.state, item.value)
        self.gone = self.state is None
        return emitted


@dataclass
class FoldedToTheEnd(Content):
    """A value that every item changes and that leaves at the end."""

    total: Any
    fold: Two

    def take(self, item: Item, now_us: int) -> list[Any]:
        self.total = self.fold(self.total, item.value)
        return []

    def end(self) -> list[Any]:
        self.gone = True
        return [self.total]


@dataclass
class ReducedToTheEnd(Content):
    """Items made into one: those of a turn first, and what they come to with what there was before."""

    reduce: Two
    total: Any = None

    def before_batch(self, items: list[Item]) -> list[Item]:
        return [items[0]._replace(value=reduce(self.reduce, [item.value for item in items]))]

    def take(self, item: Item, now_us: int) -> list[Any]:
        self.total = item.value if self.total is None else self.reduce(self.total, item.value)
        return []

    def end(self) -> list[Any]:
        self.gone = True
        return [self.total]


def largest_of_all(by: Callable[[Any], Any]) -> ReducedToTheEnd:
    return ReducedToTheEnd(lambda a, b: b if by(b) > by(a) else a)


def smallest_of_all(by: Callable[[Any], Any]) -> ReducedToTheEnd:
    return ReducedToTheEnd(lambda a, b: b if by(b) < by(a) else a)


def counted_to_the_end() -> FoldedToTheEnd:
    return FoldedToTheEnd(0, lambda total, _: total + 1)
