"""The quick reader of JSON Lines gives what the careful one gives, value by value and error by error."""

from __future__ import annotations

import io
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from tidegate.formats.json_cut import JsonCutter
from tidegate.formats.lines import LineBuffer
from tidegate.formats.reading import JsonlReader, Portion
from tidegate.kernels.json_rows import GOOD, ODD
from tidegate.types import parse_type

KIND = "{b: bool, i: int, f: float, s: str, t: timestamp, d: date, u: duration, l: list[int], r: {x: str}}"


class Careful(JsonlReader):
    """Decodes every line by itself."""

    def _columns(self, cut: Any) -> None:
        return None


def read(text: bytes, kind: str, careful: bool = False, count: int = 1_000) -> list[Portion]:
    """Read all lines."""
    reader = (Careful if careful else JsonlReader)(LineBuffer(io.BytesIO(text).read), parse_type(kind))
    portions = [reader.next(count)]
    while not portions[-1].ended:
        portions.append(reader.next(count))
    return portions


def values(portions: list[Portion]) -> list[str]:
    """Return what was read, spelled out so that NaN equals NaN and 0 differs from -0."""
    rows: list[str] = []
    for portion in portions:
        columns = {name: column.to_pylist() for name, column in (portion.columns or {}).items()}
        rows += [repr({name: cells[at] for name, cells in columns.items()}) for at in range(portion.length)]
    return rows


def check(text: bytes, kind: str = KIND, count: int = 1_000) -> None:
    """Both readers say the same of this text."""
    quick, careful = read(text, kind, count=count), read(text, kind, careful=True, count=count)
    assert values(quick) == values(careful)
    assert [portion.bad for portion in quick] == [portion.bad for portion in careful]


def status(line: str, kind: str = KIND) -> int:
    """Return what the quick reader makes of a line."""
    buffer = LineBuffer(io.BytesIO(line.encode()).read)
    return int(JsonCutter(parse_type(kind)).take(buffer, 1).status[0])


