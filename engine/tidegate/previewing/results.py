"""What a preview is asked for, and what it tells; data that crosses processes and reaches the browser."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tidegate.diagnostics import Diagnostic
from tidegate.events import StepStats
from tidegate.flow import MAX_ID_LENGTH
from tidegate.previewing.runnable import PreviewState
from tidegate.previewing.sampling import MOST_SAMPLED

MAX_EXPRESSION = 10_000


class SampleWish(BaseModel):
    """Where the items of one step come from; of a step that reads from outside, naming it is asking for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: int | None = Field(None, ge=1, le=MOST_SAMPLED, description="How many items to take at most.")
    upload: str | None = Field(
        None, pattern=r"^[A-Za-z0-9_-]{16,64}\.(csv|jsonl|parquet)$", description="A sample that was uploaded."
    )


class WantedValues(BaseModel):
    """An expression, to be evaluated over the items that come into a step, or that a source gives."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step_id: str = Field(max_length=MAX_ID_LENGTH)
    text: str = Field(max_length=MAX_EXPRESSION)


class _Told(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class PreviewPort(_Told):
    """The first items that left one port, as columns: as the `items` event has them."""

    type: str = Field(description="The type of the items, as text.")
    total: int = Field(description="How many items left.")
    count: int = Field(0, description="How many of them are here.")
    keys: list[str] | None = None
    columns: dict[str, list[Any]] = Field(default_factory=dict)


class PreviewSample(_Told):
    """What a source gave."""

    items: int
    bad: int = Field(description="Items that could not be read.")
    more: bool = Field(description="Whether the source has more.")


class PreviewStep(_Told):
    """What a preview has of one step."""

    state: PreviewState
    held_by: str | None = Field(None, description="The step before it that holds it up.")
    why: str = Field("", description="What stands in the way, where no diagnostic says so.")
    sample: PreviewSample | None = Field(None, description="Of a source, what was taken of it.")
    stats: StepStats | None = Field(None, description="Its counters, once the sample has run through.")
    ports: dict[str, PreviewPort] = Field(default_factory=dict, description="By output port.")


class PreviewValues(_Told):
    """The value of an expression for each of the first items."""

    step_id: str
    text: str
    type: str | None = Field(None, description="The type of the values; null where the expression cannot be read.")
    values: list[Any] = Field(default_factory=list)
    failures: dict[int, str] = Field(default_factory=dict, description="Why a value is missing, by its place.")


class PreviewFailure(_Told):
    """Why a preview went no further."""

    step_id: str | None
    code: str
    message: str


class PreviewResult(_Told):
    """What a flow makes of a sample."""

    steps: dict[str, PreviewStep] = Field(default_factory=dict)
    expressions: list[PreviewValues] = Field(default_factory=list)
    diagnostics: list[Diagnostic] = Field(
        default_factory=list, description="What keeps parts of the flow from running."
    )
    failure: PreviewFailure | None = None
    elapsed_ms: float = 0.0


class SampleLook(_Told):
    """What is in a sample that was uploaded."""

    type: str
    items: int
    bad: int
    more: bool = Field(description="Whether there are more items than a preview takes.")
    first_problem: str = Field("", description="Why the first bad item could not be read.")
