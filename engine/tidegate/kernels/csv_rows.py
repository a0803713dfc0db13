"""Where the rows and cells of CSV are: one pass over the bytes.

A quote opens a cell only at the cell's beginning and closes it before a delimiter or a line end; two quotes within are
one. Lines may end in CR LF. A row whose quote never closes, or closes on a later line in the midst of text, is its first
line alone, so that one stray quote costs one row and not the rest of the file.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

GOOD, AFTER_QUOTE, UNCLOSED, TOO_LONG, _UNFINISHED = 0, 1, 2, 3, 4
"""What a row is; unfinished: its end is not among the bytes at hand."""
PLAIN, QUOTED, DOUBLED = 0, 1, 2
"""What a cell is: without quotes, within quotes, within quotes and with doubled ones in it."""

_QUOTE, _LF, _CR = 34, 10, 13


@njit(cache=True, nogil=True)
def cut_rows(
    data: Any, final: bool, delimiter: int, width: int, most_rows: int, longest: int,
    starts: Any, ends: Any, quotes: Any, bounds: Any, lines: Any, cells: Any, status: Any,
) -> Any:  # fmt: skip
    """Find rows; return how many, how many bytes they take, and how many line ends.

    Cell c of row r is `starts[r * width + c]` to `ends[...]`; a row's text is `bounds[r, 0]` to `bounds[r, 1]`, on line
    `lines[r]` from 0; `cells[r]` counts all its cells, also those beyond `width`, whose places are not kept. Of a row
    that is too long and has no end here, nothing is taken.
    """
    length, at, line, rows = len(data), 0, 0, 0
    while at < length and rows < most_rows:
        blank = _blank_line(data, at)
        if blank:
            at, line = at + blank, line + 1
            continue
        start, breaks, cell, state = at, 0, 0, GOOD
        while True:
            if at < length and data[at] == _QUOTE:
                begin, close, kind, at, more, found = _quoted_cell(data, at, start + longest, final, delimiter)
            else:
                begin, close, kind, at, more, found = _plain_cell(data, at, start + longest, final, delimiter)
            if found == _UNFINISHED:
                return rows, start, line
            state, breaks = max(state, found), breaks + more
            if cell < width:
                place = rows * width + cell
                starts[place], ends[place], quotes[place] = begin, close, kind
            cell += 1
            if state > AFTER_QUOTE or at >= length or data[at] == _LF:
                break
            at += 1
        if state == UNCLOSED or (state == AFTER_QUOTE and breaks > 0):
            at, breaks = start, 0
        if state != GOOD:
            at = _line_end(data, at)
        bounds[rows, 0], bounds[rows, 1], lines[rows], cells[rows], status[rows] = start, at, line, cell, state
        rows += 1
        if state == TOO_LONG and at == length and not final:
            return rows, start, line
        line += breaks
        if at < length:
            at, line = at + 1, line + 1
    return rows, at, line


@njit(cache=True, nogil=True)
def _blank_line(data: Any, at: int) -> int:
    """Return the length of the blank line that begins here, its end included; 0 for another line."""
    if data[at] == _LF:
        return 1
    return 2 if data[at] == _CR and at + 1 < len(data) and data[at + 1] == _LF else 0


@njit(cache=True, nogil=True)
def _line_end(data: Any, at: int) -> int:
    while at < len(data) and data[at] != _LF:
        at += 1
    return at


@njit(cache=True, nogil=True)
def _plain_cell(data: Any, at: int, limit: int, final: bool, delimiter: int) -> Any:
    """Return a cell without quotes: begin, close, kind, where its delimiter is, line ends within, what the row is."""
    length, begin = len(data), at
    while at < length and data[at] != delimiter and data[at] != _LF and at <= limit:
        at += 1
    close = at
    if close > begin and data[close - 1] == _CR and (at == length or data[at] == _LF):
        close -= 1
    if at > limit:
        return begin, close, PLAIN, at, 0, TOO_LONG
    return begin, close, PLAIN, at, 0, _UNFINISHED if at == length and not final else GOOD


@njit(cache=True, nogil=True)
def _quoted_cell(data: Any, at: int, limit: int, final: bool, delimiter: int) -> Any:
    """Return the same of a cell that begins with a quote."""
    length, begin, kind, breaks = len(data), at + 1, QUOTED, 0
    at += 1
    while at < length and at <= limit:
        if data[at] == _QUOTE:
            if at + 1 == length or data[at + 1] != _QUOTE:
                break
            kind, at = DOUBLED, at + 1
        elif data[at] == _LF:
            breaks += 1
        at += 1
    if at >= length or at > limit:
        return begin, at, kind, at, breaks, UNCLOSED if final or at > limit else _UNFINISHED
    close, state = at, GOOD
    at += 1
    while at < length and data[at] != delimiter and data[at] != _LF:
        if data[at] != _CR or (at + 1 < length and data[at + 1] != _LF):
            state = AFTER_QUOTE
        at += 1
        if at > limit:
            return begin, close, kind, at, breaks, TOO_LONG
    return begin, close, kind, at, breaks, _UNFINISHED if at == length and not final else state


@njit(cache=True, nogil=True)
def gather_cells(
    data: Any, starts: Any, ends: Any, quotes: Any, places: Any, offsets: Any, text: Any, valid: Any
) -> Any:
    """Copy the cells at these places one behind another; a cell that is empty and has no quotes is not valid."""
    end = 0
    for row in range(len(places)):
        place = places[row]
        at, stop = starts[place], ends[place]
        valid[row] = quotes[place] != PLAIN or stop > at
        if quotes[place] == DOUBLED:
            while at < stop:
                text[end] = data[at]
                end += 1
                at += 2 if data[at] == _QUOTE else 1
        else:
            for byte in range(at, stop):
                text[end] = data[byte]
                end += 1
        offsets[row + 1] = end
    return end


def warm_up() -> None:
    """Compile the kernels for the types they are called with."""
    places = np.zeros(1, np.int64)
    data, flags = np.frombuffer(b"a\n", np.uint8), np.zeros(1, np.uint8)
    found = np.zeros(1, np.int64), np.zeros(1, np.int64), flags
    cut_rows(data, True, 44, 1, 1, 8, *found, np.zeros((1, 2), np.int64), places.copy(), places.copy(), flags.copy())
    gather_cells(data, *found, places, np.zeros(2, np.int32), np.zeros(2, np.uint8), np.zeros(1, np.bool_))
