"""What the steps that tell one result per key, when the input ends, have in common.

    process:  bad items out -> the others into what their key holds -> items that failed there out
    on_eof:   every key that holds something, in the order of the keys' bytes

What a key holds is a `Holding`'s matter; a slot is a key's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import one, positions
from tidegate.bad_items import ERRORS_STREAM, BadItem, BadItemCode, BadItemRule
from tidegate.batch import Batch, KeyIds, columns_of
from tidegate.expression import Expression
from tidegate.flat import roomier
from tidegate.holding import Closing, Columns, Holding, Taken
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
from tidegate.sequential import VALUE, cannot_compare
from tidegate.step_expressions import Badness, Wanted, compile_expressions, evaluate
from tidegate.types import Record, StreamType, Type

FINAL_UPS = (UP_KEYED,)
FINAL_DOWNS = (Port("down", "The result of each key, when the input ends.", Keyed.KEYED), ERRORS)
_HELD = "held_"


def final_types(result: Type | None, findings: tuple[Finding, ...]) -> Derived:
    """Return the types that leave a step with this result, or what is wrong with it."""
    types = {"errors": ERRORS_STREAM}
    if result is not None and not findings:
        types["down"] = StreamType(result, keyed=True)
    return Derived(types, findings)


def best_expression(by: str | None, stream: StreamType) -> tuple[Expression | None, tuple[Finding, ...]]:
    """Return the expression that items are compared by, or what is wrong with it."""
    compiled = compile_expressions({"by": Wanted(by or "item")}, stream)
    findings = compiled.findings or cannot_compare(compiled.expressions["by"].type)
    return (None, findings) if findings else (compiled.expressions["by"], ())


class FinalLogic(Logic):
    """Takes items into what their keys hold, and tells what came of it in the end."""

    def __init__(
        self, context: BuildContext, holding: Holding, on_error: OnError, expressions: Mapping[str, Expression]
    ) -> None:
        super().__init__()
        self.stream, self.keys = context.ups["up"][0], context.keys
        self.result = context.downs["down"].item
        self.holding, self.expressions = holding, expressions
        self.bad_items = BadItemRule(on_error, context.step_id, self.counters)
        self.counts = np.zeros(0, np.int64)
        self.position = 0

    def open(self, state: Any | None) -> None:
        """Take back what every key held."""
        if state is None:
            return
        table = state["keys"].combine_chunks()
        ids = self.keys.intern(one(table["key"]))
        self.make_room()
        self.counts[ids] = one(table["items"]).to_numpy()
        self.position = state["position"]
        held = {name.removeprefix(_HELD): one(table[name]) for name in table.column_names if name.startswith(_HELD)}
        self.holding.load(ids.astype(np.int64), held)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        """Take the items in."""
        values, badness = self.evaluate(batch)
        outputs: Outputs = []
        slots = self.slots(batch, values, badness)
        if badness:
            outputs += self.bad_items.split(batch, self.stream, badness.mask, badness.reason, self.position)
            slots = np.where(badness.mask, -1, slots).astype(np.int32)
        self.make_room()
        times = np.zeros(batch.length, np.int64)
        failed = self.absorb(Taken(batch, values, times, slots, first_position=self.position))
        outputs += self.bad_items.refuse(failed)
        kept = slots[slots >= 0]
        lost = slots[[item.position - self.position for item in failed]]
        np.add.at(self.counts, kept, 1)
        np.subtract.at(self.counts, lost, 1)
        self.counters.kept += len(kept) - len(lost)
        self.position += batch.length
        return outputs

    def evaluate(self, batch: Batch) -> tuple[Columns, Badness]:
        """Return the value of each of the step's expressions, and which items are bad by that."""
        badness, values = Badness(batch.length), {}
        for name, expression in self.expressions.items():
            evaluated = evaluate(expression, batch)
            badness.add(evaluated.bad, evaluated.reasons)
            values[name] = evaluated.values
        return values, badness

    def slots(self, batch: Batch, values: Columns, badness: Badness) -> KeyIds:
        """Return the slot of each item: the id of its key."""
        assert batch.key_ids is not None, "a step that goes by keys got items without"
        return batch.key_ids

    def absorb(self, taken: Taken) -> list[BadItem]:
        """Take items in; return those that failed."""
        self.holding.absorb(taken)
        return self.holding.take_troubles()

    def make_room(self) -> None:
        """Be ready for every key there is."""
        used, needed = len(self.counts), len(self.keys)
        if used < needed:
            self.counts = roomier(self.counts, used, needed)
            self.counts[used:] = 0
        self.holding.make_room(needed)

    def on_eof(self, system_us: int) -> Outputs:
        """Tell the result of every key that holds something."""
        ids = np.flatnonzero(self.counts).astype(np.int32)
        ids = ids[self.keys.order(ids, distinct=True)]
        if not len(ids):
            return []
        closing = Closing(ids.astype(np.int64), self.counts[ids], lambda at: self._words(int(ids[at])), self.position)
        places, results = self.holding.results(closing)
        ids = ids if places is None else ids[places]
        self.counts[:] = 0
        told = self.holding.take_troubles()
        if list(results) == [VALUE]:
            ids, results, nulls = self._items(ids, results[VALUE])
            told += nulls
        return [("down", Batch(results, len(ids), ids, self.keys)), *self.bad_items.tell(told)]

    def _items(self, ids: KeyIds, values: Any) -> tuple[KeyIds, Columns, list[BadItem]]:
        """Return values as items with their keys, and what is to be told of records that are null, which are no items."""
        told: list[BadItem] = []
        if isinstance(self.result, Record) and values.null_count:
            null = np.asarray(values.is_null().to_numpy(zero_copy_only=False), np.bool_)
            told = [_null_result(self._words(key_id), self.position) for key_id in ids[null].tolist()]
            ids, values = ids[~null], values.take(positions(np.flatnonzero(~null)))
        return ids, columns_of(values, self.result), told

    def _words(self, key_id: int) -> str:
        return f"key {self.keys.text(key_id)[:60]!r}"

    def snapshot(self) -> Any:
        """Return what every key holds."""
        ids = np.flatnonzero(self.counts).astype(np.int32)
        held = self.holding.save(ids.astype(np.int64))
        columns: Any = {"key": self.keys.texts(ids), "items": pa.array(self.counts[ids])}
        columns |= {_HELD + name: values for name, values in held.items()}
        return {"keys": pa.table(columns), "position": self.position}

    def gauges(self) -> Gauges:
        """Return how many keys there are, and how many items came to them."""
        return Gauges(keys=int(np.count_nonzero(self.counts)), held=int(np.count_nonzero(self.counts)))


def _null_result(words: str, position: int) -> BadItem:
    reason = f"What {words} comes to is null where a record is needed. Let the expression give one."
    return BadItem(BadItemCode.NULL, reason, position, "")
