"""`MapHolding`: a map from names to values for each slot."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import fixed, list_offsets, lists, numbers, positions, valid_mask
from tidegate.batch import ITEM, Batch, item_column
from tidegate.chains import NOTHING_GIVEN
from tidegate.holding import Closing, Columns, Holding, Int64s, Taken
from tidegate.kernels.distinct import ROW, SINCE, TURN, UNTIL
from tidegate.members import Found, Members
from tidegate.row_store import SLACK, RowStore
from tidegate.types import STR, Type, arrow_type
from tidegate.words import Words

_PARTS = {"since": SINCE, "turns": TURN, "until": UNTIL}


class MapHolding(Holding):
    """Of the values of one name the latest, at the place of the first; by timestamp if `ordered`, else by arrival."""

    def __init__(self, kind: Type, ordered: bool, name: str = "name", field: str | None = "value") -> None:
        """`kind` is the type of the values, `name` and `field` are the fields of the expressions; no field: whole items.

        Items without a name go nowhere, so a step refuses them before.
        """
        super().__init__()
        self._kind, self._ordered, self._name, self._field = kind, ordered, name, field
        self._words = Words(STR)
        self._members = Members()
        self._store = RowStore()

    def make_room(self, slots: int) -> None:
        """Be ready for slots 0 to `slots` - 1."""
        self._members.make_room(slots)

    def absorb(self, taken: Taken) -> None:
        """Put each entry's value under its name."""
        names = taken.values[self._name]
        rows = NOTHING_GIVEN if taken.rows is None else fixed(taken.rows)
        times = fixed(taken.times) if self._ordered else NOTHING_GIVEN
        slots, words = fixed(taken.slots), self._words.encode(names)
        places = self._members.include(slots, rows, words, valid_mask(names), False, times)
        picked = self._members.settle(places, rows, self._store.next_number)
        if len(picked):
            whole = item_column(taken.batch, self._kind) if self._field is None else taken.values[self._field]
            self._keep(whole.take(positions(picked)))
        self._clean()

    def _keep(self, values: pa.Array[Any]) -> None:
        count = len(values)
        self._store.append(Batch({ITEM: values}, count), np.zeros(count, np.int64), count)

    def _clean(self) -> None:
        """Forget values that others have taken the place of, and names that nobody has, once they are many."""
        count = len(self._members)
        if len(self._store) > 4 * count + SLACK:
            live = self._members.live()
            rows = self._members.members[live, ROW]
            kept = np.sort(rows)
            self._store.keep_only(kept)
            self._members.members[live, ROW] = np.searchsorted(kept, rows)
        if self._words.wants_cleaning(count):
            live = self._members.live()
            self._members.rename(live, self._words.keep_only(self._members.words_of(live)))

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Put the source's values under their names in the target, as if they had come later."""
        self._members.merge(sources, targets)

    def results(self, closing: Closing) -> tuple[None, Columns]:
        """Return each slot's map."""
        listed = self._members.listed(closing.slots, forget=True, by_time=self._ordered)
        values = self._values(listed)
        if len(listed.rows):
            self._store.forget(listed.rows[:, ROW])
        names, offsets = self._words.decode(listed.words), pa.array(listed.offsets)
        maps: pa.Array[Any] = cast(Any, pa.MapArray.from_arrays)(offsets, names, values)
        return None, {"value": maps}

    def _values(self, listed: Found) -> pa.Array[Any]:
        if not len(listed.rows):
            return pa.array([], arrow_type(self._kind))
        return self._store.read(listed.rows[:, ROW]).columns[ITEM]

    def save(self, slots: Int64s) -> Columns:
        """Return each slot's names and values in order of first arrival, with what decides about order."""
        listed = self._members.listed(slots, forget=False)
        saved = {"names": self._words.decode(listed.words), "values": self._values(listed)}
        saved |= {name: pa.array(listed.rows[:, part]) for name, part in _PARTS.items()}
        return {name: lists(listed.offsets, part) for name, part in saved.items()}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Take names and values back."""
        parts = {name: list_offsets(part)[1] for name, part in saved.items()}
        offsets, names = list_offsets(saved["names"])
        if not len(names):
            return
        places = self._members.load(slots, offsets, self._words.encode(names), valid_mask(names))
        self._members.members[places, ROW] = self._store.next_number + np.arange(len(places))
        self._keep(parts["values"])
        for name, part in _PARTS.items():
            self._members.members[places, part] = numbers(parts[name])
        self._members.load_turns(slots, offsets, numbers(parts["turns"]).view(np.int64))
