"""Tumbling windows, slow and obvious: one plain object per key, judged item by item.

Written from the description of what Bytewax does, not from the engine. Time is whole microseconds throughout.

    turn(now, items):  every key with items, in byte order:  judge each item, release, close
                       every key whose wake-up is due, in byte order:  release, close
    end(now):          every key that is left, in byte order:  release all, close all

One thing is the engine's own: the system time of a step never goes back, for all its keys together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Item(NamedTuple):
    """What flows; a null timestamp makes a bad item."""

    key: str
    at_us: int | None
    whole: int | None = None
    real: float | None = None


class Arrived(NamedTuple):
    """An item, how many the step had seen before it, and the instant it belongs to."""

    item: Item
    position: int
    at_us: int


class Late(NamedTuple):
    """A late item with the evidence."""

    key: str
    window_id: int
    item: Item
    timestamp: int
    watermark: int
    late_by: int
    wait_needed: int
    open_us: int
    close_us: int
    window_was_open: bool
    arrived_at: int
    position: int
    watermark_position: int


class Closed(NamedTuple):
    """A window that closed, and what it held in the order of its list."""

    key: str
    window_id: int
    open_us: int
    close_us: int
    held: tuple[Arrived, ...]


@dataclass(frozen=True)
class Tumbling:
    """The settings of a step; `wait_us` is None for the system clock."""

    length_us: int
    align_us: int
    wait_us: int | None
    ordered: bool

    def window_of(self, at_us: int) -> int:
        return (at_us - self.align_us) // self.length_us

    def open_us(self, window_id: int) -> int:
        return self.align_us + window_id * self.length_us

    def close_us(self, window_id: int) -> int:
        return self.open_us(window_id) + self.length_us


@dataclass
class Clock:
    """The clock of one key: the best of timestamp - wait, and when that was seen."""

    wait_us: int | None
    base_us: int | None = None
    seen_at_us: int = 0
    set_by: int = -1

    def watermark(self, now_us: int) -> int | None:
        if self.wait_us is None:
            return now_us
        return None if self.base_us is None else self.base_us + (now_us - self.seen_at_us)

    def judge(self, at_us: int, position: int, now_us: int) -> int:
        """Move the clock on by one item and return the watermark that judges it."""
        before = self.watermark(now_us)
        if self.wait_us is not None and (before is None or at_us - self.wait_us > before):
            self.base_us, self.seen_at_us, self.set_by = at_us - self.wait_us, now_us, position
        after = self.watermark(now_us)
        assert after is not None
        return after

    def reaches_at(self, target_us: int) -> int:
        """Return the system time at which the watermark is there."""
        if self.wait_us is None:
            return target_us
        assert self.base_us is not None
        return self.seen_at_us + (target_us - self.base_us)


@dataclass
class Machine:
    """What one key has: a clock, windows in the order they were opened, items that wait for the watermark."""

    key: str
    settings: Tumbling
    clock: Clock
    windows: dict[int, list[Arrived]] = field(default_factory=dict)
    queue: list[Arrived] = field(default_factory=list)
    wake_us: int | None = None

    def take(self, items: Sequence[Arrived], now_us: int) -> tuple[list[Late], list[Closed]]:
        late = []
        for arrived in items:
            watermark = self.clock.judge(arrived.at_us, arrived.position, now_us)
            if arrived.at_us < watermark:
                late.append(self._late(arrived, watermark, now_us))
            else:
                self.queue.append(arrived)
        return late, self.pass_time(self.clock.watermark(now_us))

    def _late(self, arrived: Arrived, watermark: int, now_us: int) -> Late:
        at_us = arrived.at_us
        window_id = self.settings.window_of(at_us)
        close_us = self.settings.close_us(window_id)
        return Late(
            key=self.key,
            window_id=window_id,
            item=arrived.item,
            timestamp=at_us,
            watermark=watermark,
            late_by=watermark - at_us,
            wait_needed=(watermark - at_us) + (self.settings.wait_us or 0),
            open_us=self.settings.open_us(window_id),
            close_us=close_us,
            window_was_open=watermark < close_us,
            arrived_at=now_us,
            position=arrived.position,
            watermark_position=self.clock.set_by,
        )

    def pass_time(self, watermark: int | None) -> list[Closed]:
        """Release what the watermark has reached, then close what it has passed; None stands for the end of time."""
        released = self.queue
        if self.settings.ordered:
            ready = [arrived for arrived in self.queue if watermark is None or arrived.at_us <= watermark]
            released = sorted(ready, key=lambda arrived: arrived.at_us)
        self.queue = [arrived for arrived in self.queue if arrived not in released]
        for arrived in released:
            self.windows.setdefault(self.settings.window_of(arrived.at_us), []).append(arrived)
        due = [number for number in self.windows if watermark is None or self.settings.close_us(number) <= watermark]
        closed = [self._close(number) for number in due]
        self.wake_us = self._next_wake()
        return closed

    def _close(self, number: int) -> Closed:
        held = tuple(self.windows.pop(number))
        return Closed(self.key, number, self.settings.open_us(number), self.settings.close_us(number), held)

    def _next_wake(self) -> int | None:
        targets = [self.settings.close_us(number) for number in self.windows]
        if self.settings.ordered:
            targets += [arrived.at_us for arrived in self.queue]
        return min((self.clock.reaches_at(target) for target in targets), default=None)

    @property
    def forgotten(self) -> bool:
        return not self.windows and not self.queue


@dataclass
class Oracle:
    """The step: a machine per key, and everything that has come out."""

    settings: Tumbling
    machines: dict[str, Machine] = field(default_factory=dict)
    now_us: int = -(2**62)
    seen: int = 0
    closed: list[Closed] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    bad: int = 0

    def turn(self, reading_us: int, items: Sequence[Item]) -> None:
        """Take a batch, which may be empty, and then what the passing of time brings."""
        self.now_us = max(self.now_us, reading_us)
        by_key: dict[str, list[Arrived]] = {}
        for position, item in enumerate(items, self.seen):
            if item.at_us is None and self.settings.wait_us is not None:
                self.bad += 1
            else:
                at_us = self.now_us if self.settings.wait_us is None else item.at_us
                assert at_us is not None
                by_key.setdefault(item.key, []).append(Arrived(item, position, at_us))
        self.seen += len(items)
        for key in sorted(by_key, key=str.encode):
            fresh = Machine(key, self.settings, Clock(self.settings.wait_us))
            late, closed = self.machines.setdefault(key, fresh).take(by_key[key], self.now_us)
            self.late += late
            self.closed += closed
        self._forget()
        self._each_key(lambda machine: machine.wake_us is not None and machine.wake_us <= self.now_us, final=False)

    def end(self) -> None:
        """Close everything."""
        self._each_key(lambda _: True, final=True)

    def _each_key(self, wanted: Callable[[Machine], bool], final: bool) -> None:
        for key in sorted(self.machines, key=str.encode):
            machine = self.machines[key]
            if wanted(machine):
                self.closed += machine.pass_time(None if final else machine.clock.watermark(self.now_us))
        self._forget()

    def _forget(self) -> None:
        self.machines = {key: machine for key, machine in self.machines.items() if not machine.forgotten}

    def wake_at(self) -> int | None:
        """Return when the passing of time alone may do something."""
        return min((machine.wake_us for machine in self.machines.values() if machine.wake_us is not None), default=None)


def aggregate(name: str, held: Sequence[Arrived], ordered: bool) -> Any:
    """Return what the aggregation `function_field` makes of a window's items; nulls are skipped."""
    function, _, of = name.partition("_")
    by_arrival = sorted(held, key=lambda arrived: arrived.position)
    known = [arrived for arrived in by_arrival if not of or getattr(arrived.item, of) is not None]
    if function == "count":
        return len(known)
    if not known:
        return None
    if function in ("first", "last"):
        # Sorting is stable, so items of one instant stay in the order of arrival.
        in_order = sorted(known, key=lambda arrived: arrived.at_us) if ordered else known
        return getattr(in_order[0 if function == "first" else -1].item, of)
    values = [getattr(arrived.item, of) for arrived in known]
    if function == "sum":
        return checked_sum(values)
    if function == "mean":
        return float(sum(values)) / len(values)
    numbers = [value for value in values if value == value] or values
    return {"min": min, "max": max}[function](numbers)


def checked_sum(values: Sequence[Any]) -> Any:
    """Return the sum, None if whole numbers leave 64 bits in the end, whatever their order."""
    total = sum(values[1:], values[0])
    return None if isinstance(total, int) and not -(2**63) <= total < 2**63 else total
