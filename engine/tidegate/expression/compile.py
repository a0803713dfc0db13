"""Makes the column program of an expression: a tree of closures over Arrow's kernels, with constants made beforehand.

One evaluation costs about one kernel call per operator, whatever the number of rows. Nothing is done per item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import pyarrow as pa

from tidegate.expression import advice
from tidegate.expression.arrays import Array, nullified, repeated
from tidegate.expression.check import Checker
from tidegate.expression.constants import widened
from tidegate.expression.declare import joined
from tidegate.expression.errors import LIMIT, TYPE, ExpressionProblem, Refusal, problem_at
from tidegate.expression.faults import Faults, Mask, Outcome, either
from tidegate.expression.names import Names
from tidegate.expression.parse import parse
from tidegate.expression.scope import Scope
from tidegate.expression.tree import Apply, Branch, Column, Constant, KeyColumn, Typed
from tidegate.types import NULL, ListOf, MapOf, Record, Type


class Frame:
    """The columns of one evaluation; the key is asked for at most once."""

    __slots__ = ("_key", "_made", "columns", "length")

    def __init__(self, columns: Mapping[str, Array], length: int, key: Callable[[], Array] | None) -> None:
        self.columns, self.length, self._made = columns, length, key
        self._key: Array | None = None

    def key(self) -> Array:
        """Return the items' keys."""
        assert self._made is not None, "the expression reads the key, and the stream has none"
        if self._key is None:
            self._key = self._made()
        return self._key


Step = Callable[[Frame], Outcome]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The values of one evaluation; those of bad items are null."""

    values: pa.Array[Any]
    bad: Mask | None
    """The bad items; None when there is none."""
    reasons: Callable[[int], tuple[str, str]]
    """A bad item's code and message, by its row."""


def _no_reason(row: int) -> tuple[str, str]:
    raise AssertionError(f"row {row} is not bad")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was checked and compiled."""

    text: str
    type: Type
    names: frozenset[str]
    """The columns it reads: fields, further names, and `item` where the item is no record."""
    constant: bool
    """Whether it reads no field, item or key."""
    step: Step
    typed: Typed
    """What the step was made of, for those who evaluate it in another way."""

    def evaluate(
        self, columns: Mapping[str, pa.Array[Any]], length: int, key: Callable[[], pa.Array[Any]] | None = None
    ) -> Evaluated:
        """Return the expression's value for each of `length` items."""
        values, faults = self.step(Frame(columns, length, key))
        if isinstance(values, pa.Scalar):
            values = repeated(values, length)
        if faults is None:
            return Evaluated(values, None, _no_reason)
        return Evaluated(nullified(values, faults.mask), faults.mask, faults.reason)


def compile_expression(
    text: str, scope: Scope, expects: Type | None = None
) -> Expression | tuple[ExpressionProblem, ...]:
    """Return the expression, or every problem in its text; never raises."""
    names = Names(scope)

    def compiled(typed: Typed) -> Expression:
        whole = fitted(typed, expects, len(text))
        constant = not names.read and not names.key_read
        return Expression(text, whole.type, frozenset(names.read), constant, step_of(whole), whole)

    return _checked(text, names, compiled)


def type_of(text: str, scope: Scope) -> Type | tuple[ExpressionProblem, ...]:
    """Return the type of an expression, which may hold null where nothing says more, or every problem in its text."""
    return _checked(text, Names(scope), lambda typed: typed.type)


def _checked(text: str, names: Names, made: Callable[[Typed], T]) -> T | tuple[ExpressionProblem, ...]:
    try:
        checker = Checker(names)
        typed = checker.check(parse(text))
        return tuple(checker.problems) if typed is None else made(typed)
    except Refusal as refusal:
        return (refusal.problem,)
    except RecursionError:
        return (problem_at(0, len(text), LIMIT, "The expression nests too deep. Split it over several steps."),)


def fitted(typed: Typed, expects: Type | None, end: int) -> Typed:
    """Return the value as what is expected of it; raise `Refusal` when it cannot be."""
    if expects is not None:
        if joined(expects, typed.type) != expects:
            raise Refusal(problem_at(0, end, TYPE, advice.unexpected(typed.type, expects)))
        return widened(typed, expects)
    if holds_null(typed.type):
        raise Refusal(problem_at(0, end, TYPE, advice.unknown_type(typed.type)))
    return typed


def holds_null(kind: Type) -> bool:
    """Return whether nothing says what some part of a type is."""
    match kind:
        case ListOf(inner) | MapOf(inner):
            return holds_null(inner)
        case Record(fields):
            return any(holds_null(part) for _, part in fields)
    return kind is NULL


def step_of(typed: Typed) -> Step:
    """Return the closure that evaluates a typed tree."""
    match typed:
        case Constant(_, value):
            return _constant(value)
        case Column(_, name):
            return lambda frame: Outcome(frame.columns[name], None)
        case KeyColumn():
            return lambda frame: Outcome(frame.key(), None)
        case Apply(_, kernel, operands):
            return _apply(kernel, [step_of(operand) for operand in operands])
        case Branch(_, merge, operands):
            steps = [step_of(operand) for operand in operands]
            return lambda frame: merge(*[step(frame) for step in steps])


def _constant(value: Any) -> Step:
    if pa.types.is_nested(value.type):
        return lambda frame: Outcome(repeated(value, frame.length), None)
    outcome = Outcome(value, None)
    return lambda _frame: outcome


def _apply(kernel: Callable[..., Any], steps: list[Step]) -> Step:
    def run(frame: Frame) -> Outcome:
        outcomes = [step(frame) for step in steps]
        result = kernel(*[values for values, _ in outcomes])
        faults: Faults | None = None
        for _, more in outcomes:
            if more is not None:
                faults = either(faults, more)
        return Outcome(*_with(faults, result))

    def run_two(frame: Frame) -> Outcome:
        """Do the same for two operands: most of a small batch's cost is here."""
        left, faults = first(frame)
        right, more = second(frame)
        result = kernel(left, right)
        if faults is None and more is None:
            return result if type(result) is Outcome else Outcome(result, None)
        return Outcome(*_with(either(faults, more), result))

    if len(steps) != 2:
        return run
    first, second = steps
    return run_two


def _with(faults: Faults | None, result: Any) -> tuple[Any, Faults | None]:
    return (result.values, either(faults, result.faults)) if type(result) is Outcome else (result, faults)
