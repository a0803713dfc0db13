"""`redistribute`: items spread over the workers."""

from __future__ import annotations

from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.operator import BuildContext, Group, Logic, Operator, Outputs


class Redistribute(Operator):
    """Spread the items over the workers.

    A run has one worker here, so every item is passed on as it is, in order and with its key. The step is there for
    flows that come from Bytewax, where it evens out the work of several workers.
    """

    kind = "redistribute"
    title = "Redistribute"
    group = Group.KEY
    icon = "arrows-shuffle"
    examples = (
        StepExample(
            ups={"up": [stream("keyed int", ["a", 1], ["b", 2])]},
            downs={"down": stream("keyed int", ["a", 1], ["b", 2])},
        ),
    )

    def summary(self) -> str:
        return "spread over the workers"

    def build(self, context: BuildContext) -> Logic:
        return RedistributeLogic()


class RedistributeLogic(Logic):
    """Passes every batch on."""

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.counters.kept += batch.length
        return [("down", batch)]
