"""`Watch`: the bounded sample of items that a run shows the world.

Every port is watched, wired or not. Between two takes at most a limit of items of each port is kept, in order, as
slices of the batches they came in; the rest are counted and told as a gap. Late items, window metadata and bad items
have a higher limit than the rest, because they are rarer and more is asked of them. An item that is too large to be
looked at, such as a window of millions, is never written as text: it is told as a gap too.
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
BYTES_PER_ITEM = 1024 * 1024
BYTES_PER_TAKE = 16 * 1024 * 1024
"""What is written as text at most, for one item and for a port between two takes, as columns hold it."""


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
        for stretch, shown in _stretches(concat(self.parts)) if self.parts else ():
            events.append((_items if shown else _gap)(step_id, port, first, stretch))
            first += stretch.length
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


def _items(step_id: str, port: str, first: int, sample: Batch) -> Items:
    keys = None if sample.key_ids is None else sample.key_column().to_pylist()
    columns = json_columns(sample)
    return Items(step_id=step_id, port=port, first=first, count=sample.length, keys=keys, columns=columns)


def _gap(step_id: str, port: str, first: int, missing: Batch) -> Gap:
    return Gap(step_id=step_id, port=port, first=first, skipped=missing.length)


def _stretches(sample: Batch) -> list[tuple[Batch, bool]]:
    """Return a sample in parts, in order, each with whether it can be shown; what is too large cannot."""
    if _bytes(sample) <= BYTES_PER_ITEM:
        return [(sample, True)]
    ends, shown, room = [0], list[bool](), BYTES_PER_TAKE
    for row in range(sample.length):
        needed = _bytes(sample.slice(row, 1))
        fits = needed <= min(room, BYTES_PER_ITEM)
        room -= needed if fits else 0
        if shown and shown[-1] == fits:
            ends[-1] = row + 1
        else:
            shown.append(fits)
            ends.append(row + 1)
    return [(sample.slice(start, end - start), fits) for start, end, fits in zip(ends, ends[1:], shown, strict=False)]


def _bytes(batch: Batch) -> int:
    """Return how many bytes the columns of a batch hold of its items, those within lists included."""
    return sum(int(column.nbytes) for column in batch.columns.values())
