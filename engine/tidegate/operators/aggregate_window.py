"""`aggregate_window`: several named aggregations of each window at once."""

from __future__ import annotations

from pydantic import Field

from tidegate.aggregation import Aggregation
from tidegate.aggregation.configured import aggregation_expressions, aggregation_results
from tidegate.expression import Expression
from tidegate.holdings.aggregates import AggregatesHolding
from tidegate.operator import BuildContext, Finding, OnError, on_error_field
from tidegate.step_expressions import Compiled, Wanted
from tidegate.types import StreamType, Type
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WINDOW_FIELDS, WindowLogic, WindowSettings


class AggregateWindow(WindowOperator):
    """Sum, count and more of each window, several at once.

    Each key has its own windows and its own clock. The results leave by `down` when the key's watermark passes the
    window's close time, or when the input ends: one item per window, with a field for every aggregation. Items behind
    the watermark leave by `late`, with the reason. Nulls are skipped; a sum that leaves 64 bits is null and told.

    `total: sum of val` and `n: count` over windows of 10 s give `{window_id, open_time, close_time, total, n}`.
    """

    kind = "aggregate_window"
    title = "Aggregate window"
    icon = "sum"

    aggregations: dict[str, Aggregation] = Field(min_length=1, max_length=100, description="The results, by name.")
    ordered: bool = Field(True, description="Whether `first`, `last` and `list` go by timestamp instead of arrival.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return self.in_words(", ".join(aggregation.words() for aggregation in self.aggregations.values()))

    def wanted(self) -> dict[str, Wanted]:
        return aggregation_expressions(self.aggregations)

    def results(self, stream: StreamType, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        return aggregation_results(self.aggregations, compiled.expressions, WINDOW_FIELDS)

    def build(self, context: BuildContext) -> WindowLogic:
        stream, kinds = context.ups["up"][0], context.downs["down"].fields()
        settings = WindowSettings(self.clock, self.windower, self.ordered, self.on_error)

        def holding(found: dict[str, Expression]) -> AggregatesHolding:
            types = {field: expression.type for field, expression in found.items()}
            return AggregatesHolding(self.aggregations, types, kinds, self.ordered)

        return WindowLogic(context, settings, stream, self.wanted(), holding)
