"""table_sink: which rows a table holds, after crashes too, and reading and exporting them."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegate import FileRefused, TextLimit, export_table, read_table
from tidegate.batch import batch_of
from tidegate.diagnostics import Code
from tidegate.keys import KeyDictionary
from tidegate.operator import BuildContext
from tidegate.operators.table_sink import TableSink
from tidegate.render import json_lines
from tidegate.types import StreamType, parse_type


@dataclass
class Tables:
    """A data folder with a table in it."""

    root: Path

    @property
    def path(self) -> Path:
        return self.root / "t.table"

    def sink(self, up: str, state: Any = None, **config: Any) -> Any:
        """Return an opened sink."""
        stream = StreamType(parse_type(up.removeprefix("keyed ")), up.startswith("keyed "))
        sink = TableSink.model_validate({"path": "t.table", **config}).with_data_root(self.root)
        assert not (findings := sink.derive({"up": [stream]}).findings), findings
        keys = KeyDictionary()
        logic = sink.build(BuildContext("t", {"up": [stream]}, {}, keys, self.root, True, print))
        logic.open(state)
        return logic

    def send(self, logic: Any, items: list[Any]) -> None:
        """Give it one batch; keyed items are pairs."""
        stream, keys = logic.stream, KeyDictionary()
        batch = batch_of([value for _, value in items] if stream.keyed else items, stream)
        if stream.keyed:
            batch = batch.with_keys(keys.intern(pa.array([key for key, _ in items], pa.string())), keys)
        logic.process("up", batch, 0)

    def rows(self, **how: Any) -> list[Any]:
        """Return the rows of the table as JSON values."""
        page = read_table(self.path, **how)
        return [list(msgspec.json.decode(line).values()) for line in json_lines(page.rows, StreamType(page.item))]


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Return an empty data folder."""
    return Tables(tmp_path)


def test_every_item_is_a_row(tables):
    sink = tables.sink("{n: int, s: str}")
    tables.send(sink, [{"n": 1, "s": "a"}, {"n": 2, "s": None}])
    assert tables.rows() == [[1, "a"], [2, None]]
    tables.send(sink, [{"n": 3, "s": ""}])
    sink.close()
    page = read_table(tables.path, limit=1)
    assert (page.total, page.dropped, str(page.item), page.rows.length) == (3, 0, "{n: int, s: str}", 1)


def test_keys_and_items_that_are_no_records_have_columns_of_their_own(tables):
    sink = tables.sink("keyed int", key_field="who")
    tables.send(sink, [("a", 1), ("b", 2)])
    sink.close()
    assert str(read_table(tables.path).item) == "{who: str, item: int}"
    assert tables.rows() == [["a", 1], ["b", 2]]


def test_the_latest_of_each_key_is_kept(tables):
    sink = tables.sink("keyed {n: int}", mode="latest")
    tables.send(sink, [("a", {"n": 1}), ("b", {"n": 2}), ("a", {"n": 3})])
    assert tables.rows() == [["b", 2], ["a", 3]]
    tables.send(sink, [("b", {"n": 4})])
    assert tables.rows() == [["a", 3], ["b", 4]]
    assert sink.gauges().held == 2
    sink.close()


@pytest.mark.parametrize("sizes", [[10], [1] * 10, [3, 7], [7, 3]])
def test_a_full_table_lets_its_oldest_rows_go_and_counts_them(tables, sizes):
    sink = tables.sink("int", max_rows=4)
    values = iter(range(10))
    for size in sizes:
        tables.send(sink, [next(values) for _ in range(size)])
    sink.close()
    assert tables.rows() == [[6], [7], [8], [9]]
    assert read_table(tables.path).dropped == 6


def test_a_new_job_begins_the_table_anew(tables):
    for kind, item in (("int", 1), ("{s: str}", {"s": "x"})):
        sink = tables.sink(kind)
        tables.send(sink, [item])
        sink.close()
    assert tables.rows() == [["x"]]


OPERATION = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), min_size=1, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(
    batches=st.lists(OPERATION, min_size=1, max_size=8),
    epoch=st.integers(1, 3),
    crash=st.integers(0, 8),
    lost=st.booleans(),
    mode=st.sampled_from(["append", "latest"]),
    max_rows=st.integers(1, 4),
)
def test_a_crash_changes_nothing(tables, batches, epoch, crash, lost, mode, max_rows):
    def run(start: int, stop: int, state: Any) -> list[tuple[int, Any]]:
        sink, states = tables.sink("keyed int", state, mode=mode, max_rows=max_rows), [(start, state)]
        for at in range(start, stop):
            tables.send(sink, batches[at])
            if at % epoch == 0:
                states.append((at + 1, sink.snapshot()))
        sink.close()
        return states

    run(0, len(batches), None)
    whole, dropped = tables.rows(), read_table(tables.path).dropped
    states = run(0, min(crash, len(batches)), None)
    # The last snapshot may have been taken and its epoch never finished.
    start, state = states[-2] if lost and len(states) > 1 else states[-1]
    run(start, len(batches), state)
    assert (tables.rows(), read_table(tables.path).dropped) == (whole, dropped)


def test_what_no_snapshot_needs_is_deleted(tables):
    sink = tables.sink("int", max_rows=10)
    for at in range(40):
        tables.send(sink, list(range(100)))
        if at % 10 == 9:
            sink.snapshot()
    ((kept,),) = sink.store._db.execute("SELECT count(*) FROM rows")
    assert kept <= 30
    sink.close()


