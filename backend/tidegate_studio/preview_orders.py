"""What the previewer and its process say to each other.

    previewer --Limits, one line; then frames: length (4 bytes, big-endian), then an order as JSON--> process
    process --frames: length, then a line that says how it is, then the answer as JSON--> previewer

One order at a time. The process says when it is ready and when it begins, both with an empty answer; then it answers.
Before it is ready it says what that waits for, if it takes long. When either pipe ends, the other side is gone.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from tidegate import SampleWish, WantedValues

MAX_ANSWER_BYTES = 32 * 1024 * 1024
MOST_EXPRESSIONS = 50
MOST_SHOWN = 500


class Limits(BaseModel):
    """What the process may use, and where it may read."""

    model_config = ConfigDict(frozen=True)

    data_root: str
    uploads: str
    memory_bytes: int
    open_files: int
    seconds: float
    """How long one order may take."""


class PreviewFlow(BaseModel):
    """A flow to try on a sample, whatever state it is in."""

    model_config = ConfigDict(extra="forbid")

    flow: Any = Field(description="The flow document; may be broken.")
    sample: dict[str, SampleWish] = Field(
        default_factory=dict,
        max_length=2_000,
        description="Where the items of a step come from, by step. A step that reads from outside is only read when it "
        "is named here.",
    )
    expressions: list[WantedValues] = Field(
        default_factory=list, max_length=MOST_EXPRESSIONS, description="What to evaluate over the items of a step."
    )
    ports: list[Annotated[str, Field(max_length=240)]] | None = Field(
        None, max_length=200, description="The output ports, as `step.port`, to show items of; all if left out."
    )
    limit: int = Field(50, ge=1, le=MOST_SHOWN, description="How many items of each port to show.")
    tab: str = Field("", max_length=64, description="Who asks: a newer preview of the same one overtakes this one.")


class PreviewOrder(BaseModel):
    """An order to try a flow."""

    kind: Literal["preview"]
    request: PreviewFlow


class LookOrder(BaseModel):
    """An order to look at an uploaded sample."""

    kind: Literal["look"]
    name: str


AnyOrder: TypeAdapter[PreviewOrder | LookOrder] = TypeAdapter(
    Annotated[PreviewOrder | LookOrder, Field(discriminator="kind")]
)


class Condition(BaseModel):
    """How the process is after an order."""

    rss_bytes: int = 0
    refused: str = ""
    """Why the order could not be carried out; the answer is then empty."""
    waits_for: str = ""
    """Why the process is not ready yet, in words, if that takes long."""
