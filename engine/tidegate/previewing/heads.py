"""`Heads`: the first items that leave each port, and how many leave it."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from tidegate.batch import Batch, concat
from tidegate.previewing.results import PreviewPort
from tidegate.render import json_columns


@dataclass(slots=True)
class _Head:
    total: int = 0
    kept: int = 0
    parts: list[Batch] = field(default_factory=list)


class Heads:
    """Keeps slices of the batches that pass by, so that nothing is copied."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._heads: dict[tuple[str, str], _Head] = {}

    def saw(self, step_id: str, port: str, batch: Batch) -> None:
        """Note a batch that left a port."""
        head = self._heads.setdefault((step_id, port), _Head())
        room = self.limit - head.kept
        if room > 0:
            part = batch if batch.length <= room else batch.slice(0, room)
            head.parts.append(part)
            head.kept += part.length
        head.total += batch.length

    def total(self, step_id: str, port: str) -> int:
        """Return how many items left a port."""
        head = self._heads.get((step_id, port))
        return 0 if head is None else head.total

    def first(self, step_id: str, port: str) -> Batch | None:
        """Return the first items that left a port, or None if none did."""
        head = self._heads.get((step_id, port))
        return concat(head.parts) if head is not None and head.parts else None


def shown(batch: Batch, type_text: str, total: int, room: int) -> PreviewPort:
    """Return the items as JSON columns of about `room` bytes at most; where they have more, fewer items are shown."""
    count = batch.length
    while count:
        part = batch.slice(0, count)
        columns = json_columns(part)
        keys = None if part.key_ids is None else part.key_column().to_pylist()
        size = len(msgspec.json.encode((keys, columns)))
        if size <= room:
            return PreviewPort(type=type_text, total=total, count=count, keys=keys, columns=columns)
        # About as many as fit, and always fewer than before.
        count = min(count - 1, count * room // size)
    return PreviewPort(type=type_text, total=total)
