"""Every row of semantics.md is true, for one item and among others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import tidegate.expression
from tidegate.expression import Expression, Scope, compile_expression
from tidegate.types import Record, StreamType, Type, arrow_type, parse_type

PAGE = Path(tidegate.expression.__file__).with_name("semantics.md")
ROW = re.compile(
    r"^\| (?:`(?P<given>.*?)` )?\| `(?P<text>.*?)` \| (?:`(?P<gives>.*?)`|(?P<outcome>(?:bad|problem): [a-z-]+)) \|$"
)
GIVEN = re.compile(r"^(?P<name>\w+): (?P<type>.+?) = (?P<value>.+)$")


def rows() -> Iterator[Any]:
    for line in PAGE.read_text().splitlines():
        if line.startswith("| ") and not line.startswith("| given"):
            found = ROW.match(line)
            assert found, f"this row cannot be read: {line}"
            yield pytest.param(*found.group("given", "text", "gives", "outcome"), id=line[2:80])


def value_of(text: str, kind: Type | None = None) -> tuple[Type, Any]:
    """Return the value of an expression without fields."""
    compiled = compile_expression(text, Scope(StreamType(Record(()))), kind)
    assert isinstance(compiled, Expression), f"{text}: {compiled}"
    return compiled.type, compiled.evaluate({}, 1).values


def fields_of(given: str | None) -> dict[str, tuple[Type, Any]]:
    fields = {}
    for part in given.split("; ") if given else ():
        found = GIVEN.match(part)
        assert found, f"this field cannot be read: {part}"
        fields[found["name"]] = value_of(found["value"], parse_type(found["type"]))
    return fields


@pytest.mark.parametrize(("given", "text", "gives", "outcome"), list(rows()))
def test_the_page_is_true(given: str | None, text: str, gives: str | None, outcome: str | None) -> None:
    fields = fields_of(given)
    compiled = compile_expression(
        text, Scope(StreamType(Record.of({name: kind for name, (kind, _) in fields.items()})))
    )
    if outcome and outcome.startswith("problem"):
        assert not isinstance(compiled, Expression), f"it gives {compiled}"
        assert [f"problem: {problem.code}" for problem in compiled] == [outcome]
        return
    assert isinstance(compiled, Expression), f"{compiled}"
    # The same item between two nulls, in a slice: neither neighbours nor offsets may matter.
    columns = {
        name: pa.concat_arrays([pa.nulls(3, arrow_type(kind)), value, pa.nulls(2, arrow_type(kind))]).slice(2, 3)
        for name, (kind, value) in fields.items()
    }
    for columns_of_row, length, row in (({name: value for name, (_, value) in fields.items()}, 1, 0), (columns, 3, 1)):
        found = compiled.evaluate(columns_of_row, length)
        if outcome:
            assert found.bad is not None
            assert found.bad[row]
            assert f"bad: {found.reasons(row)[0]}" == outcome
            assert not found.values[row].is_valid, "a bad item keeps a value"
        else:
            assert gives is not None
            references = Scope(StreamType(Record.of({name: kind for name, (kind, _) in fields.items()})))
            wanted = compile_expression(gives, references)
            assert isinstance(wanted, Expression)
            assert found.bad is None or not found.bad[row]
            assert wanted.type == compiled.type
            assert wanted.evaluate(columns_of_row, length).values[row] == found.values[row]


def test_the_page_has_a_table_for_each_part() -> None:
    assert len(list(rows())) > 150
