"""What the steps that keep a state per key and emit as they go have in common.

    process:  items key by key -> state before and after each -> what each emits, where nothing failed

Keys are visited in the order of their bytes, the items of a key in order of arrival. Only the states are worked out
one after the other; what is emitted is a matter of the state before, the state after and the item, and so of columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import one, positions
from tidegate.bad_items import ERRORS_STREAM, BadItemRule
from tidegate.batch import Batch
from tidegate.expression import Expression
from tidegate.holding import Taken
from tidegate.operator import (
    ERRORS,
    UP_KEYED,
    BuildContext,
    Derived,
    Finding,
    Gauges,
    Keyed,
    Logic,
    OnError,
    Outputs,
    Port,
)
from tidegate.sequential.holdings import states_of, troubles_of
from tidegate.sequential.recurrence import Entries, Recurrence
from tidegate.types import StreamType, Type

STATEFUL_UPS = (UP_KEYED,)
STATEFUL_DOWNS = (Port("down", "What is emitted, under the item's key.", Keyed.KEYED), ERRORS)


def stateful_types(emitted: Type | None, findings: tuple[Finding, ...]) -> Derived:
    """Return the types that leave a step which emits such items, or what is wrong with it."""
    types = {"errors": ERRORS_STREAM}
    if emitted is not None and not findings:
        types["down"] = StreamType(emitted, keyed=True)
    return Derived(types, findings)


class StatefulLogic(Logic):
    """A state per key; what an item emits is the subclass's matter."""

    def __init__(self, context: BuildContext, recurrence: Recurrence, emitted: Expression, on_error: OnError) -> None:
        super().__init__()
        self.stream, self.keys = context.ups["up"][0], context.keys
        self.result = context.downs["down"].item
        self.recurrence, self.emitted = recurrence, emitted
        self.states = states_of(recurrence)
        self.bad_items = BadItemRule(on_error, context.step_id, self.counters)
        self.position = 0

    def open(self, state: Any | None) -> None:
        """Take back the state of every key."""
        if state is None:
            return
        table = state["states"].combine_chunks()
        ids = self.keys.intern(one(table["key"]))
        self.states.make_room(len(self.keys))
        self.states.write(ids.astype(np.int64), one(table["state"]))
        self.position = state["position"]

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        """Take every item to its key's state, and emit."""
        assert batch.key_ids is not None, "a step that goes by keys got items without"
        order = self.keys.order(batch.key_ids)
        items = batch.take(order)
        assert items.key_ids is not None
        self.states.make_room(len(self.keys))
        taken = Taken(items, {}, order, items.key_ids, positions=order + self.position)
        advanced = self.states.advance(Entries.of(taken, self.recurrence, self.stream.item), traced=True)
        failed = troubles_of(advanced, taken, self.stream)
        outputs = self.bad_items.refuse(sorted(failed, key=lambda item: item.position))
        self.position += batch.length
        states = {self.recurrence.name: advanced.before, self.recurrence.new: advanced.after}
        if failed:
            good = np.delete(np.arange(batch.length), advanced.bad)
            items = items.take(good)
            states = {name: values.take(positions(good)) for name, values in states.items() if values is not None}
        self.counters.kept += items.length
        return [("down", self.emit(items, self._values(items, states))), *outputs]

    def _values(self, items: Batch, states: Any) -> pa.Array[Any]:
        found = self.emitted.evaluate({**items.columns, **states}, items.length, items.key_column)
        assert found.bad is None, "an item failed only when it was to be emitted"
        return found.values

    def emit(self, items: Batch, values: pa.Array[Any]) -> Batch:
        """Return what leaves for these items, each with its value."""
        raise NotImplementedError

    def snapshot(self) -> Any:
        """Return the state of every key that has one."""
        slots = self.states.held()
        table: Any = {"key": self.keys.texts(slots.astype(np.int32)), "state": self.states.read(slots)[0]}
        return {"states": pa.table(table), "position": self.position}

    def gauges(self) -> Gauges:
        """Return how many keys have a state."""
        count = len(self.states.held())
        return Gauges(keys=count, held=count)
