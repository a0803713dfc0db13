"""`aggregate_window`: several named aggregations of each window at once."""

from __future__ import annotations

from pydantic import Field

from tidegate.aggregation.configured import Aggregations, aggregation_expressions, aggregation_results
from tidegate.example import StepExample, stream
from tidegate.expression import Expression
from tidegate.holdings.aggregates import AggregatesHolding
from tidegate.operator import BuildContext, Finding, OnError, on_error_field
from tidegate.step_expressions import Compiled, Wanted
from tidegate.types import StreamType, Type
from tidegate.window_examples import SLIDING, TUMBLING, WINDOW, at, result, windows
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
    examples = (
        StepExample(
            config=windows(
                TUMBLING, aggregations={"total": {"function": "sum", "of": "val"}, "n": {"function": "count"}}
            ),
            ups={
                "up": [
                    stream(
                        "keyed {at: timestamp, val: int}",
                        ["a", {"at": at(0), "val": 1}],
                        ["a", {"at": at(4), "val": 2}],
                        ["a", {"at": at(8), "val": None}],
                        ["a", {"at": at(12), "val": 4}],
                    )
                ]
            },
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, total: int, n: int}}",
                    result("a", 0, 0, 10, total=3, n=3),
                    result("a", 1, 10, 20, total=4, n=1),
                )
            },
        ),
        StepExample(
            title="windows that overlap",
            config=windows(SLIDING, aggregations={"most": {"function": "max", "of": "val"}}),
            ups={
                "up": [
                    stream(
                        "keyed {at: timestamp, val: int}",
                        ["a", {"at": at(0), "val": 5}],
                        ["a", {"at": at(7), "val": 3}],
                    )
                ]
            },
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, most: int}}",
                    result("a", -1, -5, 5, most=5),
                    result("a", 0, 0, 10, most=5),
                    result("a", 1, 5, 15, most=3),
                )
            },
        ),
        StepExample(
            title="a sum that leaves 64 bits",
            config=windows(TUMBLING, aggregations={"total": {"function": "sum", "of": "val"}}),
            ups={
                "up": [
                    stream(
                        "keyed {at: timestamp, val: int}",
                        ["a", {"at": at(0), "val": 9_223_372_036_854_775_807}],
                        ["a", {"at": at(4), "val": 1}],
                    )
                ]
            },
            downs={
                "down": stream(f"keyed {{{WINDOW}, total: int}}", result("a", 0, 0, 10, total=None)),
                "errors": stream(
                    "{code: str, reason: str, position: int, item: str}",
                    {
                        "code": "integer-overflow",
                        "reason": "the sum 'total' of window 0 of key 'a' left 64 bits, so it is null; sum floats instead",
                        "position": 2,
                        "item": "",
                    },
                ),
            },
        ),
    )

    aggregations: Aggregations
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
