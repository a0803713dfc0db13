"""Items as bytes of a file, lines of JSON or rows of CSV, straight from their columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.arrow_views import numbers, sealed, valid_mask, view
from tidegate.batch import Batch, batch_of
from tidegate.decode import FIRST_US, LAST_US
from tidegate.formats.csv_text import csv_cells
from tidegate.kernels import row_text as kernel
from tidegate.render import json_column_texts, json_item_texts, text_bytes
from tidegate.types import DATE, FLOAT, INT, STR, TIMESTAMP, Record, StreamType, Type

Bytes = npt.NDArray[np.uint8]


class Piece(NamedTuple):
    """A column's part of every row."""

    measure: Callable[[Any], None]
    """Adds the lengths to the sizes of the rows."""
    write: Callable[[Bytes, Any], None]
    """Writes at the cursors, and moves them on."""


def json_line_bytes(batch: Batch, item: Type) -> memoryview:
    """Return each item as JSON on a line of its own."""
    if not isinstance(item, Record) or not batch.columns:
        return text_bytes(json_item_texts(batch, item, end="\n"))
    names = text_bytes_of(json_column_texts(pa.array(list(batch.columns), pa.string())).to_pylist())
    pieces = []
    for at, (name, column) in enumerate(zip(names, batch.columns.values(), strict=True)):
        pieces.append(_json_piece(column, (b"," if at else b"{") + name + b":"))
    return _rows([*pieces, _constant(b"}\n")], batch.length)


def csv_row_bytes(columns: Mapping[str, Any], length: int, delimiter: str, spreadsheet_safe: bool) -> memoryview:
    """Return each item as a row of CSV."""
    pieces = []
    for at, column in enumerate(columns.values()):
        pieces.append(_csv_piece(column, delimiter.encode() if at else b"", spreadsheet_safe))
    return _rows([*pieces, _constant(b"\n")], length)


def text_bytes_of(texts: list[str]) -> list[bytes]:
    """Return texts as UTF-8."""
    return [text.encode() for text in texts]


def _rows(pieces: list[Piece], length: int) -> memoryview:
    sizes = np.zeros(length, np.int64)
    for piece in pieces:
        piece.measure(sizes)
    cursors = np.cumsum(sizes) - sizes
    out = np.empty(int(sizes.sum()), np.uint8)
    for piece in pieces:
        piece.write(out, cursors)
    return memoryview(out)  # type: ignore[arg-type]


def _json_piece(column: Any, before: bytes) -> Piece:
    if pa.types.is_string(column.type):
        return _quoted(column, before)
    return _plain(column, before, b"null", quoted=True) or _texts(json_column_texts(column), before)


def _csv_piece(column: Any, before: bytes, spreadsheet_safe: bool) -> Piece:
    return _plain(column, before, b"", quoted=False) or _texts(csv_cells(column, spreadsheet_safe), before)


def _plain(column: Any, before: bytes, null: bytes, quoted: bool) -> Piece | None:
    """Return the piece of a column of numbers or times, None for any other."""
    if pa.types.is_int64(column.type):
        return _integers(column, before, null)
    if pa.types.is_float64(column.type):
        return _floats(column, before, null, quoted)
    if pa.types.is_timestamp(column.type) and _has_years(column):
        return _times(column, before, null, quoted)
    return None


def _has_years(column: Any) -> bool:
    span: Any = pc.min_max(column.cast(pa.int64())).as_py()
    return span["min"] is None or (span["min"] >= FIRST_US and span["max"] <= LAST_US)


def _text(text: bytes) -> Bytes:
    return sealed(np.frombuffer(text, np.uint8))


def _constant(text: bytes) -> Piece:
    data = _text(text)
    return Piece(
        lambda sizes: kernel.measure_constant(sizes, len(data)),
        lambda out, cursors: kernel.write_constant(out, cursors, data),
    )


def _integers(column: Any, before: bytes, null: bytes) -> Piece:
    values, valid = numbers(column), valid_mask(column)
    return Piece(
        lambda sizes: kernel.measure_integers(sizes, values, valid, len(before), len(null)),
        lambda out, cursors: kernel.write_integers(out, cursors, values, valid, _text(before), _text(null)),
    )


def _floats(column: Any, before: bytes, null: bytes, quoted: bool) -> Piece:
    values, valid = numbers(column), valid_mask(column)
    digits, decimals = np.empty(len(values), np.int64), np.empty(len(values), np.int64)
    odd, texts = np.zeros(1, np.int64), _text(b"")
    if kernel.split_floats(values, valid, digits, decimals):
        words = json_column_texts(pa.array(values[decimals == kernel.ODD]))
        words = words if quoted else pc.utf8_trim(words, characters='"')
        bounds, texts = _bounds(words), view(words.buffers()[2], np.uint8)
        odd = bounds.astype(np.int64)
    sealed(odd)
    return Piece(
        lambda sizes: kernel.measure_floats(sizes, digits, decimals, valid, odd, len(before), len(null)),
        lambda out, cursors: kernel.write_floats(
            out, cursors, digits, decimals, valid, odd, texts, _text(before), _text(null)
        ),
    )


def _times(column: Any, before: bytes, null: bytes, quoted: bool) -> Piece:
    values, valid = numbers(column), valid_mask(column)
    return Piece(
        lambda sizes: kernel.measure_times(sizes, values, valid, quoted, len(before), len(null)),
        lambda out, cursors: kernel.write_times(out, cursors, values, valid, quoted, _text(before), _text(null)),
    )


def _texts(texts: Any, before: bytes) -> Piece:
    """Return the piece of a column of texts without nulls that are written as they are."""
    bounds, data, valid = _bounds(texts), view(texts.buffers()[2], np.uint8), valid_mask(texts)
    return Piece(
        lambda sizes: kernel.measure_texts(sizes, bounds, valid, len(before), 0),
        lambda out, cursors: kernel.write_texts(out, cursors, bounds, data, valid, _text(before), _text(b"")),
    )


def _quoted(column: Any, before: bytes) -> Piece:
    bounds, data, valid = _bounds(column), view(column.buffers()[2], np.uint8), valid_mask(column)
    escapes = False

    def measure(sizes: Any) -> None:
        nonlocal escapes
        escapes = bool(kernel.measure_quoted(sizes, bounds, data, valid, len(before), 4))

    return Piece(
        measure,
        lambda out, cursors: kernel.write_quoted(
            out, cursors, bounds, data, valid, escapes, _text(before), _text(b"null")
        ),
    )


def _bounds(texts: Any) -> npt.NDArray[np.int32]:
    """Return where the texts begin and end in their data."""
    bounds = view(texts.buffers()[1], np.int32)
    if not len(bounds):
        return sealed(np.zeros(len(texts) + 1, np.int32))
    return bounds[texts.offset : texts.offset + len(texts) + 1]


def warm_up() -> None:
    """Compile the kernels for the types they are called with."""
    item = Record.of({"i": INT, "f": FLOAT, "t": TIMESTAMP, "s": STR, "d": DATE})
    batch = batch_of([dict.fromkeys("iftsd", 1) | {"f": 1 / 3, "s": "a"}, dict.fromkeys("iftsd")], StreamType(item))
    json_line_bytes(batch, item)
    csv_row_bytes(batch.columns, batch.length, ",", spreadsheet_safe=False)
