"""`collect`: a key's items in lists, by number or by a pause.

    items of a key    a  b  c  d              e            ...
    max_size 3        [a  b  c]
    timeout 10 s                d . . . . . . [d] 10 s after d

What a list waits for restarts with every item of its key. Items wait in the store in order of arrival; a key's own are
found there only when one of its lists is due.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import Field

from tidegate.arrow_views import one
from tidegate.batch import ITEM, Batch, KeyIds, item_column
from tidegate.example import StepExample, stream
from tidegate.fields import DurationUs, format_duration
from tidegate.item_store import ItemStore
from tidegate.operator import UP_KEYED, BuildContext, Derived, Gauges, Group, Keyed, Logic, Operator, Outputs, Port, Ups
from tidegate.types import ListOf, StreamType, arrow_type

NEVER = np.iinfo(np.int64).max

Rows = npt.NDArray[np.int64]


class Collect(Operator):
    """Collect the items of each key into lists.

    A list leaves when it has `max_size` items, or when no item of its key has come for `timeout`: every item starts
    that wait anew. When the input ends, what is left leaves too. Items 0 to 9 under one key with a size of 3 give

        [0, 1, 2]  [3, 4, 5]  [6, 7, 8]  [9]

    The timeout is system time. To group items by their timestamps, use a window.
    """

    kind = "collect"
    title = "Collect"
    group = Group.COLLECT
    icon = "stack"
    ups = (UP_KEYED,)
    downs = (Port("down", "The lists, each under its key.", Keyed.KEYED),)
    may_change = frozenset({"timeout", "max_size"})
    examples = (
        StepExample(
            config={"timeout": "10s", "max_size": 3},
            ups={"up": [stream("keyed int", *(["a", number] for number in range(10)))]},
            downs={"down": stream("keyed list[int]", ["a", [0, 1, 2]], ["a", [3, 4, 5]], ["a", [6, 7, 8]], ["a", [9]])},
        ),
    )

    timeout_us: DurationUs = Field(alias="timeout", description="A list waits no longer than this for another item.")
    max_size: int = Field(ge=1, le=10_000_000, description="A list leaves when it has as many items.")

    def summary(self) -> str:
        return f"lists of {self.max_size:,}, or after {format_duration(self.timeout_us)} without an item"

    def derive(self, ups: Ups) -> Derived:
        return Derived({"down": StreamType(ListOf(ups["up"][0].item), keyed=True)})

    def build(self, context: BuildContext) -> Logic:
        return CollectLogic(self, context)


class CollectLogic(Logic):
    """Holds items, how many there are by key, and when each key's list is due.

    `counts[key] == 0` exactly when `due_us[key] == NEVER`. `next_us` is never after the first list that is due.
    """

    def __init__(self, config: Collect, context: BuildContext) -> None:
        super().__init__()
        self.config, self.keys = config, context.keys
        self.item = context.ups["up"][0].item
        self.store = ItemStore(arrow_type(self.item))
        self.counts = np.zeros(0, np.int64)
        self.due_us = np.zeros(0, np.int64)
        self.next_us = int(NEVER)

    def open(self, state: dict[str, Any] | None) -> None:
        if state is None:
            return
        ids = self.keys.intern(one(state["items"]["key"]))
        self._make_room()
        self.store.add(one(state["items"]["item"]), ids)
        np.add.at(self.counts, ids, 1)
        self.due_us[self.keys.intern(one(state["lists"]["key"]))] = one(state["lists"]["due_us"]).to_numpy()
        self.next_us = int(self.due_us.min(initial=NEVER))

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        assert batch.key_ids is not None, "collect was given items without keys"
        self._make_room()
        self.counters.kept += batch.length
        touched, added = np.unique(batch.key_ids, return_counts=True)
        self.store.add(item_column(batch, self.item), batch.key_ids)
        self.counts[touched] += added
        outputs = self._take_full(touched[self.counts[touched] >= self.config.max_size])
        # A list that was due before still takes in the items that came with this batch, and leaves with them.
        outputs += self.on_wake(system_us)
        waiting = touched[self.counts[touched] > 0]
        if len(waiting):
            self.due_us[waiting] = system_us + self.config.timeout_us
            self.next_us = min(self.next_us, system_us + self.config.timeout_us)
        return outputs

    def wake_at(self) -> int | None:
        return None if self.next_us == NEVER else self.next_us

    def on_wake(self, system_us: int) -> Outputs:
        if system_us < self.next_us:
            return []
        outputs = self._take_rest(np.flatnonzero(self.due_us <= system_us).astype(np.int32))
        self.next_us = int(self.due_us.min(initial=NEVER))
        return outputs

    def on_eof(self, system_us: int) -> Outputs:
        return self._take_rest(np.flatnonzero(self.counts).astype(np.int32))

    def snapshot(self) -> dict[str, Any] | None:
        items, ids = self.store.live()
        waiting = np.flatnonzero(self.counts).astype(np.int32)
        lists = {"key": self.keys.texts(waiting), "due_us": pa.array(self.due_us[waiting], pa.int64())}
        return {"items": pa.table({"key": self.keys.texts(ids), "item": items}), "lists": pa.table(lists)}

    def stood_still(self, for_us: int) -> None:
        waiting = self.due_us != NEVER
        self.due_us[waiting] += for_us
        self.next_us = int(self.due_us.min(initial=NEVER))

    def gauges(self) -> Gauges:
        return Gauges(keys=int(np.count_nonzero(self.counts)), held=self.store.held)

    def _make_room(self) -> None:
        missing = len(self.keys) - len(self.counts)
        if missing > 0:
            spare = missing + len(self.counts)
            self.counts = np.concatenate([self.counts, np.zeros(spare, np.int64)])
            self.due_us = np.concatenate([self.due_us, np.full(spare, NEVER, np.int64)])

    def _take_full(self, ids: KeyIds) -> Outputs:
        """Take as many full lists of these keys as there are."""
        if not len(ids):
            return []
        size = self.config.max_size
        rows, of = self._rows_of(ids)
        starts = np.flatnonzero(np.diff(of, prepend=-1))
        place = np.arange(len(of)) - np.repeat(starts, np.diff(starts, append=len(of)))
        taken = place < self.counts[of] // size * size
        lists = self._lists(rows[taken], np.arange(0, taken.sum() + 1, size, dtype=np.int32), of[taken][::size])
        self.counts[ids] %= size
        self.due_us[ids[self.counts[ids] == 0]] = NEVER
        return lists

    def _take_rest(self, ids: KeyIds) -> Outputs:
        """Take everything that these keys hold, one list each."""
        if not len(ids):
            return []
        rows, of = self._rows_of(ids)
        starts = np.flatnonzero(np.diff(of, prepend=-1))
        lists = self._lists(rows, np.append(starts, len(of)).astype(np.int32), of[starts])
        self.counts[ids], self.due_us[ids] = 0, NEVER
        return lists

    def _rows_of(self, ids: KeyIds) -> tuple[Rows, KeyIds]:
        """Return where these keys' items are and whose they are, key by key in byte order, in order of arrival."""
        rows, of = self.store.rows_of(ids)
        order = self.keys.order(of)
        return rows[order], of[order]

    def _lists(self, rows: Rows, offsets: npt.NDArray[np.int32], ids: KeyIds) -> Outputs:
        lists: Any = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), self.store.take(rows))
        return [("down", Batch({ITEM: lists}, len(ids), ids, self.keys))]
