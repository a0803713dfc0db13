"""`join`: the items of several streams that share a key, as rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import Field

from tidegate.arrow_views import one
from tidegate.batch import Batch, item_column
from tidegate.example import StepExample, stream
from tidegate.holding import Closing, Emission, Taken
from tidegate.join_holding import VALUE, EmitMode, InsertMode, JoinHolding, joined_columns, row_type
from tidegate.joining import SIDES, kinds_of, names_field, names_of, names_problems
from tidegate.operator import BuildContext, Derived, Gauges, Group, Keyed, Logic, Operator, Outputs, Port, Ups
from tidegate.types import StreamType
from tidegate.window_state import HELD


class Join(Operator):
    """Join streams by key.

    Items of the same key are put together, a field per stream; a side without an item is null.

    - *Insert*: which items of a side count: the `first`, the `last`, or all (`product`: every combination is a row).
    - *Emit*: rows leave as soon as every side has an item (`complete`, which then starts anew), after every item
      (`running`), or when the input ends (`final`).

    Nothing is forgotten by time: use *Join window* where items that belong together come close together.

    With `last` and `complete`: left 1, left 2, right 3 under one key give one row, `{left: 2, right: 3}`.
    """

    kind = "join"
    title = "Join"
    group = Group.JOIN
    icon = "arrows-join"
    ups = (SIDES,)
    downs = (Port("down", "The rows, each under its key.", Keyed.KEYED),)
    examples = (
        StepExample(
            ups={"sides": [stream("keyed int", ["a", 1], ["a", 2]), stream("keyed int", ["a", 3])]},
            downs={"down": stream("keyed {left: int, right: int}", ["a", {"left": 2, "right": 3}])},
        ),
        StepExample(
            title="the first of each side, as soon as both are there; then anew",
            config={"insert_mode": "first", "names": ["order", "payment"]},
            ups={"sides": [stream("keyed int", ["a", 1], ["a", 2]), stream("keyed int", ["a", 3], ["b", 4])]},
            downs={"down": stream("keyed {order: int, payment: int}", ["a", {"order": 1, "payment": 3}])},
        ),
        StepExample(
            title="after every item",
            config={"emit_mode": "running"},
            ups={"sides": [stream("keyed int", ["a", 1], ["a", 2]), stream("keyed int", ["a", 3])]},
            downs={
                "down": stream(
                    "keyed {left: int, right: int}",
                    ["a", {"left": 1, "right": None}],
                    ["a", {"left": 2, "right": None}],
                    ["a", {"left": 2, "right": 3}],
                )
            },
        ),
        StepExample(
            title="every combination, when the input ends",
            config={"insert_mode": "product", "emit_mode": "final"},
            ups={
                "sides": [
                    stream("keyed int", ["b", 7], ["a", 1], ["a", 2]),
                    stream("keyed int", ["a", 3], ["a", 4]),
                ]
            },
            downs={
                "down": stream(
                    "keyed {left: int, right: int}",
                    ["a", {"left": 1, "right": 3}],
                    ["a", {"left": 1, "right": 4}],
                    ["a", {"left": 2, "right": 3}],
                    ["a", {"left": 2, "right": 4}],
                    ["b", {"left": 7, "right": None}],
                )
            },
        ),
    )

    insert_mode: InsertMode = Field(InsertMode.LAST, description="Which items of a side count.")
    emit_mode: EmitMode = Field(EmitMode.COMPLETE, description="When rows leave.")
    names: tuple[str, ...] = names_field()

    def summary(self) -> str:
        return f"{self.insert_mode} of each side, {self.emit_mode}"

    def derive(self, ups: Ups) -> Derived:
        sides = ups[SIDES.name]
        findings = tuple(names_problems(self.names, len(sides)))
        if findings:
            return Derived({}, findings)
        return Derived({"down": StreamType(row_type(names_of(self.names, len(sides)), kinds_of(sides)), keyed=True)})

    def build(self, context: BuildContext) -> JoinLogic:
        return JoinLogic(self, context)


class JoinLogic(Logic):
    """Holds what each side of each key has; the slot of a key is its id."""

    def __init__(self, config: Join, context: BuildContext) -> None:
        super().__init__()
        self.keys, self.kinds = context.keys, kinds_of(context.ups[SIDES.name])
        self.holding = JoinHolding(
            names_of(config.names, len(self.kinds)), self.kinds, config.insert_mode, config.emit_mode
        )
        self._arrived: list[tuple[int, Batch]] = []

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.counters.kept += batch.length
        self._arrived.append((int(port.rpartition(".")[2]), batch))
        return []

    def settle(self, system_us: int) -> Outputs:
        arrived, self._arrived = self._arrived, []
        if not arrived:
            return []
        parts = [(side, item_column(batch, self.kinds[side])) for side, batch in arrived]
        ids = np.concatenate([batch.key_ids for _, batch in arrived if batch.key_ids is not None])
        joined = Batch(joined_columns(parts, self.kinds), len(ids), ids, self.keys)
        self.holding.make_room(len(self.keys))
        return self._emit(self.holding.absorb(Taken(joined, {}, np.zeros(len(ids), np.int64), ids)))

    def _emit(self, emission: Emission | None) -> Outputs:
        if emission is None:
            return []
        ids = emission.slots.astype(np.int32)
        values: Any = emission.columns[VALUE]
        rows = Batch({name: values.field(name) for name in self.holding.names}, len(ids), ids, self.keys)
        return [("down", rows.take(self.keys.order(ids)))]

    def on_eof(self, system_us: int) -> Outputs:
        if self.holding.emit is not EmitMode.FINAL:
            return []
        held = self._held()
        closing = Closing(held, np.zeros(len(held), np.int64), str, 0)
        which, columns = self.holding.results(closing)
        assert which is not None, "a join says which rows are of which key"
        return self._emit(Emission(held[which], columns)) if len(which) else []

    def _held(self) -> Any:
        """Return the keys that have a value on any side."""
        return self.holding.occupied()

    def snapshot(self) -> Any:
        held = self._held()
        columns = {"key": self.keys.texts(held.astype(np.int32))}
        columns |= {HELD + name: values for name, values in self.holding.save(held).items()}
        return {"version": 1, "keys": pa.table(columns)}

    def open(self, state: Any | None) -> None:
        if state is None:
            return
        table = state["keys"]
        ids = self.keys.intern(one(table["key"]))
        self.holding.make_room(len(self.keys))
        self.holding.load(ids.astype(np.int64), {name: one(table[HELD + name]) for name in self.holding.names})

    def gauges(self) -> Gauges:
        return Gauges(keys=len(self._held()), held=self.holding.held)
