"""`Distinct`: the different values of each slot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from tidegate.aggregation.functions import Function
from tidegate.aggregation.state import NO_TIMES, Entries, Int64s, Reading, State
from tidegate.arrow_views import NO_MASK, column, list_offsets, lists
from tidegate.holding import Columns
from tidegate.members import Members
from tidegate.types import INT, STR, Type
from tidegate.words import Words


class Distinct(State):
    """Values in the order in which they first arrived."""

    def __init__(self, of: Type) -> None:
        super().__init__()
        self._words = Words(of)
        self._members = Members()

    def _grow(self, ready: int, slots: int) -> None:
        self._members.make_room(slots)

    def add(self, entries: Entries) -> None:
        """Add the values that are not there yet."""
        words = self._words.encode(entries.values)
        self._members.include(entries.slots, entries.rows, words, entries.valid, False, NO_TIMES)
        if self._words.kind is STR and self._words.wants_cleaning(len(self._members)):
            live = self._members.live()
            self._members.rename(live, self._words.keep_only(self._members.words_of(live)))

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put the source's values behind the target's, as far as they are not there yet."""
        self._members.merge(sources, targets)

    def take(self, slots: Int64s, readings: Sequence[Reading]) -> list[pa.Array[Any]]:
        """Return the values, or how many there are."""
        counts, listed = column(self._members.counts(slots), INT), self._members.listed(slots, forget=True)
        values = lists(listed.offsets, self._words.decode(listed.words))
        return [values if reading.function is Function.SET else counts for reading in readings]

    def save(self, slots: Int64s) -> Columns:
        """Return the values of each slot."""
        listed = self._members.listed(slots, forget=False)
        return {"values": lists(listed.offsets, self._words.decode(listed.words))}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take the values back."""
        offsets, values = list_offsets(saved["values"])
        self._members.load(slots, offsets, self._words.encode(values), NO_MASK)
