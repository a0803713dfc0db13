"""The running half of `file_sink` for lines of text: each batch is one block, and the position is the file's length.

A packed file is a row of packed parts, one for each epoch, so that it can be cut where an epoch ended.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import pyarrow as pa

from tidegate.batch import Batch
from tidegate.errors import FileRefused
from tidegate.formats.csv_text import csv_header
from tidegate.formats.packed import Packing, packing_of
from tidegate.formats.reading import Format
from tidegate.formats.row_text import csv_row_bytes, json_line_bytes
from tidegate.operator import BuildContext, Logic, Outputs
from tidegate.paths import open_for_writing
from tidegate.text_size import written


@dataclass(frozen=True, slots=True)
class WritingOrder:
    """What the running half needs to know of the configuration."""

    path: str
    mode: Literal["overwrite", "append"]
    key_field: str | None
    delimiter: str
    spreadsheet_safe: bool
    written_as: Format


class CutFile:
    """A file that is written at its end and can be cut back to a length it had."""

    def __init__(self, data_root: Path, name: str) -> None:
        self.name, self._file = name, open_for_writing(data_root, name)

    def size(self) -> int:
        """Return how many bytes it has."""
        return os.fstat(self._file.fileno()).st_size

    def cut(self, length: int) -> None:
        """Cut it to a length; raise `FileRefused` if it is shorter already."""
        if length > (size := self.size()):
            raise FileRefused(
                f"file {self.name!r} has {size:,} bytes and this job had written up to {length:,}; "
                "put it back, or start a new job"
            )
        self._file.truncate(length)
        self._file.seek(length)

    def write(self, data: Any) -> None:
        """Write all of this; raise `FileRefused` if there is no room."""
        rest = memoryview(data).cast("B")
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise FileRefused(
                f"file {self.name!r} cannot be written, {error.strerror}; make room, or change its rights"
            ) from None

    def settle(self) -> int:
        """Wait until all of it is on the disk; return its length."""
        os.fsync(self._file.fileno())
        return self._file.tell()

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


class TextSinkLogic(Logic):
    """Writes each batch as one block of text."""

    def __init__(self, config: WritingOrder, context: BuildContext) -> None:
        super().__init__()
        self.config, self.data_root, self.stream = config, context.data_root, context.ups["up"][0]
        self.file: CutFile | None = None
        self.packer: Packer | None = None

    def open(self, state: Any | None) -> None:
        self.file = CutFile(self.data_root, self.config.path)
        start = self.file.size() if self.config.mode == "append" else 0
        start = state["length"] if state is not None else start
        self.file.cut(start)
        packing = packing_of(self.config.path)
        self.packer = Packer(self.file.write, packing) if packing else None
        if start == 0 and self.config.written_as == "csv":
            names = [*([self.config.key_field] if self.config.key_field else []), *self.stream.fields()]
            self._write(csv_header(names, self.config.delimiter).encode())

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        columns = keyed_columns(batch, self.config.key_field)
        for text in written(Batch(columns, batch.length), self._text):
            self._write(text)
        self.counters.kept += batch.length
        return []

    def _text(self, part: Batch) -> memoryview:
        if self.config.written_as == "csv":
            return csv_row_bytes(part.columns, part.length, self.config.delimiter, self.config.spreadsheet_safe)
        return json_line_bytes(part, self.stream.item)

    def on_eof(self, system_us: int) -> Outputs:
        if self.packer is not None and self.file is not None:
            # A packed file of nothing is not an empty file.
            self.packer.end_part(even_empty=self.file.size() == 0)
        return []

    def snapshot(self) -> Any:
        assert self.file is not None, "a sink is opened before its snapshot is taken"
        if self.packer is not None:
            self.packer.end_part()
        return {"length": self.file.settle()}

    def close(self) -> None:
        if self.packer is not None:
            self.packer.end_part()
        if self.file is not None:
            self.file.close()

    def _write(self, text: bytes | memoryview) -> None:
        assert self.file is not None, "a sink is opened before it is written to"
        (self.packer.write if self.packer is not None else self.file.write)(text)


def keyed_columns(batch: Batch, key_field: str | None) -> dict[str, Any]:
    """Return the columns of a batch, after that of its keys if it has a name."""
    return batch.columns if key_field is None else {key_field: batch.key_column()} | batch.columns


class Packer:
    """Packs what is written, part by part."""

    def __init__(self, write: Callable[[Any], None], packing: Packing) -> None:
        self._target, self._packing = _Target(write), packing
        self._part: pa.CompressedOutputStream | None = None

    def write(self, data: Any) -> None:
        """Pack this, in a new part if the last one has ended."""
        self._begun().write(data)

    def end_part(self, even_empty: bool = False) -> None:
        """End the part, so that all that was written can be unpacked."""
        part = self._begun() if even_empty else self._part
        if part is not None:
            part.close()
        self._part = None

    def _begun(self) -> pa.CompressedOutputStream:
        if self._part is None:
            self._part = pa.CompressedOutputStream(pa.PythonFile(cast(Any, self._target), mode="w"), self._packing)
        return self._part


class _Target:
    """What Arrow takes for a file to write to."""

    closed = False

    def __init__(self, write: Callable[[Any], None]) -> None:
        self.write = write

    def flush(self) -> None:
        """Do nothing: everything is written at once."""

    def close(self) -> None:
        """Do nothing: the file goes on with the next part."""
