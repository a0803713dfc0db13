"""`branch`: one stream as two."""

from __future__ import annotations

from tidegate.bad_items import ERRORS_STREAM, BadItemRule
from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.expression.arrays import true_mask
from tidegate.fields import expression
from tidegate.operator import (
    ERRORS,
    BuildContext,
    Derived,
    Group,
    Logic,
    OnError,
    Operator,
    Outputs,
    Port,
    Ups,
    on_error_field,
)
from tidegate.step_expressions import Wanted, compile_expressions, compiled_expressions, evaluate
from tidegate.types import BOOL


class Branch(Operator):
    """Send each item one of two ways.

    Items for which the condition is true leave by `trues`. All others leave by `falses`, those for which it is null as
    well:

        val > 3

    Every item goes one way or the other, in order, and keeps its key. To drop the others, use *Filter*.
    """

    kind = "branch"
    title = "Branch"
    group = Group.TRANSFORM
    icon = "git-fork"
    downs = (
        Port("trues", "Items for which the condition is true."),
        Port("falses", "Items for which it is false or null."),
        ERRORS,
    )
    examples = (
        StepExample(
            config={"condition": "val > 3"},
            ups={"up": [stream("{val: int}", {"val": 4}, {"val": 1}, {"val": None}, {"val": 9})]},
            downs={
                "trues": stream("{val: int}", {"val": 4}, {"val": 9}),
                "falses": stream("{val: int}", {"val": 1}, {"val": None}),
            },
        ),
    )

    condition: str = expression("bool", description="Whether an item leaves by `trues`.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"whether {self.condition}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {"condition": Wanted(self.condition, BOOL)}

    def derive(self, ups: Ups) -> Derived:
        up = ups["up"][0]
        findings = compile_expressions(self.wanted(), up).findings
        return Derived({"trues": up, "falses": up, "errors": ERRORS_STREAM}, findings)

    def build(self, context: BuildContext) -> Logic:
        return BranchLogic(self, context)


class BranchLogic(Logic):
    """Evaluates the condition batch by batch."""

    def __init__(self, config: Branch, context: BuildContext) -> None:
        super().__init__()
        self.stream = context.ups["up"][0]
        self.condition = compiled_expressions(config.wanted(), self.stream)["condition"]
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        first, evaluated, errors = self.counters.total(), evaluate(self.condition, batch), Outputs()
        trues = true_mask(evaluated.values)
        falses = ~trues
        if evaluated.bad is not None and evaluated.bad.any():
            errors = self.bad_items.split(batch, self.stream, evaluated.bad, evaluated.reasons, first)
            trues, falses = trues & ~evaluated.bad, falses & ~evaluated.bad
        ways = [("trues", trues), ("falses", falses)]
        taken = [(way, batch if mask.all() else batch.where(mask)) for way, mask in ways if mask.any()]
        self.counters.kept += sum(part.length for _, part in taken)
        return [*taken, *errors]
