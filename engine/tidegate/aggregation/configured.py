"""Named aggregations as a step has them: their expressions, the types of their results, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import Field

from tidegate.aggregation.functions import Aggregation, Refused, quantile_findings, result_type
from tidegate.diagnostics import Code
from tidegate.expression import Expression
from tidegate.operator import Finding
from tidegate.step_expressions import Wanted
from tidegate.types import Type

Aggregations = Annotated[
    dict[str, Aggregation],
    Field(
        min_length=1,
        max_length=100,
        description="The results, by name.",
        json_schema_extra={"format": "aggregations"},
    ),
]
"""The field of an operator that holds them."""


def aggregation_expressions(aggregations: Mapping[str, Aggregation]) -> dict[str, Wanted]:
    """Return the expressions of aggregations by the path of their field."""
    given = {name: aggregation.of for name, aggregation in aggregations.items()}
    return {f"aggregations.{name}.of": Wanted(of) for name, of in given.items() if of is not None}


def aggregation_results(
    aggregations: Mapping[str, Aggregation], expressions: Mapping[str, Expression], reserved: Collection[str] = ()
) -> tuple[dict[str, Type], list[Finding]]:
    """Return the types of the results that could be typed, by name, and what is wrong with the others.

    `reserved` are the names of fields that the results stand beside.
    """
    kinds: dict[str, Type] = {}
    findings: list[Finding] = []
    for name, aggregation in aggregations.items():
        field = f"aggregations.{name}"
        findings += [*_name_findings(name, field, reserved), *quantile_findings(aggregation, field)]
        value = expressions.get(f"{field}.of")
        if aggregation.of is not None and value is None:
            continue
        kind = result_type(aggregation.function, value.type if value else None)
        if isinstance(kind, Refused):
            findings.append(Finding(Code.EXPRESSION_TYPE, kind.message, f"{field}.of"))
        else:
            kinds[name] = kind
    return kinds, findings


def _name_findings(name: str, field: str, reserved: Collection[str]) -> list[Finding]:
    if name.isidentifier() and name not in reserved:
        return []
    others = ", and no name of a window's own field" if reserved else ""
    message = f"A result cannot be called {name[:60]!r}. Use letters, digits and _{others}."
    return [Finding(Code.BAD_VALUE, message, field)]
