"""Reading the tables that table sinks write: a page at a time, or all of it as CSV, JSON Lines or Parquet.

A table may be read while it is written, by another process too; whatever is read in one go is of one moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.batch import Batch
from tidegate.decode import fit
from tidegate.errors import FileRefused
from tidegate.formats.csv_text import csv_header
from tidegate.formats.row_text import csv_row_bytes, json_line_bytes
from tidegate.table_store import FORMAT, read_facts
from tidegate.types import BOOL, DATE, DURATION, FLOAT, TIMESTAMP, Record, Scalar, Type, arrow_type, parse_type

MOST_AT_ONCE = 10_000
"""How many rows a page has at most."""

TableFormat = Literal["csv", "jsonl", "parquet"]


@dataclass(frozen=True, slots=True)
class TablePage:
    """Some rows of a table."""

    item: Record
    """The names and types of the columns."""
    rows: Batch
    total: int
    """How many rows the table has."""
    dropped: int
    """How many rows were pushed out, because the table was full."""


def read_table(
    path: Path, offset: int = 0, limit: int = 100, order_by: str | None = None, descending: bool = False
) -> TablePage:
    """Return `limit` rows from `offset` on, oldest first or in the order of a column, nulls last; raise `FileRefused`."""
    with _Reading(path) as table:
        return TablePage(
            table.item,
            table.rows(_order(table.item, order_by, descending), max(0, offset), min(max(0, limit), MOST_AT_ONCE)),
            table.total(),
            table.facts["dropped"],
        )


def export_table(path: Path, format: TableFormat, spreadsheet_safe: bool = False) -> Iterator[bytes]:
    """Yield a whole table, oldest row first, as the bytes of a file, in pieces; raise `FileRefused`."""
    with _Reading(path) as table:
        if format == "parquet":
            yield from _parquet(table)
            return
        if format == "csv":
            yield csv_header(list(table.item.as_dict()), ",").encode()
        for rows in table.all():
            if format == "csv":
                yield bytes(csv_row_bytes(rows.columns, rows.length, ",", spreadsheet_safe))
            else:
                yield bytes(json_line_bytes(rows, table.item))


def _parquet(table: _Reading) -> Iterator[bytes]:
    schema = pa.schema([pa.field(name, arrow_type(kind)) for name, kind in table.item.fields])
    made = _Pieces()
    with pq.ParquetWriter(pa.PythonFile(cast(Any, made), mode="w"), schema, compression="zstd") as writer:
        for rows in table.all():
            writer.write_batch(pa.RecordBatch.from_arrays(list(rows.columns.values()), schema=schema))
            yield made.take()
    yield made.take()


class _Pieces:
    """A file to write to that keeps nothing but what has not been taken yet."""

    closed = False

    def __init__(self) -> None:
        self._pieces, self._length = list[bytes](), 0

    def write(self, data: Any) -> None:
        """Keep a copy."""
        self._pieces.append(bytes(data))
        self._length += len(self._pieces[-1])

    def tell(self) -> int:
        """Return how much has been written in all."""
        return self._length

    def take(self) -> bytes:
        """Return what has been written since the last time."""
        taken, self._pieces = b"".join(self._pieces), []
        return taken

    def flush(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class _Reading:
    """A table at one moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> _Reading:
        try:
            self._db = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        except sqlite3.Error:
            raise FileRefused(f"there is no table {self._path.name!r}; run the flow that writes it") from None
        try:
            self._db.execute("BEGIN")
        except sqlite3.Error:
            self._db.close()
            raise
        self.facts = read_facts(self._db)
        if self.facts.get("format") != FORMAT:
            self._db.close()
            raise FileRefused(f"file {self._path.name!r} is no table of ours; run the flow that writes it")
        item = parse_type(self.facts["type"])
        assert isinstance(item, Record), "a table has columns"
        self.item = item
        return self

    def __exit__(self, *error: object) -> None:
        self._db.close()

    def total(self) -> int:
        """Return how many rows are there."""
        ((total,),) = self._db.execute("SELECT count(*) FROM rows WHERE gone IS NULL")
        return int(total)

    def rows(self, order: str, offset: int, limit: int) -> Batch:
        """Return some rows."""
        return self._batch(f"WHERE gone IS NULL ORDER BY {order} LIMIT ? OFFSET ?", (limit, offset))

    def all(self) -> Iterator[Batch]:
        """Yield all rows, the oldest first."""
        born = 0
        while True:
            rows = self._db.execute(
                f"SELECT born, {self._cells()} FROM rows WHERE gone IS NULL AND born > ? ORDER BY born LIMIT ?",  # noqa: S608
                (born, MOST_AT_ONCE),
            ).fetchall()
            if not rows:
                return
            born = rows[-1][0]
            yield self._columns([row[1:] for row in rows])

    def _batch(self, which: str, values: tuple[int, ...]) -> Batch:
        return self._columns(self._db.execute(f"SELECT {self._cells()} FROM rows {which}", values).fetchall())  # noqa: S608

    def _cells(self) -> str:
        return ", ".join(f"c{at}" for at in range(len(self.item.fields)))

    def _columns(self, rows: list[tuple[Any, ...]]) -> Batch:
        cells = list(zip(*rows, strict=True)) if rows else [()] * len(self.item.fields)
        named = zip(self.item.fields, cells, strict=True)
        return Batch({name: _column(list(values), kind) for (name, kind), values in named}, len(rows))


def _order(item: Record, order_by: str | None, descending: bool) -> str:
    way = "DESC" if descending else "ASC"
    if order_by is None:
        return f"born {way}"
    names = list(item.as_dict())
    if order_by not in names:
        raise FileRefused(f"the table has no column {order_by[:60]!r}; it has {', '.join(names)[:300]}")
    return f"c{names.index(order_by)} {way} NULLS LAST, born"


def _column(cells: list[Any], kind: Type) -> Any:
    """Return cells as a column of their type."""
    arrow = arrow_type(kind)
    if kind in (TIMESTAMP, DURATION):
        return pa.array(cells, pa.int64()).cast(arrow)
    if kind is DATE:
        return pa.array(cells, pa.int32()).cast(arrow)
    if kind is BOOL:
        return pa.array(cells, pa.int8()).cast(arrow)
    if kind is FLOAT:
        return pa.array([float("nan") if cell == "NaN" else cell for cell in cells], arrow)
    if isinstance(kind, Scalar):
        return pa.array(cells, arrow)
    return pa.array([None if cell is None else fit(msgspec.json.decode(cell), kind) for cell in cells], arrow)
