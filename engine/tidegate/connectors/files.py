"""Files below the data folder: `file_source` reads lines of JSON or CSV and Parquet, `file_sink` writes them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from tidegate.bad_items import ERRORS_STREAM
from tidegate.diagnostics import Code
from tidegate.errors import FileRefused
from tidegate.example import StepExample, stream
from tidegate.fields import DurationUs, path
from tidegate.formats.file_reading import FileSourceLogic, ReadingOrder
from tidegate.formats.file_writing import TextSinkLogic, WritingOrder
from tidegate.formats.guessing import AnyFormat, expect_columns, format_of, guess, overridden
from tidegate.formats.packed import packing_of
from tidegate.formats.parquet import ParquetReader, Unsupported
from tidegate.formats.parquet_writing import ParquetSinkLogic
from tidegate.formats.reading import CsvReader, Format, JsonlReader
from tidegate.formats.standing import MakeReader, OpenFile, Reader
from tidegate.guard import QUARANTINE, Guard, guard_field, guarded, guarded_words
from tidegate.operator import (
    DOWN,
    ERRORS,
    BuildContext,
    Derived,
    Finding,
    Group,
    Guarantee,
    Logic,
    OnError,
    Operator,
    Source,
    SourceLogic,
    Ups,
    on_error_field,
)
from tidegate.path_patterns import is_pattern, matching, means
from tidegate.paths import PathRefused, locate, real_path, survey, survey_target
from tidegate.types import STR, Record, StreamType, Type, TypeField

_DELIMITER = r"^[ -!#-~\t]$"
_NEEDS_RECORDS = {"csv": "CSV", "parquet": "Parquet"}


class FileSource(Source):
    """Read items from files in the data folder: JSON Lines, CSV or Parquet.

    JSON Lines has one JSON value on each line. CSV has a header that names the columns; an empty cell is null, `""` is
    the empty text. Blank lines are no items. Timestamps are ISO 8601 text, UTC where no zone is named. Files that end
    in `.gz` or `.zst` are unpacked while they are read.

    A path such as `logs/*.jsonl` or `logs/**/*.csv` means all files that are called so, at most 10,000, in the order of
    their names. `path_field` names a field for the path of the file that an item comes from.

    The type of the items is guessed from the first 1,000 lines of the first file. To correct it, give a type to single
    fields, or the whole schema: then only its fields are read.

    A guard sends items that are too far ahead of the time to `quarantine`, where they move no watermark; so one sensor
    whose clock is wrong makes nothing late. In a recording, tell it when each item was received.

    What cannot be read leaves by `errors` with the file, the line and the reason: broken JSON, a value of another type,
    too many cells, a line over 1 MiB, text that is not UTF-8, a file without one of the columns. A file that grows
    while it is read is read to its end as it was when that end was reached.

    With `tail` there is no end: lines are read as they are added and files as they appear, and the last line waits for
    its line end. A file that is renamed is still followed; one that is replaced is read to its end, then the new one;
    one that is cut is read anew. The last two are told on `errors`.

    A resumed job goes on behind the last line that belongs to a finished epoch. It refuses a file that is no longer the
    one it had read.
    """

    kind = "file_source"
    title = "Read files"
    icon = "file"
    examples = (
        StepExample(
            config={"path": "orders.csv"},
            files={"orders.csv": "user,price\nada,12\nbob,\n"},
            downs={
                "down": stream("{user: str, price: int}", {"user": "ada", "price": 12}, {"user": "bob", "price": None})
            },
        ),
        StepExample(
            title="a line that cannot be read",
            config={"path": "*.jsonl", "schema": {"price": "int"}},
            files={"orders.jsonl": '{"price": 12}\n{"price": "dear"}\n'},
            downs={
                "down": stream("{price: int}", {"price": 12}),
                "errors": stream(
                    "{code: str, reason: str, position: int, item: str}",
                    {
                        "code": "item-type",
                        "reason": "'orders.jsonl', line 2: price: expected int, got the text \"dear\"",
                        "position": 1,
                        "item": '{"price": "dear"}',
                    },
                ),
            },
        ),
    )
    downs = (DOWN, QUARANTINE, ERRORS)
    may_change = frozenset({"batch_size", "guard", "on_error"})

    path: str = path("read", description="The file, as a path below the data folder, or a pattern for several.")
    format: AnyFormat = Field("auto", description="`auto`: by the ending of the name.")
    schema_: TypeField | None = Field(None, alias="schema", description="The type of an item; empty: guess it.")
    fields: dict[str, TypeField] = Field(
        default_factory=dict, description="The types of single fields, instead of guesses."
    )
    path_field: str | None = Field(
        None, min_length=1, max_length=200, description="The field to write the file's path into."
    )
    tail: bool = Field(False, description="Whether to wait for more at the end, for ever.")
    poll_interval_us: Annotated[DurationUs, Field(ge=1_000)] = Field(
        1_000_000, alias="poll_interval", description="How often `tail` looks for more."
    )
    delimiter: str = Field(",", min_length=1, max_length=1, pattern=_DELIMITER, description="Between the cells of CSV.")
    header: bool = Field(
        True, description="Whether the first line of CSV names the columns; else they are `column_1` ..."
    )
    batch_size: int = Field(10_000, ge=1, le=100_000, description="How many lines move together at most.")
    guard: Guard | None = guard_field()
    on_error: OnError = on_error_field()

    def reads(self) -> Path | None:
        """Return where the file is, once links are followed; None for a pattern."""
        return None if self._data_root is None or is_pattern(self.path) else real_path(self._data_root, self.path)

    def reads_file(self, path: Path) -> bool:
        if self._data_root is None or not is_pattern(self.path):
            return path == self.reads()
        root = Path(os.path.realpath(self._data_root))
        return path.is_relative_to(root) and means(self.path, path.relative_to(root).as_posix())

    def summary(self) -> str:
        return guarded_words(f"{'follow' if self.tail else 'read'} {self.path}", self.guard)

    def bounded(self) -> bool:
        return not self.tail

    def written_as(self) -> Format:
        """Return the format of the files."""
        return format_of(self.format, self.path)

    def names(self, data_root: Path) -> list[str]:
        """Return the files that the path means now."""
        return matching(data_root, self.path) if is_pattern(self.path) else [self.path]

    def derive(self, ups: Ups) -> Derived:
        findings: list[Finding] = list(_tail_findings(self))
        item: Type | None = self.schema_
        if self._data_root is not None and not findings:
            try:
                item, left_out = self.item_type(self._data_root)
                findings += [_left_out(name, kind, item) for name, kind in left_out.items()]
            except PathRefused as refused:
                findings.append(Finding(refused.kind, _sentences(refused), "path"))
            except (FileRefused, ValueError) as problem:
                findings.append(Finding(Code.UNKNOWN_SCHEMA, _about_file(self.path, problem), "path"))
        if item == Record(()):
            message = f"File {self.path!r} is empty, so its items have no type. Give a schema."
            findings.append(Finding(Code.UNKNOWN_SCHEMA, message, "schema"))
        elif item is not None and self.path_field is not None:
            item, finding = _with_path_field(item, self.path_field)
            findings += [finding] if finding else []
        types = {"errors": ERRORS_STREAM}
        if item is not None and item != Record(()):
            types["down"] = StreamType(item)
        return guarded(Derived(types, tuple(findings)), self.guard)

    def item_type(self, data_root: Path) -> tuple[Type, Unsupported]:
        """Return the type of the items, from what is configured and how the first file begins, and what is left out."""
        names = [name for name in self.names(data_root) if not self._may_wait(data_root, name)]
        places = [survey(data_root, name) for name in names]
        if not names:
            return self._awaited(), {}
        if self.schema_ is not None and self.written_as() == "jsonl":
            return overridden(self.schema_, self.fields, {}), {}
        guessed, left_out = self._guess(data_root, names, places)
        if self.schema_ is not None:
            expect_columns(self.schema_, guessed, left_out)
            return overridden(self.schema_, self.fields, {}), {}
        kept = {name: kind for name, kind in left_out.items() if name not in self.fields}
        return overridden(guessed, self.fields, left_out), kept

    def _guess(
        self, data_root: Path, names: list[str], places: list[tuple[Path, os.stat_result]]
    ) -> tuple[Type, Unsupported]:
        """Return what the first of the files says that is not empty."""
        said: tuple[Type, Unsupported] = (Record(()), {})
        for name, (place, found) in zip(names, places, strict=True):
            seen = (place, found.st_ino, found.st_mtime_ns, found.st_size)
            said = guess(data_root, name, seen, self.written_as(), self.delimiter, self.header)
            if said != (Record(()), {}):
                break
        return said

    def _may_wait(self, data_root: Path, name: str) -> bool:
        """Whether a file that is not there is waited for."""
        return self.tail and not locate(data_root, name).exists()

    def _awaited(self) -> Type:
        if not self.tail:
            raise PathRefused(
                Code.NO_SUCH_FILE, f"no file in the data folder is called {self.path[:80]!a}; correct the pattern"
            )
        if self.schema_ is None:
            raise ValueError("there is no such file yet to guess the type of its items from; give a schema")
        return overridden(self.schema_, self.fields, {})

    def build(self, context: BuildContext) -> SourceLogic:
        item = context.downs["down"].item
        if isinstance(item, Record) and self.path_field is not None:
            item = Record(tuple(field for field in item.fields if field[0] != self.path_field))
        order = ReadingOrder(
            self.path, self.path_field, self.tail, self.poll_interval_us, self.batch_size, self.guard, self.on_error
        )
        return FileSourceLogic(order, context, lambda: self.names(context.data_root), self._reader_of(item))

    def _reader_of(self, item: Type) -> MakeReader:
        def make(file: OpenFile, position: dict[str, Any]) -> Reader:
            reader: ParquetReader | CsvReader
            if self.written_as() == "parquet":
                reader = ParquetReader(file.file, item, position.get("group", 0), position.get("row", 0))
            elif self.written_as() == "csv":
                buffer = file.line_buffer(position)
                reader = CsvReader(buffer, item, self.delimiter, self.header, position.get("names"))
            else:
                return JsonlReader(file.line_buffer(position), item)
            if reader.missing and not is_pattern(self.path):
                raise ValueError(f"there is no column {reader.missing[0][:60]!r}")
            return reader

        return make


def _left_out(name: str, kind: str, item: Type) -> Finding:
    message = f"Column {name[:60]!r} is {kind[:60]}, which no type here holds. "
    message += "It is left out; give it a type in 'fields' to have it converted."
    return Finding(Code.UNKNOWN_SCHEMA, message, "path", severity="error" if item == Record(()) else "warning")


def _tail_findings(source: FileSource) -> Iterator[Finding]:
    if source.tail and (packing_of(source.path) or source.written_as() == "parquet"):
        what = "Parquet files" if source.written_as() == "parquet" else "Packed files"
        yield Finding(Code.BAD_VALUE, f"{what} do not grow line by line. Clear this, or follow plain files.", "tail")


def _with_path_field(item: Type, name: str) -> tuple[Type, Finding | None]:
    if not isinstance(item, Record):
        message = f"Items are {item}, and a path field needs records. Clear this."
        return item, Finding(Code.STREAM_TYPE, message, "path_field")
    if name in item.as_dict():
        return item, Finding(Code.BAD_VALUE, f"Items have a field {name!r} already. Choose another name.", "path_field")
    return Record((*item.fields, (name, STR))), None


def _about_file(path: str, problem: Exception) -> str:
    return _sentences(problem) if isinstance(problem, FileRefused) else f"File {path!r}: {problem}."


def _sentences(refused: Exception) -> str:
    """Return an error's clauses as the sentences of a diagnostic."""
    return " ".join(f"{clause[0].upper()}{clause[1:]}." for clause in str(refused).split("; "))


