"""`map`: one new item for each item."""

from __future__ import annotations

import numpy as np

from tidegate.bad_items import ERRORS_STREAM, BadItemCode, BadItemRule
from tidegate.batch import Batch, columns_of
from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.operator import (
    DOWN,
    ERRORS,
    BuildContext,
    Derived,
    Group,
    Logic,
    OnError,
    Operator,
    Outputs,
    Ups,
    on_error_field,
)
from tidegate.step_expressions import Badness, Wanted, compile_expressions, compiled_expressions, evaluate
from tidegate.types import Record, StreamType


class Map(Operator):
    """Turn every item into another one.

    The expression gives the new item. It may be a single value or a record:

        {"user": user, "total": price * count}

    The key stays when the stream is keyed. To keep the other fields of a record, use *Set fields*.
    """

    kind = "map"
    title = "Map"
    group = Group.TRANSFORM
    icon = "transform"
    downs = (DOWN, ERRORS)
    examples = (
        StepExample(
            config={"value": '{"user": user, "total": price * count}'},
            ups={
                "up": [
                    stream(
                        "{user: str, price: int, count: int}",
                        {"user": "a", "price": 5, "count": 2},
                        {"user": "b", "price": 3, "count": None},
                    )
                ]
            },
            downs={"down": stream("{user: str, total: int}", {"user": "a", "total": 10}, {"user": "b", "total": None})},
        ),
        StepExample(
            title="An item that cannot be handled",
            config={"value": "6 // item"},
            ups={"up": [stream("keyed int", ["a", 2], ["b", 0])]},
            downs={
                "down": stream("keyed int", ["a", 3]),
                "errors": stream(
                    str(ERRORS_STREAM),
                    {
                        "code": "division-by-zero",
                        "reason": "6 // 0 divides by zero",
                        "position": 1,
                        "item": '["b",0]',
                    },
                ),
            },
        ),
    )

    value: str = expression(description="The new item.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"to {self.value}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {"value": Wanted(self.value)}

    def derive(self, ups: Ups) -> Derived:
        stream = ups["up"][0]
        compiled = compile_expressions(self.wanted(), stream)
        types = {"errors": ERRORS_STREAM}
        if not compiled.findings:
            types["down"] = StreamType(compiled.expressions["value"].type, stream.keyed)
        return Derived(types, compiled.findings)

    def build(self, context: BuildContext) -> Logic:
        return MapLogic(self, context)


class MapLogic(Logic):
    """Evaluates the expression batch by batch."""

    def __init__(self, config: Map, context: BuildContext) -> None:
        super().__init__()
        self.stream = context.ups["up"][0]
        self.value = compiled_expressions(config.wanted(), self.stream)["value"]
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        first, evaluated, badness = self.counters.total(), evaluate(self.value, batch), Badness(batch.length)
        badness.add(evaluated.bad, evaluated.reasons)
        if isinstance(self.value.type, Record) and evaluated.values.null_count:
            badness.add(np.asarray(evaluated.values.is_null()), _null_record)
        result = batch.with_columns(columns_of(evaluated.values, self.value.type))
        errors = self.bad_items.split(batch, self.stream, badness.mask, badness.reason, first) if badness else []
        good = result.where(~badness.mask) if badness else result
        self.counters.kept += good.length
        return [("down", good), *errors]


def _null_record(_row: int) -> tuple[str, str]:
    return (
        BadItemCode.NULL,
        "The new item is null where a record is needed. Give it fields, or filter such items before.",
    )
