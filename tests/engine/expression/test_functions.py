"""What the functions do beyond their examples: against Python where Python has the same, and at their limits."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.expression import Expression, Scope, compile_expression, describe_functions
from tidegate.fields import format_duration
from tidegate.types import INT, STR, Record, StreamType, parse_type

ENTRIES = describe_functions()
NOTHING = Scope(StreamType(Record(())))


def value_of(text: str) -> Any:
    found = compile_expression(text, NOTHING)
    assert isinstance(found, Expression), f"{text}: {found}"
    assert found.constant
    return found.type, found.evaluate({}, 1).values[0]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_example_of_each_function_is_true(entry: Any) -> None:
    assert f"{entry.name}(" in entry.example
    assert value_of(entry.example) == value_of(entry.example_value)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_function_explains_itself(entry: Any) -> None:
    assert entry.doc.endswith(".")
    assert entry.group
    assert all(line.startswith(f"{entry.name}(") and " -> " in line for line in entry.signature.splitlines())


def test_there_are_functions_enough_and_no_two_of_a_name() -> None:
    names = [entry.name for entry in ENTRIES]
    assert len(names) == len(set(names))
    assert len(names) > 60


def test_each_function_gives_null_for_null_and_nothing_for_no_rows(run: Any) -> None:
    """All but the functions that are about null, which say so."""
    fields = {"i": "int", "f": "float", "s": "str", "b": "bool", "t": "timestamp", "d": "duration", "day": "date"}
    fields |= {
        "li": "list[int]",
        "lf": "list[float]",
        "ls": "list[str]",
        "lb": "list[bool]",
        "ld": "list[duration]",
        "m": "map[str]",
    }
    of_type = {kind: name for name, kind in fields.items()} | {
        "T": "s",
        "S": "s",
        "O": "i",
        "list[T]": "ls",
        "list[S]": "ls",
        "list[O]": "li",
        "map[T]": "m",
    }
    constants = {
        "places": "2",
        "zone": '"Europe/Berlin"',
        "format": '"%Y-%m-%d"',
        "pattern": '"a"',
        "replacement": '"b"',
        "length": '"hour"',
        "text": '"1h"',
    }
    about_null = {"coalesce", "is_null", "null_if", "get"}
    for entry in ENTRIES:
        for line in entry.signature.splitlines():
            parts = [part.split(": ") for part in line[len(entry.name) + 1 : line.rindex(") -> ")].split(", ")]
            arguments = [constants[name] if kind.startswith("constant") else of_type[kind] for name, kind in parts]
            text = f"{entry.name}({', '.join(arguments)})"
            if entry.name == "duration" and "constant" in line:
                continue
            assert run(text, fields, []) == [], text
            if entry.name not in about_null:
                assert run(text, fields, [dict.fromkeys(fields)] * 2) == [None, None], text


TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timedelta(minutes=minutes))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TIMES, OFFSETS, st.sampled_from("zZ+T s"))))
def test_iso_times_are_read_as_python_reads_them(cases: list[tuple[datetime, timedelta, str]]) -> None:
    texts = []
    for at, offset, style in cases:
        sign, minutes = "-" if offset < timedelta(0) else "+", abs(offset) // timedelta(minutes=1)
        text = (at.replace(tzinfo=None)).isoformat(sep=" " if style in " s" else "T")
        texts.append(text + {"+": f"{sign}{minutes // 60:02}:{minutes % 60:02}", "Z": "Z", "z": "z"}.get(style, ""))
    wanted = []
    for text in texts:
        read = datetime.fromisoformat(text.upper())
        wanted.append(read if read.tzinfo else read.replace(tzinfo=UTC))
    found = compile_expression("parse_time(s)", Scope(StreamType(Record.of({"s": STR}))))
    assert isinstance(found, Expression)
    evaluated = found.evaluate({"s": pa.array(texts, pa.string())}, len(texts))
    assert evaluated.bad is None
    assert evaluated.values.to_pylist() == wanted


@pytest.mark.parametrize(
    "text",
    ["", "x", "2022", "2022-13-01", "2022-00-01", "2022-01-00", "2021-02-29", "1900-02-29", "2022-01-01T24:00:00Z", "2022-01-01T00:60Z",
     "2022-01-01T00:00:61Z", "2022-01-01T00:00:00+24:00", "0000-01-01", "0001-01-01T00:00:00+01:00", "2022-01-01Z", "20220101", "1e20",
     "2022-01-01T00:00:00ZZ", "2022-01-01T", "-2022-01-01", "99999-01-01", "2022-01-01T00:00:00.Z", "Infinity", "2022-1-1", "２０２２-01-01"],
)  # fmt: skip
def test_what_is_no_time_is_a_bad_item_that_shows_it(text: str) -> None:
    scope = Scope(StreamType(Record.of({"s": STR})))
    for call in ("parse_time(s)", "timestamp(s)"):
        found = compile_expression(call, scope)
        assert isinstance(found, Expression)
        evaluated = found.evaluate({"s": pa.array(["2022-01-01T00:00:00Z", text])}, 2)
        assert evaluated.bad is not None
        assert evaluated.bad.tolist() == [False, True]
        assert evaluated.reasons(1)[0] == "bad-time"
        assert repr(text) in evaluated.reasons(1)[1]


FORMATS = [
    "%Y-%m-%d %H:%M:%S.%f",
    "%d/%m/%Y %I:%M:%S.%f %p",
    "%d %b %Y %H:%M:%S.%f",
    "%Y%%%m%d%H%M%S%f",
    "[%Y] (%m) {%d} %H+%M*%S|%f",
]


@pytest.mark.parametrize("text", FORMATS)
def test_what_a_format_writes_it_reads_and_python_agrees(text: str, run: Any) -> None:
    times = [
        datetime(2024, 2, 29, 0, 5, 6, 70, UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, UTC),
        None,
    ]
    rows = [{"t": at} for at in times]
    written = run(f"format_time(t, '{text}')", {"t": "timestamp"}, rows)
    assert written == [None if at is None else at.strftime(text.replace("%Y", f"{at.year:04}")) for at in times]
    assert run(f"parse_time(format_time(t, '{text}'), '{text}')", {"t": "timestamp"}, rows) == times


@pytest.mark.parametrize("text", ["%y %m %d", "%Y-%m-%dT%H:%M:%S%z"])
def test_short_years_and_zones_are_read_as_python_reads_them(text: str, run: Any) -> None:
    cases = {
        "%y %m %d": ["68 01 02", "69 12 31", "00 02 29"],
        "%Y-%m-%dT%H:%M:%S%z": ["2022-01-01T00:00:00+02:30", "2022-01-01T00:00:00-0100"],
    }[text]
    wanted = [datetime.strptime(case, text) for case in cases]
    found = run(f"parse_time(s, '{text}')", {"s": "str"}, [{"s": case} for case in cases])
    assert found == [at if at.tzinfo else at.replace(tzinfo=UTC) for at in wanted]


def test_parts_of_a_time_follow_its_zone_and_its_summer_time(run: Any) -> None:
    rows = [{"t": datetime(2022, month, 1, 23, 30, tzinfo=UTC)} for month in (1, 7)]
    assert run("hour(t, 'Europe/Berlin')", {"t": "timestamp"}, rows) == [0, 1]
    assert run("day(t, 'Europe/Berlin')", {"t": "timestamp"}, rows) == [2, 2]
    assert run("date(t, 'Europe/Berlin')", {"t": "timestamp"}, rows) == [date(2022, 1, 2), date(2022, 7, 2)]
    assert run("truncate(t, 'day', 'Europe/Berlin')", {"t": "timestamp"}, rows) == [
        datetime(2022, 1, 1, 23, tzinfo=UTC), datetime(2022, 7, 1, 22, tzinfo=UTC),
    ]  # fmt: skip


def test_times_before_1970_are_rounded_down_too(run: Any) -> None:
    rows = [{"t": datetime(1969, 12, 31, 23, 59, 59, 999999, UTC)}]
    assert run("format_time(t, '%H:%M:%S.%f')", {"t": "timestamp"}, rows) == ["23:59:59.999999"]
    assert run("truncate(t, '10s')", {"t": "timestamp"}, rows) == [datetime(1969, 12, 31, 23, 59, 50, tzinfo=UTC)]
    assert run("epoch_millis(t)", {"t": "timestamp"}, rows) == [-1]
    assert run("str(t)", {"t": "timestamp"}, rows) == ["1969-12-31T23:59:59.999999Z"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats() | st.none()))
def test_a_float_as_text_reads_back_as_the_same_float(values: list[float | None]) -> None:
    found = compile_expression("float(str(x))", Scope(StreamType(Record.of({"x": parse_type("float")}))))
    assert isinstance(found, Expression)
    back = found.evaluate({"x": pa.array(values, pa.float64())}, len(values))
    assert back.bad is None
    assert [repr(value) for value in back.values.to_pylist()] == [
        repr(value).replace("-nan", "nan") for value in values
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_a_duration_as_text_reads_back(spans: list[int]) -> None:
    found = compile_expression("str(d)", Scope(StreamType(Record.of({"d": parse_type("duration")}))))
    assert isinstance(found, Expression)
    texts = found.evaluate({"d": pa.array(spans, pa.duration("us"))}, len(spans)).values.to_pylist()
    assert texts == [format_duration(span) for span in spans]


MEBIBYTE = "repeat(s, 1048576 * m)"
LARGE = ["repeat(s, n)", "pad_left(s, n)", "pad_right(s, n, '😀')", f"s + {MEBIBYTE}", f"replace({MEBIBYTE}, 'x', s + s)",
         f"join([{MEBIBYTE}, s], '')", f"replace_pattern({MEBIBYTE}, 'x', 'bb')"]  # fmt: skip


@pytest.mark.parametrize("text", LARGE)
def test_a_text_over_a_mebibyte_is_a_bad_item_and_its_neighbours_are_not(text: str, run: Any) -> None:
    rows = [{"s": "x", "n": 2_000_000_000, "m": 1}, {"s": None, "n": None, "m": 1}, {"s": "x", "n": 3, "m": 0}]
    found = run(text, {"s": "str", "n": "int", "m": "int"}, rows)
    assert found[0] == "bad: text-too-long"
    assert found[1] is None
    assert found[2] in ("xxx", "  x", "x😀😀", "x", "")


def test_a_pattern_runs_in_linear_time(run: Any) -> None:
    before = time.process_time()
    assert run("matches(s, '(a+)+$')", {"s": "str"}, [{"s": "a" * 28 + "!"}, {"s": "a" * 100_000 + "!"}]) == [
        False,
        False,
    ]
    assert time.process_time() - before < 0.2


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("id=([0-9]+)", "42"),
        ("[0-9]+", "42"),
        ("(?:id)=([0-9])([0-9])", "4"),
        (r"\((.)\)", "x"),
        ("(?P<word>[(])", "("),
        ("[)(]", "("),
        (r"\Q(\E(.)", "x"),
        ("zzz", None),
    ],
)
def test_extract_gives_the_first_group_or_the_whole(pattern: str, found: str | None, run: Any) -> None:
    quoted = "r'" + pattern + "'"
    assert run(f"extract(s, {quoted})", {"s": "str"}, [{"s": "id=42 (x)"}, {"s": None}]) == [found, None]


def test_parameters_may_be_columns_as_well(run: Any) -> None:
    rows = [
        {"s": "peter", "p": "e", "n": 1},
        {"s": "bob", "p": "b", "n": -1},
        {"s": "anna", "p": None, "n": 0},
        {"s": None, "p": "x", "n": 2},
    ]
    types = {"s": "str", "p": "str", "n": "int"}
    assert run("split(s, p)", types, rows) == [["p", "t", "r"], ["", "o", ""], None, None]
    assert run("replace(s, p, '-')", types, rows) == ["p-t-r", "-o-", None, None]
    assert run("p in s", types, rows) == [True, True, None, None]
    assert run("substring(s, n)", types, rows) == ["eter", "b", "anna", None]
    assert run("'peter bob' in s or p in 'peter bob'", types, rows) == [True, True, None, None]


def test_aggregates_of_a_list_skip_nulls_and_add_without_wrapping(run: Any) -> None:
    rows = [{"v": [2**62, 2**62, -1, None]}, {"v": [2**62, 2**62]}, {"v": [-(2**63), -1]}, {"v": []}, {"v": None}]
    assert run("sum(v)", {"v": "list[int]"}, rows) == [
        2**63 - 1,
        "bad: integer-overflow",
        "bad: integer-overflow",
        0,
        None,
    ]
    assert run("min(v)", {"v": "list[int]"}, rows) == [-1, 2**62, -(2**63), None, None]
    assert run("len(v)", {"v": "list[int]"}, rows) == [4, 2, 2, 0, None]


def test_a_map_of_uneven_lists_is_a_bad_item(run: Any) -> None:
    rows = [
        {"k": ["a"], "v": [1]},
        {"k": ["a"], "v": []},
        {"k": [None], "v": [1]},
        {"k": None, "v": [1]},
        {"k": ["a", "b"], "v": [1, None]},
    ]
    types = {"k": "list[str]", "v": "list[int]"}
    assert run("to_map(k, v)", types, rows) == [
        [("a", 1)],
        "bad: bad-map",
        "bad: bad-map",
        None,
        [("a", 1), ("b", None)],
    ]
    assert run("to_map(k, v)['b']", types, rows) == [None, "bad: bad-map", "bad: bad-map", None, None]


def test_the_key_is_made_once_and_only_when_it_is_read() -> None:
    made = []

    def keys() -> Any:
        made.append(1)
        return pa.array(["k", "l"])

    scope = Scope(StreamType(Record.of({"a": INT}), keyed=True))
    found = compile_expression("key + key if key != 'l' else key", scope)
    assert isinstance(found, Expression)
    assert not found.constant
    assert found.evaluate({"a": pa.array([1, 2])}, 2, keys).values.to_pylist() == ["kk", "l"]
    assert len(made) == 1
    unread = compile_expression("a + 1", scope)
    assert isinstance(unread, Expression)
    unread.evaluate({"a": pa.array([1, 2])}, 2, keys)
    assert len(made) == 1


def test_further_names_win_over_fields_and_an_item_need_not_be_a_record() -> None:
    scope = Scope(StreamType(INT), {"acc": INT})
    found = compile_expression("acc + item", scope)
    assert isinstance(found, Expression)
    assert found.names == {"acc", "item"}
    assert found.evaluate({"acc": pa.array([1]), "item": pa.array([2])}, 1).values.to_pylist() == [3]
    shadowed = Scope(StreamType(Record.of({"acc": STR})), {"acc": INT})
    assert isinstance(compile_expression("acc + 1", shadowed), Expression)
    assert isinstance(compile_expression("item.acc", shadowed), tuple)


def test_only_what_is_read_is_named() -> None:
    scope = Scope(StreamType(Record.of({"a": INT, "b": INT, "c": INT})))
    for text, names in (("item.a + b", {"a", "b"}), ("item", {"a", "b", "c"}), ("1 + 2", set()), ("item['c']", {"c"})):
        found = compile_expression(text, scope)
        assert isinstance(found, Expression)
        assert found.names == names
        assert found.constant == (not names)
