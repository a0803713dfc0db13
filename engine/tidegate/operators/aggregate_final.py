"""`aggregate_final`: several named aggregations of each key at once."""

from __future__ import annotations

from tidegate.aggregation.configured import Aggregations, aggregation_expressions, aggregation_results
from tidegate.example import StepExample, stream
from tidegate.final_step import FINAL_DOWNS, FINAL_UPS, FinalLogic, final_types
from tidegate.holdings.aggregates import AggregatesHolding
from tidegate.operator import BuildContext, Derived, Group, Logic, OnError, Operator, Ups, on_error_field
from tidegate.step_expressions import compile_expressions, compiled_expressions
from tidegate.types import Record


class AggregateFinal(Operator):
    """Sum, count and more of each key, several at once, told when the input ends.

    One item per key, with a field for every aggregation. Nulls are skipped; a sum that leaves 64 bits is null and told
    on `errors`. `total: sum of val` and `n: count` of the values 1, 2 and 6 give `{total: 9, n: 3}`. An input without
    end never tells anything.
    """

    kind = "aggregate_final"
    title = "Aggregate"
    group = Group.COLLECT
    icon = "sum"
    ups = FINAL_UPS
    downs = FINAL_DOWNS
    examples = (
        StepExample(
            config={"aggregations": {"total": {"function": "sum", "of": "val"}, "n": {"function": "count"}}},
            ups={
                "up": [
                    stream(
                        "keyed {val: int}", ["a", {"val": 1}], ["b", {"val": 5}], ["a", {"val": 2}], ["a", {"val": 6}]
                    )
                ]
            },
            downs={
                "down": stream("keyed {total: int, n: int}", ["a", {"total": 9, "n": 3}], ["b", {"total": 5, "n": 1}])
            },
        ),
    )

    aggregations: Aggregations
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return ", ".join(aggregation.words() for aggregation in self.aggregations.values())

    def derive(self, ups: Ups) -> Derived:
        compiled = compile_expressions(aggregation_expressions(self.aggregations), ups["up"][0])
        kinds, findings = aggregation_results(self.aggregations, compiled.expressions)
        return final_types(Record.of(kinds), (*compiled.findings, *findings))

    def build(self, context: BuildContext) -> Logic:
        expressions = compiled_expressions(aggregation_expressions(self.aggregations), context.ups["up"][0])
        types = {field: expression.type for field, expression in expressions.items()}
        kinds = context.downs["down"].fields()
        holding = AggregatesHolding(self.aggregations, types, kinds, ordered=False)
        return FinalLogic(context, holding, self.on_error, expressions)
