"""What applies an expression item after item, as holdings: a fold, and a reduction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import positions
from tidegate.bad_items import BadItem
from tidegate.expression.arrays import pc
from tidegate.holding import Closing, Columns, Holding, Int64s, Taken
from tidegate.render import json_lines
from tidegate.sequential.numeric import numeric_states
from tidegate.sequential.recurrence import Advanced, Entries, Reason, Recurrence, States
from tidegate.sequential.rounds import RoundStates
from tidegate.types import BOOL, StreamType, Type, arrow_type

VALUE = "value"
"""The field of a result that is not made of several."""


def states_of(recurrence: Recurrence) -> States:
    """Return the states of a recurrence: numbers in a kernel where that can be, otherwise in rounds."""
    return numeric_states(recurrence) or RoundStates(recurrence)


def troubles_of(advanced: Advanced, taken: Taken, stream: StreamType) -> list[BadItem]:
    """Return the items that a recurrence failed for."""
    if not len(advanced.bad):
        return []
    rows = advanced.bad if taken.rows is None else taken.rows[advanced.bad]
    texts, at = json_lines(taken.batch.take(rows), stream), taken.item_positions()[rows].tolist()
    return [
        BadItem(code, reason, position, text)
        for (code, reason), position, text in zip(advanced.reasons, at, texts, strict=True)
    ]


class RecurrenceHolding(Holding):
    """A state per slot, and an expression that takes it on with every item.

    An item for which the expression fails is a trouble, and its slot stays as it was.
    """

    def __init__(self, recurrence: Recurrence, stream: StreamType) -> None:
        super().__init__()
        self.recurrence, self.stream = recurrence, stream
        self.states = states_of(recurrence)
        self._position = 0

    @property
    def type(self) -> Type:
        """Return the type of the results."""
        return self.recurrence.type

    def make_room(self, slots: int) -> None:
        """Be ready for so many slots."""
        self.states.make_room(slots)

    def absorb(self, taken: Taken) -> None:
        """Apply the expression to each entry, in order within each slot."""
        self._position = taken.first_position + taken.batch.length
        advanced = self.states.advance(Entries.of(taken, self.recurrence, self.stream.item), traced=False)
        self._troubles += troubles_of(advanced, taken, self.stream)

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Apply the merging expression to each pair; a target for which it fails stays as it was."""
        self._troubles += [self._merge_trouble(reason) for reason in self.states.merge(sources, targets)]

    def _merge_trouble(self, reason: Reason) -> BadItem:
        code, sentence = reason
        return BadItem(
            code, f"{sentence}; two windows met here, and what the later one held is lost", self._position, ""
        )

    def save(self, slots: Int64s) -> Columns:
        """Return the states, and whether there are any."""
        values, held = self.states.read(slots)
        return {"state": values, "held": pa.array(held, arrow_type(BOOL))}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take the states back."""
        held = np.flatnonzero(saved["held"].to_numpy(zero_copy_only=False))
        self.states.write(slots[held], saved["state"].take(positions(held)))


class FoldHolding(RecurrenceHolding):
    """A fold: `acc` begins with the initial value and takes in item after item, in order."""

    needs_order = True

    def results(self, closing: Closing) -> tuple[Int64s | None, Columns]:
        """Return what each slot came to; one whose items all failed still has the initial value."""
        values, held = self.states.read(closing.slots)
        self.states.clear(closing.slots)
        if not held.all():
            values = pc.if_else(pa.array(held), values, self.recurrence.initial)
        return None, {VALUE: values}


class ReduceHolding(RecurrenceHolding):
    """A reduction: `a` begins with the first value and takes in the values after it, in order of arrival."""

    def results(self, closing: Closing) -> tuple[Int64s | None, Columns]:
        """Return what each slot that holds something came to."""
        values, held = self.states.read(closing.slots)
        self.states.clear(closing.slots)
        if held.all():
            return None, {VALUE: values}
        there: Any = np.flatnonzero(held)
        return there, {VALUE: values.take(positions(there))}
