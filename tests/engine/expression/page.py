"""The rows of semantics.md, and the values that are written in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import tidegate.expression
from tidegate.expression import Expression, Scope, compile_expression
from tidegate.types import Record, StreamType, Type, parse_type

PAGE = Path(tidegate.expression.__file__).with_name("semantics.md")
AGGREGATIONS = "Aggregations"
"""The one part whose rows are about many items."""
GIVEN = re.compile(r"^(?P<name>\w+): (?P<type>.+?) = (?P<value>.+)$")
_ROW = re.compile(
    r"^\| (?:`(?P<given>.*?)` )?\| `(?P<text>.*?)` \| "
    r"(?:`(?P<gives>.*?)`|(?P<outcome>problem|(?:bad|problem|null, told): [a-z-]+)) \|$"
)


class Row(NamedTuple):
    """One row: what is given, what is made of it, and the value or what happens instead."""

    given: str | None
    text: str
    gives: str | None
    outcome: str | None


def parts() -> dict[str, list[Row]]:
    """Return the rows of each part of the page, by its title."""
    found: dict[str, list[Row]] = {}
    for title, line in _lines():
        found.setdefault(title, [])
        if line.startswith("| ") and not line.startswith("| given"):
            row = _ROW.match(line)
            assert row, f"this row cannot be read: {line}"
            found[title].append(Row(*row.group("given", "text", "gives", "outcome")))
    return found


def _lines() -> Iterator[tuple[str, str]]:
    title = ""
    for line in PAGE.read_text("utf-8").splitlines():
        title = line.removeprefix("## ") if line.startswith("## ") else title
        yield title, line


def value_of(text: str, kind: Type | None = None) -> tuple[Type, Any]:
    """Return the value of an expression without fields."""
    compiled = compile_expression(text, Scope(StreamType(Record(()))), kind)
    assert isinstance(compiled, Expression), f"{text}: {compiled}"
    return compiled.type, compiled.evaluate({}, 1).values


def fields_of(given: str | None) -> dict[str, tuple[Type, Any]]:
    """Return the fields of an item that are given."""
    fields = {}
    for part in given.split("; ") if given else ():
        found = GIVEN.match(part)
        assert found, f"this field cannot be read: {part}"
        fields[found["name"]] = value_of(found["value"], parse_type(found["type"]))
    return fields
