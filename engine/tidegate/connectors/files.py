"""Files below the data folder: `file_source` reads lines of JSON or CSV, `file_sink` writes them."""

from __future__ import annotations

import os
from functools import lru_cache
from io import FileIO
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from tidegate.bad_items import ERRORS_STREAM, BadItem, BadItemRule
from tidegate.batch import Batch
from tidegate.diagnostics import Code
from tidegate.errors import FileRefused
from tidegate.fields import path
from tidegate.formats.csv_text import csv_header, csv_texts
from tidegate.formats.infer import infer_csv, infer_jsonl
from tidegate.formats.lines import LineBuffer
from tidegate.formats.reading import CsvReader, Format, JsonlReader, Reader
from tidegate.operator import (
    DOWN,
    ERRORS,
    BuildContext,
    Derived,
    Finding,
    Group,
    Logic,
    OnError,
    Operator,
    Outputs,
    Poll,
    Source,
    SourceLogic,
    Ups,
    on_error_field,
)
from tidegate.paths import PathRefused, open_for_reading, open_for_writing, real_path, survey, survey_target
from tidegate.render import json_item_texts, text_bytes
from tidegate.types import Record, StreamType, Type, TypeField

FORMATS: dict[str, Format] = {".csv": "csv", ".tsv": "csv", ".txt": "csv"}
"""By the ending of a name; any other is JSON Lines."""
_DELIMITER = r"^[ -!#-~\t]$"


class FileSource(Source):
    """Read items from a file in the data folder: JSON Lines or CSV.

    JSON Lines has one JSON value on each line. CSV has a header that names the columns; an empty cell is null, `""` is
    the empty text. Blank lines are no items. Timestamps are ISO 8601 text, UTC where no zone is named.

    The type of the items is guessed from the first 1,000 lines. To correct it, give a type to single fields, or the
    whole schema: then only its fields are read.

    A line that cannot be read leaves by `errors` with its number and the reason: broken JSON, a value of another type,
    too many cells, a line over 1 MiB, text that is not UTF-8. A file that grows while it is read is read to its end as
    it was when that end was reached.
    """

    kind = "file_source"
    title = "Read a file"
    icon = "file"
    downs = (DOWN, ERRORS)

    path: str = path("read", description="The file, as a path below the data folder.")
    format: Literal["auto", "csv", "jsonl"] = Field("auto", description="`auto`: by the ending of the name.")
    schema_: TypeField | None = Field(None, alias="schema", description="The type of an item; empty: guess it.")
    fields: dict[str, TypeField] = Field(
        default_factory=dict, description="The types of single fields, instead of guesses."
    )
    delimiter: str = Field(",", min_length=1, max_length=1, pattern=_DELIMITER, description="Between the cells of CSV.")
    header: bool = Field(
        True, description="Whether the first line of CSV names the columns; else they are `column_1` ..."
    )
    batch_size: int = Field(10_000, ge=1, le=100_000, description="How many lines move together at most.")
    on_error: OnError = on_error_field()

    def reads(self) -> Path | None:
        """Return where the file is, once links are followed."""
        return None if self._data_root is None else real_path(self._data_root, self.path)

    def summary(self) -> str:
        return f"read {self.path}"

    def written_as(self) -> Format:
        """Return the file's format."""
        return _written_as(self.format, self.path)

    def derive(self, ups: Ups) -> Derived:
        types, findings = {"errors": ERRORS_STREAM}, []
        item: Type | None = self.schema_
        if self._data_root is not None:
            try:
                item = self.item_type(self._data_root)
            except PathRefused as refused:
                findings.append(Finding(refused.kind, _sentences(refused), "path"))
            except ValueError as problem:
                findings.append(Finding(Code.UNKNOWN_SCHEMA, f"File {self.path!r}: {problem}.", "path"))
        if item == Record(()):
            message = f"File {self.path!r} is empty, so its items have no type. Give a schema."
            findings.append(Finding(Code.UNKNOWN_SCHEMA, message, "schema"))
        elif item is not None:
            types["down"] = StreamType(item)
        return Derived(types, tuple(findings))

    def item_type(self, data_root: Path) -> Type:
        """Return the type of the file's items: what is configured, and what its beginning says of the rest."""
        place, found = survey(data_root, self.path)
        if self.schema_ is not None and self.written_as() == "jsonl":
            return _overridden(self.schema_, self.fields)
        seen = (place, found.st_ino, found.st_mtime_ns, found.st_size)
        guess = _guess(data_root, self.path, seen, self.written_as(), self.delimiter, self.header)
        if self.schema_ is None:
            return _overridden(guess, self.fields)
        _expect_columns(self.schema_, guess)
        return _overridden(self.schema_, self.fields)

    def build(self, context: BuildContext) -> SourceLogic:
        return FileSourceLogic(self, context)


