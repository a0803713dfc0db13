"""Parquet: columns in, columns out, and what is told where a file or a column is none that can be read."""

from __future__ import annotations

import decimal
import os
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tidegate.errors import FileRefused


def put(folder: Any, table: Any, name: str = "f.parquet", rows_a_group: int = 3) -> Any:
    """Write a table as a file."""
    pq.write_table(table, folder.root / name, row_group_size=rows_a_group)
    return folder.root / name


@pytest.mark.parametrize(
    ("kind", "values", "ours", "read"),
    [
        (pa.int8(), [1, None], "int", [1, None]),
        (pa.uint32(), [2**32 - 1], "int", [2**32 - 1]),
        (pa.float32(), [0.5], "float", [0.5]),
        (pa.large_string(), ["é"], "str", ["é"]),
        (pa.dictionary(pa.int8(), pa.string()), ["a", "b", "a"], "str", ["a", "b", "a"]),
        (pa.timestamp("ms"), [0], "timestamp", [datetime(1970, 1, 1, tzinfo=UTC)]),
        (pa.timestamp("ns", "Europe/Berlin"), [1_999], "timestamp", [datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)]),
        (pa.list_(pa.int32()), [[1, None], None], "list[int]", [[1, None], None]),
        (pa.struct([("x", pa.int16())]), [{"x": 1}], "{x: int}", [{"x": 1}]),
        (pa.map_(pa.string(), pa.float64()), [[("k", 1.0)]], "map[float]", [[("k", 1.0)]]),
        (pa.bool_(), [True], "bool", [True]),
    ],
)
def test_every_type_of_arrow_that_fits_has_one_of_ours(folder, kind, values, ours, read):
    put(folder, pa.table({"a": pa.array(values, kind)}))
    assert str(folder.derive(path="f.parquet").types["down"].item) == f"{{a: {ours}}}"
    assert [item["a"] for item in folder.read(path="f.parquet").items] == read


def test_a_column_that_no_type_holds_is_told_and_left_out(folder):
    put(folder, pa.table({"a": [1], "price": pa.array([decimal.Decimal("1.50")], pa.decimal128(10, 2))}))
    derived = folder.derive(path="f.parquet")
    assert str(derived.types["down"].item) == "{a: int}"
    assert [found.severity for found in derived.findings] == ["warning"]
    assert derived.findings[0].message.startswith("Column 'price' is decimal128(10, 2), which no type here holds.")
    assert folder.read(path="f.parquet", fields={"price": "float"}).items == [{"a": 1, "price": 1.5}]


def test_rows_that_do_not_fit_are_bad_items(folder):
    put(folder, pa.table({"a": pa.array([1, 2**64 - 1, 3], pa.uint64())}))
    read = folder.read(path="f.parquet")
    assert read.items == [{"a": 1}, {"a": 3}]
    assert read.bad == [(1, 2, "item-type")]


def test_rows_move_in_bounded_batches_across_row_groups(folder):
    put(folder, pa.table({"a": list(range(10))}), rows_a_group=4)
    for batch_size in (1, 3, 100):
        assert [item["a"] for item in folder.read(path="f.parquet", batch_size=batch_size).items] == list(range(10))


@pytest.mark.parametrize("polls", range(6))
def test_a_parquet_file_resumes_at_its_row(folder, polls):
    put(folder, pa.table({"a": list(range(10))}), rows_a_group=4)
    first = folder.source(path="f.parquet", batch_size=3)
    for _ in range(polls):
        first.poll(0)
    state, seen = first.snapshot(), first.read
    first.close()
    assert [item["a"] for item in folder.read(state, path="f.parquet").items] == list(range(seen, 10))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is no whole Parquet file"),
        (b"PAR1garbagePAR1", "it is no whole Parquet file"),
        (os.urandom(5_000), "it is no whole Parquet file"),
        (b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1", "it is no whole Parquet file"),
    ],
    ids=["empty", "garbage", "random", "a footer of 2 GB"],
)
def test_what_is_no_parquet_file_is_told_before_the_run(folder, content, words):
    folder.put("f.parquet", content)
    assert words in folder.derive(path="f.parquet").findings[0].message


def test_a_cut_file_is_told(folder):
    path = put(folder, pa.table({"a": list(range(1_000))}))
    os.truncate(path, path.stat().st_size // 2)
    assert "it is no whole Parquet file" in folder.derive(path="f.parquet").findings[0].message


def test_a_damaged_row_group_fails_the_run_in_words(folder):
    path = put(folder, pa.table({"a": [f"text {n}" for n in range(1_000)]}), rows_a_group=1_000)
    content = bytearray(path.read_bytes())
    content[8:300] = os.urandom(292)
    path.write_bytes(content)
    with pytest.raises(FileRefused, match="damaged in row group 0"):
        folder.read(path="f.parquet")


ITEMS = [{"t": datetime(2022, 1, 1, tzinfo=UTC), "n": n, "l": [n, None], "r": {"x": str(n)}} for n in range(7)]
KIND = "{t: timestamp, n: int, l: list[int], r: {x: str}}"


def test_what_is_written_is_read_back_and_there_as_a_whole_or_not_at_all(folder):
    sink = folder.sink(KIND, path="out/f.parquet")
    folder.send(sink, ITEMS)
    assert not (folder.root / "out/f.parquet").exists()
    sink.on_eof(0)
    sink.snapshot()
    sink.close()
    assert os.listdir(folder.root / "out") == ["f.parquet"]
    assert folder.read(path="out/f.parquet").items == ITEMS


@pytest.mark.parametrize("ended", [False, True])
def test_a_resumed_sink_has_every_row_once(folder, ended):
    sink = folder.sink(KIND, path="f.parquet")
    folder.send(sink, ITEMS[:3])
    if ended:
        sink.on_eof(0)
    state = sink.snapshot()
    if not ended:
        folder.send(sink, ITEMS[5:])
    sink.close()
    sink = folder.sink(KIND, state, path="f.parquet")
    folder.send(sink, ITEMS[3:])
    sink.on_eof(0)
    sink.close()
    assert folder.read(path="f.parquet").items == ITEMS


def test_rows_are_appended_to_a_file_of_the_same_columns_only(folder):
    for mode, count in (("overwrite", 7), ("append", 14), ("overwrite", 7)):
        sink = folder.sink(KIND, path="f.parquet", mode=mode)
        folder.send(sink, ITEMS)
        sink.on_eof(0)
        sink.close()
        assert len(folder.read(path="f.parquet").items) == count
    with pytest.raises(FileRefused, match="cannot be continued, it has other columns"):
        folder.sink("{n: int}", path="f.parquet", mode="append")


def test_a_key_has_a_column_when_it_is_named(folder):
    sink = folder.sink("keyed {n: int}", path="f.parquet", key_field="k")
    folder.send(sink, [("a", {"n": 1})])
    sink.on_eof(0)
    sink.close()
    assert folder.read(path="f.parquet").items == [{"k": "a", "n": 1}]
