"""The two forms of an expression between text and columns: as written, and as typed.

text --parse--> Written (names, operators, positions) --check--> Typed (types, kernels) --compile--> columns
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tidegate.expression.faults import Outcome
from tidegate.types import Type

Value = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written; an int may be negative, and always fits in 64 bits."""

    start: int
    end: int
    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a record: `whole.name`."""

    start: int
    end: int
    whole: Written
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """An element of a list, map, text or record: `whole[index]`."""

    start: int
    end: int
    whole: Written
    index: Written


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to arguments in order."""

    start: int
    end: int
    function: str
    arguments: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator applied to one or two operands: `-`, `not`, `+`, `is null`, `is not null` ..."""

    start: int
    end: int
    operator: str
    operands: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One or more comparisons in a row: `a < b <= c` has two operators and three operands."""

    start: int
    end: int
    operators: tuple[str, ...]
    operands: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Logic:
    """Two or more conditions joined by `and` or by `or`."""

    start: int
    end: int
    operator: str
    operands: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`then if condition else otherwise`."""

    start: int
    end: int
    condition: Written
    then: Written
    otherwise: Written


@dataclass(frozen=True, slots=True)
class ListDisplay:
    """A list written out: `[a, b]`."""

    start: int
    end: int
    elements: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class RecordDisplay:
    """A record written out: `{"user": user, "total": a + b}`."""

    start: int
    end: int
    names: tuple[str, ...]
    values: tuple[Written, ...]


Written = Literal | Name | Part | Index | Call | Operation | Chain | Logic | Choice | ListDisplay | RecordDisplay


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known before any item is."""

    type: Type
    value: Any
    """A `pa.Scalar` of the type's Arrow form."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column passed by name."""

    type: Type
    name: str


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """The item's key."""

    type: Type


@dataclass(frozen=True, slots=True)
class Apply:
    """A kernel over whole columns; a bad operand makes the result bad."""

    type: Type
    kernel: Callable[..., Any]
    operands: tuple[Typed, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A kernel that decides per item which of its operands count, and so whose badness counts."""

    type: Type
    merge: Callable[..., Outcome]
    operands: tuple[Typed, ...]


Typed = Constant | Column | KeyColumn | Apply | Branch
