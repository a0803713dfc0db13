"""Values that are known before any item is: what needs no column is worked out once, when the expression is compiled."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tidegate.expression.arrays import cast_to, repeated
from tidegate.expression.faults import Outcome
from tidegate.expression.tree import Apply, Branch, Constant, Typed
from tidegate.types import NULL, Type, arrow_type

MAX_CONSTANT_BYTES = 16_384
"""As large as a constant can be that is written out; it stands in every item of a batch."""


class Widening:
    """The kernel that turns values into ones of a wider type: an int into a float, a null into anything."""

    def __init__(self, kind: Type) -> None:
        self._cast = cast_to(arrow_type(kind))

    def __call__(self, value: Any) -> Any:
        return self._cast(value)


def constant(kind: Type, value: Any) -> Constant:
    """Return a Python value as a constant of a type."""
    return Constant(kind, pa.scalar(value, arrow_type(kind)))


def fold(node: Apply | Branch) -> Typed | tuple[str, str]:
    """Return the node, or its value when all operands are constants, or why there is no value: code and message."""
    if not node.operands or not all(isinstance(operand, Constant) for operand in node.operands):
        return node
    columns = [repeated(operand.value, 1) for operand in node.operands if isinstance(operand, Constant)]
    outcome = _outcome(node, columns)
    if outcome.faults is not None:
        return outcome.faults.reason(0)
    if outcome.values.nbytes > MAX_CONSTANT_BYTES:
        return "constant-too-large", f"it makes a constant of more than {MAX_CONSTANT_BYTES:,} bytes"
    return Constant(node.type, outcome.values[0])


def _outcome(node: Apply | Branch, columns: list[Any]) -> Outcome:
    if isinstance(node, Branch):
        return node.merge(*[Outcome(column, None) for column in columns])
    result = node.kernel(*columns)
    return result if isinstance(result, Outcome) else Outcome(result, None)


def widened(typed: Typed, kind: Type) -> Typed:
    """Return the value as one of the wider type `kind`."""
    if typed.type == kind:
        return typed
    if isinstance(typed, Constant) and typed.type is NULL:
        return constant(kind, None)
    node = Apply(kind, Widening(kind), (typed,))
    folded = fold(node)
    assert not isinstance(folded, tuple), f"a widening from {typed.type} to {kind} failed: {folded}"
    return folded
