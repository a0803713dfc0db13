"""The running half of `file_sink` for Parquet: items wait as Arrow messages, which become one file at the end.

    process   batch -> message at the end of `.name.rows`
    snapshot  the length of `.name.rows`; a resumed job cuts it there
    on_eof    messages -> row groups of `.name.part`, which is then renamed

Parquet has its table of contents at the end, so a file of it cannot be continued and cannot be cut.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.batch import Batch
from tidegate.errors import FileRefused
from tidegate.formats.file_writing import CutFile, WritingOrder, keyed_columns
from tidegate.operator import BuildContext, Logic, Outputs
from tidegate.paths import locate, open_for_reading, open_for_writing
from tidegate.types import STR, arrow_type

ROWS_A_GROUP = 1 << 17


class ParquetSinkLogic(Logic):
    """Keeps items aside and writes the file when their stream has ended."""

    def __init__(self, config: WritingOrder, context: BuildContext) -> None:
        super().__init__()
        self.config, self.data_root, self.stream = config, context.data_root, context.ups["up"][0]
        fields = ({config.key_field: STR} if config.key_field else {}) | self.stream.fields()
        self.schema = pa.schema([pa.field(name, arrow_type(kind)) for name, kind in fields.items()])
        self.rows_name, self.part_name = _beside(config.path, "rows"), _beside(config.path, "part")
        self.rows: CutFile | None = None
        self.ended = False

    def open(self, state: Any | None) -> None:
        self.rows = CutFile(self.data_root, self.rows_name)
        length = state["length"] if state is not None else 0
        if state is not None and not (state["ended"] and self.rows.size() < length):
            self.rows.cut(length)
            return
        self.rows.cut(0)
        if state is not None or self.config.mode == "append":
            self._take_back(must_be_there=state is not None)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        columns = keyed_columns(batch, self.config.key_field)
        self._append(pa.RecordBatch.from_arrays(list(columns.values()), schema=self.schema))
        self.counters.kept += batch.length
        return []

    def on_eof(self, system_us: int) -> Outputs:
        # Made whole under another name first: nobody ever finds half a file.
        with open_for_writing(self.data_root, self.part_name) as part:
            part.truncate(0)
            with pq.ParquetWriter(part, self.schema, compression="zstd") as writer:
                for table in _grouped(self._messages()):
                    writer.write_table(table, row_group_size=ROWS_A_GROUP)
            os.fsync(part.fileno())
        os.replace(locate(self.data_root, self.part_name), locate(self.data_root, self.config.path))
        self.ended = True
        return []

    def snapshot(self) -> Any:
        assert self.rows is not None, "a sink is opened before its snapshot is taken"
        return {"length": self.rows.settle(), "ended": self.ended}

    def close(self) -> None:
        if self.rows is not None:
            self.rows.close()
            if self.ended:
                locate(self.data_root, self.rows_name).unlink(missing_ok=True)

    def _append(self, rows: pa.RecordBatch) -> None:
        assert self.rows is not None, "a sink is opened before it is written to"
        self.rows.write(rows.serialize())

    def _messages(self) -> Iterator[pa.RecordBatch]:
        with open_for_reading(self.data_root, self.rows_name) as file:
            stream, size = pa.PythonFile(file, mode="r"), os.fstat(file.fileno()).st_size
            while stream.tell() < size:
                yield pa.ipc.read_record_batch(pa.ipc.read_message(stream), self.schema)

    def _take_back(self, must_be_there: bool) -> None:
        """Go on from the file that is there: its rows wait once more."""
        if not must_be_there and not locate(self.data_root, self.config.path).exists():
            return
        with open_for_reading(self.data_root, self.config.path) as file:
            try:
                there = pq.ParquetFile(pa.PythonFile(file, mode="r"))
                if not there.schema_arrow.equals(self.schema):
                    raise ValueError("it has other columns")
                for rows in there.iter_batches(ROWS_A_GROUP, use_threads=False):
                    self._append(rows)
            except (pa.ArrowException, OSError, ValueError) as error:
                raise FileRefused(
                    f"file {self.config.path!r} cannot be continued, {str(error)[:150]}; write to another file"
                ) from None


def _beside(path: str, ending: str) -> str:
    place = PurePosixPath(path)
    return place.with_name(f".{place.name}.{ending}").as_posix()


def _grouped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield the rows of many small batches together, enough for a row group each time."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(rows.num_rows for rows in held) >= ROWS_A_GROUP:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)
