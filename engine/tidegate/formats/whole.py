"""A file read whole, as columns: CSV with a header or JSON Lines, by the ending of its name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidegate.decode import fitted_columns
from tidegate.formats.halving import Columns
from tidegate.formats.infer import infer_csv, infer_jsonl
from tidegate.formats.lines import LineBuffer
from tidegate.formats.reading import CsvReader, JsonlReader, Reader
from tidegate.paths import open_for_reading, survey
from tidegate.types import Record, Type

DELIMITERS = {".csv": ",", ".txt": ",", ".tsv": "\t"}
"""By the ending of a name; any other is JSON Lines."""
_ROWS_AT_ONCE = 10_000


def guess_rows(data_root: Path, path: str) -> Type:
    """Return the type of a file's rows as its beginning says; raise `PathRefused`, or ValueError in words."""
    place, found = survey(data_root, path)
    return _guessed(data_root, path, (place, found.st_ino, found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=256)
def _guessed(data_root: Path, path: str, _seen: Any) -> Type:
    """Return what the file's beginning says; `_seen` makes a changed file another question."""
    delimiter = _delimiter(path)
    with open_for_reading(data_root, path) as file:
        buffer = LineBuffer(file.read)
        return infer_jsonl(buffer) if delimiter is None else infer_csv(buffer, delimiter, header=True)


def read_rows(data_root: Path, path: str, kind: Record, most: int) -> Columns:
    """Return a file's rows; raise `PathRefused`, or ValueError in words for a line that is bad or more than `most`."""
    delimiter = _delimiter(path)
    with open_for_reading(data_root, path) as file:
        buffer = LineBuffer(file.read)
        if delimiter is None:
            return _read(JsonlReader(buffer, kind), kind, most)
        return _read(CsvReader(buffer, kind, delimiter, header=True, names=None), kind, most)


def _delimiter(path: str) -> str | None:
    return DELIMITERS.get(Path(path).suffix.lower())


def _read(reader: Reader, kind: Record, most: int) -> Columns:
    parts, count, ended = [fitted_columns([], kind)], 0, False
    while not ended:
        portion = reader.next(_ROWS_AT_ONCE)
        if portion.bad:
            raise ValueError(f"line {portion.bad[0].line}: {portion.bad[0].reason}")
        count, ended = count + portion.length, portion.ended
        if count > most:
            raise ValueError(f"it has more than {most:,} rows")
        parts += [portion.columns] if portion.columns is not None else []
    return {name: pa.concat_arrays([part[name] for part in parts]) for name, _ in kind.fields}
