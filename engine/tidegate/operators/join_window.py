"""`join_window`: the items of several streams that share a key and a window, as rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import Field

from tidegate.arrow_views import sealed
from tidegate.bad_items import ERRORS_STREAM
from tidegate.batch import Batch, item_column
from tidegate.clock import EventClock, SystemClock
from tidegate.example import ExampleStream, StepExample, stream
from tidegate.expression import Expression
from tidegate.holding import Int64s
from tidegate.join_holding import SIDE, EmitMode, InsertMode, JoinHolding, joined_columns, row_type, side_column
from tidegate.joining import SIDE_FIELD, SIDES, kinds_of, late_type, names_field, names_of, names_problems
from tidegate.operator import BuildContext, Derived, Group, OnError, Outputs, Ups, on_error_field
from tidegate.step_expressions import Badness, Wanted, compile_expressions, compiled_expressions
from tidegate.timestamps import clock_expressions, note_odd_timestamps
from tidegate.types import StreamType
from tidegate.window_examples import TUMBLING, WINDOW, at, late, late_items, result, windows
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WindowLogic, WindowSettings, window_types

_ITEM = "{at: timestamp}"
_ROWS = f"keyed {{{WINDOW}, value: {{left: {_ITEM}, right: {_ITEM}}}}}"


def _item(second: int) -> dict[str, str]:
    return {"at": at(second)}


def _side(*seconds: int) -> ExampleStream:
    return stream(f"keyed {_ITEM}", *(["a", _item(second)] for second in seconds))


class JoinWindow(WindowOperator):
    """Join streams window by window.

    Items of the same key and the same window are put together, a field per stream; a side without an item is null. The
    expression for the timestamp is applied to the items of every side.

    - *Insert*: which items of a side count: the `first`, the `last` by timestamp, or all (`product`: every combination
      is a row).
    - *Emit*: rows leave when the window closes (`final`), as soon as every side has an item (`complete`, which then
      starts anew), or after every item (`running`).

    With windows of 10 s, `last` and `final`: left@0, right@2, right@4 give one row, `{left: left@0, right: right@4}`.

    When unordered sessions merge, `first` lets a value of the later session win and `last` one of the earlier: what
    Bytewax does.
    """

    kind = "join_window"
    title = "Join window"
    group = Group.JOIN
    icon = "arrows-join-2"
    ups = (SIDES,)
    examples = (
        StepExample(
            config=windows(TUMBLING),
            ups={"sides": [_side(0), _side(2, 4)]},
            downs={"down": stream(_ROWS, result("a", 0, 0, 10, value={"left": _item(0), "right": _item(4)}))},
        ),
        StepExample(
            title="an item that comes too late",
            config=windows(TUMBLING),
            ups={"sides": [_side(0, 12), _side(3)]},
            downs={
                "down": stream(
                    _ROWS,
                    result("a", 0, 0, 10, value={"left": _item(0), "right": None}),
                    result("a", 1, 10, 20, value={"left": _item(12), "right": None}),
                ),
                "late": stream(
                    late_items(f"{{side: int, left: {_ITEM}, right: {_ITEM}}}"),
                    late("a", {"side": 1, "left": None, "right": _item(3)}, 3, 12, (2, 1)),
                ),
            },
        ),
        StepExample(
            title="as soon as both sides have an item; then anew",
            config=windows(TUMBLING, "10s", emit_mode="complete"),
            ups={"sides": [_side(0, 6), _side(2, 4)]},
            downs={
                "down": stream(
                    _ROWS,
                    result("a", 0, 0, 10, value={"left": _item(0), "right": _item(2)}),
                    result("a", 0, 0, 10, value={"left": _item(6), "right": _item(4)}),
                )
            },
        ),
        StepExample(
            title="after every item, the first of each side",
            config=windows(TUMBLING, "10s", insert_mode="first", emit_mode="running"),
            ups={"sides": [_side(0, 6), _side(2)]},
            downs={
                "down": stream(
                    _ROWS,
                    result("a", 0, 0, 10, value={"left": _item(0), "right": None}),
                    result("a", 0, 0, 10, value={"left": _item(0), "right": _item(2)}),
                    result("a", 0, 0, 10, value={"left": _item(0), "right": _item(2)}),
                )
            },
        ),
        StepExample(
            title="every combination",
            config=windows(TUMBLING, "10s", insert_mode="product"),
            ups={"sides": [_side(0, 6), _side(2)]},
            downs={
                "down": stream(
                    _ROWS,
                    result("a", 0, 0, 10, value={"left": _item(0), "right": _item(2)}),
                    result("a", 0, 0, 10, value={"left": _item(6), "right": _item(2)}),
                )
            },
        ),
    )

    insert_mode: InsertMode = Field(InsertMode.LAST, description="Which items of a side count.")
    emit_mode: EmitMode = Field(EmitMode.FINAL, description="When rows leave.")
    ordered: bool = Field(True, description="Whether items are joined in the order of timestamps instead of arrival.")
    names: tuple[str, ...] = names_field()
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return self.in_words(f"{self.insert_mode} of each side")

    def derive(self, ups: Ups) -> Derived:
        sides = ups[SIDES.name]
        names, findings = names_of(self.names, len(sides)), names_problems(self.names, len(sides))
        for side in sides:
            found = compile_expressions(clock_expressions(self.clock), side).findings
            findings += [finding for finding in found if finding not in findings]
        if findings:
            return Derived({"errors": ERRORS_STREAM}, tuple(findings))
        kinds = kinds_of(sides)
        late = StreamType(late_type(names, kinds), keyed=True)
        return Derived({**window_types(late, {"value": row_type(names, kinds)}), "errors": ERRORS_STREAM})

    def build(self, context: BuildContext) -> JoinWindowLogic:
        return JoinWindowLogic(self, context)


class JoinWindowLogic(WindowLogic):
    """Takes the sides' items of one activation together, the first side's before the second's."""

    def __init__(self, config: JoinWindow, context: BuildContext) -> None:
        self.sides = context.ups[SIDES.name]
        self.kinds = kinds_of(self.sides)
        self.names = names_of(config.names, len(self.sides))
        settings = WindowSettings(config.clock, config.windower, config.ordered, config.on_error)
        up = StreamType(late_type(self.names, self.kinds), keyed=True)
        holding = JoinHolding(self.names, self.kinds, config.insert_mode, config.emit_mode)
        super().__init__(context, settings, up, {}, lambda _: holding)
        self._arrived: list[tuple[int, Batch, Int64s, Badness]] = []
        self._arrived_count = 0

    def _compile(
        self, clock: EventClock | SystemClock, wanted: dict[str, Wanted]
    ) -> tuple[Expression | None, dict[str, Expression]]:
        compiled = [compiled_expressions(clock_expressions(clock), side) for side in self.sides]
        self.timestamps = [expressions.get("clock.timestamp") for expressions in compiled]
        return None, {}

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        """Keep a side's items for `settle`; send the bad ones out."""
        self.now_us = max(self.now_us, system_us)
        side, badness = int(port.rpartition(".")[2]), Badness(batch.length)
        times = self.times_of(self.timestamps[side], batch, badness)
        note_odd_timestamps(times, badness)
        first = self.position + self._arrived_count
        self._arrived.append((side, batch, times, badness))
        self._arrived_count += batch.length
        if not badness:
            return []
        return self.bad_items.split(batch, self.sides[side], badness.mask, badness.reason, first)

    def settle(self, system_us: int) -> Outputs:
        arrived, self._arrived, self._arrived_count = self._arrived, [], 0
        if not arrived:
            return super().settle(system_us)
        columns = joined_columns(
            [(side, item_column(batch, self.kinds[side])) for side, batch, *_ in arrived], self.kinds
        )
        key_ids = np.concatenate([batch.key_ids for _, batch, *_ in arrived if batch.key_ids is not None])
        times = np.concatenate([times for *_, times, _ in arrived])
        badness = Badness(len(times))
        if any(bad for *_, bad in arrived):
            badness.add(np.concatenate([bad.mask for *_, bad in arrived]), _told_before)
        outputs = self.judge(Batch(columns, len(times), key_ids, self.keys), sealed(times), {}, badness)
        return outputs + super().settle(system_us)

    def split_bad(self, batch: Batch, badness: Badness) -> Outputs:
        return []  # Each side has sent out its own.

    def late_values(self, items: Batch) -> pa.Array[Any]:
        fields = [items.columns[SIDE], *(items.columns[side_column(side)] for side in range(len(self.sides)))]
        return pa.StructArray.from_arrays(fields, names=[SIDE_FIELD, *self.names])


def _told_before(row: int) -> tuple[str, str]:
    raise AssertionError(f"item {row} has been sent out by its side")
