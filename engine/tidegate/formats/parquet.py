"""Parquet as columns: a row group after another, in bounded batches, its types mapped onto ours."""

from __future__ import annotations

from collections.abc import Iterator
from io import FileIO
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.bad_items import BadItemCode
from tidegate.decode import FIRST_US, LAST_US
from tidegate.formats.casts import UNFIT
from tidegate.formats.halving import BadRow, Columns, decode
from tidegate.formats.portions import Misread, Portion
from tidegate.types import (
    BOOL,
    DATE,
    DURATION,
    FLOAT,
    INT,
    STR,
    TIMESTAMP,
    ListOf,
    MapOf,
    Record,
    Scalar,
    Type,
    arrow_type,
)

Unsupported = dict[str, str]
"""Columns that no type here holds, with their types."""

_BROKEN = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)


def infer_parquet(file: FileIO) -> tuple[Record, Unsupported]:
    """Return the type of a file's rows and what is left out; raise ValueError, in words, if it is no such file."""
    fields: dict[str, Type] = {}
    left_out: Unsupported = {}
    for field in _opened(file).schema_arrow:
        kind = our_type(field.type)
        if field.name in fields or field.name in left_out:
            raise ValueError(f"two of its columns are called {field.name[:60]!r}; rename one of them")
        if kind is None:
            left_out[field.name] = str(field.type)
        else:
            fields[field.name] = kind
    return Record.of(fields), left_out


