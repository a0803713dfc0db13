"""Items as text: JSON that a browser and a file can read, and Python as Bytewax prints it."""

from __future__ import annotations

import json
from datetime import UTC, date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.batch import Batch, batch_of
from tidegate.keys import KeyDictionary
from tidegate.render import json_columns, json_lines, json_values, python_lines, text_bytes
from tidegate.types import StreamType, arrow_type, parse_type

RECORD = StreamType(parse_type("{n: int, s: str}"))


def column(kind: str, values: list[Any]) -> Any:
    """Return values as a column of this type."""
    return pa.array(values, arrow_type(parse_type(kind)))


def lines(kind: str, values: list[Any], keys: list[str] | None = None) -> tuple[list[str], list[str]]:
    """Return items as lines of JSON and of Python."""
    stream = StreamType(parse_type(kind), keys is not None)
    batch = batch_of(values, stream)
    if keys is not None:
        dictionary = KeyDictionary()
        batch = batch.with_keys(dictionary.intern(pa.array(keys, pa.string())), dictionary)
    return json_lines(batch, stream), python_lines(batch, stream)


@pytest.mark.parametrize(
    ("kind", "value", "in_json", "in_python"),
    [
        ("bool", True, "true", "True"),
        ("int", -5, "-5", "-5"),
        ("int", 2**63 - 1, "9223372036854775807", "9223372036854775807"),
        ("float", 1.0, "1.0", "1.0"),
        ("float", 1e16, "1e16", "1e+16"),
        ("float", float("nan"), '"NaN"', "nan"),
        ("float", float("-inf"), '"-Infinity"', "-inf"),
        ("str", "it's", '"it\'s"', '"it\'s"'),
        ("str", 'a"\\\n\x1b[31m', '"a\\"\\\\\\n\\u001b[31m"', "'a\"\\\\\\n\\x1b[31m'"),
        ("str", "é🦜\u202e", '"é🦜\u202e"', "'é🦜\\u202e'"),
        ("timestamp", 0, '"1970-01-01T00:00:00Z"', "datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)"),
        ("timestamp", 1_500_000, '"1970-01-01T00:00:01.500000Z"',
         "datetime.datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=datetime.timezone.utc)"),
        ("timestamp", 2**62, '"4611686018427.387695s"', "'4611686018427.387695s'"),
        ("duration", 90_000_000, '"1m 30s"', "datetime.timedelta(seconds=90)"),
        ("date", 1, '"1970-01-02"', "datetime.date(1970, 1, 2)"),
        ("list[int]", [1, None], "[1,null]", "[1, None]"),
        ("list[list[str]]", [["a"], [], None], '[["a"],[],null]', "[['a'], [], None]"),
        ("map[int]", [("k", 1)], '{"k":1}', "{'k': 1}"),
        ("{a: {b: int}}", {"a": {"b": None}}, '{"a":{"b":null}}', "{'a': {'b': None}}"),
        ("{a: {b: int}}", {"a": None}, '{"a":null}', "{'a': None}"),
        ("{}", {}, "{}", "{}"),
    ],
)  # fmt: skip
def test_a_value_of_every_type_has_two_spellings(kind, value, in_json, in_python):
    assert lines(kind, [value]) == ([in_json], [in_python])


@pytest.mark.parametrize(
    "kind", ["bool", "int", "float", "str", "timestamp", "duration", "date", "list[int]", "map[str]"]
)
def test_null_is_null_beside_values_and_alone(kind):
    assert lines(kind, [None, None]) == (["null"] * 2, ["None"] * 2)
    assert json_values(column(kind, [])) == []


def test_a_keyed_item_is_a_pair():
    assert lines("int", [1], ["a"]) == (['["a",1]'], ["('a', 1)"])
    assert lines("{n: int}", [{"n": 1}], ['"'])[0] == ['["\\"",{"n":1}]']


def test_an_item_of_a_window_is_printed_as_bytewax_prints_it():
    kind = "{window_id: int, open_time: timestamp, close_time: timestamp, value: list[{user: str}]}"
    item = {"window_id": 0, "open_time": 0, "close_time": 0, "value": [{"user": "a"}]}
    assert lines(kind, [item], ["a"])[1] == ["('a', (0, [{'user': 'a'}]))"]
    assert lines(kind, [item])[1][0].startswith("{'window_id': 0, 'open_time': datetime")


def test_a_browser_reads_no_rounded_number():
    assert json_values(column("int", [2**53, 2**53 + 1, None, -(2**63)])) == [
        2**53,
        str(2**53 + 1),
        None,
        str(-(2**63)),
    ]
    assert json_values(column("list[int]", [[1, 2**60]])) == [[1, str(2**60)]]
    assert json_values(column("float", [1.5, float("inf"), None])) == [1.5, "Infinity", None]


def test_columns_are_told_by_name():
    batch = batch_of([{"n": 1, "s": "a"}, {"n": 2, "s": None}], RECORD)
    assert json_columns(batch) == {"n": [1, 2], "s": ["a", None]}


def test_a_part_of_a_batch_is_that_part():
    kind = "{l: list[int], m: map[str], s: str, t: timestamp, r: {x: int}}"
    items = [{"l": [n] * n, "m": [("k", str(n))], "s": str(n), "t": n, "r": {"x": n}} for n in range(9)]
    stream = StreamType(parse_type(kind))
    whole = batch_of(items, stream)
    for write in (json_lines, python_lines):
        assert write(whole.slice(3, 4), stream) == write(whole, stream)[3:7]


def test_the_bytes_of_a_text_column_are_all_its_texts():
    texts = pa.array(["ab", "", "é", "x"], pa.string())
    assert bytes(text_bytes(texts)) == "abéx".encode()
    assert bytes(text_bytes(texts.slice(2, 1))) == "é".encode()
    assert bytes(text_bytes(texts.slice(0, 0))) == b""


SCALARS = {
    "b": st.none() | st.booleans(),
    "i": st.none() | st.integers(-(2**63), 2**63 - 1),
    "f": st.none() | st.floats(),
    "s": st.none() | st.text(st.characters(codec="utf-8")),
    "t": st.none() | st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(fold=0)),
    "d": st.none() | st.timedeltas(timedelta(days=-9_999), timedelta(days=9_999)),
    "a": st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
    "l": st.none() | st.lists(st.none() | st.text(st.characters(codec="utf-8"), max_size=4), max_size=4),
}
ANY = StreamType(parse_type("{b: bool, i: int, f: float, s: str, t: timestamp, d: duration, a: date, l: list[str]}"))


def in_json(item: dict[str, Any]) -> dict[str, Any]:
    """Return what JSON can say of an item, value by value."""
    words = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    at, number = item["t"], item["f"]
    return item | {
        "t": None if at is None else at.isoformat().replace("+00:00", "Z"),
        "a": None if item["a"] is None else item["a"].isoformat(),
        "f": words.get(str(number), number),
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries(SCALARS), max_size=8))
def test_it_is_what_json_and_repr_say_item_by_item(items):
    batch = Batch(batch_of(items, ANY).columns, len(items))
    assert python_lines(batch, ANY) == [repr({name: item[name] for name in ANY.fields()}) for item in items]
    told = [json.loads(line) for line in json_lines(batch, ANY)]
    assert [item | {"d": None} for item in told] == [in_json(item) | {"d": None} for item in items]
