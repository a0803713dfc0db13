"""Lookup tables: rows written into a flow or read from a file, and finding the row of each key.

match       "a"  "b"  "c"          the column that keys are looked for in; no value twice, none null
keys        "b"  "x"  null  "b"
rows         1   -1    -1    1     -1: there is none
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import Field

from tidegate.arrow_views import numbers
from tidegate.decode import Misfit, fit, fitted_columns
from tidegate.expression.arrays import shown_value
from tidegate.fields import path
from tidegate.flow import Frozen
from tidegate.formats.halving import Columns
from tidegate.formats.whole import guess_rows, read_rows
from tidegate.keys import KeyDictionary
from tidegate.paths import survey
from tidegate.types import BOOL, DATE, DURATION, INT, STR, TIMESTAMP, Record, Type, TypeField

KEY_TYPES = (STR, INT, BOOL, TIMESTAMP, DURATION, DATE)
"""Types whose values can be looked up; floats are left out, because two that look alike may differ."""
MOST_ROWS = 1_000_000
MOST_PROBLEMS = 20

Rows = npt.NDArray[np.int64]


class TableRefused(ValueError):
    """A table cannot be used; `field` is the place within its configuration and the message is a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class RowProblem(NamedTuple):
    """A row that cannot be looked up."""

    row: int
    message: str


def row_problems(match: pa.Array[Any], name: str) -> list[RowProblem]:
    """Return the rows of a table that nothing would find."""
    nulls = np.flatnonzero(np.asarray(match.is_null()))[:MOST_PROBLEMS]
    problems = [
        RowProblem(int(row), f"Row {row} has no {name!r}, so nothing finds it. Give it one, or remove it.")
        for row in nulls
    ]
    known = np.flatnonzero(np.asarray(match.is_valid()))
    ids, firsts = _numbered(match.drop_null())
    again = np.flatnonzero(firsts[ids] != np.arange(len(ids)))[:MOST_PROBLEMS]
    for at in again.tolist():
        row, first = int(known[at]), int(known[firsts[ids[at]]])
        value = shown_value(match[row])
        problems.append(RowProblem(row, f"Rows {first} and {row} both have {name!r} {value}. Remove one of them."))
    return sorted(problems)[:MOST_PROBLEMS]


class WrittenTable(Frozen):
    """Rows written here."""

    type: Literal["rows"] = "rows"
    schema_: TypeField = Field(alias="schema", description="The type of a row: `{sku: str, price: float}`.")
    rows: tuple[Any, ...] = Field(description="The rows, as JSON.")

    def words(self) -> str:
        """Return the table in words."""
        return f"{len(self.rows):,} row{'' if len(self.rows) == 1 else 's'}"

    def row_type(self, data_root: Path) -> Record:
        """Return the type of a row; raise `TableRefused` for one that is no record."""
        return _record(self.schema_, "schema")

    def columns(self, data_root: Path, kind: Record) -> Columns:
        """Return the rows; raise `TableRefused` for one that does not fit."""
        return fitted_columns([_fitted(row, kind, number) for number, row in enumerate(self.rows)], kind)

    def problems(self, data_root: Path, kind: Record, match: str) -> Sequence[RowProblem]:
        """Return the rows that cannot be looked up by this field; raise as `columns` does."""
        return row_problems(self.columns(data_root, kind)[match], match)

    def place(self, row: int) -> str:
        """Return where that row is written."""
        return f"rows.{row}"


class FileTable(Frozen):
    """A file in the data folder: CSV with a header, or JSON Lines."""

    type: Literal["file"] = "file"
    path: str = path("read", description="The file, as a path below the data folder.")
    schema_: TypeField | None = Field(None, alias="schema", description="The type of a row; empty: guess it.")

    def words(self) -> str:
        """Return the table in words."""
        return self.path

    def row_type(self, data_root: Path) -> Record:
        """Return the type of a row, guessed where none is given; raise `TableRefused` or `PathRefused`."""
        if self.schema_ is not None:
            return _record(self.schema_, "schema")
        try:
            kind = guess_rows(data_root, self.path)
        except ValueError as problem:
            raise TableRefused("path", f"File {self.path!r}: {problem}.") from None
        if kind == Record(()):
            raise TableRefused("path", f"File {self.path!r} is empty, so its rows have no type. Give a schema.")
        return _record(kind, "path")

    def columns(self, data_root: Path, kind: Record) -> Columns:
        """Return the file's rows; raise `TableRefused` for a line that cannot be read, or `PathRefused`."""
        try:
            return read_rows(data_root, self.path, kind, MOST_ROWS)
        except ValueError as problem:
            raise TableRefused("path", f"File {self.path!r}: {problem}.") from None

    def problems(self, data_root: Path, kind: Record, match: str) -> Sequence[RowProblem]:
        """Return the rows that cannot be looked up by this field; raise as `columns` does."""
        place, found = survey(data_root, self.path)
        return _problems_of_file(self, data_root, kind, match, (place, found.st_ino, found.st_mtime_ns, found.st_size))

    def place(self, row: int) -> str:
        """Return what to correct about that row."""
        return "path"


TableConfig = Annotated[WrittenTable | FileTable, Field(discriminator="type", description="The rows to look in.")]


class Lookup:
    """Finds the row of each key in a column that has no value twice and no null."""

    def __init__(self, match: pa.Array[Any]) -> None:
        self._texts = KeyDictionary() if pa.types.is_string(match.type) else None
        if self._texts is not None:
            self._texts.intern(match)
        else:
            values = numbers(match)
            self._order = np.argsort(values, kind="stable")
            self._sorted = values[self._order]

    def rows(self, keys: pa.Array[Any]) -> Rows:
        """Return the row of each key, -1 where there is none; a null finds none."""
        found = self._found(keys)
        if keys.null_count:
            found[np.asarray(keys.is_null())] = -1
        return found

    def _found(self, keys: Any) -> Rows:
        if self._texts is not None:
            # Text number n is row n, because no text is there twice.
            return self._texts.find(keys.fill_null("") if keys.null_count else keys).astype(np.int64)
        if not len(self._sorted):
            return np.full(len(keys), -1)
        wanted = numbers(keys)
        at = np.minimum(np.searchsorted(self._sorted, wanted), len(self._sorted) - 1)
        return np.where(self._sorted[at] == wanted, self._order[at], -1)


def _numbered(values: pa.Array[Any]) -> tuple[Rows, Rows]:
    """Return a number for each value, the same for equal ones, and where each number is first."""
    if pa.types.is_string(values.type):
        ids = KeyDictionary().intern(values).astype(np.int64)
        return ids, np.unique(ids, return_index=True)[1]
    _, firsts, ids = np.unique(numbers(values), return_index=True, return_inverse=True)
    return ids, firsts


def _record(kind: Type, field: str) -> Record:
    if isinstance(kind, Record) and kind.fields:
        return kind
    raise TableRefused(field, f"Rows are {kind}, and a row has fields. Write the type as {{name: type}}.")


@lru_cache(maxsize=256)
def _problems_of_file(
    table: FileTable, data_root: Path, kind: Record, match: str, _seen: Any
) -> tuple[RowProblem, ...]:
    """Read the file once for each state of it, however often a flow is checked; `_seen` makes a changed one another."""
    return tuple(row_problems(table.columns(data_root, kind)[match], match))


def _fitted(row: Any, kind: Record, number: int) -> Any:
    try:
        if row is None:
            raise Misfit("it is null")
        return fit(row, kind, refuse_unknown=True)
    except Misfit as misfit:
        raise TableRefused(f"rows.{number}", f"Row {number}: {misfit}.") from None
