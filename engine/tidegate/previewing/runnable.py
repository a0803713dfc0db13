"""The part of a flow that can run though the rest cannot yet: what a preview shows of a half-built flow.

unasked   reads a file or another outside system, and nobody asked for a sample of it
broken    has a problem of its own
held      is fed, near or far, by one of these
shown     everything else
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from tidegate.check import KINDS, Examined, take_apart
from tidegate.flow import Flow, Step
from tidegate.operator import Operator, Source

WITHIN = frozenset({"testing_source", "demo_source"})
"""Sources that make their items themselves, so that taking some touches nothing."""


class PreviewState(StrEnum):
    """Whether a step is part of a preview."""

    SHOWN = "shown"
    BROKEN = "broken"
    """It has a problem of its own."""
    UNASKED = "unasked"
    """It reads from outside, and nobody asked for a sample of it."""
    HELD = "held"
    """A step before it is no part of the preview."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A flow with what cannot run taken away."""

    parts: Examined
    states: dict[str, PreviewState]
    held_by: dict[str, str]
    """By held step, the nearest step before it that holds it up."""

    def shown(self) -> list[str]:
        """Return the steps that can run, each after what feeds it."""
        return [step_id for step_id in self.parts.order if self.states[step_id] is PreviewState.SHOWN]


def touches(step: Step, data_root: Path) -> bool:
    """Return whether looking at a step's items, or at their types, reads something from outside."""
    kind = KINDS.get(step.operator)
    if kind is None or step.operator in WITHIN:
        return False
    return issubclass(kind, Source) or _reads_file(kind, step, data_root)


def _reads_file(kind: type[Operator], step: Step, data_root: Path) -> bool:
    try:
        return kind.model_validate(step.config).with_data_root(data_root).reads() is not None
    except ValidationError:
        return False


def cut(
    flow: Flow, data_root: Path, asked: Collection[str], stand_ins: Mapping[str, Operator], empty: Collection[str] = ()
) -> Cut:
    """Return the part of a flow that can run, which reads from outside only in steps that were asked for.

    The sources in `empty` have nothing to give, for reasons of their own.
    """
    unasked = {step.id for step in flow.steps if step.id not in asked and touches(step, data_root)}
    feeders = _feeders(flow)
    out = unasked.union(empty, _behind(unasked.union(empty), feeders))
    parts = take_apart(_without(flow, out), data_root, stand_ins)
    broken = _broken(parts, feeders).union(empty)
    states = {step.id: PreviewState.SHOWN for step in flow.steps}
    states |= dict.fromkeys(_behind(unasked | broken, feeders), PreviewState.HELD)
    states |= dict.fromkeys(unasked, PreviewState.UNASKED)
    states |= dict.fromkeys(broken, PreviewState.BROKEN)
    held = [step_id for step_id, state in states.items() if state is PreviewState.HELD]
    return Cut(parts, states, {step_id: _holder(step_id, states, feeders) for step_id in held})


def _feeders(flow: Flow) -> dict[str, list[str]]:
    feeders: dict[str, list[str]] = {}
    for stream in flow.streams:
        feeders.setdefault(stream.target[0], []).append(stream.source[0])
    return feeders


def _behind(steps: Iterable[str], feeders: Mapping[str, list[str]]) -> set[str]:
    """Return every step that these feed, near or far."""
    fed: dict[str, list[str]] = {}
    for step_id, ups in feeders.items():
        for up in ups:
            fed.setdefault(up, []).append(step_id)
    behind, waiting = set[str](), list(steps)
    while waiting:
        for step_id in fed.get(waiting.pop(), ()):
            if step_id not in behind:
                behind.add(step_id)
                waiting.append(step_id)
    return behind


def _without(flow: Flow, out: set[str]) -> Flow:
    if not out:
        return flow
    steps = tuple(step for step in flow.steps if step.id not in out)
    streams = tuple(stream for stream in flow.streams if not {stream.source[0], stream.target[0]} & out)
    return flow.model_copy(update={"steps": steps, "streams": streams})


def _broken(parts: Examined, feeders: Mapping[str, list[str]]) -> set[str]:
    """Return the steps with errors of their own, those on a circle, and those fed by nothing that is there."""
    told = {step_id for one in parts.diagnostics if one.severity == "error" and (step_id := one.step_id) in parts.steps}
    broken = told | (parts.steps.keys() - set(parts.order))
    return broken | (parts.steps.keys() - parts.downs.keys() - _behind(broken, feeders))


def _holder(step_id: str, states: Mapping[str, PreviewState], feeders: Mapping[str, list[str]]) -> str:
    """Return the nearest step before this one that is no part of the preview by itself."""
    seen, waiting = {step_id}, [step_id]
    while waiting:
        for up in feeders.get(waiting.pop(0), ()):
            if states.get(up) in (PreviewState.BROKEN, PreviewState.UNASKED):
                return up
            if up not in seen:
                seen.add(up)
                waiting.append(up)
    return step_id