def test_a_resumed_job_refuses_another_table(tables):
    sink = tables.sink("int")
    tables.send(sink, [1])
    state = sink.snapshot()
    sink.close()
    with pytest.raises(FileRefused, match="is not the one this job had written"):
        tables.sink("str", state)
    tables.path.unlink()
    with pytest.raises(FileRefused, match="put it back, or start a new job"):
        tables.sink("int", state)


def test_a_file_that_is_no_table_is_left_alone(tables):
    tables.path.write_text("precious text, longer than a header of a database would be" * 10)
    with pytest.raises(FileRefused, match="is there and is no table; choose another path"):
        tables.sink("int")
    assert tables.path.read_text().startswith("precious")
    with pytest.raises(FileRefused, match="is no table of ours"):
        read_table(tables.path)
    with pytest.raises(FileRefused, match="there is no table 'other'"):
        read_table(tables.root / "other")


def test_pages_come_in_the_order_of_a_column(tables):
    sink = tables.sink("{n: int, s: str}")
    tables.send(sink, [{"n": n, "s": s} for n, s in ((2, "b"), (None, "c"), (1, "a"), (2, "a"))])
    sink.close()
    assert tables.rows(order_by="n") == [[1, "a"], [2, "b"], [2, "a"], [None, "c"]]
    assert tables.rows(order_by="n", descending=True, limit=2, offset=1) == [[2, "a"], [1, "a"]]
    assert tables.rows(offset=3) == [[2, "a"]]
    assert tables.rows(limit=0) == []
    with pytest.raises(FileRefused, match="has no column 'x; DROP TABLE rows'; it has n, s"):
        tables.rows(order_by="x; DROP TABLE rows")


KIND = "{b: bool, i: int, f: float, s: str, t: timestamp, u: duration, d: date, l: list[timestamp], r: {x: str}, m: map[int]}"
ITEMS: list[dict[str, Any]] = [
    {"b": True, "i": 2**63 - 1, "f": float("inf"), "s": "é\0'", "t": -1, "u": 90_000_000, "d": 19_000, "l": [0, None],
     "r": {"x": None}, "m": [("k", 1)]},
    dict.fromkeys("bifstudlrm"),
    {"b": False, "i": -(2**63), "f": float("nan"), "s": "", "t": 0, "u": 0, "d": 0, "l": [], "r": {"x": "=1"}, "m": []},
]  # fmt: skip


def test_values_of_every_type_come_back(tables):
    sink = tables.sink(KIND)
    tables.send(sink, ITEMS)
    sink.close()
    page = read_table(tables.path)
    sent = batch_of(ITEMS, sink.stream)
    assert json_lines(page.rows, sink.stream) == json_lines(sent, sink.stream)


def test_a_table_is_exported_in_every_format(tables):
    sink = tables.sink(KIND)
    tables.send(sink, ITEMS)
    sink.close()
    sent = batch_of(ITEMS, sink.stream)
    lines = b"".join(export_table(tables.path, "jsonl")).decode().splitlines()
    assert lines == json_lines(sent, sink.stream)
    cells = b"".join(export_table(tables.path, "csv", spreadsheet_safe=True)).decode()
    assert cells.startswith("b,i,f,s,t,u,d,l,r,m\ntrue,9223372036854775807,Infinity,")
    table = pq.read_table(io.BytesIO(b"".join(export_table(tables.path, "parquet"))))
    assert table.num_rows == 3
    assert table.column("i").to_pylist() == [2**63 - 1, None, -(2**63)]


def test_a_long_table_is_exported_whole(tables):
    sink = tables.sink("int")
    tables.send(sink, list(range(25_000)))
    sink.close()
    assert b"".join(export_table(tables.path, "jsonl")).count(b"\n") == 25_000
    assert pq.read_table(io.BytesIO(b"".join(export_table(tables.path, "parquet")))).num_rows == 25_000


def test_a_reader_sees_whole_batches_while_the_table_is_written(tables):
    sink = tables.sink("int")
    tables.send(sink, list(range(15_000)))
    pieces = export_table(tables.path, "jsonl")
    first = next(pieces)
    tables.send(sink, [0])
    assert (first + b"".join(pieces)).count(b"\n") == 15_000
    sink.close()


@pytest.mark.parametrize(
    ("up", "config", "code", "field"),
    [
        ("int", {"mode": "latest"}, Code.NOT_KEYED, "mode"),
        ("keyed {key: int}", {}, Code.BAD_VALUE, "key_field"),
        ("{}", {}, Code.STREAM_TYPE, None),
        ("int", {"path": "../t"}, Code.PATH_OUTSIDE, "path"),
    ],
)
def test_what_cannot_be_kept_is_told(tables, up, config, code, field):
    stream = StreamType(parse_type(up.removeprefix("keyed ")), up.startswith("keyed "))
    sink = TableSink.model_validate({"path": "t.table", **config}).with_data_root(tables.root)
    assert [(found.code, found.field) for found in sink.derive({"up": [stream]}).findings] == [(code, field)]


def test_an_item_that_no_row_has_room_for_is_told_with_its_size(tables):
    sink = tables.sink("{n: list[int], s: str}")
    # SQLite's own limit is a billion bytes.
    sink.store._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000)
    with pytest.raises(
        TextLimit, match=r"an item has 2,021 characters, and a row of table 't\.table' has room for 1,000"
    ):
        tables.send(sink, [{"n": [1], "s": "a"}, {"n": [1] * 10, "s": "a" * 2_000}])
    sink.close()
    assert tables.rows() == []
