"""What a window holds, in plain Python objects: lists, folds, the best item, aggregations, joins.

add(arrived)     an item comes in; what it returns leaves at once
merge(other)     another window's content comes in; what it returns leaves at once
close()          what leaves when the window closes
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .items import Arrived

Of = Callable[[Arrived], Any]


def whole_item(arrived: Arrived) -> Any:
    return arrived.value


class Held:
    """What there is in one window."""

    def add(self, arrived: Arrived) -> list[Any]:
        raise NotImplementedError

    def merge(self, other: Any) -> list[Any]:
        raise NotImplementedError

    def close(self) -> list[Any]:
        raise NotImplementedError


@dataclass
class Kept(Held):
    """The items themselves; `made` makes the result of them. Subclassing is not needed for lists, sets and maps.

    Where windows are `ordered`, items are in the order of their timestamps, also those that came behind the watermark,
    and of equal ones in that of arrival.
    """

    made: Callable[[list[Arrived]], Any]
    ordered: bool = False
    items: list[Arrived] = field(default_factory=list)

    def add(self, arrived: Arrived) -> list[Any]:
        self.items.append(arrived)
        return []

    def merge(self, other: Kept) -> list[Any]:
        self.items += other.items
        return []

    def close(self) -> list[Any]:
        in_time = sorted(self.items, key=lambda arrived: (arrived.at_us, arrived.position))
        items = in_time if self.ordered else self.items
        return [self.made(items)]


def listed(of: Of = whole_item) -> Callable[[list[Arrived]], Any]:
    return lambda items: [of(arrived) for arrived in items]


def mapped(name: Of, of: Of) -> Callable[[list[Arrived]], Any]:
    """Return what makes a map: a later value replaces an earlier one, which keeps its place."""
    return lambda items: {name(arrived): of(arrived) for arrived in items}


def unique(of: Of = whole_item) -> Callable[[list[Arrived]], Any]:
    """Return what makes a set: the values, each once, in the order in which they first came."""
    return lambda items: list(dict.fromkeys(of(arrived) for arrived in items))


@dataclass
class Folded(Held):
    """A value that every item changes."""

    total: Any
    fold: Callable[[Any, Any], Any]
    merger: Callable[[Any, Any], Any]
    of: Of = whole_item

    def add(self, arrived: Arrived) -> list[Any]:
        self.total = self.fold(self.total, self.of(arrived))
        return []

    def merge(self, other: Folded) -> list[Any]:
        self.total = self.merger(self.total, other.total)
        return []

    def close(self) -> list[Any]:
        return [self.total]


def counted() -> Folded:
    return Folded(0, lambda total, _: total + 1, lambda a, b: a + b)


@dataclass
class Reduced(Held):
    """Items made into one, two at a time; None stands for none yet."""

    reduce: Callable[[Any, Any], Any]
    of: Of = whole_item
    total: Any = None

    def add(self, arrived: Arrived) -> list[Any]:
        self.total = self.of(arrived) if self.total is None else self.reduce(self.total, self.of(arrived))
        return []

    def merge(self, other: Reduced) -> list[Any]:
        self.total = self.reduce(self.total, other.total)
        return []

    def close(self) -> list[Any]:
        return [self.total]


def largest(by: Callable[[Any], Any], of: Of = whole_item) -> Reduced:
    """The item with the largest `by`; of equal ones the earlier arrival."""
    return Reduced(lambda a, b: b if by(b) > by(a) else a, of)


def smallest(by: Callable[[Any], Any], of: Of = whole_item) -> Reduced:
    return Reduced(lambda a, b: b if by(b) < by(a) else a, of)
