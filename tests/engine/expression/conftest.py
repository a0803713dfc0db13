"""How these tests run an expression: text, types and rows in; values and reasons out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from tidegate.expression import Expression, Scope, compile_expression
from tidegate.types import Record, StreamType, Type, arrow_type, parse_type

Run = Callable[..., list[Any]]
"""Values by row, a bad one as its code; or, for refused text, the codes of its problems in one tuple."""


def scope_of(types: Mapping[str, str | Type]) -> Scope:
    """Return the scope of a record stream with these fields."""
    fields = {
        name: parse_type(kind) if not hasattr(kind, "value") and isinstance(kind, str) else kind
        for name, kind in types.items()
    }
    return Scope(StreamType(Record.of(fields)))


def run_rows(
    text: str, types: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], expects: Type | None = None
) -> Any:
    """Evaluate an expression over rows of fields."""
    scope = scope_of(types)
    compiled = compile_expression(text, scope, expects)
    if not isinstance(compiled, Expression):
        return tuple(problem.code for problem in compiled)
    columns = {name: pa.array([row[name] for row in rows], arrow_type(kind)) for name, kind in scope.columns().items()}
    found = compiled.evaluate(columns, len(rows))
    found.values.validate(full=True)
    assert found.values.type == arrow_type(compiled.type), "the values have another type than the expression"
    values: list[Any] = found.values.to_pylist()
    if found.bad is not None:
        assert found.bad.any(), "a mask without bad items costs for nothing"
        for row in found.bad.nonzero()[0]:
            assert values[row] is None, "a bad item keeps a value"
            values[row] = f"bad: {found.reasons(int(row))[0]}"
    return values


@pytest.fixture
def run() -> Run:
    return run_rows
