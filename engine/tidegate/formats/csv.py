"""CSV as columns: rows cut in one pass, then each column of cells cast to its type.

Defined here: cells are separated by one character and may stand in double quotes, which are doubled within; lines end
in LF or CR LF; blank lines are no items; an empty cell without quotes is null, with quotes it is the empty text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.bad_items import BadItemCode
from tidegate.formats.casts import cast_cells, explain_cell
from tidegate.formats.halving import BadRow, Columns
from tidegate.formats.lines import MAX_LINE, Bytes, LineBuffer
from tidegate.kernels.csv_rows import AFTER_QUOTE, GOOD, TOO_LONG, UNCLOSED, cut_rows, gather_cells
from tidegate.types import STR, Type

MAX_COLUMNS = 10_000
MOST_CELLS = 2_000_000
"""How many cells are looked for at once; very wide rows move in smaller batches."""

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cut:
    """Some rows of CSV, and where their cells are."""

    data: Bytes
    width: int
    starts: Places
    ends: Places
    quotes: npt.NDArray[np.uint8]
    bounds: Places
    numbers: Places
    """The line in the file on which each row begins, from 1."""
    cells: Places
    status: npt.NDArray[np.uint8]
    ended: bool

    def __len__(self) -> int:
        return len(self.numbers)

    def text(self, row: int) -> bytes:
        """Return a row as it is written."""
        return self.data[self.bounds[row, 0] : self.bounds[row, 1]].tobytes()

    def misshapen(self) -> npt.NDArray[np.bool_]:
        """Return which rows do not consist of the right number of cells."""
        shapeless: npt.NDArray[np.bool_] = (self.status != GOOD) | (self.cells != self.width)
        return shapeless

    def why_misshapen(self, row: int) -> BadRow:
        """Return what is wrong with the shape of a row."""
        match self.status[row]:
            case s if s == TOO_LONG:
                return BadRow(row, BadItemCode.TOO_LONG, f"it is longer than {MAX_LINE:,} bytes")
            case s if s == UNCLOSED:
                return BadRow(row, BadItemCode.CSV_QUOTE, "a quote opens a cell and never closes")
            case s if s == AFTER_QUOTE:
                return BadRow(row, BadItemCode.CSV_QUOTE, "text stands behind a cell's closing quote")
        return BadRow(row, BadItemCode.CSV_CELLS, f"it has {self.cells[row]:,} cells, {self.width:,} were expected")

    def column(self, column: int, rows: Places) -> Any:
        """Return one column of these rows as text; raise ValueError where it is not UTF-8."""
        places = rows * self.width + column
        size = int((self.ends[places] - self.starts[places]).sum())
        offsets, text = np.zeros(len(rows) + 1, np.int32), np.empty(size, np.uint8)
        valid = np.empty(len(rows), np.bool_)
        used = gather_cells(self.data, self.starts, self.ends, self.quotes, places, offsets, text, valid)
        bits = None if valid.all() else _buffer(np.packbits(valid, bitorder="little"))
        cells = pa.StringArray.from_buffers(len(rows), _buffer(offsets), _buffer(text[:used]), bits)
        cells.validate(full=True)
        return cells


def _buffer(array: Any) -> pa.Buffer:
    return pa.py_buffer(array)


def take_rows(buffer: LineBuffer, count: int, width: int, delimiter: str) -> Cut:
    """Take up to `count` rows of `width` cells; `ended` once nothing is left."""
    count = max(1, min(count, MOST_CELLS // max(width, 1)))
    first, wanted = buffer.line, count
    while True:
        cut, used, breaks = _cut(buffer.fill(wanted), buffer.ended, count, width, delimiter, first)
        if used or len(cut) or buffer.dry:
            break
        wanted = 2 * wanted + 1_000  # The first row goes on over more lines than are here.
    too_long = len(cut) > 0 and used == cut.bounds[-1, 0]
    buffer.take(used, breaks)
    if too_long:
        buffer.skip_line()
    return replace(cut, ended=buffer.over)


def _cut(data: Bytes, final: bool, count: int, width: int, delimiter: str, first: int) -> tuple[Cut, int, int]:
    """Return the rows, how many bytes they take, and how many line ends."""
    starts, ends, quotes = (
        np.zeros(count * width, np.int64),
        np.zeros(count * width, np.int64),
        np.zeros(count * width, np.uint8),
    )
    bounds, lines, cells, status = (
        np.zeros((count, 2), np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.uint8),
    )
    found, used, breaks = cut_rows(
        data, final, ord(delimiter), width, count, MAX_LINE, starts, ends, quotes, bounds, lines, cells, status
    )
    rows = bounds[:found], lines[:found] + first, cells[:found], status[:found]
    return Cut(data, width, starts, ends, quotes, *rows, ended=False), used, breaks


class CsvRows:
    """The well-shaped rows of a cut, as rows to decode."""

    def __init__(self, cut: Cut, kinds: Mapping[str, tuple[int, Type]]) -> None:
        self._cut, self._kinds = cut, kinds
        self.rows: Places = np.flatnonzero(~cut.misshapen())

    def decode(self, first: int, last: int) -> Columns:
        rows = self.rows[first:last]
        return {name: cast_cells(self._cut.column(at, rows), kind) for name, (at, kind) in self._kinds.items()}

    def decode_alone(self, at: int) -> Columns | BadRow:
        for name, (column, kind) in self._kinds.items():
            try:
                cell = self._cut.column(column, self.rows[at : at + 1])[0].as_py()
            except ValueError:
                return BadRow(at, BadItemCode.ENCODING, f"{name}: it is not UTF-8")
            if reason := explain_cell(cell, kind):
                return BadRow(at, BadItemCode.TYPE, f"{name}: {reason}")
        raise AssertionError("a row was refused though each of its cells fits")


def read_names(buffer: LineBuffer, delimiter: str, header: bool) -> list[str]:
    """Return the names of the columns: the first row, which is taken, or `column_1` ...; ValueError, in words, if broken."""
    if header:
        return _first_row(buffer, delimiter)
    return [f"column_{number}" for number in range(1, len(_first_row(buffer.glimpse(), delimiter)) + 1)]


def _first_row(buffer: LineBuffer, delimiter: str) -> list[str]:
    header = take_rows(buffer, 1, MAX_COLUMNS, delimiter)
    if not len(header):
        return []
    if header.status[0] != GOOD:
        raise ValueError(f"the first line is no row of names: {header.why_misshapen(0).reason}")
    if header.cells[0] > MAX_COLUMNS:
        raise ValueError(f"the first line has {header.cells[0]:,} columns; {MAX_COLUMNS:,} are read at most")
    row = np.zeros(1, np.int64)
    cells = [header.column(at, row)[0].as_py() for at in range(int(header.cells[0]))]
    return [cell or f"column_{number}" for number, cell in enumerate(cells, 1)]


def sample_cells(buffer: LineBuffer, width: int, count: int, delimiter: str) -> list[list[str | None]]:
    """Take the next rows and return their cells by column, leaving out rows of another shape or encoding."""
    cut = take_rows(buffer, count, width, delimiter)
    rows = CsvRows(cut, {str(at): (at, STR) for at in range(width)})
    try:
        columns = rows.decode(0, len(rows.rows))
    except ValueError:
        return [[] for _ in range(width)]
    return [column.to_pylist() for column in columns.values()]
