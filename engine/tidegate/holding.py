"""`Holding`: what windows hold, or keys where there are no windows, one thing per slot.

    absorb(taken)              items go into the slots they belong to
    merge(sources, targets)    what one slot holds goes into another one, pair by pair, in order
    results(closing)           what these slots come to; they are empty afterwards

A slot is a small number that somebody else gives out and takes back: a window step for its open windows, a `*_final`
step for its keys (there the slot is the key's id). A holding knows nothing of clocks, windows and keys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import positions
from tidegate.bad_items import BadItem
from tidegate.batch import Batch

Slots = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Columns: TypeAlias = "dict[str, pa.Array[Any]]"


@dataclass(frozen=True, slots=True)
class Taken:
    """Items on their way into slots: entries, of which an item can have several."""

    batch: Batch
    """The items; some of them may go nowhere."""
    values: Columns
    """The value of each of the step's expressions, by its field, for every item of the batch."""
    times: Int64s
    """The timestamp of every item of the batch, in microseconds."""
    slots: Slots
    """For every entry the slot it goes to; negative: nowhere."""
    rows: Int64s | None = None
    """For every entry its item's place in the batch; None: entry n is item n."""
    first_position: int = 0
    """How many items the step had seen before this batch."""
    positions: Int64s | None = None
    """The position of every item at its step, where the items do not follow one another from `first_position` on."""

    def entries(self, start: int, end: int) -> Taken:
        """Return some of the entries."""
        rows = np.arange(start, end) if self.rows is None else self.rows[start:end]
        return replace(self, slots=self.slots[start:end], rows=rows)

    def of(self, field: str) -> pa.Array[Any]:
        """Return an expression's value for every entry."""
        values = self.values[field]
        return values if self.rows is None else values.take(positions(self.rows))

    def item_positions(self) -> Int64s:
        """Return how many items the step had seen before each item of the batch."""
        if self.positions is not None:
            return self.positions
        return np.arange(self.first_position, self.first_position + self.batch.length)

    def entry_rows(self) -> Int64s:
        """Return every entry's place in the batch."""
        return np.arange(len(self.slots)) if self.rows is None else self.rows


@dataclass(frozen=True, slots=True)
class Closing:
    """Slots whose results are wanted, in order of emission."""

    slots: Int64s
    counts: Int64s
    """How many items went into each."""
    words: Callable[[int], str]
    """Names the n-th of them in an error: `window 3 of key 'a'`."""
    position: int
    """How many items the step has seen."""

    def __len__(self) -> int:
        return len(self.slots)


@dataclass(frozen=True, slots=True)
class Emission:
    """Results that leave before their slot closes, as running joins give them, in order."""

    slots: Int64s
    columns: Columns


class Holding:
    """Base of everything that can be held; slots that nothing was put into hold nothing.

    A slot that has been emptied, by `results` or as the source of a `merge`, may be used again for something else.
    """

    needs_order = False
    """Whether items have to come in the order of their timestamps when a step is `ordered`; otherwise the holding
    itself sees to it that the order of arrival does not show."""

    def __init__(self) -> None:
        self._troubles: list[BadItem] = []

    def make_room(self, slots: int) -> None:
        """Be ready for slots 0 to `slots` - 1; called before every `absorb`, `merge` and `save`."""
        raise NotImplementedError

    def absorb(self, taken: Taken) -> Emission | None:
        """Take each entry into its slot, in order."""
        raise NotImplementedError

    def merge(self, sources: Int64s, targets: Int64s) -> Emission | None:
        """Put what each source holds into its target, pair by pair in order, so that the source is empty."""
        raise NotImplementedError

    def results(self, closing: Closing) -> tuple[Int64s | None, Columns]:
        """Return what these slots come to, and empty them: positions in `closing` and the columns for these.

        None instead of positions is the usual case: one result for each of them.
        """
        raise NotImplementedError

    def save(self, slots: Int64s) -> Columns:
        """Return what these slots hold as columns with one row per slot, for `load`; nothing changes."""
        raise NotImplementedError

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take back what `save` gave, into these slots, all of them empty."""
        raise NotImplementedError

    def take_troubles(self) -> list[BadItem]:
        """Return what went wrong since the last call and cost no item, such as a sum that left 64 bits."""
        troubles, self._troubles = self._troubles, []
        return troubles
