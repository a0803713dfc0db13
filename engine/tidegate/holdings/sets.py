"""`SetHolding`: the distinct values of each slot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import fixed, list_offsets, lists, numbers, valid_mask
from tidegate.chains import NOTHING_GIVEN
from tidegate.holding import Closing, Columns, Holding, Int64s, Taken
from tidegate.kernels.distinct import IS_NULL, SINCE, TURN
from tidegate.members import Found, Members
from tidegate.types import STR, Type
from tidegate.words import Words


class SetHolding(Holding):
    """Values, null among them, in the order of their earliest timestamps if `ordered`, else of their first arrival."""

    def __init__(self, kind: Type, ordered: bool, field: str = "value") -> None:
        """`kind` is the type of the values, one that `has_words`; `field` is the expression's."""
        super().__init__()
        self._field, self._ordered = field, ordered
        self._words = Words(kind)
        self._members = Members()

    def make_room(self, slots: int) -> None:
        """Be ready for slots 0 to `slots` - 1."""
        self._members.make_room(slots)

    def absorb(self, taken: Taken) -> None:
        """Add each entry's value to its slot's set."""
        values = taken.values[self._field]
        rows = NOTHING_GIVEN if taken.rows is None else fixed(taken.rows)
        times = fixed(taken.times) if self._ordered else NOTHING_GIVEN
        slots, words = fixed(taken.slots), self._words.encode(values)
        self._members.include(slots, rows, words, valid_mask(values), True, times)
        if self._words.kind is STR and self._words.wants_cleaning(len(self._members)):
            self._clean()

    def _clean(self) -> None:
        live = self._members.live()
        known = live[self._members.members[live, IS_NULL] == 0]
        self._members.rename(known, self._words.keep_only(self._members.words_of(known)))

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put the source's values behind the target's, as far as they are not there yet."""
        self._members.merge(sources, targets)

    def results(self, closing: Closing) -> tuple[None, Columns]:
        """Return each slot's set as a list."""
        listed = self._members.listed(closing.slots, forget=True, by_time=self._ordered)
        return None, {"value": self._values(listed)}

    def _values(self, listed: Found) -> pa.Array[Any]:
        return lists(listed.offsets, self._words.decode(listed.words, listed.null))

    def save(self, slots: Int64s) -> Columns:
        """Return each slot's values in order of first arrival, since when each is there, and as the how-manieth entry."""
        listed = self._members.listed(slots, forget=False)
        since, turns = (lists(listed.offsets, pa.array(listed.rows[:, part])) for part in (SINCE, TURN))
        return {"values": self._values(listed), "since": since, "turns": turns}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take the values back."""
        offsets, values = list_offsets(saved["values"])
        places = self._members.load(slots, offsets, self._words.encode(values), valid_mask(values))
        for part, name in ((SINCE, "since"), (TURN, "turns")):
            self._members.members[places, part] = numbers(list_offsets(saved[name])[1])
        self._members.load_turns(slots, offsets, numbers(list_offsets(saved["turns"])[1]).view(np.int64))
