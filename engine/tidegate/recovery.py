"""Whether a flow may go on from an epoch, and how long time stood still before it: pure, from values to values.

A step goes on where its state fits: the same operator, the same configuration as far as the state depends on it, the
same types coming in. What a state does not depend on may change, such as the expression of a filter. A step that is new
starts empty. State is never dropped in silence: a step that held something and is gone, or is another one now, is a
refusal, unless it is asked to be forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tidegate.errors import RecoveryRefused
from tidegate.plan import Plan, PlannedStep
from tidegate.snapshot import EpochSnapshot, StepSnapshot, dependence, entering

MOST_DIFFERENCES = 3
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one step's state does not fit the flow."""

    step_id: str
    words: str


def fitted(snapshot: EpochSnapshot, plan: Plan, forget: Collection[str] = ()) -> EpochSnapshot:
    """Return the epoch with what this plan's steps go on with; raise `RecoveryRefused` with every reason against it.

    The steps in `forget` start empty, or are gone with what they held.
    """
    planned = {step.id: step for step in plan.steps}
    kept = [step for step in snapshot.steps if step.id not in forget]
    obstacles = [found for step in kept if (found := _obstacle(step, planned.get(step.id), snapshot.epoch))]
    if obstacles:
        raise RecoveryRefused(
            "; ".join(found.words for found in obstacles)
            + "; go back to the flow this job was started from, forget what the step held, or start a new job",
            obstacles[0].step_id,
        )
    return replace(snapshot, steps=tuple(_fitting(kept, planned)))


def _obstacle(saved: StepSnapshot, now: PlannedStep | None, epoch: int) -> Obstacle | None:
    """Return why a step's state does not fit, None if it does or there is nothing to lose."""
    if not saved.holds_something:
        return None
    if now is None:
        return Obstacle(saved.id, f"step {saved.id!r} ({saved.kind}) held state in epoch {epoch} and is gone")
    if saved.kind != now.operator.kind:
        return Obstacle(
            saved.id,
            f"step {saved.id!r} was a {saved.kind!r} when epoch {epoch} was written and is a {now.operator.kind!r} now",
        )
    if saved.state_version != now.operator.state_version:
        return Obstacle(
            saved.id,
            f"step {saved.id!r} wrote its state in version {saved.state_version} of its layout and reads version "
            f"{now.operator.state_version}",
        )
    differences = _differences(saved, now)
    if not differences:
        return None
    more = f" and {len(differences) - MOST_DIFFERENCES} more" if len(differences) > MOST_DIFFERENCES else ""
    listed = ", ".join(differences[:MOST_DIFFERENCES]) + more
    return Obstacle(saved.id, f"step {saved.id!r} holds state of epoch {epoch} and was changed: {listed}")


def _differences(saved: StepSnapshot, now: PlannedStep) -> list[str]:
    types = [
        f"the items that enter {port!r} were {_shown(' and '.join(before))} and are {_shown(' and '.join(after))}"
        for port, after in entering(now).items()
        if (before := saved.ups.get(port, [])) != after
    ]
    return [*_changed("", saved.depends, dependence(now.operator)), *types]


def _changed(place: str, before: Any, after: Any) -> Iterator[str]:
    """Say in words what differs between two configurations, field by field."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in {**before, **after}:
            yield from _changed(f"{place}.{name}" if place else name, before.get(name), after.get(name))
    elif before != after:
        yield f"{place} was {_shown(before)} and is {_shown(after)}"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 3] + "..."


def _fitting(kept: Collection[StepSnapshot], planned: Mapping[str, PlannedStep]) -> Iterator[StepSnapshot]:
    for saved in kept:
        now = planned.get(saved.id)
        if now is None or now.operator.kind != saved.kind:
            continue
        changed = saved.state_version != now.operator.state_version or bool(_differences(saved, now))
        # Empty tables of another shape are of no use to anybody.
        yield replace(saved, state=None) if changed and not saved.holds_something else saved


def stood_still_us(snapshot: EpochSnapshot, plan: Plan, system_us: int) -> int:
    """Return how much later the system clock is than it was, as far as that time must not count.

    It is negative when the clock was set back, which counts as little. A clock that stands still has no downtime.
    """
    passed_us = system_us - snapshot.system_us
    if snapshot.frozen and plan.frozen:
        return 0
    if snapshot.frozen != plan.frozen or plan.flow.run.downtime == "does_not_count":
        return passed_us
    return min(0, passed_us)
