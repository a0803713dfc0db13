"""What file_source makes of the lines of a file, good and bad."""

from __future__ import annotations

import csv
import io
import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate.bad_items import BadItemCode
from tidegate.errors import BadItemRefused, FileRefused

BIG = "x" * (1 << 20)
WIDE = '{"a":' * 5_000


def check(folder: Any, name: str, content: str | bytes, items: list[Any], bad: list[Any] = [], **config: Any) -> None:  # noqa: B006
    """The file gives these items and these bad ones, whether its lines move one by one or all together."""
    folder.put(name, content)
    for batch_size in (1, 2, 10_000):
        read = folder.read(path=name, batch_size=batch_size, **config)
        assert read.items == items
        assert read.bad == bad


A = {"schema": {"a": "int"}}


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("", []),
        ("\n\r\n  \n", []),
        ('{"a":1}', [1]),
        ('{"a":1}\n', [1]),
        ('{"a":1}\r\n{"a":2}\r\n', [1, 2]),
        ('\n{"a":1}\n\n \n{"a":2}', [1, 2]),
        ('\ufeff{"a":1}\n', [1]),
        ('{"a":null}\n{}\n', [None, None]),
        ('{"b":"é","a":3}\n', [3]),
        (' {"a" : 1 } \n', [1]),
        ('{"a":1,"a":2}\n', [2]),
    ],
)
def test_every_line_of_json_that_is_not_blank_is_an_item(folder, content, values):
    check(folder, "f.jsonl", content, [{"a": value} for value in values], **A)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"a":', BadItemCode.JSON),
        ('{"a":1', BadItemCode.JSON),
        ('{"a":1}{"a":2}', BadItemCode.JSON),
        ('{"a":1},', BadItemCode.JSON),
        ("{'a':1}", BadItemCode.JSON),
        ('{"a":"\\x"}', BadItemCode.JSON),
        ('{"a":01}', BadItemCode.JSON),
        ('{"a":NaN}', BadItemCode.JSON),
        ('{"a":1}\0', BadItemCode.JSON),
        (WIDE, BadItemCode.JSON),
        ("[" * 100_000, BadItemCode.JSON),
        ("null", BadItemCode.NULL),
        ("1", BadItemCode.TYPE),
        ('"text"', BadItemCode.TYPE),
        ("[1]", BadItemCode.TYPE),
        ('{"a":"1"}', BadItemCode.TYPE),
        ('{"a":1.0}', BadItemCode.TYPE),
        ('{"a":true}', BadItemCode.TYPE),
        ('{"a":{}}', BadItemCode.TYPE),
        ('{"a":9223372036854775808}', BadItemCode.TYPE),
        ('{"a":123456789012345678901234567890}', BadItemCode.TYPE),
        ('{"a":1,"b":"' + BIG + '"}', BadItemCode.TOO_LONG),
    ],
)
def test_a_bad_line_costs_itself_and_nothing_else(folder, line, code):
    content = f'{{"a":1}}\n{line}\n{{"a":2}}\n'
    check(folder, "f.jsonl", content, [{"a": 1}, {"a": 2}], [(1, 2, code)], **A)


def test_as_many_values_as_lines_is_not_one_value_a_line(folder):
    content = '{"a":1}{"a":2}\n{"a":\n3}\n{"a":4}\n'
    check(
        folder,
        "f.jsonl",
        content,
        [{"a": 4}],
        [(at, at + 1, "item-json") for at in (0, 1)] + [(2, 3, "item-json")],
        **A,
    )


def test_text_that_is_not_utf_8_is_a_bad_item(folder):
    content = b'{"a":"\xff"}\n{"a":"\xc3\xa9"}\n'
    check(folder, "f.jsonl", content, [{"a": "é"}], [(0, 1, BadItemCode.ENCODING)], schema={"a": "str"})
    check(folder, "f.csv", b"a\n\xff\n\xc3\xa9\n", [{"a": "é"}], [(0, 2, BadItemCode.ENCODING)], schema={"a": "str"})


