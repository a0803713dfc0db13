"""The expressions in a step's configuration: compiled against what flows in, evaluated batch by batch.

The same texts are compiled twice: by `derive`, which wants the findings, and by `build`, which wants the expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from tidegate.bad_items import Mask, Reason
from tidegate.batch import Batch
from tidegate.diagnostics import Code, Span
from tidegate.expression import Evaluated, Expression, ExpressionProblem, Scope, compile_expression
from tidegate.operator import Finding
from tidegate.types import StreamType, Type, arrow_type


class Wanted(NamedTuple):
    """An expression of a configuration and the type it has to give; None: any."""

    text: str
    expects: Type | None = None


@dataclass(frozen=True)
class Compiled:
    """Expressions by the path of their config field; those with findings are missing."""

    expressions: dict[str, Expression]
    findings: tuple[Finding, ...]


def compile_expressions(wanted: Mapping[str, Wanted], stream: StreamType) -> Compiled:
    """Compile expressions over the items of a stream; every problem is a finding with its field and characters."""
    expressions: dict[str, Expression] = {}
    findings: list[Finding] = []
    for field, (text, expects) in wanted.items():
        result = _compiled(text, stream, expects)
        if isinstance(result, tuple):
            findings += [_finding(field, problem) for problem in result]
        else:
            expressions[field] = result
    return Compiled(expressions, tuple(findings))


@lru_cache(maxsize=1_000)
def _compiled(text: str, stream: StreamType, expects: Type | None) -> Expression | tuple[ExpressionProblem, ...]:
    """Compile one; a flow is checked at every keystroke, and nearly all of its expressions are what they were."""
    return compile_expression(text, Scope(stream), expects)


def compiled_expressions(wanted: Mapping[str, Wanted], stream: StreamType) -> dict[str, Expression]:
    """Return expressions that have been checked before."""
    compiled = compile_expressions(wanted, stream)
    assert not compiled.findings, f"a step with findings was built: {compiled.findings}"
    return compiled.expressions


def evaluate(expression: Expression, batch: Batch) -> Evaluated:
    """Return the expression's value for each item of a batch."""
    column = batch.columns.get(expression.text)
    if column is not None and column.type.equals(arrow_type(expression.type)):
        # Just a field, as most expressions are; what is left of a batch of one item's time goes elsewhere.
        return Evaluated(column, None, _no_reason)
    return expression.evaluate(batch.columns, batch.length, batch.key_column if batch.key_ids is not None else None)


class Badness:
    """Which items of a batch are bad, gathered from several places; the first place to find one bad says why."""

    def __init__(self, length: int) -> None:
        self.length = length
        self._mask: Mask | None = None
        self._reasons: list[tuple[Mask, Reason]] = []

    @property
    def mask(self) -> Mask:
        """Return which items are bad."""
        return np.zeros(self.length, np.bool_) if self._mask is None else self._mask

    def add(self, bad: Mask | None, reason: Reason) -> None:
        """Add the items in a mask and who knows why."""
        if bad is not None and bad.any():
            self._mask = self.mask | bad
            self._reasons.append((bad, reason))

    def slice(self, start: int, length: int) -> Badness:
        """Return the same for some of the items."""
        part = Badness(min(length, self.length - start))
        for bad, reason in self._reasons:
            part.add(bad[start : start + length], partial(_moved, reason, start))
        return part

    def __bool__(self) -> bool:
        return bool(self._reasons)

    def reason(self, row: int) -> tuple[str, str]:
        """Return the code and the sentence of one bad item."""
        return next(reason(row) for bad, reason in self._reasons if bad[row])


def _finding(field: str, problem: ExpressionProblem) -> Finding:
    return Finding(Code(problem.code), problem.message, field, span=Span(start=problem.start, end=problem.end))


def _moved(reason: Reason, by: int, row: int) -> tuple[str, str]:
    return reason(row + by)


def _no_reason(row: int) -> tuple[str, str]:
    raise AssertionError(f"item {row} is not bad")
