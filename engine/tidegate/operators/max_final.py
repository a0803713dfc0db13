"""`max_final`: the item of each key with the largest value."""

from __future__ import annotations

from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.final_step import FINAL_DOWNS, FINAL_UPS, FinalLogic, best_expression, final_types
from tidegate.operator import BuildContext, Derived, Group, Logic, OnError, Operator, Ups, on_error_field
from tidegate.sequential import BestHolding


class MaxFinal(Operator):
    """Keep the item of each key whose value is largest, told when the input ends.

    The whole item leaves, not just the value. Of several that are equally large, the first to arrive stays:

        by   price * count

    Numbers, texts, times and truth values can be compared; not-a-number loses against every number, and null against
    everything. Without an expression the item itself is compared. An input without end never tells anything.
    """

    kind = "max_final"
    title = "Max"
    group = Group.COLLECT
    icon = "math-max"
    ups = FINAL_UPS
    downs = FINAL_DOWNS
    examples = (
        StepExample(
            config={"by": "val"},
            ups={
                "up": [
                    stream(
                        "keyed {val: int, at: str}",
                        ["a", {"val": 2, "at": "x"}],
                        ["b", {"val": None, "at": "y"}],
                        ["a", {"val": 7, "at": "z"}],
                        ["a", {"val": 7, "at": "v"}],
                    )
                ]
            },
            downs={
                "down": stream(
                    "keyed {val: int, at: str}", ["a", {"val": 7, "at": "z"}], ["b", {"val": None, "at": "y"}]
                )
            },
        ),
    )

    by: str | None = expression(default=None, description="What items are compared by; nothing: the item itself.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"largest {self.by or 'item'}"

    def derive(self, ups: Ups) -> Derived:
        stream = ups["up"][0]
        return final_types(stream.item, best_expression(self.by, stream)[1])

    def build(self, context: BuildContext) -> Logic:
        stream = context.ups["up"][0]
        by, findings = best_expression(self.by, stream)
        assert by is not None, f"a step with findings was built: {findings}"
        return FinalLogic(context, BestHolding(stream.item, by.type, largest=True), self.on_error, {"by": by})
