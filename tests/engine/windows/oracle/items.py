"""What goes into the oracle and what comes out of it; times are whole microseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

END_US = 2**100
"""The watermark at the end of input: later than any instant."""

Row = tuple[str, Any]
"""What a step without windows gives: a key and a value."""


class Item(NamedTuple):
    """What flows; a null timestamp makes a bad item where timestamps matter; `side` is for joins."""

    key: str
    at_us: int | None
    value: Any = None
    side: int = 0


class Arrived(NamedTuple):
    """An item, how many the step had seen before it, and the instant it belongs to."""

    item: Item
    position: int
    at_us: int

    @property
    def value(self) -> Any:
        return self.item.value


class Late(NamedTuple):
    """A late item with the evidence; the times of the window are None for sessions."""

    key: str
    window_id: int
    item: Item
    timestamp: int
    watermark: int
    late_by: int
    wait_needed: int
    window_open_time: int | None
    window_close_time: int | None
    window_was_open: bool
    arrived_at: int | None
    position: int
    watermark_position: int


class Down(NamedTuple):
    """A result of a window; `at_close` is false for what running and complete joins give before that."""

    key: str
    window_id: int
    open_time: int
    close_time: int
    value: Any
    at_close: bool


class Meta(NamedTuple):
    """A window that closed."""

    key: str
    window_id: int
    open_time: int
    close_time: int
    merged_ids: tuple[int, ...]


Event = Late | Down | Meta


@dataclass
class Decision:
    """What became of an item: the watermark before and after it, and the windows it is late for or went into.

    An item that waits for the watermark goes into windows later than it is judged.
    """

    position: int
    key: str
    timestamp: int
    watermark_before: int | None
    watermark_after: int
    verdict: str
    window_ids: list[int] = field(default_factory=list)


def in_byte_order(keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=str.encode)


def by_key(items: Sequence[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    """Return the items of each key, keys in byte order."""
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return {name: found[name] for name in in_byte_order(found)}