class FileSink(Operator):
    """Write every item to a file in the data folder: JSON Lines, CSV or Parquet.

    JSON Lines has one item on each line. CSV has a header and needs records; null is an empty cell, a list or a record in
    a field becomes JSON within its cell. The key of a keyed stream is written when you name a field for it. A name that
    ends in `.gz` or `.zst` is packed.

    A spreadsheet runs cells that begin with `=`, `+`, `-` or `@`; `spreadsheet_safe` puts an apostrophe before such text.

    A Parquet file is there as a whole when the run has ended, and not before. Until then its items wait in a file
    beside it, `.name.rows`, from which a stopped job goes on.

    Guarantee: exactly once; a resumed job first cuts the file back to what the last epoch had written.
    """

    kind = "file_sink"
    title = "Write a file"
    group = Group.SINKS
    icon = "file-download"
    examples = (
        StepExample(
            config={"path": "orders.csv", "key_field": "shop"},
            ups={"up": [stream("keyed {user: str, price: int}", ["x", {"user": "ada", "price": 12}])]},
            written={"orders.csv": "shop,user,price\nx,ada,12\n"},
        ),
        StepExample(
            title="JSON Lines",
            config={"path": "made/orders.jsonl"},
            ups={"up": [stream("{user: str, prices: list[int]}", {"user": "ada", "prices": [12, None]})]},
            written={"made/orders.jsonl": '{"user":"ada","prices":[12,null]}\n'},
        ),
    )
    downs = ()
    guarantee = Guarantee.EXACTLY_ONCE

    path: str = path("write", description="The file, as a path below the data folder; its folders are made.")
    format: AnyFormat = Field("auto", description="`auto`: by the ending of the name.")
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
        return format_of(self.format, self.path)

    def derive(self, ups: Ups) -> Derived:
        stream, findings = ups["up"][0], list[Finding]()
        if self._data_root is not None:
            try:
                survey_target(self._data_root, self.path)
            except PathRefused as refused:
                findings.append(Finding(refused.kind, _sentences(refused), "path"))
        needy = _NEEDS_RECORDS.get(self.written_as(), "a key field" if self.key_field is not None else "")
        if not isinstance(stream.item, Record) and needy:
            message = f"Items are {stream.item}, and {needy} needs records. Make a record with 'Map' before."
            findings.append(Finding(Code.STREAM_TYPE, message, port="up"))
        if stream.item == Record(()) and self.written_as() == "parquet":
            message = "Items have no fields, and Parquet needs one. Add one with 'Set fields' before."
            findings.append(Finding(Code.STREAM_TYPE, message, port="up"))
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
        written_as = self.written_as()
        order = WritingOrder(self.path, self.mode, self.key_field, self.delimiter, self.spreadsheet_safe, written_as)
        return ParquetSinkLogic(order, context) if written_as == "parquet" else TextSinkLogic(order, context)
