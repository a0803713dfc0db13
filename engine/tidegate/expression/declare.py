"""How an operator or a function is declared: its signature as text, its columnar kernel, its help and its example.

    Form("text: str, width: int, fill: constant str = \\" \\" -> str", pad_left)

A letter stands for a type that the arguments settle between them: `T` any type, `N` int or float, `O` what can be
ordered, `S` what has no parts. `*values: T` takes one or more. A `constant` argument is known before any item is: the
kernel is then built by calling the given function with the constants' values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tidegate.types import BOOL, DATE, DURATION, FLOAT, INT, NULL, STR, TIMESTAMP, ListOf, MapOf, Record, Scalar, Type

_ORDERED = (INT, FLOAT, STR, TIMESTAMP, DURATION, DATE)
CLASSES: dict[str, tuple[Scalar, ...] | None] = {
    "T": None,
    "U": None,
    "N": (INT, FLOAT),
    "O": _ORDERED,
    "S": (*_ORDERED, BOOL),
}
"""What each type letter may stand for; None is any type."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A type that the arguments settle."""

    name: str


Pattern = Scalar | Letter | ListOf | MapOf


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a form."""

    name: str
    pattern: Any
    constant: bool = False
    many: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True, init=False)
class Form:
    """One typed way to call: parameters, result and kernel."""

    text: str
    parameters: tuple[Parameter, ...]
    result: Any
    kernel: Callable[..., Any]
    lazy: bool

    def __init__(self, text: str, kernel: Callable[..., Any], lazy: bool = False) -> None:
        """Read the form; a `lazy` kernel merges outcomes and decides itself whose badness counts."""
        parameters, _, result = text.rpartition(" -> ")
        parts = [part for part in re.split(r", (?=[*a-z_]+:)", parameters) if part]
        for name, value in (
            ("text", text),
            ("parameters", tuple(_parameter(part) for part in parts)),
            ("result", _pattern(result)),
            ("kernel", kernel),
            ("lazy", lazy),
        ):
            object.__setattr__(self, name, value)

    @property
    def built(self) -> bool:
        """Return whether the kernel is built from constants."""
        return any(parameter.constant for parameter in self.parameters)

    def spread(self, count: int) -> tuple[Parameter, ...] | None:
        """Return the parameter of each of `count` arguments, or None when so many cannot be given."""
        if self.parameters and self.parameters[-1].many:
            most = max(count - len(self.parameters) + 1, 1)
            parameters = self.parameters[:-1] + self.parameters[-1:] * most
        else:
            parameters = self.parameters
        needed = sum(parameter.default is None for parameter in parameters)
        return parameters[:count] if needed <= count <= len(parameters) else None


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language, declared once: the checker, the help page and the tests read this."""

    name: str
    group: str
    doc: str
    example: str
    gives: str
    """The example's value, as an expression too."""
    forms: tuple[Form, ...]


def _parameter(text: str) -> Parameter:
    name, _, rest = text.partition(": ")
    rest, _, default = rest.partition(" = ")
    constant = rest.startswith("constant ")
    return Parameter(
        name.lstrip("*"), _pattern(rest.removeprefix("constant ")), constant, name[0] == "*", default or None
    )


def _pattern(text: str) -> Any:
    if text in CLASSES:
        return Letter(text)
    for word, make in (("list", ListOf), ("map", MapOf)):
        if text.startswith(f"{word}["):
            return make(_pattern(text[len(word) + 1 : -1]))
    return Scalar(text)


def joined(first: Type, second: Type) -> Type | None:
    """Return the type that holds the values of both, or None: an int fits a float, a null fits anything."""
    if first == second or second is NULL:
        return first
    if first is NULL:
        return second
    if {first, second} == {INT, FLOAT}:
        return FLOAT
    if isinstance(first, ListOf) and isinstance(second, ListOf):
        element = joined(first.element, second.element)
        return ListOf(element) if element is not None else None
    if isinstance(first, MapOf) and isinstance(second, MapOf):
        value = joined(first.value, second.value)
        return MapOf(value) if value is not None else None
    if isinstance(first, Record) and isinstance(second, Record):
        return _joined_records(first, second)
    return None


def _joined_records(first: Record, second: Record) -> Record | None:
    if [name for name, _ in first.fields] != [name for name, _ in second.fields]:
        return None
    parts = [(name, joined(kind, other)) for (name, kind), (_, other) in zip(first.fields, second.fields, strict=True)]
    return Record(tuple((name, kind) for name, kind in parts if kind)) if all(kind for _, kind in parts) else None


def common_type(kinds: Sequence[Type]) -> Type | None:
    """Return the type that holds the values of all, or None."""
    kind: Type | None = kinds[0]
    for other in kinds[1:]:
        kind = None if kind is None else joined(kind, other)
    return kind


def arguments_of(form: Form, kinds: Sequence[Type]) -> tuple[list[Type], Type] | None:
    """Return the types to which arguments of `kinds` are widened, and the result's; None when they do not fit."""
    parameters = form.spread(len(kinds))
    settled: dict[str, Type] = {}
    if parameters is None:
        return None
    if not all(_fits(parameter.pattern, kind, settled) for parameter, kind in zip(parameters, kinds, strict=True)):
        return None
    for letter, kind in settled.items():
        if kind is NULL and CLASSES[letter]:
            settled[letter] = INT
    return [_settled(parameter.pattern, settled) for parameter in parameters], _settled(form.result, settled)


def _fits(pattern: Any, kind: Type, settled: dict[str, Type]) -> bool:
    if isinstance(pattern, Letter):
        return _settles(pattern.name, kind, settled)
    if kind is NULL:
        return True
    if isinstance(pattern, ListOf):
        return isinstance(kind, ListOf) and _fits(pattern.element, kind.element, settled)
    if isinstance(pattern, MapOf):
        return isinstance(kind, MapOf) and _fits(pattern.value, kind.value, settled)
    return bool(kind == pattern or (kind is INT and pattern is FLOAT))


def _settles(letter: str, kind: Type, settled: dict[str, Type]) -> bool:
    allowed = CLASSES[letter]
    both = joined(settled.get(letter, NULL), kind)
    if both is None or (allowed is not None and both is not NULL and both not in allowed):
        return False
    settled[letter] = both
    return True


def _settled(pattern: Any, settled: dict[str, Type]) -> Type:
    if isinstance(pattern, Letter):
        return settled.get(pattern.name, NULL)
    if isinstance(pattern, ListOf):
        return ListOf(_settled(pattern.element, settled))
    if isinstance(pattern, MapOf):
        return MapOf(_settled(pattern.value, settled))
    kind: Type = pattern
    return kind
