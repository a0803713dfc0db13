"""The type of the items of a file, from what is configured and what the file begins with."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from tidegate.formats.infer import infer_csv, infer_jsonl
from tidegate.formats.lines import LineBuffer
from tidegate.formats.packed import without_packing
from tidegate.formats.parquet import Unsupported, infer_parquet
from tidegate.formats.reading import Format
from tidegate.formats.standing import OpenFile
from tidegate.types import Record, Type

FORMATS: dict[str, Format] = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet"}
"""By the ending of a name; any other is JSON Lines."""
AnyFormat = Literal["auto", "csv", "jsonl", "parquet"]


def format_of(format: AnyFormat, path: str) -> Format:
    """Return the format that is configured, or the one that the ending of the name means, packed or not."""
    return format if format != "auto" else FORMATS.get(PurePosixPath(without_packing(path)).suffix.lower(), "jsonl")


def overridden(item: Type, fields: dict[str, Type], left_out: Unsupported) -> Type:
    """Return the type with other types for some fields; raise ValueError, in words, for one that is not there."""
    if not fields:
        return item
    if not isinstance(item, Record):
        raise ValueError(f"items are {item}, which has no fields to give a type to; remove them from 'fields'")
    known = [*item.as_dict(), *left_out]
    if unknown := fields.keys() - set(known):
        raise ValueError(
            f"there is no field {sorted(unknown)[0][:60]!r} to give a type to; it has {', '.join(known)[:300]}"
        )
    return Record.of(item.as_dict() | fields)


def expect_columns(schema: Type, guess: Type, left_out: Unsupported) -> None:
    """Raise ValueError, in words, where the schema names a column that is not there."""
    if not isinstance(schema, Record) or not isinstance(guess, Record):
        raise ValueError(f"the schema is {schema}, and a line of CSV is a record; write it as {{name: type}}")
    known = [*guess.as_dict(), *left_out]
    if known and (missing := schema.as_dict().keys() - set(known)):
        raise ValueError(f"no column is called {sorted(missing)[0][:60]!r}; it has {', '.join(known)[:300]}")


@lru_cache(maxsize=256)
def guess(
    data_root: Path, name: str, _seen: Any, written_as: Format, delimiter: str, header: bool
) -> tuple[Type, Unsupported]:
    """Return what the file's beginning says, and what is left out; `_seen` makes a changed file another question."""
    opened = OpenFile(data_root, name)
    with opened.file as file:
        if written_as == "parquet":
            return infer_parquet(file)
        buffer = LineBuffer(opened.read)
        if buffer.glimpse().beginning(2) in (b"\xff\xfe", b"\xfe\xff"):
            raise ValueError("it is UTF-16; save it as UTF-8")
        return (infer_csv(buffer, delimiter, header) if written_as == "csv" else infer_jsonl(buffer)), {}
