"""Lines of JSON cut from a file, and columns straight from their bytes where nothing about them is unusual."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.arrow_views import column as number_column
from tidegate.arrow_views import memory, positions
from tidegate.formats.casts import cast_texts
from tidegate.formats.halving import Columns
from tidegate.formats.jsonl import ESCAPED, nested_columns
from tidegate.formats.lines import MAX_LINE, Bytes, LineBuffer
from tidegate.kernels import json_rows
from tidegate.kernels.json_rows import GOOD, ODD, TOO_LONG
from tidegate.types import FLOAT, STR, Record, Scalar, Type

Rows = npt.NDArray[np.int64]

_HOLDS: dict[Type, int] = {
    Scalar.BOOL: json_rows.BOOL,
    Scalar.INT: json_rows.INT,
    Scalar.FLOAT: json_rows.FLOAT,
    Scalar.STR: json_rows.STR,
    Scalar.TIMESTAMP: json_rows.TIME,
    Scalar.DURATION: json_rows.STR,
    Scalar.DATE: json_rows.DATE,
}
_TEXT = msgspec.json.Decoder(list[str])


@dataclass(frozen=True, slots=True)
class JsonCut:
    """Some lines that are not blank, and what the quick reader found in them."""

    data: Bytes
    bounds: Rows
    numbers: Rows
    """The number of each line in the file, from 1."""
    status: npt.NDArray[np.uint8]
    ended: bool
    found: _Found | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def text(self, row: int) -> bytes:
        """Return a line as it is written, without its end."""
        return self.data[self.bounds[row, 0] : self.bounds[row, 1]].tobytes()

    def odd(self) -> Rows:
        """Return the lines that are left to the careful reader."""
        return np.flatnonzero(self.status == ODD)

    def too_long(self) -> Rows:
        """Return the lines that are too long to read."""
        return np.flatnonzero(self.status == TOO_LONG)


class JsonCutter:
    """Cuts lines of one type."""

    def __init__(self, item: Type | None) -> None:
        """Take the type of the items; with None, or where items are no records, every line is odd."""
        fields = item.fields if isinstance(item, Record) else ()
        self._columns = [_column(kind) for _, kind in fields]
        self._fields = [name for name, _ in fields]
        encoded = [name.encode() for name in self._fields]
        self._names = np.frombuffer(b"".join(encoded), np.uint8)
        self._places = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        self._kinds = np.array([_HOLDS.get(kind, json_rows.NESTED) for _, kind in fields], np.int64)
        # A name that JSON has to escape never stands in a line as it is.
        self._quick = bool(fields) and not any(ESCAPED.search(name) for name in self._fields)

    def take(self, buffer: LineBuffer, count: int) -> JsonCut:
        """Take up to `count` lines."""
        data = buffer.fill(count)
        found = _Found.room(data, len(self._fields), min(count, len(data) // 2 + 1))
        bounds, lines, status = found.bounds, found.lines, found.status
        rows, used, breaks, high = json_rows.read_rows(
            data, 0, buffer.ended, len(lines), MAX_LINE, self._names, self._places, self._kinds,
            found.values, found.values.view(np.float64), found.lengths, found.valid, bounds, lines, status,
            np.zeros(len(self._fields), np.int64),
        )  # fmt: skip
        if rows == 0 and used == 0 and buffer.stuck:
            return _stuck(buffer)
        first = buffer.line
        buffer.take(used, breaks)
        found.rows, found.high = rows, bool(high)
        if not self._quick:
            status[:rows][status[:rows] == GOOD] = ODD
        return JsonCut(data, bounds[:rows], lines[:rows] + first, status[:rows], buffer.over, found)

    def columns(self, cut: JsonCut) -> Columns:
        """Return the columns of the good lines, null where a line is not good; raise one of `UNFIT` if some text is bad."""
        found = cut.found
        assert found is not None, "only lines that were read have columns"
        return {name: make(found, at) for at, (name, make) in enumerate(zip(self._fields, self._columns, strict=True))}


def _stuck(buffer: LineBuffer) -> JsonCut:
    """Pass over a line that is too long, of which only the beginning is kept."""
    start, line = np.frombuffer(buffer.beginning(200), np.uint8), buffer.line
    buffer.skip_line()
    bounds, status = np.array([[0, len(start)]]), np.array([TOO_LONG], np.uint8)
    return JsonCut(start, bounds, np.array([line]), status, buffer.over)


@dataclass(slots=True)
class _Found:
    """What `read_rows` writes, and how much of it is there."""

    data: Bytes
    values: Rows
    lengths: npt.NDArray[np.int32]
    valid: npt.NDArray[np.bool_]
    bounds: Rows
    lines: Rows
    status: npt.NDArray[np.uint8]
    rows: int = 0
    high: bool = False

    @staticmethod
    def room(data: Bytes, width: int, rows: int) -> _Found:
        return _Found(
            data,
            np.empty((width, rows), np.int64),
            np.zeros((width, rows), np.int32),
            np.zeros((width, rows), np.bool_),
            np.empty((rows, 2), np.int64),
            np.empty(rows, np.int64),
            np.empty(rows, np.uint8),
        )

    def null(self, field: int) -> npt.NDArray[np.bool_]:
        null: npt.NDArray[np.bool_] = ~self.valid[field, : self.rows]
        return null

    def span(self, field: int, row: int, around: int = 0) -> bytes:
        begin, length = int(self.values[field, row]), int(self.lengths[field, row])
        length = -length - 1 if length < 0 else length
        return self.data[begin - around : begin + length + around].tobytes()


def _column(kind: Type) -> Callable[[_Found, int], Any]:
    """Return what makes the column of a field."""
    if not isinstance(kind, Scalar):
        return _nested(kind)
    if kind is STR:
        return _texts
    if kind is Scalar.DURATION:
        return lambda found, field: cast_texts(_texts(found, field), kind)
    if kind is FLOAT:
        return _floats
    return lambda found, field: number_column(found.values[field, : found.rows], kind, found.null(field))


def _texts(found: _Found, field: int) -> Any:
    rows, lengths = found.rows, found.lengths[field, : found.rows]
    offsets = np.zeros(rows + 1, np.int32)
    valid = found.valid[field, :rows]
    text = np.empty(int(np.maximum(lengths, 0).sum()), np.uint8)
    json_rows.gather_texts(found.data, found.values[field, :rows], lengths, valid, offsets, text)
    bits = None if valid.all() else memory(np.packbits(valid, bitorder="little"))
    made = pa.StringArray.from_buffers(rows, memory(offsets), memory(text), bits)
    if found.high:
        made.validate(full=True)
    return _mended(made, np.flatnonzero((lengths < 0) & valid), lambda at: found.span(field, at, 1), _unescaped)


def _unescaped(texts: Sequence[bytes]) -> Any:
    return pa.array(_TEXT.decode(b"[" + b",".join(texts) + b"]"), pa.string())


def _floats(found: _Found, field: int) -> Any:
    made = number_column(found.values[field, : found.rows].view(np.float64), FLOAT, found.null(field))
    long = np.flatnonzero((found.lengths[field, : found.rows] > 0) & found.valid[field, : found.rows])
    return _mended(made, long, lambda at: found.span(field, at), _parsed)


def _parsed(texts: Sequence[bytes]) -> Any:
    return pc.cast(pa.array(texts, pa.string()), pa.float64())


def _nested(kind: Type) -> Callable[[_Found, int], Any]:
    decode = nested_columns(kind)

    def make(found: _Found, field: int) -> Any:
        valid = found.valid[field, : found.rows].tolist()
        return decode([found.span(field, at) if there else b"null" for at, there in enumerate(valid)])

    return make


def _mended(made: Any, rows: Rows, span: Callable[[int], bytes], read: Callable[[Sequence[bytes]], Any]) -> Any:
    """Return a column with the values of some rows read from their text."""
    if not len(rows):
        return made
    places = np.arange(len(made))
    places[rows] = len(made) + np.arange(len(rows))
    return pa.concat_arrays([made, read([span(int(at)) for at in rows])]).take(positions(places))
