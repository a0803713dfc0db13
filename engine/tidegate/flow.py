"""The flow document: `Flow`, `Step`, `Stream`, as frozen values.

Everything a person authored and nothing a run produced. A document that does not fit is told as diagnostics by
`read_flow`; a document that fits may still be unable to run, which is `check`'s matter.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tidegate.fields import DurationUs

FORMAT = 1
"""The document's format; a newer one is refused by name, an older one would be converted on reading."""

MAX_STEPS = 2_000
MAX_STREAMS = 8_000
MAX_NOTES = 500
MAX_GROUPS = 500
MAX_NOTE_LENGTH = 8_000
MAX_ID_LENGTH = 120
MAX_NAME_LENGTH = 200
ID_PATTERN = r"^[A-Za-z_][A-Za-z0-9_\-]*$"
PORT_PATTERN = r"^[A-Za-z_][A-Za-z0-9_\-]*\.[a-z][a-z0-9_]*$"


class Frozen(BaseModel):
    """A value of the document: unchangeable, and strict about what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Step(Frozen):
    """An operator placed in a flow."""

    id: str = Field(
        pattern=ID_PATTERN, max_length=MAX_ID_LENGTH, description="The step's name within its flow; no dots."
    )
    operator: str = Field(max_length=MAX_ID_LENGTH, description="The kind of operator, such as `filter`.")
    title: str | None = Field(None, max_length=MAX_NAME_LENGTH, description="A name to show instead of the operator's.")
    config: dict[str, Any] = Field(default_factory=dict, description="The operator's configuration.")


class Stream(Frozen):
    """An arrow from one step's output port to another step's input port."""

    from_: str = Field(alias="from", pattern=PORT_PATTERN, description="`step.port` that emits.")
    to: str = Field(pattern=PORT_PATTERN, description="`step.port` that receives.")

    @property
    def source(self) -> tuple[str, str]:
        """Return the step and port it comes from."""
        step, _, port = self.from_.rpartition(".")
        return step, port

    @property
    def target(self) -> tuple[str, str]:
        """Return the step and port it goes to."""
        step, _, port = self.to.rpartition(".")
        return step, port

    def __str__(self) -> str:
        return f"{self.from_} -> {self.to}"


class Position(Frozen):
    """Where a step is drawn, in canvas units."""

    x: float = Field(ge=-1e6, le=1e6, allow_inf_nan=False)
    y: float = Field(ge=-1e6, le=1e6, allow_inf_nan=False)


Color = Literal["grey", "amber", "blue", "teal", "coral", "magenta"]
"""How a note or a group is tinted; what a tint looks like is the screen's matter."""


class Note(Frozen):
    """A text on the canvas, beside the steps."""

    id: str = Field(pattern=ID_PATTERN, max_length=MAX_ID_LENGTH, description="The note's name among the notes.")
    text: str = Field("", max_length=MAX_NOTE_LENGTH, description="A little Markdown.")
    x: float = Field(ge=-1e6, le=1e6, allow_inf_nan=False)
    y: float = Field(ge=-1e6, le=1e6, allow_inf_nan=False)
    width: float = Field(240, ge=80, le=4_000, allow_inf_nan=False)
    height: float = Field(120, ge=40, le=4_000, allow_inf_nan=False)
    color: Color = "amber"


class StepGroup(Frozen):
    """Steps that belong together, with a title; a step is in one group at most."""

    id: str = Field(pattern=ID_PATTERN, max_length=MAX_ID_LENGTH, description="The group's name among the groups.")
    title: str = Field("", max_length=MAX_NAME_LENGTH)
    steps: tuple[str, ...] = Field((), max_length=MAX_STEPS, description="The ids of its steps.")
    color: Color = "grey"


class RunSettings(Frozen):
    """How a run of this flow keeps time, where the flow itself has a wish."""

    clock: Literal["auto", "live", "frozen"] = Field(
        "auto",
        description="`frozen`: system time stands still, so the same input always gives the same output. `live`: it "
        "passes. `auto`: frozen when every source is bounded.",
    )
    epoch_every_us: Annotated[DurationUs, Field(ge=0)] = Field(
        10_000_000,
        alias="epoch_every",
        description="How often the job's state becomes durable, where it is kept; `0s`: after every batch.",
    )
    downtime: Literal["does_not_count", "counts"] = Field(
        "does_not_count",
        description="Whether the time between two runs of a job passes for its windows and timeouts. `counts`, as in "
        "Bytewax: after a long stop they are due at once, and the backlog may be late.",
    )
    cost_of_lateness_us: Annotated[DurationUs, Field(ge=1)] | None = Field(
        None,
        alias="cost_of_lateness",
        description="In a run that is watched, each window step is followed by a copy that waits so much longer, and "
        "every result is compared with what it would have been. Nothing of the run changes; it costs each window step "
        "about once more. Null: off.",
    )


class Flow(Frozen):
    """A flow: steps, the streams between them, where they are drawn, and what is noted beside them."""

    format: Literal[1] = 1
    name: str = Field("untitled", min_length=1, max_length=MAX_NAME_LENGTH)
    description: str = Field("", max_length=4_000)
    run: RunSettings = RunSettings()
    steps: tuple[Step, ...] = Field((), max_length=MAX_STEPS)
    streams: tuple[Stream, ...] = Field((), max_length=MAX_STREAMS)
    layout: dict[str, Position] = Field(default_factory=dict, description="Never changes what a flow means.")
    notes: tuple[Note, ...] = Field((), max_length=MAX_NOTES, description="Never change what a flow means.")
    groups: tuple[StepGroup, ...] = Field((), max_length=MAX_GROUPS, description="Never change what a flow means.")

    def step(self, step_id: str) -> Step | None:
        """Return the step of that name, or None."""
        return next((step for step in self.steps if step.id == step_id), None)
