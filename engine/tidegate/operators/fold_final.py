"""`fold_final`: what an expression makes of all items of a key."""

from __future__ import annotations

from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.final_step import FINAL_DOWNS, FINAL_UPS, FinalLogic, final_types
from tidegate.operator import BuildContext, Derived, Group, Logic, OnError, Operator, Ups, on_error_field
from tidegate.sequential import FoldHolding, Resolved, fold_recurrence
from tidegate.types import StreamType


class FoldFinal(Operator):
    """Fold all items of each key into one value, told when the input ends.

    `acc` begins with the initial value, and becomes what the expression makes of it and each item, in order of
    arrival. The mean of `val`, say, needs a sum and a number:

        initial   {"sum": 0.0, "n": 0}
        fold      {"sum": acc.sum + val, "n": acc.n + 1}

    Of the values 1, 2 and 6 that makes {sum: 9.0, n: 3}. An item for which the expression fails is a bad item, and
    `acc` stays. Values that are numbers, times or records of such are folded at full speed; texts and lists cost one
    round of work for each item of a batch's busiest key. An input without end never tells anything.
    """

    kind = "fold_final"
    title = "Fold"
    group = Group.COLLECT
    icon = "repeat"
    ups = FINAL_UPS
    downs = FINAL_DOWNS
    examples = (
        StepExample(
            config={"initial": '{"sum": 0.0, "n": 0}', "fold": '{"sum": acc.sum + val, "n": acc.n + 1}'},
            ups={
                "up": [
                    stream(
                        "keyed {val: int}", ["a", {"val": 1}], ["b", {"val": 5}], ["a", {"val": 2}], ["a", {"val": 6}]
                    )
                ]
            },
            downs={
                "down": stream("keyed {sum: float, n: int}", ["a", {"sum": 9.0, "n": 3}], ["b", {"sum": 5.0, "n": 1}])
            },
        ),
    )

    initial: str = expression(description="What `acc` begins with; a constant.")
    fold: str = expression(description="The next `acc`, from `acc` and the item.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"{self.fold} from {self.initial}"

    def resolved(self, stream: StreamType) -> Resolved:
        """Return the fold, or what is wrong with it."""
        return fold_recurrence(stream, self.initial, self.fold)

    def derive(self, ups: Ups) -> Derived:
        recurrence, findings = self.resolved(ups["up"][0])
        return final_types(recurrence.type if recurrence else None, findings)

    def build(self, context: BuildContext) -> Logic:
        stream = context.ups["up"][0]
        recurrence, findings = self.resolved(stream)
        assert recurrence is not None, f"a step with findings was built: {findings}"
        return FinalLogic(context, FoldHolding(recurrence, stream), self.on_error, {})
