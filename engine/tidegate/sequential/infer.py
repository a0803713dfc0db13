"""What the type of a state is: found by applying the expression to what is known of it until nothing changes.

initial `0`, fold `acc + price`     int, then int joined with float: float, then float again: float it is
state `coalesce(state, 0) + 1`      null, then int, then int again: int it is
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from tidegate.diagnostics import Code, Span
from tidegate.expression import Expression, ExpressionProblem, Scope, compile_expression, holds_null, type_of
from tidegate.expression.declare import joined
from tidegate.operator import Finding
from tidegate.sequential.known import with_records
from tidegate.sequential.recurrence import Recurrence
from tidegate.types import NULL, Record, StreamType, Type, TypeText, arrow_type, parse_type

MOST_ROUNDS = 16
"""A type gets wider only so often."""

NO_ITEM = StreamType(Record(()))


class Resolved(NamedTuple):
    """A recurrence, or what is wrong with the texts that it was to be made of."""

    recurrence: Recurrence | None
    findings: tuple[Finding, ...] = ()


def fold_recurrence(stream: StreamType, initial: str, fold: str, merge: str | None = None) -> Resolved:
    """Return `fold` over `acc` and the item, beginning with `initial`; `merge` puts `a` and `b` together."""
    start = type_of(initial, Scope(NO_ITEM))
    if isinstance(start, tuple):
        return _refused("initial", start)
    kind = _state_type("fold", fold, "acc", stream, start)
    if isinstance(kind, tuple):
        return Resolved(None, kind)
    compiled = _compiled(
        {
            "fold": (fold, Scope(stream, {"acc": kind}), kind),
            "initial": (initial, Scope(NO_ITEM), kind),
            "merge": (merge, Scope(NO_ITEM, {"a": kind, "b": kind}), kind),
        }
    )
    if isinstance(compiled, tuple):
        return Resolved(None, compiled)
    first = compiled["initial"].evaluate({}, 1).values[0]
    return Resolved(Recurrence("acc", kind, compiled["fold"], first, merge=compiled.get("merge")))


def reduce_recurrence(stream: StreamType, reduce: str, null_is_empty: bool = True) -> Resolved:
    """Return `reduce` over two items, `a` so far and `b`; also what merges two of them."""
    item = stream.item
    compiled = _compiled({"reduce": (reduce, Scope(NO_ITEM, {"a": item, "b": item}), item)})
    if isinstance(compiled, tuple):
        return Resolved(None, compiled)
    reducer = compiled["reduce"]
    return Resolved(Recurrence("a", item, reducer, value="b", merge=reducer, null_is_empty=null_is_empty))


def stateful_recurrence(
    stream: StreamType, state: str, value: str, field: str, state_type: str | None = None
) -> tuple[Resolved, Expression | None]:
    """Return `state` over what it gave before, null at first, and the expression of what is emitted, in `field`."""
    kind = _given_or_found(stream, state, state_type)
    if isinstance(kind, tuple):
        return Resolved(None, kind), None
    compiled = _compiled(
        {
            "state": (state, Scope(stream, {"state": kind}), kind),
            field: (value, Scope(stream, {"state": kind, "new_state": kind}), None),
        }
    )
    if isinstance(compiled, tuple):
        return Resolved(None, compiled), None
    null, emitted = pa.scalar(None, arrow_type(kind)), with_records(compiled[field])
    recurrence = Recurrence("state", kind, compiled["state"], null, forgets=True, check=emitted, new="new_state")
    return Resolved(recurrence), emitted


def _given_or_found(stream: StreamType, state: str, state_type: str | None) -> Type | tuple[Finding, ...]:
    if state_type is None:
        return _state_type("state", state, "state", stream, NULL)
    try:
        return parse_type(state_type)
    except TypeText as problem:
        return (Finding(Code.BAD_VALUE, f"{str(problem)[:1].upper()}{str(problem)[1:]}.", "state_type"),)


def _state_type(field: str, text: str, name: str, stream: StreamType, start: Type) -> Type | tuple[Finding, ...]:
    """Return the type that holds the start and everything that the expression makes of it."""
    kind = start
    for _ in range(MOST_ROUNDS):
        found = type_of(text, Scope(stream, {name: kind}))
        if isinstance(found, tuple):
            return _refused(field, found).findings
        wider = joined(kind, found)
        if wider is None:
            message = f"Here {name!r} is {kind}, and this gives {found}. Let both be of one type."
            return (Finding(Code.EXPRESSION_TYPE, message, field, span=Span(start=0, end=len(text))),)
        if wider == kind:
            break
        kind = wider
    if holds_null(kind):
        return (_unknown(field, name, kind),)
    return kind


def _unknown(field: str, name: str, kind: Type) -> Finding:
    hint = (
        "Write its type in 'state_type', such as: {n: int}."
        if field == "state"
        else "Begin with a value whose type is plain, such as: int(null)."
    )
    return Finding(Code.EXPRESSION_TYPE, f"Nothing says what {name!r} is beyond {kind}. {hint}", field)


def _compiled(
    wanted: Mapping[str, tuple[str | None, Scope, Type | None]],
) -> dict[str, Expression] | tuple[Finding, ...]:
    """Return the expressions by their fields, or every problem of any of them; those without text are missing."""
    made: dict[str, Expression] = {}
    findings: list[Finding] = []
    for field, (text, scope, expects) in wanted.items():
        if text is None:
            continue
        found: Any = compile_expression(text, scope, expects)
        if isinstance(found, Expression):
            made[field] = found
        else:
            findings += _refused(field, found).findings
    return tuple(findings) if findings else made


def _refused(field: str, problems: tuple[ExpressionProblem, ...]) -> Resolved:
    return Resolved(
        None,
        tuple(Finding(Code(one.code), one.message, field, span=Span(start=one.start, end=one.end)) for one in problems),
    )
