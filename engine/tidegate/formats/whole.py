"""A file read whole, as columns: CSV with a header, JSON Lines or Parquet, packed or not, by its name."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pyarrow as pa

from tidegate.decode import fitted_columns
from tidegate.formats.guessing import format_of, guess
from tidegate.formats.halving import Columns
from tidegate.formats.packed import without_packing
from tidegate.formats.parquet import ParquetReader
from tidegate.formats.reading import CsvReader, JsonlReader
from tidegate.formats.standing import OpenFile, Reader
from tidegate.paths import survey
from tidegate.types import Record, Type

_ROWS_AT_ONCE = 10_000


def guess_rows(data_root: Path, path: str) -> Type:
    """Return the type of a file's rows as its beginning says; raise `PathRefused`, or ValueError in words."""
    place, found = survey(data_root, path)
    seen = (place, found.st_ino, found.st_mtime_ns, found.st_size)
    return guess(data_root, path, seen, format_of("auto", path), _delimiter(path), True)[0]


def read_rows(data_root: Path, path: str, kind: Record, most: int) -> Columns:
    """Return a file's rows; raise `PathRefused`, or ValueError in words for a line that is bad or more than `most`."""
    opened = OpenFile(data_root, path)
    with opened.file:
        return _read(_reader(opened, path, kind), kind, most)


def _reader(opened: OpenFile, path: str, kind: Record) -> Reader:
    match format_of("auto", path):
        case "parquet":
            return ParquetReader(opened.file, kind)
        case "csv":
            return CsvReader(opened.line_buffer({}), kind, _delimiter(path), header=True, names=None)
    return JsonlReader(opened.line_buffer({}), kind)


def _delimiter(path: str) -> str:
    return "\t" if PurePosixPath(without_packing(path)).suffix.lower() == ".tsv" else ","


def _read(reader: Reader, kind: Record, most: int) -> Columns:
    parts, count, ended = [fitted_columns([], kind)], 0, False
    while not ended:
        portion = reader.next(_ROWS_AT_ONCE)
        if portion.bad:
            raise ValueError(f"{reader.unit} {portion.bad[0].line}: {portion.bad[0].reason}")
        count, ended = count + portion.length, portion.ended
        if count > most:
            raise ValueError(f"it has more than {most:,} rows")
        parts += [portion.columns] if portion.columns is not None else []
    return {name: pa.concat_arrays([part[name] for part in parts]) for name, _ in kind.fields}
