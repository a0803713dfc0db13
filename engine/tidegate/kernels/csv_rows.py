"""Where the rows and cells of CSV are: one pass over the bytes.

A quote opens a cell only at the cell's beginning and closes it before a delimiter or a line end; two quotes within are
one. Lines may end in CR LF. A row with a quote that never closes is its first line alone, so that one stray quote costs
one row and not the rest of the file.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

GOOD, UNCLOSED, AFTER_QUOTE, TOO_LONG = 0, 1, 2, 3
PLAIN, QUOTED, DOUBLED = 0, 1, 2

_QUOTE, _LF, _CR = 34, 10, 13


@njit(cache=True, nogil=True)
def cut_rows(
    data: Any, final: bool, delimiter: int, width: int, most_rows: int, longest: int,
    starts: Any, ends: Any, quotes: Any, bounds: Any, lines: Any, cells: Any, status: Any,
) -> Any:  # fmt: skip
    """Find rows; return how many, how many bytes and how many line ends they take.

    Cell c of row r is `starts[r * width + c]` to `ends[...]`; a row's text is `bounds[r, 0]` to `bounds[r, 1]`, on line
    `lines[r]` from 0; `cells[r]` counts all its cells, also those beyond `width`, whose places are not kept.
    """
    length, at, line, rows = len(data), 0, 0, 0
    while at < length and rows < most_rows:
        if data[at] == _LF:
            at, line = at + 1, line + 1
            continue
        if data[at] == _CR and at + 1 < length and data[at + 1] == _LF:
            at, line = at + 2, line + 1
            continue
        start, breaks, cell, state = at, 0, 0, GOOD
        while True:
            kind, close = PLAIN, at
            begin = at
            if at < length and data[at] == _QUOTE:
                begin, kind, closed = at + 1, QUOTED, False
                at += 1
                while at < length and at - start <= longest:
                    if data[at] == _QUOTE:
                        if at + 1 < length and data[at + 1] == _QUOTE:
                            kind, at = DOUBLED, at + 2
                            continue
                        closed = at + 1 < length or final
                        break
                    if data[at] == _LF:
                        breaks += 1
                    at += 1
                if not closed:
                    if not final and at - start <= longest:
                        return rows, start, line
                    state = UNCLOSED
                    break
                close, at = at, at + 1
                while at < length and data[at] != delimiter and data[at] != _LF:
                    if data[at] != _CR or (at + 1 < length and data[at + 1] != _LF):
                        state = AFTER_QUOTE
                    at += 1
            else:
                while at < length and data[at] != delimiter and data[at] != _LF and at - start <= longest:
                    at += 1
                close = at
                if close > begin and data[close - 1] == _CR and (at == length or data[at] == _LF):
                    close -= 1
            if at - start > longest:
                state = TOO_LONG
                break
            if at == length and not final:
                return rows, start, line
            if cell < width:
                place = rows * width + cell
                starts[place], ends[place], quotes[place] = begin, close, kind
            cell += 1
            if at == length or data[at] == _LF:
                break
            at += 1
        if state == UNCLOSED or (state == AFTER_QUOTE and breaks):
            at, breaks = start, 0
            while at < length and data[at] != _LF:
                at += 1
        elif state == TOO_LONG:
            while at < length and data[at] != _LF:
                at += 1
            if at == length and not final:
                bounds[rows, 0], bounds[rows, 1], lines[rows], status[rows] = start, at, line, TOO_LONG
                return rows + 1, start, line
        bounds[rows, 0], bounds[rows, 1], lines[rows], cells[rows], status[rows] = start, at, line, cell, state
        rows += 1
        line += breaks
        if at < length:
            at, line = at + 1, line + 1
    return rows, at, line


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