def our_type(kind: pa.DataType) -> Type | None:
    """Return the type that holds every value of an Arrow type, None if none does."""
    plain = next((ours for test, ours in _PLAIN if test(kind)), None)
    if plain is not None:
        return plain
    if pa.types.is_dictionary(kind):
        return our_type(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        inner = our_type(kind.value_type)
        return None if inner is None else ListOf(inner)
    if pa.types.is_map(kind):
        inner = our_type(kind.item_type) if our_type(kind.key_type) is STR else None
        return None if inner is None else MapOf(inner)
    if pa.types.is_struct(kind):
        parts = {kind.field(at).name: our_type(kind.field(at).type) for at in range(kind.num_fields)}
        known = {name: part for name, part in parts.items() if part is not None}
        return Record.of(known) if len(known) == kind.num_fields else None
    return None


_PLAIN: tuple[tuple[Any, Scalar], ...] = (
    (pa.types.is_boolean, BOOL),
    (pa.types.is_integer, INT),
    (pa.types.is_floating, FLOAT),
    (pa.types.is_string, STR),
    (pa.types.is_large_string, STR),
    (pa.types.is_null, STR),
    (pa.types.is_timestamp, TIMESTAMP),
    (pa.types.is_duration, DURATION),
    (pa.types.is_date, DATE),
)


class ParquetReader:
    """Reads rows on from a row of a row group."""

    unit = "row"

    def __init__(self, file: FileIO, item: Type, group: int = 0, row: int = 0, **_: Any) -> None:
        """Raise ValueError, in words, if this is no such file."""
        assert isinstance(item, Record), "Parquet holds records"
        self._file = _opened(file)
        self._kinds, self._group, self._row, self._row_in_file = item.as_dict(), group, row, 0
        names = self._file.schema_arrow.names
        self.missing = [name for name in self._kinds if name not in names]
        self._names = [name for name in self._kinds if name in names]
        for before in range(group):
            self._row_in_file += self._file.metadata.row_group(before).num_rows
        self._row_in_file += row
        self._batches: Iterator[pa.RecordBatch] | None = None
        self._rest: pa.RecordBatch | None = None

    def next(self, count: int) -> Portion:
        """Return the next rows, `count` at most."""
        try:
            batch = self._next_batch(count)
        except _BROKEN as error:
            raise ValueError(f"it is damaged in row group {self._group:,}, {str(error)[:150]}") from None
        if batch is None:
            return Portion(None, 0, [], True)
        first = self._row_in_file + 1
        self._row, self._row_in_file = self._row + batch.num_rows, self._row_in_file + batch.num_rows
        rows = _ParquetRows(batch, self._kinds, self.missing)
        columns, bad = decode(rows, batch.num_rows)
        misread = [Misread(row.at, first + row.at, row.code, row.reason, _shown(batch, row.at)) for row in bad]
        return Portion(columns, batch.num_rows - len(bad), misread, False)

    def position(self) -> dict[str, Any]:
        """Return where the reader is."""
        return {"group": self._group, "row": self._row}

    def _next_batch(self, count: int) -> pa.RecordBatch | None:
        """Return the next rows of this row group, or the first of the next one; None at the end."""
        while self._rest is None or self._rest.num_rows == 0:
            if self._batches is None:
                if self._group >= self._file.num_row_groups:
                    return None
                self._batches = self._from_row(count)
            self._rest = next(self._batches, None)
            if self._rest is None:
                self._group, self._row, self._batches = self._group + 1, 0, None
        taken, self._rest = self._rest.slice(0, count), self._rest.slice(count)
        return taken

    def _from_row(self, count: int) -> Iterator[pa.RecordBatch]:
        skipped = self._row
        batches = self._file.iter_batches(count, row_groups=[self._group], columns=self._names, use_threads=False)
        for batch in batches:
            yield batch.slice(min(skipped, batch.num_rows))
            skipped = max(0, skipped - batch.num_rows)


def _opened(file: FileIO) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(pa.PythonFile(file, mode="r"))
    except _BROKEN as error:
        raise ValueError(f"it is no whole Parquet file, {str(error)[:150]}") from None


class _ParquetRows:
    """Rows of a batch, as rows to decode."""

    def __init__(self, batch: pa.RecordBatch, kinds: dict[str, Type], missing: list[str]) -> None:
        self._batch, self._kinds, self._missing = batch, kinds, missing

    def decode(self, first: int, last: int) -> Columns:
        if self._missing:
            raise ValueError("a column is missing")
        part = self._batch.slice(first, last - first)
        return {name: _cast(part.column(name), kind) for name, kind in self._kinds.items()}

    def decode_alone(self, at: int) -> Columns | BadRow:
        if self._missing:
            return BadRow(at, BadItemCode.TYPE, f"there is no column {self._missing[0][:60]!r}")
        part = self._batch.slice(at, 1)
        for name, kind in self._kinds.items():
            try:
                _cast(part.column(name), kind)
            except UNFIT as error:
                return BadRow(
                    at, BadItemCode.TYPE, f"{name}: expected {kind}, got {part.column(name).type}, {str(error)[:150]}"
                )
        raise AssertionError("a row was refused though each of its cells fits")


def _cast(array: Any, kind: Type) -> Any:
    """Return a column as the type we hold it in; times finer than a microsecond are cut."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if kind in (TIMESTAMP, DURATION) and getattr(array.type, "unit", "") == "ns":
        micros = np.floor_divide(array.cast(pa.int64()).fill_null(0).to_numpy(), 1_000)
        made: Any = pa.array(micros, mask=array.is_null().to_numpy(zero_copy_only=False)).cast(arrow_type(kind))
    else:
        made = array.cast(arrow_type(kind))
    made.validate(full=True)
    if kind is TIMESTAMP:
        _expect_years(made)
    return made


def _expect_years(times: Any) -> None:
    span: Any = pc.min_max(times.cast(pa.int64())).as_py()
    if span["min"] is not None and not (span["min"] >= FIRST_US and span["max"] <= LAST_US):
        raise ValueError("it is not within the years 1 to 9999")


def _shown(batch: pa.RecordBatch, at: int) -> str:
    row = pa.Table.from_batches([batch.slice(at, 1)]).to_pylist()[0]
    return msgspec.json.encode(row, enc_hook=str).decode()
