"""`null_sink`: an end that only counts."""

from __future__ import annotations

from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.operator import BuildContext, Derived, Group, Guarantee, Logic, Operator, Outputs, Ups


class NullSink(Operator):
    """Count the items and forget them.

    For measuring how fast a flow is, and for ending a stream that nobody needs. The count is on the step's card.
    """

    kind = "null_sink"
    title = "Nowhere"
    group = Group.SINKS
    icon = "trash"
    downs = ()
    examples = (StepExample(ups={"up": [stream("int", 1, 2, 3)]}),)
    guarantee = Guarantee.EXACTLY_ONCE

    def summary(self) -> str:
        return "count and forget"

    def derive(self, ups: Ups) -> Derived:
        return Derived()

    def build(self, context: BuildContext) -> Logic:
        return NullSinkLogic()


class NullSinkLogic(Logic):
    """Counts."""

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.counters.kept += batch.length
        return []