def test_a_line_without_end_costs_itself_and_reading_goes_on_behind_it(folder):
    content = '{"a":1}\n"' + BIG * 5 + '"\n{"a":2}\n' + BIG * 2
    check(folder, "f.jsonl", content, [{"a": 1}, {"a": 2}], [(1, 2, "item-too-long"), (3, 4, "item-too-long")], **A)
    content = "a\n1\n" + BIG * 5 + "\n2\n" + BIG * 2
    check(folder, "f.csv", content, [{"a": 1}, {"a": 2}], [(1, 3, "item-too-long"), (3, 5, "item-too-long")], **A)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("float", "1", 1.0),
        ("float", '"Infinity"', float("inf")),
        ("bool", "false", False),
        ("timestamp", '"2022-01-01T00:00:00Z"', "2022-01-01 00:00:00+00:00"),
        ("timestamp", '"2022-01-01T01:00:00+01:00"', "2022-01-01 00:00:00+00:00"),
        ("timestamp", '"2022-01-01"', "2022-01-01 00:00:00+00:00"),
        ("timestamp", '"2016-12-31T23:59:60Z"', "2017-01-01 00:00:00+00:00"),
        ("duration", '"1m 30s"', "0:01:30"),
        ("date", '"2022-01-31"', "2022-01-31"),
        (
            "list[timestamp]",
            '["2022-01-01"]',
            "[datetime.datetime(2022, 1, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='UTC'))]",
        ),
        ("list[{a: int}]", '[{"a":1},null]', "[{'a': 1}, None]"),
        ("map[list[int]]", '{"k":[1,null]}', "[('k', [1, None])]"),
        ('{"a b": {c: date}}', '{"a b":{"c":"2022-01-31"}}', "{'a b': {'c': datetime.date(2022, 1, 31)}}"),
    ],
)
def test_json_is_read_as_every_type(folder, kind, text, value):
    folder.put("f.jsonl", f'{{"a":{text}}}\n{{"a":null}}\n')
    read = folder.read(path="f.jsonl", schema={"a": kind})
    assert str(read.items[0]["a"]) == str(value)
    assert read.items[1] == {"a": None}
    assert read.bad == []


@pytest.mark.parametrize("value", ["5", '""', '"yesterday"', "1e20", "-1", "true", '"0000-01-01T00:00:00Z"'])
def test_a_timestamp_that_is_none_is_a_bad_item(folder, value):
    content = f'{{"a":{value}}}\n{{"a":"2022-01-01"}}\n{{"a":"2022-01-01T00:00:00Z"}}\n'
    folder.put("f.jsonl", content)
    read = folder.read(path="f.jsonl", schema={"a": "timestamp"})
    assert len(read.items) == 2
    assert read.bad == [(0, 1, "item-type")]
    assert "convert it in 'Set fields'" in read.reasons[0] or value.startswith('"') or value == "true"


def test_items_need_not_be_records(folder):
    check(folder, "f.jsonl", '1\n"x"\n3\n', [1, 3], [(1, 2, "item-type")], schema="int")
    check(folder, "f.jsonl", "[1,2]\nnull\n[]\n", [[1, 2], None, []], schema="list[int]")


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("", []),
        ("a", []),
        ("a\n", []),
        ("\n\na\r\n1\r\n\r\n2", [1, 2]),
        ("\ufeffa\n1\n", [1]),
        ('"a"\n"1"\n 2 \n', [1, 2]),
        ("b,a\n,1\nx,\n", [1, None]),
        ('b,a\n"two\nlines",1\n"quo""te",2\n"",3\n', [1, 2, 3]),
    ],
)
def test_every_row_of_csv_is_an_item(folder, content, values):
    check(folder, "f.csv", content, [{"a": value} for value in values], **A)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1", BadItemCode.CSV_CELLS),
        ("1,2,3", BadItemCode.CSV_CELLS),
        ("1," * 100_000, BadItemCode.CSV_CELLS),
        ("x,2", BadItemCode.TYPE),
        ("1.5,2", BadItemCode.TYPE),
        ("9223372036854775808,2", BadItemCode.TYPE),
        ('"1"x,2', BadItemCode.CSV_QUOTE),
        ('1,"open', BadItemCode.CSV_QUOTE),
        ('"1,2', BadItemCode.CSV_QUOTE),
        ('1,"' + BIG, BadItemCode.CSV_QUOTE),
    ],
)
def test_a_bad_row_costs_itself_and_nothing_else(folder, row, code):
    content = f"a,b\n1,x\n{row}\n2,y\n"
    check(
        folder,
        "f.csv",
        content,
        [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}],
        [(1, 3, code)],
        schema={"a": "int", "b": "str"},
    )


def test_a_quote_within_a_cell_is_a_quote(folder):
    check(folder, "f.csv", 'a,b\n5" pipe,1\n6" pipe,2\n', [{"a": '5" pipe', "b": 1}, {"a": '6" pipe', "b": 2}])


def test_an_empty_cell_is_null_and_two_quotes_are_the_empty_text(folder):
    check(
        folder,
        "f.csv",
        'a,b\n,""\n"",\n',
        [{"a": None, "b": ""}, {"a": "", "b": None}],
        schema={"a": "str", "b": "str"},
    )


def test_lines_after_a_row_of_many_lines_keep_their_numbers(folder):
    check(folder, "f.csv", 'a\n"1\n\n"\nx\n2\n', [{"a": 1}, {"a": 2}], [(1, 5, "item-type")], **A)


def test_csv_may_have_another_delimiter_and_no_header(folder):
    check(folder, "f.tsv", "1\tx,y\n2\tz\n", [{"column_1": 1, "column_2": "x,y"}, {"column_1": 2, "column_2": "z"}],
          delimiter="\t", header=False)  # fmt: skip


def test_a_schema_chooses_columns_by_name(folder):
    check(folder, "f.csv", "a,b,c\n1,2,3\n", [{"c": "3", "a": 1}], schema={"c": "str", "a": "int"})


def test_nested_cells_are_json(folder):
    check(folder, "f.csv", 'a\n"[1,2]"\n[\n', [{"a": [1, 2]}], [(1, 3, "item-type")], schema={"a": "list[int]"})


