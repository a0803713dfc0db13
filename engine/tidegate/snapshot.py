"""`EpochSnapshot`: everything a job needs to go on from the end of an epoch, as values.

    EpochSnapshot   epoch 7, the reading of its system clock
      StepSnapshot    one for each step: its counters, whether it has ended, and its state
        state           JSON values and Arrow tables by name, or None

No objects are in it and nothing of it is ever pickled, so that a renamed class costs nobody their state. Every table of
a keyed step has the text column `key`, so that the state can be divided by key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tidegate.operator import Operator
from tidegate.plan import PlannedStep

State = dict[str, Any]
"""JSON values and Arrow tables by name; it must not change once it has been handed out."""

KEY = "key"
"""The column of a state's tables that says whose a row is."""


@dataclass(frozen=True, slots=True)
class StepSnapshot:
    """What one step needs to go on."""

    id: str
    kind: str
    state: State | None
    state_version: int
    depends: dict[str, Any]
    """The configuration that the state depends on, as in the document."""
    ups: dict[str, list[str]]
    """The types that flowed into each input port, as text."""
    counters: dict[str, int]
    items_in: int
    items_out: dict[str, int]
    ended: bool
    next_at_us: int | None
    """When a source is to be asked again."""

    @property
    def holds_something(self) -> bool:
        """Return whether anything would be lost with the state: a position, or a row of any table."""
        return self.state is not None and holds_something(self.state)


@dataclass(frozen=True, slots=True)
class EpochSnapshot:
    """A consistent cut through a run: between two turns nothing is on its way from step to step."""

    epoch: int
    """Counts the epochs of a job from 1."""
    system_us: int
    """What the run's system clock showed."""
    frozen: bool
    """Whether that clock stood still."""
    turns: int
    steps: tuple[StepSnapshot, ...]

    @property
    def ended(self) -> bool:
        """Return whether the run had come to its end; the next one goes on after it."""
        return all(step.ended for step in self.steps)

    def step(self, step_id: str) -> StepSnapshot | None:
        """Return what the step of that name needs, None if it was not there."""
        return next((step for step in self.steps if step.id == step_id), None)


def holds_something(state: State) -> bool:
    """Return whether a state is more than empty tables and what goes with them."""
    tables = [part for part in state.values() if isinstance(part, pa.Table)]
    return any(table.num_rows for table in tables) if tables else bool(state)


def dependence(operator: Operator) -> dict[str, Any]:
    """Return the configuration that a step's state depends on, as in the document."""
    return operator.model_dump(mode="json", by_alias=True, exclude=_free(operator))


def _free(operator: Operator) -> set[str]:
    fields = type(operator).model_fields
    return {name for name, field in fields.items() if (field.alias or name) in operator.may_change}


def entering(step: PlannedStep) -> dict[str, list[str]]:
    """Return the types that flow into each port of a step, as text."""
    return {port: [str(stream) for stream in streams] for port, streams in step.ups.items()}
