"""A window step, slow and obvious: a machine for each key, and everything that has come out.

Written from the description of what Bytewax does, not from the engine.

    turn(now, items):  every key with items, in byte order:  judge each item, flush
                       every key whose wake-up is due, in byte order:  flush
    end():             every key that is left, in byte order:  flush all

The system time of a step never goes back, for all its keys together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .clocks import SystemClock
from .items import END_US, Arrived, Decision, Down, Event, Item, Late, Meta, by_key, in_byte_order
from .machine import Machine, Windowed


@dataclass
class WindowStep:
    """The step. A frozen one does not say when items arrived."""

    settings: Windowed
    frozen: bool = False
    machines: dict[str, Machine] = field(default_factory=dict)
    now_us: int = -(2**62)
    seen: int = 0
    events: list[Event] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    """The turn of each event, from 0; the end is in the turn that follows the last."""
    begun: int = 0
    decisions: list[Decision] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)

    @property
    def down(self) -> list[Down]:
        return [event for event in self.events if isinstance(event, Down)]

    @property
    def late(self) -> list[Late]:
        return [event for event in self.events if isinstance(event, Late)]

    @property
    def meta(self) -> list[Meta]:
        return [event for event in self.events if isinstance(event, Meta)]

    def turn(self, reading_us: int, items: Sequence[Item]) -> None:
        """Take the items of a turn, of which there may be none, and then what the passing of time brings."""
        self.take(reading_us, items)
        self.wake(reading_us)

    def take(self, reading_us: int, items: Sequence[Item]) -> None:
        self.now_us = max(self.now_us, reading_us)
        self.begun += 1
        arrived = []
        for position, item in enumerate(items, self.seen):
            if isinstance(self.settings.clock, SystemClock):
                arrived.append(Arrived(item, position, self.now_us))
            elif item.at_us is None:
                self.bad.append(position)
            else:
                arrived.append(Arrived(item, position, item.at_us))
        self.seen += len(items)
        for key, its in by_key(arrived, lambda one: one.item.key).items():
            machine = self.machines.setdefault(key, Machine(key, self.settings, self.frozen))
            events, decisions = machine.take(its, self.now_us)
            self._tell(events)
            self.decisions += decisions
        self._forget()

    def wake(self, reading_us: int) -> None:
        self.now_us = max(self.now_us, reading_us)
        for key in in_byte_order(self.machines):
            wake_us = self.machines[key].wake_us
            if wake_us is not None and wake_us <= self.now_us:
                self._tell(self.machines[key].pass_time(self.now_us))
        self._forget()

    def end(self) -> None:
        """Close everything."""
        for key in in_byte_order(self.machines):
            self._tell(self.machines[key].flush(END_US))
        self._forget()

    def _tell(self, events: Sequence[Event]) -> None:
        self.events += events
        self.turns += [self.begun - 1] * len(events)

    def turns_of(self, kind: type[Event]) -> list[int]:
        """Return the turn of each late item, result or window."""
        return [turn for turn, event in zip(self.turns, self.events, strict=True) if isinstance(event, kind)]

    def _forget(self) -> None:
        self.machines = {key: machine for key, machine in self.machines.items() if not machine.forgotten}

    def wake_at(self) -> int | None:
        """Return when the passing of time alone may do something."""
        return min((machine.wake_us for machine in self.machines.values() if machine.wake_us is not None), default=None)