def _written_as(format: Literal["auto", "csv", "jsonl"], path: str) -> Format:
    return format if format != "auto" else FORMATS.get(Path(path).suffix.lower(), "jsonl")


def _overridden(item: Type, fields: dict[str, Type]) -> Type:
    if not fields:
        return item
    if not isinstance(item, Record):
        raise ValueError(f"items are {item}, which has no fields to give a type to; remove them from 'fields'")
    if unknown := fields.keys() - item.as_dict().keys():
        raise ValueError(
            f"there is no field {sorted(unknown)[0][:60]!r} to give a type to; it has {', '.join(item.as_dict())[:300]}"
        )
    return Record.of(item.as_dict() | fields)


def _expect_columns(schema: Type, guess: Type) -> None:
    if not isinstance(schema, Record) or not isinstance(guess, Record):
        raise ValueError(f"the schema is {schema}, and a line of CSV is a record; write it as {{name: type}}")
    if guess.fields and (missing := schema.as_dict().keys() - guess.as_dict().keys()):
        raise ValueError(f"no column is called {sorted(missing)[0][:60]!r}; it has {', '.join(guess.as_dict())[:300]}")


@lru_cache(maxsize=256)
def _guess(data_root: Path, text: str, _seen: Any, written_as: Format, delimiter: str, header: bool) -> Type:
    """Return what the file's beginning says; `_seen` makes a changed file another question."""
    with open_for_reading(data_root, text) as file:
        buffer = LineBuffer(file.read)
        if buffer.glimpse().beginning(2) in (b"\xff\xfe", b"\xfe\xff"):
            raise ValueError("it is UTF-16; save it as UTF-8")
        return infer_csv(buffer, delimiter, header) if written_as == "csv" else infer_jsonl(buffer)


def _sentences(refused: PathRefused) -> str:
    """Return an error's clauses as the sentences of a diagnostic."""
    return " ".join(f"{clause[0].upper()}{clause[1:]}." for clause in str(refused).split("; "))


class FileSourceLogic(SourceLogic):
    """Reads the next lines at every poll; its position is a byte of the file."""

    def __init__(self, config: FileSource, context: BuildContext) -> None:
        super().__init__()
        self.config, self.data_root = config, context.data_root
        self.item = context.downs["down"].item
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)
        self.read, self.ended = 0, False
        self.file: FileIO | None = None

    def open(self, state: Any | None) -> None:
        self.file = open_for_reading(self.data_root, self.config.path)
        self.inode = os.fstat(self.file.fileno()).st_ino
        if state is not None:
            self._expect_same(state)
            self.file.seek(state["offset"])
            self.read = state["read"]
        buffer = LineBuffer(self.file.read, state["offset"], state["line"]) if state else LineBuffer(self.file.read)
        try:
            self.reader = self._reader(buffer, state["names"] if state else None)
        except ValueError as problem:
            raise FileRefused(
                f"file {self.config.path!r} is not as it was checked, {problem}; check the flow again"
            ) from None

    def _reader(self, buffer: LineBuffer, names: list[str] | None) -> Reader:
        if self.config.written_as() == "csv":
            return CsvReader(buffer, self.item, self.config.delimiter, self.config.header, names)
        return JsonlReader(buffer, self.item)

    def poll(self, system_us: int) -> Poll:
        assert self.file is not None, "a source is opened before it is polled"
        if self.ended:
            return Poll([], ended=True)
        self._expect_whole(self.reader.buffer.offset)
        portion = self.reader.next(self.config.batch_size)
        self.ended = portion.ended
        bad = [BadItem(row.code, f"line {row.line}: {row.reason}", self.read + row.at, row.text) for row in portion.bad]
        self.read += portion.length + len(bad)
        self.counters.kept += portion.length
        outputs: Outputs = [("down", Batch(portion.columns, portion.length))] if portion.columns is not None else []
        return Poll(outputs + self.bad_items.refuse(bad), next_at_us=system_us)

    def snapshot(self) -> Any:
        return {"names": None, **self.reader.position(), "read": self.read, "inode": self.inode}

    def close(self) -> None:
        if self.file is not None:
            self.file.close()

    def _expect_same(self, state: Any) -> None:
        if state["inode"] != self.inode:
            raise FileRefused(
                f"file {self.config.path!r} was replaced since this job read it; put it back, or start a new job"
            )
        self._expect_whole(state["offset"])

    def _expect_whole(self, offset: int) -> None:
        assert self.file is not None, "only an open file has a size"
        if (size := os.fstat(self.file.fileno()).st_size) < offset:
            raise FileRefused(
                f"file {self.config.path!r} was cut to {size:,} bytes after {offset:,} of them had been read; "
                "put it back, or start a new job"
            )


