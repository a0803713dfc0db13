"""Windowers: which stretches of time there are.

A window holds its open time and not its close time: [open, close). Ids count from the window that opens at `align_to`,
which is 0; windows before it have negative ids.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tidegate.clock import EARLIEST_US, LATEST_US
from tidegate.fields import DurationUs, InstantUs, format_duration
from tidegate.flow import Frozen


class Tumbling(Frozen):
    """Windows of one length, end to end."""

    type: Literal["tumbling"] = "tumbling"
    length_us: Annotated[DurationUs, Field(gt=0)] = Field(alias="length", description="How long each window is.")
    align_to_us: Annotated[InstantUs, Field(ge=EARLIEST_US, le=LATEST_US)] = Field(
        0, alias="align_to", validate_default=False, description="An instant at which a window opens; id 0 opens here."
    )

    def words(self) -> str:
        """Return the windows in words."""
        return f"{format_duration(self.length_us)} windows"


Windower = Tumbling
