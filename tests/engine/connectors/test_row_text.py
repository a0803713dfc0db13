"""Rows of text straight from columns are the texts that the renderer joins value by value."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from tidegate.batch import batch_of
from tidegate.formats.row_text import csv_row_bytes, json_line_bytes
from tidegate.render import json_lines
from tidegate.types import StreamType, parse_type

KIND = '{b: bool, i: int, f: float, s: str, "t é\\"": timestamp, u: duration, d: date, l: list[int], r: {x: str}}'
STREAM = StreamType(parse_type(KIND))
LETTERS = st.text(st.sampled_from('ab "\\\n\x00\x1f\x7fé🦜\u2028='), max_size=9)
FLOATS = st.one_of(
    st.floats(),
    st.integers(-(10**17), 10**17).map(float),
    st.builds(lambda digits, places: digits / 10**places, st.integers(-(10**16), 10**16), st.integers(0, 12)),
    st.sampled_from(
        [0.0, -0.0, 0.001, 0.0009999, 1e15, 999999999999999.0, 0.1 + 0.2, 5e-324, 1e22, 9007199254740993.0]
    ),
)
ITEM = st.fixed_dictionaries(
    {
        "b": st.none() | st.booleans(),
        "i": st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(-10, 10),
        "f": st.none() | FLOATS,
        "s": st.none() | LETTERS,
        't é"': st.none() | st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999) | st.integers(-5, 5)
        | st.integers(-(10**4), 10**4).map(lambda seconds: seconds * 1_000_000) | st.just(2**62),
        "u": st.none() | st.integers(-(10**15), 10**15),
        "d": st.none() | st.integers(-719_162, 2_932_896),
        "l": st.none() | st.lists(st.none() | st.integers(-9, 9), max_size=3),
        "r": st.none() | st.fixed_dictionaries({"x": st.none() | LETTERS}),
    }
)  # fmt: skip


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(ITEM, max_size=12), st.integers(0, 3))
def test_lines_of_json_are_what_the_renderer_writes(items, start):
    batch = batch_of(items, STREAM)
    batch = batch.slice(min(start, len(items)), len(items))
    written = bytes(json_line_bytes(batch, STREAM.item)).decode()
    assert written == "".join(line + "\n" for line in json_lines(batch, STREAM))


@settings(max_examples=examples(80), deadline=None)
@given(st.lists(FLOATS, min_size=1, max_size=20))
def test_a_float_is_written_with_the_fewest_digits(numbers):
    stream = StreamType(parse_type("{f: float}"))
    written = bytes(json_line_bytes(batch_of([{"f": number} for number in numbers], stream), stream.item)).decode()
    for line, number in zip(written.splitlines(), numbers, strict=True):
        finite = number - number == 0
        assert (
            line == f'{{"f":{msgspec.json.encode(number).decode()}}}' if finite else json.loads(line)["f"][0] in "NI-"
        )


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(ITEM, max_size=8))
def test_rows_of_csv_hold_the_same_values(items):
    batch = batch_of(items, STREAM)
    rows = list(csv.reader(io.StringIO(bytes(csv_row_bytes(batch.columns, batch.length, ",", False)).decode(), "")))
    told = [json.loads(line) for line in json_lines(batch, STREAM)]
    assert [[_cell(value) for value in item.values()] for item in told] == [
        [_same(cell) for cell in row] for row in rows
    ]


def _cell(value: Any) -> Any:
    return "" if value is None else _same(value if isinstance(value, str) else json.dumps(value))


def _same(cell: str) -> Any:
    """Return a cell, numbers and JSON by their value."""
    try:
        return json.loads(cell)
    except ValueError:
        return cell


@pytest.mark.parametrize("kind", ["int", "list[int]", "{}"])
def test_items_that_are_no_records_with_fields_have_lines_too(kind):
    stream = StreamType(parse_type(kind))
    batch = batch_of([{}, {}] if kind == "{}" else [None, None], stream)
    assert bytes(json_line_bytes(batch, stream.item)) == (b"{}\n{}\n" if kind == "{}" else b"null\nnull\n")
