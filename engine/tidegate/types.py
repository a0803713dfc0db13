"""The closed set of item types, their text form and their Arrow form.

A type is written as text, in a flow document, in a message and on screen alike:

    bool  int  float  str  timestamp  duration  date
    list[int]   map[float]   {user: str, total: int}

Any value may be null. `int` is 64 bits and checked; `timestamp` and `duration` count microseconds, timestamps
in UTC; the keys of a `map` are text. Deliberately absent: "any", and anything that holds an object of the user's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import pyarrow as pa
from pydantic import PlainSerializer, PlainValidator, WithJsonSchema


class Scalar(StrEnum):
    """A type without parts."""

    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STR = "str"
    TIMESTAMP = "timestamp"
    DURATION = "duration"
    DATE = "date"
    NULL = "null"
    """The type of a bare `null` in an expression; no stream has it."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements all have one type."""

    element: Type

    def __str__(self) -> str:
        return f"list[{self.element}]"


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map from text to values of one type, in insertion order."""

    value: Type

    def __str__(self) -> str:
        return f"map[{self.value}]"


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields, in order."""

    fields: tuple[tuple[str, Type], ...]

    @staticmethod
    def of(fields: Mapping[str, Type]) -> Record:
        """Return the record with these fields, in the mapping's order."""
        return Record(tuple(fields.items()))

    def as_dict(self) -> dict[str, Type]:
        """Return the fields by name."""
        return dict(self.fields)

    def __str__(self) -> str:
        return "{" + ", ".join(f"{_quoted(name)}: {kind}" for name, kind in self.fields) + "}"


type_names = tuple(scalar.value for scalar in Scalar if scalar is not Scalar.NULL)

Type = Scalar | ListOf | MapOf | Record

BOOL, INT, FLOAT, STR = Scalar.BOOL, Scalar.INT, Scalar.FLOAT, Scalar.STR
TIMESTAMP, DURATION, DATE, NULL = Scalar.TIMESTAMP, Scalar.DURATION, Scalar.DATE, Scalar.NULL

MAX_TYPE_DEPTH = 32
"""How deep a type may nest; text from outside is refused beyond it."""


@dataclass(frozen=True, slots=True)
class StreamType:
    """What is known of a stream before the run: the type of its items and whether they carry a key."""

    item: Type
    keyed: bool = False

    def fields(self) -> dict[str, Type]:
        """Return the item's fields by name; empty when the item is no record."""
        return self.item.as_dict() if isinstance(self.item, Record) else {}

    def __str__(self) -> str:
        return f"keyed {self.item}" if self.keyed else str(self.item)


_ARROW: dict[Scalar, pa.DataType] = {
    BOOL: pa.bool_(),
    INT: pa.int64(),
    FLOAT: pa.float64(),
    STR: pa.string(),
    TIMESTAMP: pa.timestamp("us", tz="UTC"),
    DURATION: pa.duration("us"),
    DATE: pa.date32(),
    NULL: pa.null(),
}


def arrow_type(kind: Type) -> pa.DataType:
    """Return the Arrow type that holds values of `kind`."""
    match kind:
        case Scalar():
            return _ARROW[kind]
        case ListOf(element):
            return pa.list_(arrow_type(element))
        case MapOf(value):
            return pa.map_(pa.string(), arrow_type(value))
        case Record(fields):
            return pa.struct([pa.field(name, arrow_type(part)) for name, part in fields])


class TypeText(ValueError):
    """A text that is not a type; the message says where and what was expected."""


def parse_type(text: str) -> Type:
    """Return the type that `text` names; raise `TypeText` for anything else."""
    return _Reader(text).read_all(0)


def _quoted(name: str) -> str:
    plain = name != "" and all(_in_word(letter) for letter in name)
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


class _Reader:
    """Reads one type from text, left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def read_all(self, depth: int) -> Type:
        kind = self.read(depth)
        self.expect_end()
        return kind

    def read(self, depth: int) -> Type:
        if depth > MAX_TYPE_DEPTH:
            raise TypeText(f"type nests deeper than {MAX_TYPE_DEPTH}; flatten it")
        if self._skip("{"):
            return self._record(depth)
        word = self._word()
        if word in ("list", "map"):
            return self._of(word, depth)
        if word in type_names:
            return Scalar(word)
        raise TypeText(
            f"unknown type {word[:40]!r}; use one of {', '.join(type_names)}, list[...], map[...], {{name: type}}"
        )

    def _of(self, word: str, depth: int) -> Type:
        self._expect("[")
        inner = self.read(depth + 1)
        self._expect("]")
        return ListOf(inner) if word == "list" else MapOf(inner)

    def _record(self, depth: int) -> Record:
        fields: dict[str, Type] = {}
        while not self._skip("}"):
            if fields:
                self._expect(",")
            name = self._name()
            if name in fields:
                raise TypeText(f"field {name[:40]!r} is there twice; rename one of them")
            self._expect(":")
            fields[name] = self.read(depth + 1)
        return Record.of(fields)

    def expect_end(self) -> None:
        self._blank()
        if self.at != len(self.text):
            raise TypeText(f"unexpected {self.text[self.at : self.at + 20]!r} after the type; remove it")

    def _blank(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _skip(self, mark: str) -> bool:
        self._blank()
        found = self.text.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def _expect(self, mark: str) -> None:
        if not self._skip(mark):
            raise TypeText(f"expected {mark!r} at column {self.at + 1} of {self.text[:60]!r}")

    def _word(self) -> str:
        self._blank()
        start = self.at
        while self.at < len(self.text) and _in_word(self.text[self.at]):
            self.at += 1
        return self.text[start : self.at]

    def _name(self) -> str:
        if self._skip('"'):
            return self._quoted_name()
        word = self._word()
        if not word:
            raise TypeText(f"expected a field name at column {self.at + 1} of {self.text[:60]!r}")
        return word

    def _quoted_name(self) -> str:
        letters: list[str] = []
        while self.at < len(self.text) and self.text[self.at] != '"':
            self.at += 1 if self.text[self.at] == "\\" else 0
            letters.append(self.text[self.at : self.at + 1])
            self.at += 1
        self._expect('"')
        return "".join(letters)


def _validated(value: Any, depth: int = 0) -> Any:
    if depth > MAX_TYPE_DEPTH:
        raise TypeText(f"type nests deeper than {MAX_TYPE_DEPTH}; flatten it")
    if isinstance(value, (Scalar, ListOf, MapOf, Record)):
        return value
    if isinstance(value, dict):
        return Record.of({str(name): _validated(part, depth + 1) for name, part in value.items()})
    if isinstance(value, str):
        return _Reader(value).read_all(depth)
    raise ValueError(f"a type is text such as 'int' or a record of types; got {type(value).__name__}")


TypeField = Annotated[
    Any,
    PlainValidator(lambda value: _validated(value)),
    PlainSerializer(lambda kind: str(kind), return_type=str),
    WithJsonSchema(
        {"type": "string", "format": "type", "description": "A type, written as text: `int`, `list[str]`, `{a: int}`."}
    ),
]
"""A pydantic field that holds a `Type`: text, or an object of field name to type text, in the document."""