SPACE = st.sampled_from(["", "", "", " ", "  ", "\t"])
WORD = st.text(st.sampled_from('ab "\\\n\x00\x1f\x7fé🦜\u2028'), max_size=24)
TIMES = st.builds(
    "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}{}{}".format,
    st.sampled_from([0, 1, 2, 1969, 1970, 2000, 2022, 2023, 2024, 2100, 9998, 9999]),
    st.integers(0, 13),
    st.sampled_from([0, 1, 28, 29, 30, 31, 32]),
    st.sampled_from(["T", " ", "t", ""]),
    st.sampled_from([0, 12, 23, 24]),
    st.sampled_from([0, 59, 60]),
    st.sampled_from([0, 59, 60]),
    st.sampled_from(["", ".", ".5", ".25", ".123", ".123456", ".1234567", ".123456789", ",5"]),
    st.sampled_from(["", "Z", "z", "+00:00", "-00:30", "+23:59", "+24:00", "+0100", "+01", " +01:00", "+01:00:30"]),
)
DATES = st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
NUMBERS = st.one_of(
    st.integers(-(2**65), 2**65).map(str),
    st.integers(-99, 99).map(str),
    st.floats().map(repr),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: f"{number:.3f}"),
    st.from_regex(r"-?[0-9]{1,22}(\.[0-9]{0,22})?([eE][+-]?[0-9]{0,3})?", fullmatch=True),
)
TEXTS = st.one_of(
    WORD.map(json.dumps),
    WORD.map(lambda text: json.dumps(text, ensure_ascii=False)),
    WORD.map(lambda text: f'"{text}"'),
    st.sampled_from(['"NaN"', '"Infinity"', '"\\ud800"', '"\\ud83e\\udd9c"', '"\\x"', '"', '"1m 30s"', '"10s"']),
    TIMES.map(json.dumps),
    DATES.map(json.dumps),
)
VALUE = st.one_of(
    st.sampled_from(["null", "true", "false", "nul", "True", "[]", "{}", "[1,2]", '{"x":"a"}', '[[1],"]"]', "[1}", ""]),
    NUMBERS,
    TEXTS,
)
FITTING: dict[str, st.SearchStrategy[str]] = {
    "b": st.sampled_from(["true", "false", "null"]),
    "i": st.integers(-(2**63), 2**63 - 1).map(str),
    "f": st.floats(allow_nan=False, allow_infinity=False).map(repr),
    "s": WORD.map(json.dumps),
    "t": st.sampled_from(['"2022-01-01T00:00:00Z"', '"2022-01-01 00:00:00.123456+01:00"', '"2022-01-01"', "null"]),
    "d": st.dates().map(lambda day: f'"{day.isoformat()}"'),
    "u": st.sampled_from(['"1m 30s"', "null"]),
    "l": st.sampled_from(["[]", "[1,null]", "null"]),
    "r": st.sampled_from(["{}", '{"x":"}"}', '{"y":1}', "null"]),
}
NAME = st.sampled_from([*FITTING, *FITTING, "z", "é", "\\u0062", 'a"'])


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Draw a line that is mostly right."""
    fields = []
    for name in draw(st.lists(NAME, max_size=7)):
        value = draw(FITTING[name] if name in FITTING and draw(st.integers(0, 3)) else VALUE)
        fields.append(f'{draw(SPACE)}"{name}"{draw(SPACE)}:{draw(SPACE)}{value}{draw(SPACE)}')
    line = draw(SPACE) + "{" + ",".join(fields) + "}" + draw(st.sampled_from(["", "", "", " ", "\r", "x", "}", ","]))
    return line if draw(st.integers(0, 9)) else line[: draw(st.integers(0, len(line)))]


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(lines(), max_size=12), st.integers(1, 12))
def test_the_quick_and_the_careful_reader_say_the_same(texts, count):
    check("\n".join(texts).encode(), count=count)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional=FITTING), max_size=12), st.binary(max_size=3))
def test_they_say_the_same_of_bytes_that_are_not_utf_8(items, dirt):
    text = "\n".join("{" + ",".join(f'"{name}":{value}' for name, value in item.items()) + "}" for item in items)
    check(text.encode().replace(b"a", dirt, 1))


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(NUMBERS | st.floats(width=32).map(repr), min_size=1, max_size=20))
def test_floats_are_read_to_the_last_bit(numbers):
    finite = [text for text in numbers if _is_json(text) and math.isfinite(float(text))]
    text = "".join(f'{{"f":{number}}}\n' for number in finite).encode()
    assert [float(number) for number in finite] == [
        number
        for portion in read(text, "{f: float}")
        for number in (portion.columns or {"f": np.array([])})["f"].tolist()
    ]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "line",
    [
        '{"i":1,"f":2.5,"s":"é","b":true,"t":"2022-01-01T00:00:00Z","d":"2022-01-31","l":[1],"r":{"x":"a"}}',
        ' { "s" : "a\\nb" , "f" : 0.1234567890123456789 } ',
        '{"f":1e200,"z":1,"y":"plain","i":null}',
        "{}",
        '{"t":"2022-01-01 00:00:00.123456+01:00"}',
    ],
)
def test_ordinary_lines_are_read_quickly(line):
    assert status(line) == GOOD


@pytest.mark.parametrize(
    "line", ['{"i":1,"i":2}', '{"z":[1]}', '{"i":1e3}', '{"t":"2016-12-31T23:59:60Z"}', '{"i":1} 2', "1"]
)
def test_unusual_lines_are_left_to_the_careful_reader(line):
    assert status(line) == ODD


def test_a_few_odd_lines_among_many_keep_their_places():
    texts = [f'{{"i":{n}}}' if n % 7 else (f'{{"i":{n}e0}}' if n % 2 else f'{{"z":[],"i":{n}}}') for n in range(100)]
    portion = read("\n".join(texts).encode(), "{i: int}")[0]
    assert portion.columns is not None
    assert portion.columns["i"].to_pylist() == [n for n in range(100) if n % 7 or not n % 2]
    assert [bad.at for bad in portion.bad] == [n for n in range(100) if not n % 7 and n % 2]


def test_a_name_that_json_escapes_is_found_with_care():
    check(b'{"a\\"b":1}\n{"a"b":1}\n', '{"a\\"b": int}')


def test_where_most_lines_are_odd_all_are_read_with_care():
    portion = read(b'{"i":1,"z":[]}\n' * 9 + b'{"i":2}\n', "{i: int}")[0]
    assert portion.columns is not None
    assert portion.columns["i"].to_pylist() == [1] * 9 + [2]


@pytest.mark.parametrize("number", [10**17, 10**18 - 1, 10**18, 2**63 - 1, 2**63, 10**19 - 1, 2**64, 2**64 + 1, 10**20])
def test_integers_at_the_limits_never_wrap(number):
    check(f'{{"i":{number},"f":{number}}}\n{{"i":{-number},"f":{-number}}}\n'.encode(), "{i: int, f: float}")
    check(f'{{"i":{number}}}\n'.encode() * 3, "{i: int}")


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1582, 1900, 1969, 1970, 2000, 2023, 2024, 2100, 9999])
def test_every_day_of_a_year_is_that_day_and_no_other_is_one(year):
    days = [f"{year:04}-{month:02}-{day:02}" for month in range(14) for day in range(33)]
    lines = [f'{{"d":"{day}","t":"{day}T23:59:59.000001Z"}}' for day in days]
    check("\n".join(lines).encode(), "{d: date, t: timestamp}")
    assert sum(status(line, "{d: date, t: timestamp}") == GOOD for line in lines) in (365, 366)
