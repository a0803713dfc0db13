"""Windowers: which stretches of time there are.

A tumbling or sliding window holds its open time and not its close time: [open, close). Ids count from the window that
opens at `align_to`, which is 0; windows before it have negative ids. A session holds its first and its last item:
[open, close], and its id counts the sessions of its key.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tidegate.clock import EARLIEST_US, LATEST_US
from tidegate.fields import DurationAboveZeroUs, DurationFromZeroUs, InstantUs, format_duration
from tidegate.flow import Frozen

MOST_WINDOWS_PER_ITEM = 1_000

AlignUs = Annotated[InstantUs, Field(ge=EARLIEST_US, le=LATEST_US)]


def _align_to() -> AlignUs:
    align_to: AlignUs = Field(
        0, alias="align_to", validate_default=False, description="An instant at which a window opens; id 0 opens here."
    )
    return align_to


class Tumbling(Frozen):
    """Windows of one length, end to end."""

    type: Literal["tumbling"] = "tumbling"
    length_us: DurationAboveZeroUs = Field(alias="length", description="How long each window is.")
    align_to_us: AlignUs = _align_to()

    @property
    def offset_us(self) -> int:
        """Return the distance from one window to the next, in microseconds."""
        return self.length_us

    def words(self) -> str:
        """Return the windows in words."""
        return f"{format_duration(self.length_us)} windows"


class Sliding(Frozen):
    """Windows of one length that overlap: a new one opens every offset."""

    type: Literal["sliding"] = "sliding"
    length_us: DurationAboveZeroUs = Field(alias="length", description="How long each window is.")
    offset_us: DurationAboveZeroUs = Field(
        alias="offset", description="From the opening of one window to that of the next; at most the length."
    )
    align_to_us: AlignUs = _align_to()

    @model_validator(mode="after")
    def _leave_no_gaps(self) -> Self:
        if self.offset_us > self.length_us:
            raise ValueError(
                f"the offset of {format_duration(self.offset_us)} is longer than the length of "
                f"{format_duration(self.length_us)}, so items between windows would be lost; make it at most the length"
            )
        if self.windows_per_item > MOST_WINDOWS_PER_ITEM:
            raise ValueError(
                f"every item would be in {self.windows_per_item:,} windows, and {MOST_WINDOWS_PER_ITEM:,} are allowed; "
                "make the offset longer or the length shorter"
            )
        return self

    @property
    def windows_per_item(self) -> int:
        """Return in how many windows an item can be."""
        return -(-self.length_us // self.offset_us)

    def words(self) -> str:
        """Return the windows in words."""
        return f"{format_duration(self.length_us)} windows every {format_duration(self.offset_us)}"


class Session(Frozen):
    """Windows that last as long as items keep coming."""

    type: Literal["session"] = "session"
    gap_us: DurationFromZeroUs = Field(
        alias="gap",
        description="Items further apart than this are in different sessions; exactly so far apart is still together.",
    )

    def words(self) -> str:
        """Return the windows in words."""
        return f"sessions with gaps up to {format_duration(self.gap_us)}"


Windower = Annotated[
    Tumbling | Sliding | Session,
    Field(discriminator="type", description="Which windows there are.", json_schema_extra={"format": "windower"}),
]
