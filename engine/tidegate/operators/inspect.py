"""`inspect`: a place to look at what flows by."""

from __future__ import annotations

from pydantic import Field

from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.operator import BuildContext, Group, Logic, Operator, Outputs


class Inspect(Operator):
    """Look at the items that flow by, without changing them.

    The studio shows a sample of what leaves every step; this one exists to be looked at. Give it a label that says
    what you expect to see, such as `orders after the filter`. It counts as an end of the flow when nothing follows it.
    """

    kind = "inspect"
    title = "Inspect"
    group = Group.TRANSFORM
    icon = "eye"
    examples = (
        StepExample(
            config={"label": "orders after the filter"},
            ups={"up": [stream("keyed int", ["a", 1])]},
            downs={"down": stream("keyed int", ["a", 1])},
        ),
    )

    label: str = Field("", max_length=200, description="What there is to see here.")

    def summary(self) -> str:
        return self.label or "look at the items"

    def build(self, context: BuildContext) -> Logic:
        return InspectLogic()


class InspectLogic(Logic):
    """Passes every batch on."""

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.counters.kept += batch.length
        return [("down", batch)]
