"""An expression that is applied again and again, and what it is applied to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import positions
from tidegate.batch import item_column
from tidegate.expression import Expression
from tidegate.holding import Int64s, Slots, Taken
from tidegate.types import Type

Reason = tuple[str, str]
"""The code and the sentence of a failure."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How a state goes on: `acc` becomes `acc + val`, item after item."""

    name: str
    """What the expression calls the state: `acc`, `a`, `state`."""
    type: Type
    next: Expression
    initial: Any = None
    """The `pa.Scalar` that an empty slot begins with; None: it begins with the first item's own value."""
    value: str = ""
    """What the expression calls an item's own value, if it does: `b`."""
    merge: Expression | None = None
    """What two states, `a` and `b`, come to together."""
    null_is_empty: bool = False
    """Whether a null state counts as none where the first value is the start."""
    forgets: bool = False
    """Whether a null state leaves the slot empty."""
    check: Expression | None = None
    """An expression that must not fail either; it may ask for the next state too."""
    new: str = ""
    """What that one calls the next state."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What a recurrence is applied to: items, and the slot of each entry."""

    columns: Mapping[str, pa.Array[Any]]
    length: int
    """How many items there are."""
    key: Callable[[], pa.Array[Any]] | None
    slots: Slots
    rows: Int64s | None

    @staticmethod
    def of(taken: Taken, recurrence: Recurrence, item: Type) -> Entries:
        """Return what is on its way into slots, with each item's own value under the name it is asked for by."""
        batch = taken.batch
        whole = {recurrence.value: item_column(batch, item)} if recurrence.value else {}
        key = batch.key_column if batch.key_ids is not None else None
        return Entries({**batch.columns, **whole}, batch.length, key, taken.slots, taken.rows)

    def rows_of(self, entries: Int64s) -> Int64s:
        """Return the items of these entries."""
        return entries if self.rows is None else self.rows[entries]

    def picked(self, entries: Int64s, names: frozenset[str]) -> dict[str, pa.Array[Any]]:
        """Return these columns, as far as they are an item's, with one value for each of the entries."""
        rows = positions(self.rows_of(entries))
        return {name: column.take(rows) for name, column in self.columns.items() if name in names}

    def keys_of(self, entries: Int64s) -> Callable[[], pa.Array[Any]] | None:
        """Return who knows the keys of these entries."""
        key = self.key
        return None if key is None else lambda: key().take(positions(self.rows_of(entries)))


class Advanced(NamedTuple):
    """What came of applying a recurrence."""

    bad: Int64s
    """The entries that failed, in order."""
    reasons: list[Reason]
    before: pa.Array[Any] | None = None
    """The state before each entry, where that was asked for; what stands at entries that failed means nothing."""
    after: pa.Array[Any] | None = None


NOTHING_BAD = Advanced(np.empty(0, np.int64), [])


class States(Protocol):
    """The states of slots, and how they go on: numbers in a kernel, anything else in rounds."""

    def make_room(self, slots: int) -> None:
        """Be ready for slots 0 to `slots` - 1."""

    def advance(self, entries: Entries, traced: bool) -> Advanced:
        """Apply the recurrence to every entry that has a slot, in order within each slot."""

    def merge(self, sources: Int64s, targets: Int64s) -> list[Reason]:
        """Put together what pairs of slots hold, in order; return why some of them could not be."""

    def read(self, slots: Int64s) -> tuple[pa.Array[Any], Any]:
        """Return the state of each of these slots, and a mask of those that hold one."""

    def write(self, slots: Int64s, values: pa.Array[Any]) -> None:
        """Make these slots hold these states."""

    def clear(self, slots: Int64s) -> None:
        """Make these slots empty."""

    def held(self) -> Int64s:
        """Return the slots that hold something."""
