"""`Plan`: a flow that can run: its steps in order, its streams wired, every type known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tidegate.check import Examined, stands_still, take_apart
from tidegate.errors import BrokenFlow
from tidegate.flow import Flow
from tidegate.operator import Operator
from tidegate.types import StreamType


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step, with what feeds it and the types around it."""

    id: str
    operator: Operator
    feeds: dict[str, tuple[tuple[str, str], ...]]
    """By input port: the (step, port) of each stream that enters, in the order of the document."""
    ups: dict[str, list[StreamType]]
    downs: dict[str, StreamType]


@dataclass(frozen=True, slots=True)
class Plan:
    """A flow that can run."""

    flow: Flow
    steps: tuple[PlannedStep, ...]
    """Each after what feeds it."""
    frozen: bool
    """Whether system time stands still, so that the same input always gives the same output."""

    @staticmethod
    def of(flow: Flow, data_root: Path) -> Plan:
        """Return the plan of a flow; raise `BrokenFlow` with everything that stands in the way."""
        parts = take_apart(flow, data_root)
        errors = [problem for problem in parts.diagnostics if problem.severity == "error"]
        if errors:
            raise BrokenFlow(errors)
        steps = tuple(planned(parts, step_id) for step_id in parts.order)
        return Plan(flow, steps, stands_still(flow, parts.operators.values()))

    def streams(self) -> dict[str, str]:
        """Return the type of every output port, as text, by `step.port`."""
        return {f"{step.id}.{port}": str(stream) for step in self.steps for port, stream in step.downs.items()}


def planned(parts: Examined, step_id: str) -> PlannedStep:
    """Return a step that nothing stands in the way of, nor of what feeds it."""
    ups = parts.ups[step_id]
    feeds = {port: tuple(parts.incoming[step_id, port]) for port in ups}
    return PlannedStep(step_id, parts.operators[step_id], feeds, ups, parts.downs[step_id])