class FileSink(Operator):
    """Write every item to a file in the data folder: JSON Lines or CSV.

    JSON Lines has one item on each line. CSV has a header and needs records; a list or a record in a field becomes JSON
    within its cell. The key of a keyed stream is written when you name a field for it.

    A spreadsheet runs cells that begin with `=`, `+`, `-` or `@`; `spreadsheet_safe` puts an apostrophe before such text.

    Guarantee: exactly once; a resumed job first cuts the file back to what the last epoch had written.
    """

    kind = "file_sink"
    title = "Write a file"
    group = Group.SINKS
    icon = "file-download"
    downs = ()

    path: str = path("write", description="The file, as a path below the data folder; its folders are made.")
    format: Literal["auto", "csv", "jsonl"] = Field("auto", description="`auto`: by the ending of the name.")
    mode: Literal["overwrite", "append"] = Field("overwrite", description="What to do with a file that is there.")
    key_field: str | None = Field(None, min_length=1, max_length=200, description="The field to write the key into.")
    delimiter: str = Field(",", min_length=1, max_length=1, pattern=_DELIMITER, description="Between the cells of CSV.")
    spreadsheet_safe: bool = Field(False, description="Whether to disarm text that a spreadsheet would run.")

    def writes(self) -> Path | None:
        """Return where the file is, once links are followed."""
        return None if self._data_root is None else real_path(self._data_root, self.path)

    def summary(self) -> str:
        return f"{'append to' if self.mode == 'append' else 'write'} {self.path}"

    def written_as(self) -> Format:
        """Return the file's format."""
        return _written_as(self.format, self.path)

    def derive(self, ups: Ups) -> Derived:
        stream, findings = ups["up"][0], list[Finding]()
        if self._data_root is not None:
            try:
                survey_target(self._data_root, self.path)
            except PathRefused as refused:
                findings.append(Finding(refused.kind, _sentences(refused), "path"))
        if not isinstance(stream.item, Record) and (self.written_as() == "csv" or self.key_field is not None):
            message = (
                f"Items are {stream.item}, and {'CSV' if self.written_as() == 'csv' else 'a key field'} needs records."
            )
            findings.append(Finding(Code.STREAM_TYPE, f"{message} Make a record with 'Map' before.", port="up"))
        if self.key_field is not None and not stream.keyed:
            findings.append(
                Finding(Code.NOT_KEYED, "Items have no key to write. Clear this, or add 'Key on' before.", "key_field")
            )
        if self.key_field in stream.fields():
            findings.append(
                Finding(
                    Code.BAD_VALUE, f"Items have a field {self.key_field!r} already. Choose another name.", "key_field"
                )
            )
        return Derived(findings=tuple(findings))

    def build(self, context: BuildContext) -> Logic:
        return FileSinkLogic(self, context)


class FileSinkLogic(Logic):
    """Writes each batch as one block of text; its position is the length of the file."""

    def __init__(self, config: FileSink, context: BuildContext) -> None:
        super().__init__()
        self.config, self.data_root, self.stream = config, context.data_root, context.ups["up"][0]
        self.file: FileIO | None = None

    def open(self, state: Any | None) -> None:
        self.file = open_for_writing(self.data_root, self.config.path)
        size = os.fstat(self.file.fileno()).st_size
        start = size if self.config.mode == "append" else 0
        if state is not None:
            start = state["length"]
            if start > size:
                raise FileRefused(
                    f"file {self.config.path!r} has {size:,} bytes and this job had written up to {start:,}; "
                    "put it back, or start a new job"
                )
        self.file.truncate(start)
        self.file.seek(start)
        if start == 0 and self.config.written_as() == "csv":
            names = [*([self.config.key_field] if self.config.key_field else []), *self.stream.fields()]
            self._write(csv_header(names, self.config.delimiter).encode())

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        columns = batch.columns
        if self.config.key_field is not None:
            columns = {self.config.key_field: batch.key_column()} | columns
        if self.config.written_as() == "csv":
            texts = csv_texts(columns, self.config.delimiter, self.config.spreadsheet_safe)
        else:
            texts = json_item_texts(batch.with_columns(columns), self.stream.item, end="\n")
        self._write(text_bytes(texts))
        self.counters.kept += batch.length
        return []

    def snapshot(self) -> Any:
        assert self.file is not None, "a sink is opened before its snapshot is taken"
        os.fsync(self.file.fileno())
        return {"length": self.file.tell()}

    def close(self) -> None:
        if self.file is not None:
            self.file.close()

    def _write(self, text: bytes | memoryview) -> None:
        assert self.file is not None, "a sink is opened before it is written to"
        rest = memoryview(text)
        try:
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as error:
            raise FileRefused(
                f"file {self.config.path!r} cannot be written, {error.strerror}; make room, or change its rights"
            ) from None
