"""Clocks: what says which instant an item belongs to and how far time has come for its key.

Event time (Bytewax's `EventClock`): an item's own timestamp counts; each key's watermark is the best of
`timestamp - wait` so far and moves on with system time. An item behind the watermark is late. System time
(`SystemClock`): every item belongs to the moment it arrives at, and nothing is ever late. It is the event clock with
`timestamp = now` and no wait, and is run as that.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from tidegate.fields import DurationFromZeroUs, expression, format_duration
from tidegate.flow import Frozen

EARLIEST_US = -62_135_596_800_000_000
LATEST_US = 253_402_300_799_999_999
"""The first and last microsecond of the years 1 to 9999 in UTC: timestamps outside are bad items."""


class LateRule(StrEnum):
    """When an item is late."""

    BEHIND_WATERMARK = "behind_watermark"
    """As soon as it is behind its key's watermark, even if its window is still open (Bytewax)."""
    WINDOW_CLOSED = "window_closed"
    """Only when every window that would take it has closed (Flink)."""


class EventClock(Frozen):
    """Time as the items tell it."""

    type: Literal["event"] = "event"
    timestamp: str = expression("timestamp", description="When the item happened: a timestamp, usually just a field.")
    wait_us: DurationFromZeroUs = Field(
        5_000_000,
        alias="wait",
        description="How long to wait for stragglers. Longer keeps more of them and gives results later.",
    )

    late_rule: LateRule = Field(
        LateRule.BEHIND_WATERMARK,
        description="`behind_watermark`: an item behind its key's watermark is late, as in Bytewax. "
        "`window_closed`: it is late only when its windows have closed, as in Flink.",
    )

    def words(self) -> str:
        """Return the clock in words."""
        rule = ", late once closed" if self.late_rule is LateRule.WINDOW_CLOSED else ""
        return f"wait {format_duration(self.wait_us)}{rule}"


class SystemClock(Frozen):
    """Time as it passes here: an item happens when it arrives."""

    type: Literal["system"] = "system"

    def words(self) -> str:
        """Return the clock in words."""
        return "by arrival"


Clock = Annotated[EventClock | SystemClock, Field(discriminator="type", description="What tells the time of an item.")]