CELL = st.text(st.sampled_from('ab",\n\r é'), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL), max_size=12), batch_size=st.integers(1, 5), lf=st.booleans())
def test_csv_is_what_the_csv_module_reads(folder, rows, batch_size, lf):
    text = io.StringIO(newline="")
    csv.writer(
        text, lineterminator="\n" if lf else "\r\n", quoting=csv.QUOTE_ALL if lf else csv.QUOTE_MINIMAL
    ).writerows([("x", "y"), *rows])
    folder.put("f.csv", text.getvalue())
    read = folder.read(path="f.csv", schema={"x": "str", "y": "str"}, batch_size=batch_size)
    assert [(item["x"] or "", item["y"] or "") for item in read.items] == rows
    assert read.bad == []


LINE = st.one_of(
    st.fixed_dictionaries(
        {}, optional={"a": st.integers(-(2**65), 2**65) | st.floats() | st.text() | st.none(), "z": st.floats()}
    ),
    st.integers(),
    st.none(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(values=st.lists(LINE, max_size=20), batch_size=st.integers(1, 30), broken=st.sets(st.integers(0, 19)))
def test_json_lines_are_what_the_json_module_reads_one_by_one(folder, values, batch_size, broken):
    lines = [json.dumps(value)[: -1 if at in broken else None] for at, value in enumerate(values)]
    folder.put("f.jsonl", "\n".join(lines))
    expected, bad = [], []
    for position, line in enumerate(line for line in lines if line):
        try:
            value = json.loads(line, parse_constant=lambda word: int(word))
            number = value.get("a")
            assert number is None or (isinstance(number, int) and -(2**63) <= number < 2**63)
            expected.append({"a": number})
        except (ValueError, AttributeError, AssertionError):
            bad.append(position)
    read = folder.read(path="f.jsonl", schema={"a": "int"}, batch_size=batch_size)
    assert read.items == expected
    assert [position for position, _, _ in read.bad] == bad


def test_a_source_resumes_at_its_line(folder):
    folder.put("f.jsonl", "".join(f'{{"a":{n}}}\n' if n != 7 else "oops\n" for n in range(10)))
    folder.put("f.csv", "a\n" + "".join(f'"{n}"\n' if n != 7 else "x\n" for n in range(10)))
    for name, line in (("f.jsonl", 8), ("f.csv", 9)):
        first = folder.source(path=name, batch_size=4, **A)
        first.poll(0)
        rest = folder.read(first.snapshot(), path=name, batch_size=4, **A)
        first.close()
        assert [item["a"] for item in rest.items] == [4, 5, 6, 8, 9]
        assert rest.bad == [(7, line, rest.bad[0][2])]


def test_a_file_that_was_cut_or_replaced_is_not_read_on(folder):
    path = folder.put("f.jsonl", '{"a":1}\n' * 100)
    source = folder.source(path="f.jsonl", batch_size=10, **A)
    source.poll(0)
    state = source.snapshot()
    os.truncate(path, 8)
    with pytest.raises(FileRefused, match="was cut to 8 bytes after 80 of them had been read"):
        source.poll(0)
    folder.put("other", '{"a":1}\n' * 100).rename(path)
    source.close()
    with pytest.raises(FileRefused, match="was replaced since"):
        folder.source(state, path="f.jsonl", **A)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.jsonl", '{"a":1}\noops\n', "line 2: it is not JSON"),
        ("f.jsonl", '{"a":1}\n{"a":"x"}\n', "line 2: a: "),
        ("f.csv", "a\n1\n2,3\n", "line 3: it has 2 cells, 1 were expected"),
        ("f.csv", "a\n1\nx\n", "line 3: a: "),
        ("f.csv", 'a\n1\n"x\n', "line 3: a quote opens a cell and never closes"),
    ],
)
def test_an_unreadable_line_is_said_with_its_number_and_its_text(folder, name, content, said):
    folder.put(name, content)
    with pytest.raises(BadItemRefused) as refused:
        folder.read(path=name, on_error="fail", **A)
    assert f": {said}" in str(refused.value)
    assert str(refused.value).endswith(f"; it reads {content.splitlines()[-1]}")


def test_a_bad_line_fails_the_run_or_is_dropped_where_the_step_says_so(folder):
    folder.put("f.jsonl", '{"a":1}\noops\n')
    with pytest.raises(BadItemRefused, match="line 2: it is not JSON"):
        folder.read(path="f.jsonl", on_error="fail", **A)
    source = folder.source(path="f.jsonl", on_error="drop", **A)
    source.poll(0)
    assert (source.counters.kept, source.counters.dropped) == (1, 1)
    source.close()


def test_a_file_is_read_a_part_at_a_time(folder):
    folder.put("f.jsonl", b'{"a":1}\n' * 1_000_000)
    source = folder.source(path="f.jsonl", batch_size=10, **A)
    source.poll(0)
    assert len(source.files[0].reader.buffer) <= 1 << 20
    source.close()
