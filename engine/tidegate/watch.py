"""`Watch`: the bounded sample of items that a run shows the world.

Every port is watched, wired or not. Between two takes at most a limit of items of each port is kept, in order, as
slices of the batches they came in; the rest are counted and told as a gap. Late items, window metadata and bad items
have a higher limit than the rest, because they are rarer and more is asked of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidegate.batch import Batch, concat
from tidegate.events import Gap, Items, Printed
from tidegate.render import json_columns

ITEMS_PER_TAKE = 500
RARE_ITEMS_PER_TAKE = 5_000
LINES_PER_TAKE = 2_000


@dataclass(slots=True)
class _Port:
    limit: int
    total: int = 0
    first: int = 0
    """How many had left when the current sample began."""
    kept: int = 0
    parts: list[Batch] = field(default_factory=list)

    def saw(self, batch: Batch) -> None:
        room = self.limit - self.kept
        if room > 0:
            part = batch if batch.length <= room else batch.slice(0, room)
            self.parts.append(part)
            self.kept += part.length
        self.total += batch.length

    def take(self, step_id: str, port: str) -> list[Items | Gap]:
        events: list[Items | Gap] = []
        first = self.first
        if self.parts:
            sample = concat(self.parts)
            keys = None if sample.key_ids is None else sample.key_column().to_pylist()
            columns = json_columns(sample)
            events.append(
                Items(step_id=step_id, port=port, first=first, count=sample.length, keys=keys, columns=columns)
            )
            first += sample.length
        if first < self.total:
            events.append(Gap(step_id=step_id, port=port, first=first, skipped=self.total - first))
        self.first, self.kept, self.parts = self.total, 0, []
        return events


class Watch:
    """Samples every port and every printed line of a run."""

    def __init__(self, roles: Mapping[tuple[str, str], str]) -> None:
        self._ports = {
            place: _Port(ITEMS_PER_TAKE if role == "main" else RARE_ITEMS_PER_TAKE) for place, role in roles.items()
        }
        self._lines: dict[str, list[str]] = {}
        self._skipped_lines: dict[str, int] = {}

    def go_on(self, step_id: str, port: str, left: int) -> None:
        """Note how many items had left a port before, in earlier runs of the job."""
        if watched := self._ports.get((step_id, port)):
            watched.total = watched.first = left

    def saw(self, step_id: str, port: str, batch: Batch) -> None:
        """Note a batch that left a port."""
        self._ports[step_id, port].saw(batch)

    def printed(self, step_id: str, text: str) -> None:
        """Note a line that a sink printed."""
        lines = self._lines.setdefault(step_id, [])
        if len(lines) < LINES_PER_TAKE:
            lines.append(text)
        else:
            self._skipped_lines[step_id] = self._skipped_lines.get(step_id, 0) + 1

    def take(self) -> list[Items | Gap | Printed]:
        """Return what was seen since the last take, and begin anew."""
        events: list[Items | Gap | Printed] = []
        for (step_id, port), watched in self._ports.items():
            if watched.total > watched.first:
                events += watched.take(step_id, port)
        for step_id, lines in self._lines.items():
            events.append(Printed(step_id=step_id, lines=lines, skipped=self._skipped_lines.get(step_id, 0)))
        self._lines, self._skipped_lines = {}, {}
        return events
