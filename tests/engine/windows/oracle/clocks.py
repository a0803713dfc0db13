"""The clocks: what an item's timestamp makes of its key's watermark."""

from __future__ import annotations

from dataclasses import dataclass

BEHIND_WATERMARK, WINDOW_CLOSED = "behind_watermark", "window_closed"


@dataclass(frozen=True)
class EventClock:
    """Time is what the items say, and goes on with system time when there are none.

    `behind_watermark`: an item before the watermark is late, as in Bytewax.
    `window_closed`: an item is late when no window that could take it is open any more.
    """

    wait_us: int
    late_rule: str = BEHIND_WATERMARK

    def start(self) -> EventTime:
        return EventTime(self.wait_us)


@dataclass(frozen=True)
class SystemClock:
    """Time is system time; nothing is late."""

    wait_us: int = 0
    late_rule: str = BEHIND_WATERMARK

    def start(self) -> SystemTime:
        return SystemTime()


@dataclass
class EventTime:
    """The clock of one key: the best of timestamp - wait, when that was seen, and the position of who brought it."""

    wait_us: int
    base_us: int | None = None
    seen_at_us: int = 0
    set_by: int = -1

    def watermark(self, now_us: int) -> int | None:
        return None if self.base_us is None else self.base_us + (now_us - self.seen_at_us)

    def judge(self, at_us: int, position: int, now_us: int) -> int:
        """Move the clock on by one item and return the watermark that judges it."""
        before, candidate = self.watermark(now_us), at_us - self.wait_us
        if before is not None and candidate <= before:
            return before
        self.base_us, self.seen_at_us, self.set_by = candidate, now_us, position
        return candidate

    def reaches_at(self, target_us: int) -> int:
        """Return the system time at which the watermark is there."""
        assert self.base_us is not None, "a clock that waits for something has seen an item"
        return self.seen_at_us + (target_us - self.base_us)


@dataclass
class SystemTime:
    """The clock of one key where timestamps do not matter."""

    set_by: int = -1

    def watermark(self, now_us: int) -> int | None:
        return now_us

    def judge(self, at_us: int, position: int, now_us: int) -> int:
        return now_us

    def reaches_at(self, target_us: int) -> int:
        return target_us
