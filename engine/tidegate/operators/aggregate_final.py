"""`aggregate_final`: several named aggregations of each key at once."""

from __future__ import annotations

from pydantic import Field

from tidegate.aggregates_holding import AggregatesHolding
from tidegate.aggregation import Aggregation, Refused, result_type
from tidegate.diagnostics import Code
from tidegate.final_step import FINAL_DOWNS, FINAL_UPS, FinalLogic, final_types
from tidegate.operator import BuildContext, Derived, Finding, Group, Logic, OnError, Operator, Ups, on_error_field
from tidegate.step_expressions import Compiled, Wanted, compile_expressions, compiled_expressions
from tidegate.types import Record, Type


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

    aggregations: dict[str, Aggregation] = Field(min_length=1, max_length=100, description="The results, by name.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return ", ".join(aggregation.words() for aggregation in self.aggregations.values())

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions of the aggregations by the path of their field."""
        given = {name: aggregation.of for name, aggregation in self.aggregations.items()}
        return {f"aggregations.{name}.of": Wanted(of) for name, of in given.items() if of is not None}

    def derive(self, ups: Ups) -> Derived:
        compiled = compile_expressions(self.wanted(), ups["up"][0])
        kinds, findings = self._results(compiled)
        return final_types(Record.of(kinds), (*compiled.findings, *findings))

    def _results(self, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        kinds: dict[str, Type] = {}
        findings: list[Finding] = []
        for name, aggregation in self.aggregations.items():
            field = f"aggregations.{name}"
            value = compiled.expressions.get(f"{field}.of")
            if not name.isidentifier():
                message = f"A result cannot be called {name[:60]!r}. Use letters, digits and _."
                findings.append(Finding(Code.BAD_VALUE, message, field))
            elif aggregation.of is None or value is not None:
                kind = result_type(aggregation.function, value.type if value else None)
                if isinstance(kind, Refused):
                    findings.append(Finding(Code.EXPRESSION_TYPE, kind.message, f"{field}.of"))
                else:
                    kinds[name] = kind
        return kinds, findings

    def build(self, context: BuildContext) -> Logic:
        expressions = compiled_expressions(self.wanted(), context.ups["up"][0])
        types = {field: expression.type for field, expression in expressions.items()}
        kinds = context.downs["down"].fields()
        holding = AggregatesHolding(self.aggregations, types, kinds, ordered=False)
        return FinalLogic(context, holding, self.on_error, expressions)
