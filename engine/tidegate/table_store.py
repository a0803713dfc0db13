"""`TableStore`: the rows of a table sink in an SQLite file, which can go back to each of its last two snapshots.

    rows   born  the number of the item that made the row, from 1
           gone  the number of the item that replaced it or pushed it out; null while it is there
           c0 c1 ...  its cells

A row is there from `born` to `gone`, so going back to the state after item n is: forget what was born later, and take
back what went later. Rows that no snapshot needs any more are deleted from time to time. Readers see whole batches.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.batch import ITEM, Batch
from tidegate.errors import FileRefused, TextLimit
from tidegate.render import json_column_texts
from tidegate.text_size import written
from tidegate.types import BOOL, DATE, DURATION, FLOAT, TIMESTAMP, Record, Scalar, Type

FORMAT = "1"
_AFFINITY: dict[Type, str] = {FLOAT: "REAL", Scalar.STR: "TEXT"}


class TableStore:
    """One table that is being written."""

    def __init__(self, path: Path, item: Record, *, latest: bool, max_rows: int) -> None:
        """Open or make the file; the first column is the key where only the `latest` row of each key is kept."""
        self._path, self._item, self._latest, self._max_rows = path, item, latest, max_rows
        self.last, self.count, self.dropped = 0, 0, 0
        self._settled, self._before, self._dead = 0, 0, 0
        self._db = sqlite3.connect(path, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.DatabaseError:
            self._db.close()
            raise FileRefused(f"file {path.name!r} is there and is no table; choose another path") from None

    def begin(self) -> None:
        """Begin with no rows."""
        cells = "".join(f", c{at} {_AFFINITY.get(kind, '')}" for at, (_, kind) in enumerate(self._item.fields))
        with self._transaction():
            for statement in (
                "DROP TABLE IF EXISTS rows",
                "DROP TABLE IF EXISTS facts",
                f"CREATE TABLE rows (born INTEGER PRIMARY KEY, gone INTEGER{cells})",
                "CREATE TABLE facts (name TEXT PRIMARY KEY, value)",
                *(["CREATE INDEX of_key ON rows (c0) WHERE gone IS NULL"] if self._latest else []),
            ):
                self._db.execute(statement)
            self._note()

    def go_back(self, last: int, dropped: int) -> None:
        """Go back to the state after an item; raise `FileRefused` where the file does not hold it."""
        facts = read_facts(self._db)
        if facts.get("last", -1) < last or any(facts.get(name) != fact for name, fact in self._shape().items()):
            raise FileRefused(
                f"table {self._path.name!r} is not the one this job had written; put it back, or start a new job"
            )
        with self._transaction():
            self._db.execute("DELETE FROM rows WHERE born > ?", (last,))
            self._db.execute("UPDATE rows SET gone = NULL WHERE gone > ?", (last,))
            self.last, self.dropped = last, dropped
            self._note()
        ((self.count, self._dead),) = self._db.execute("SELECT count(*) - count(gone), count(gone) FROM rows")
        self._settled = self._before = last

    def add(self, columns: Sequence[Any], length: int) -> None:
        """Add rows, one an item; with `latest`, each takes the place of the row of its key."""
        first = self.last + 1
        self.last += length
        with self._transaction():
            if self._latest:
                self._replace(columns, first)
            else:
                # More than the table holds is pushed out at once.
                kept = min(length, self._max_rows)
                columns = [column.slice(length - kept) for column in columns]
                self.dropped += length - kept
                self._insert(range(self.last - kept + 1, self.last + 1), columns)
            self._push_out()
            self._note()
        if self._dead > self._max_rows + 1_000:
            self._clean()

    def _replace(self, columns: Sequence[Any], first: int) -> None:
        keys = columns[0]
        newest = {key: at for at, key in enumerate(keys.to_pylist())}
        places = sorted(newest.values())
        rows, borns = pa.array(places, pa.int64()), [first + at for at in places]
        marks = zip(borns, keys.take(rows).to_pylist(), strict=True)
        replaced: int = self._db.executemany("UPDATE rows SET gone = ? WHERE c0 = ? AND gone IS NULL", marks).rowcount
        self.count, self._dead = self.count - replaced, self._dead + replaced
        self._insert(borns, [column.take(rows) for column in columns])

    def _insert(self, borns: Iterable[int], columns: Sequence[Any]) -> None:
        cells = [cells_of(column, kind) for column, (_, kind) in zip(columns, self._item.fields, strict=True)]
        places = ", ".join("?" * len(cells))
        try:
            added = self._db.executemany(
                f"INSERT INTO rows VALUES (?, NULL, {places})",  # noqa: S608
                zip(borns, *cells, strict=True),
            )
        except sqlite3.DataError:
            raise self._too_large(cells) from None
        self.count += added.rowcount

    def _too_large(self, cells: Sequence[Sequence[Any]]) -> TextLimit:
        size = max(sum(len(cell) for cell in row if isinstance(cell, str)) for row in zip(*cells, strict=True))
        room = self._db.getlimit(sqlite3.SQLITE_LIMIT_LENGTH)
        return TextLimit(
            f"an item has {size:,} characters, and a row of table {self._path.name!r} has room for {room:,} bytes; make "
            "it smaller before it comes here, such as by shorter windows or by aggregating"
        )

    def _push_out(self) -> None:
        """Let the oldest rows go where there are more than the table holds."""
        if (excess := self.count - self._max_rows) > 0:
            oldest = "SELECT born FROM rows WHERE gone IS NULL ORDER BY born LIMIT ?"
            self._db.execute(f"UPDATE rows SET gone = ? WHERE born IN ({oldest})", (self.last, excess))  # noqa: S608
            self.count, self.dropped, self._dead = self.count - excess, self.dropped + excess, self._dead + excess

    def settle(self) -> None:
        """Make sure that the state after the last item is on the disk, and can be gone back to."""
        self._before, self._settled = self._settled, self.last
        self._db.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            self._note()
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._clean()

    def _clean(self) -> None:
        """Delete rows that were not there at either snapshot and are not there now."""
        needed = "(born <= ? AND gone > ?)"
        states = (self._before, self._before, self._settled, self._settled)
        with self._transaction():
            self._db.execute(f"DELETE FROM rows WHERE gone IS NOT NULL AND NOT {needed} AND NOT {needed}", states)  # noqa: S608
        ((self._dead,),) = self._db.execute("SELECT count(*) FROM rows WHERE gone IS NOT NULL")

    def _shape(self) -> dict[str, Any]:
        return {"format": FORMAT, "type": str(self._item), "latest": int(self._latest)}

    def _note(self) -> None:
        facts = {**self._shape(), "dropped": self.dropped, "last": self.last}
        self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db, self._path)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


class _Transaction:
    """All of it or nothing; what SQLite says becomes an error of ours."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = db, path

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        if kind is None:
            self._db.execute("COMMIT")
            return
        self._db.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise FileRefused(
                f"table {self._path.name!r} cannot be written, {error}; make room, or choose another path"
            ) from None


