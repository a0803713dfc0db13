"""`ToldCost`: which windows late items have put wrong, as a run tells it: one more sampled stream of each window step.

It is called `step.cost`, and is a sample like those of the ports, but no port: nothing can be wired to it. Only windows
that are off are told; how many were compared is in the counters of the step.
"""

from __future__ import annotations

from collections.abc import Mapping

from tidegate.events import Gap, Items
from tidegate.render import json_columns
from tidegate.shadow import Shadow

COST = "cost"
"""What events call it where a port has its name."""


class ToldCost:
    """Takes what the shadows of a run have found."""

    def __init__(self, shadows: Mapping[str, Shadow]) -> None:
        self._shadows = dict(shadows)
        self._told = dict.fromkeys(shadows, 0)

    def streams(self) -> dict[str, str]:
        """Return the type of what each step tells, as text, by `step.cost`."""
        return {f"{step_id}.{COST}": str(shadow.type) for step_id, shadow in self._shadows.items()}

    def take(self) -> list[Items | Gap]:
        """Return what was found since the last take."""
        return [event for step_id, shadow in self._shadows.items() for event in self._events(step_id, shadow)]

    def _events(self, step_id: str, shadow: Shadow) -> list[Items | Gap]:
        batch, skipped = shadow.take()
        events: list[Items | Gap] = []
        first = self._told[step_id]
        if batch is not None:
            keys = batch.key_column().to_pylist()
            columns = json_columns(batch)
            events.append(
                Items(step_id=step_id, port=COST, first=first, count=batch.length, keys=keys, columns=columns)
            )
            first += batch.length
        if skipped:
            events.append(Gap(step_id=step_id, port=COST, first=first, skipped=skipped))
        self._told[step_id] = first + skipped
        return events
