"""The text of a type is read back as the same type, and nothing else is read as one."""

from __future__ import annotations

from contextlib import suppress

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tidegate.types import (
    MAX_TYPE_DEPTH,
    NULL,
    ListOf,
    MapOf,
    Record,
    Scalar,
    Type,
    TypeField,
    TypeText,
    arrow_type,
    parse_type,
)

NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=6) | st.sampled_from(
    ["a·", "e\u0301", "ª", "1", '"\\']
)
SCALARS = st.sampled_from([scalar for scalar in Scalar if scalar is not NULL])
TYPES = st.recursive(
    SCALARS,
    lambda inner: (
        st.builds(ListOf, inner) | st.builds(MapOf, inner) | st.dictionaries(NAMES, inner, max_size=4).map(Record.of)
    ),
    max_leaves=8,
)


def nested(depth: int) -> str:
    return "list[" * depth + "int" + "]" * depth


def refused(text: str) -> str:
    with pytest.raises(TypeText) as caught:
        parse_type(text)
    return str(caught.value)


@settings(max_examples=300, deadline=None)
@given(TYPES)
def test_a_type_written_as_text_is_read_back(kind: Type) -> None:
    assert parse_type(str(kind)) == kind


@settings(max_examples=100, deadline=None)
@given(TYPES)
def test_every_type_has_an_arrow_type_that_holds_nulls(kind: Type) -> None:
    assert pa.array([None], arrow_type(kind)).null_count == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "unknown type ''"),
        ("integer", "unknown type 'integer'"),
        ("null", "unknown type 'null'"),
        ("any", "unknown type 'any'"),
        ("Int", "unknown type 'Int'"),
        ("int int", "unexpected 'int' after the type"),
        ("list", "expected '['"),
        ("list[int", "expected ']'"),
        ("map[str, int]", "expected ']'"),
        ("{a: int", "expected ','"),
        ("{a int}", "expected ':'"),
        ("{a: int,}", "expected a field name"),
        ("{a: int, a: str}", "field 'a' is there twice"),
        ('{"a: int}', "expected '\"'"),
        ("int\0", "unexpected"),
    ],
)
def test_other_text_is_refused_and_the_message_says_what_is_wrong(text: str, says: str) -> None:
    assert says in refused(text)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('{}[]:,"\\ lists mapint'), max_size=20) | st.text(max_size=20))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with suppress(TypeText):
        assert parse_type(str(parse_type(text))) == parse_type(text)


def test_a_type_nests_only_so_deep_as_text_as_objects_or_both() -> None:
    assert parse_type(nested(MAX_TYPE_DEPTH))
    assert "flatten" in refused(nested(MAX_TYPE_DEPTH + 1))
    assert "flatten" in refused(nested(100_000))
    field, deep = TypeAdapter[Type](TypeField), nested(MAX_TYPE_DEPTH - 1)
    assert field.validate_python({"a": deep}) == Record.of({"a": parse_type(deep)})
    with pytest.raises(ValidationError, match="flatten"):
        field.validate_python({"a": {"b": deep}})


@pytest.mark.parametrize("value", [None, 1, True, 1.5, ["int"], {"a": 1}, {"a": None}, "", {"a": ""}])
def test_a_field_takes_text_or_an_object_of_types(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(TypeField).validate_python(value)
