"""One key of a window step: a clock, windows, what they hold, and items that wait for the watermark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .clocks import WINDOW_CLOSED, EventClock, EventTime, SystemClock, SystemTime
from .held import Held
from .items import Arrived, Decision, Down, Event, Late, Meta
from .windowers import Grid, GridWindows, Session, Sessions


@dataclass(frozen=True)
class Windowed:
    """The settings of a window step; `holds` makes what a new window holds."""

    clock: EventClock | SystemClock
    windower: Grid | Session
    holds: Callable[[], Held]
    ordered: bool = True


@dataclass
class Waiting:
    """An item that is on time, and the windows that it may go into."""

    arrived: Arrived
    decision: Decision
    only: list[int]
    closed_by_us: int | None
    """The watermark that judged it, where windows that this has passed are as good as closed."""


@dataclass
class Machine:
    """What one key has.

    `late_rule: window_closed` is ours: there an item means the same whatever batch it is in, so a session that the
    watermark has passed takes in nothing more. Sessions open as their items come, and what closes together leaves in
    the order of open times if the step is ordered.
    """

    key: str
    settings: Windowed
    frozen: bool = False
    held: dict[int, Held] = field(default_factory=dict)
    queue: list[Waiting] = field(default_factory=list)
    wake_us: int | None = None

    def __post_init__(self) -> None:
        self.clock: EventTime | SystemTime = self.settings.clock.start()
        self.windows: GridWindows | Sessions = self.settings.windower.start()
        self.by_window = self.settings.clock.late_rule == WINDOW_CLOSED

    def take(self, items: Sequence[Arrived], now_us: int) -> tuple[list[Event], list[Decision]]:
        """Judge each item, then flush."""
        events: list[Event] = []
        decisions = []
        for arrived in items:
            before = self.clock.watermark(now_us)
            watermark = self.clock.judge(arrived.at_us, arrived.position, now_us)
            decision = Decision(arrived.position, self.key, arrived.at_us, before, watermark, "on_time")
            decisions.append(decision)
            only = self._windows_for(arrived.at_us, watermark)
            if only:
                self.queue.append(Waiting(arrived, decision, only, watermark if self.by_window else None))
            else:
                decision.verdict, decision.window_ids = "late", self.windows.late_for(arrived.at_us)
                events += [self._late(arrived, number, watermark, now_us) for number in decision.window_ids]
            if self.by_window:
                events += self._take_in(watermark)  # What it adds to a session may keep the next item.
        return events + self.pass_time(now_us), decisions

    def pass_time(self, now_us: int) -> list[Event]:
        watermark = self.clock.watermark(now_us)
        assert watermark is not None, "a key without a watermark has nothing to wait for"
        return self.flush(watermark)

    def _windows_for(self, at_us: int, watermark_us: int) -> list[int]:
        """Return the windows that an item may go into; for sessions any id stands for the one it will find."""
        if self.by_window:
            return self.windows.still_open_for(at_us, watermark_us)
        return [] if at_us < watermark_us else self.windows.late_for(at_us)

    def _late(self, arrived: Arrived, window_id: int, watermark_us: int, now_us: int) -> Late:
        at_us, wait_us = arrived.at_us, self.settings.clock.wait_us
        kept_before = at_us + 1
        if self.by_window:
            kept_before = self.windows.kept_before(at_us)
        open_us, close_us = self.windows.times(window_id)
        return Late(
            key=self.key,
            window_id=window_id,
            item=arrived.item,
            timestamp=at_us,
            watermark=watermark_us,
            late_by=watermark_us - at_us,
            wait_needed=watermark_us - (kept_before - 1) + wait_us,
            window_open_time=open_us,
            window_close_time=close_us,
            window_was_open=self.windows.is_open_at(window_id, at_us, watermark_us),
            arrived_at=None if self.frozen else now_us,
            position=arrived.position,
            watermark_position=self.clock.set_by,
        )

    def flush(self, watermark_us: int) -> list[Event]:
        """Put what the watermark has reached into windows, merge those that grew together, close what it has passed."""
        events = self._take_in(watermark_us)
        for orig, target in self.windows.merges:
            merged = self.held[target].merge(self.held.pop(orig))
            events += [self._down(target, value) for value in merged]
        self.windows.merges.clear()
        due = self.windows.close_for(watermark_us)
        if self.by_window and self.settings.ordered:
            due.sort(key=lambda window: window[1].open_us)
        for number, span in due:
            times = (span.open_us, span.close_us)
            events += [Down(self.key, number, *times, value, True) for value in self.held.pop(number).close()]
            events.append(Meta(self.key, number, *times, tuple(sorted(span.merged_ids))))
        self.wake_us = self._next_wake()
        return events

    def _take_in(self, watermark_us: int) -> list[Event]:
        events: list[Event] = []
        for waiting in self._release(watermark_us):
            for number in self.windows.open_for(waiting.arrived.at_us, waiting.only, waiting.closed_by_us):
                waiting.decision.window_ids.append(number)
                held = self.held.setdefault(number, self.settings.holds())
                events += [self._down(number, value) for value in held.add(waiting.arrived)]
        return events

    def _release(self, watermark_us: int) -> list[Waiting]:
        if not self.settings.ordered or (self.by_window and isinstance(self.windows, Sessions)):
            released, self.queue = self.queue, []
            return released
        ready = [waiting for waiting in self.queue if waiting.arrived.at_us <= watermark_us]
        self.queue = [waiting for waiting in self.queue if waiting.arrived.at_us > watermark_us]
        return sorted(ready, key=lambda waiting: waiting.arrived.at_us)

    def _down(self, number: int, value: object) -> Down:
        span = self.windows.span_of(number)
        return Down(self.key, number, span.open_us, span.close_us, value, False)

    def _next_wake(self) -> int | None:
        targets = [waiting.arrived.at_us for waiting in self.queue] if self.settings.ordered else []
        closes = self.windows.next_close()
        if closes is not None:
            targets.append(closes)
        return min((self.clock.reaches_at(target) for target in targets), default=None)

    @property
    def forgotten(self) -> bool:
        return self.windows.forgettable and not self.queue