def read_facts(db: sqlite3.Connection) -> dict[str, Any]:
    """Return what a table says of itself; empty if it is none."""
    try:
        return dict(db.execute("SELECT name, value FROM facts"))
    except sqlite3.DatabaseError:
        return {}


def cells_of(column: Any, kind: Type) -> list[Any]:
    """Return a column as what SQLite stores: times as microseconds, lists, maps and records as JSON."""
    if kind in (TIMESTAMP, DURATION):
        cells: list[Any] = column.cast(pa.int64()).to_pylist()
        return cells
    if kind is DATE:
        return list(column.cast(pa.int32()).to_pylist())
    if kind is BOOL:
        return list(column.cast(pa.int8()).to_pylist())
    if kind is FLOAT and pc.any(pc.is_nan(column)).as_py():
        # SQLite takes NaN for null.
        return ["NaN" if cell is not None and math.isnan(cell) else cell for cell in column.to_pylist()]
    if isinstance(kind, Scalar):
        return list(column.to_pylist())
    return [cell for cells in written(Batch({ITEM: column}, len(column)), _json_cells) for cell in cells]


def _json_cells(batch: Batch) -> list[Any]:
    column = batch.columns[ITEM]
    texts = json_column_texts(column)
    return list(pc.if_else(column.is_valid(), texts, pa.scalar(None, pa.string())).to_pylist())
