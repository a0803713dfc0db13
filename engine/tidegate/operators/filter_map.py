"""`filter_map`: one new item for each item, or none."""

from __future__ import annotations

import numpy as np

from tidegate.bad_items import ERRORS_STREAM, BadItemRule
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
from tidegate.step_expressions import Wanted, compile_expressions, compiled_expressions, evaluate
from tidegate.types import StreamType


class FilterMap(Operator):
    """Turn items into others and leave out those that give null.

    The expression gives the new item, as in *Map*, or null to leave it out:

        {"user": user, "total": price * count} if count > 0 else null

    What is left out is counted as filtered. Only null is left out: 0, false, an empty text and an empty list stay. The
    key stays when the stream is keyed.
    """

    kind = "filter_map"
    title = "Filter and map"
    group = Group.TRANSFORM
    icon = "filter-check"
    downs = (DOWN, ERRORS)
    examples = (
        StepExample(
            config={"value": '{"user": user, "total": price * count} if count > 0 else null'},
            ups={
                "up": [
                    stream(
                        "{user: str, price: int, count: int}",
                        {"user": "a", "price": 5, "count": 2},
                        {"user": "b", "price": 5, "count": 0},
                        {"user": "c", "price": 0, "count": 1},
                    )
                ]
            },
            downs={"down": stream("{user: str, total: int}", {"user": "a", "total": 10}, {"user": "c", "total": 0})},
        ),
        StepExample(
            title="Only null is left out",
            config={"value": "item"},
            ups={"up": [stream("keyed int", ["a", 0], ["b", None], ["c", 1])]},
            downs={"down": stream("keyed int", ["a", 0], ["c", 1])},
        ),
    )

    value: str = expression(description="The new item, or null for none.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"to {self.value}, without nulls"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {"value": Wanted(self.value)}

    def derive(self, ups: Ups) -> Derived:
        up = ups["up"][0]
        compiled = compile_expressions(self.wanted(), up)
        types = {"errors": ERRORS_STREAM}
        if not compiled.findings:
            types["down"] = StreamType(compiled.expressions["value"].type, up.keyed)
        return Derived(types, compiled.findings)

    def build(self, context: BuildContext) -> Logic:
        return FilterMapLogic(self, context)


class FilterMapLogic(Logic):
    """Evaluates the expression batch by batch; a bad item's value is null too."""

    def __init__(self, config: FilterMap, context: BuildContext) -> None:
        super().__init__()
        self.stream = context.ups["up"][0]
        self.value = compiled_expressions(config.wanted(), self.stream)["value"]
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        first, evaluated, errors = self.counters.total(), evaluate(self.value, batch), Outputs()
        bad_count = 0
        if evaluated.bad is not None and evaluated.bad.any():
            errors = self.bad_items.split(batch, self.stream, evaluated.bad, evaluated.reasons, first)
            bad_count = int(evaluated.bad.sum())
        good = batch.with_columns(columns_of(evaluated.values, self.value.type))
        if evaluated.values.null_count:
            good = good.where(np.asarray(evaluated.values.is_valid()))
        self.counters.kept += good.length
        self.counters.filtered += batch.length - good.length - bad_count
        return [("down", good), *errors]
