"""`filter`: the items that fulfil a condition."""

from __future__ import annotations

from tidegate.bad_items import ERRORS_STREAM, BadItemRule
from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.expression.arrays import true_mask
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
from tidegate.types import BOOL


class Filter(Operator):
    """Keep the items that fulfil a condition.

    Items for which the condition is false or null are left out, and counted as filtered:

        val > 3 and user != "test"
    """

    kind = "filter"
    title = "Filter"
    group = Group.TRANSFORM
    icon = "filter"
    downs = (DOWN, ERRORS)
    examples = (
        StepExample(
            config={"keep": 'val > 3 and user != "test"'},
            ups={
                "up": [
                    stream(
                        "{user: str, val: int}",
                        {"user": "a", "val": 4},
                        {"user": "test", "val": 9},
                        {"user": "b", "val": 3},
                        {"user": "c", "val": None},
                    )
                ]
            },
            downs={"down": stream("{user: str, val: int}", {"user": "a", "val": 4})},
        ),
    )

    keep: str = expression("bool", description="Whether to keep an item.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"keep {self.keep}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {"keep": Wanted(self.keep, BOOL)}

    def derive(self, ups: Ups) -> Derived:
        stream = ups["up"][0]
        return Derived({"down": stream, "errors": ERRORS_STREAM}, compile_expressions(self.wanted(), stream).findings)

    def build(self, context: BuildContext) -> Logic:
        return FilterLogic(self, context)


class FilterLogic(Logic):
    """Evaluates the condition batch by batch."""

    def __init__(self, config: Filter, context: BuildContext) -> None:
        super().__init__()
        self.stream = context.ups["up"][0]
        self.keep = compiled_expressions(config.wanted(), self.stream)["keep"]
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        first, evaluated, errors = self.counters.total(), evaluate(self.keep, batch), Outputs()
        keep, bad_count = true_mask(evaluated.values), 0
        if evaluated.bad is not None and evaluated.bad.any():
            errors = self.bad_items.split(batch, self.stream, evaluated.bad, evaluated.reasons, first)
            keep, bad_count = keep & ~evaluated.bad, int(evaluated.bad.sum())
        good = batch if keep.all() else batch.where(keep)
        self.counters.kept += good.length
        self.counters.filtered += batch.length - good.length - bad_count
        return [("down", good), *errors]
