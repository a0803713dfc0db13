"""Records of JSON, one a line, read in one pass over the bytes where nothing about them is unusual.

A line is read here when it is an object of the expected fields, in any order, with plain values: integers of up to 18
digits, times in the usual spelling, text. Fields that nobody expects are passed over when they are plain too. Whatever
is unusual makes its line `ODD`, and the careful reader has it: this pass never decides that something is wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tidegate.kernels.json_scan import (
    CLOSE,
    COLON,
    COMMA,
    ESCAPED,
    HIGH,
    LF,
    MINUS,
    OPEN,
    PLAIN,
    QUOTE,
    blank,
    is_word,
    nested_end,
    pass_over,
    scan_number,
    scan_time,
    text_end,
)
from tidegate.kernels.uncounted import njit_uncounted

GOOD, ODD, TOO_LONG = 0, 1, 2
"""What a line is."""
BOOL, INT, FLOAT, STR, TIME, DATE, NESTED, _SKIP = 0, 1, 2, 3, 4, 5, 6, 7
"""What a field holds."""

_POWERS = 10.0 ** np.arange(23)
"""The powers of ten that a double holds exactly."""
_EXACT = 2**53
_FAR = 290
"""Numbers with more decimals or zeros than this may be none of a double."""


@njit_uncounted()
def read_rows(
    data: Any, at: int, final: bool, most: int, longest: int, names: Any, places: Any, kinds: Any,
    values: Any, floats: Any, lengths: Any, valid: Any, bounds: Any, lines: Any, status: Any, seen: Any,
) -> Any:  # fmt: skip
    """Read lines from `at` on; return how many, where the next begins, how many line ends that took, if all is ASCII.

    The value of field f on row r is `values[f, r]`, a float `floats[f, r]` (the same memory). Of text it is where it
    begins and `lengths[f, r]` its length, negative and less one when it has escapes; so it is of nested values and of
    floats whose `lengths` are not 0, which are left to be read. Row r is `bounds[r, 0]` to `bounds[r, 1]`, its line
    `lines[r]` from 0. Blank lines are no rows. A last line without its end is taken only when it is `final`.
    """
    length, line, rows, high = len(data), 0, 0, 0
    while at < length and rows < most:
        start = at
        good, at, more = _row(data, at, rows, names, places, kinds, values, floats, lengths, valid, seen)
        if not good:
            at = _line_end(data, start)
            for field in range(len(kinds)):
                valid[field, rows] = False
        if at == length and not final:
            for field in range(len(kinds)):
                valid[field, rows] = False
            return rows, start, line, high
        if good or not _blank_line(data, start, at):
            high |= more if good else 0
            bounds[rows, 0], bounds[rows, 1], lines[rows] = start, at, line
            status[rows] = TOO_LONG if at - start > longest else GOOD if good else ODD
            rows += 1
        if at < length:
            at, line = at + 1, line + 1
    return rows, at, line, high


@njit_uncounted()
def _line_end(data: Any, at: int) -> int:
    while at < len(data) and data[at] != LF:
        at += 1
    return at


@njit_uncounted()
def _blank_line(data: Any, at: int, end: int) -> bool:
    while at < end and (data[at] == 32 or 9 <= data[at] <= 13):
        at += 1
    return bool(at == end)


@njit_uncounted()
def _row(
    data: Any, at: int, row: int, names: Any, places: Any, kinds: Any,
    values: Any, floats: Any, lengths: Any, valid: Any, seen: Any,
) -> Any:  # fmt: skip
    """Read one line; return whether it was plain, where its end is, and whether its text has other than ASCII."""
    length, guess, high = len(data), 0, 0
    at = blank(data, at)
    if at >= length or data[at] != OPEN:
        return False, at, 0
    at = blank(data, at + 1)
    if at < length and data[at] == CLOSE:
        at = blank(data, at + 1)
        return at >= length or data[at] == LF, at, 0
    while True:
        if at >= length or data[at] != QUOTE:
            return False, at, 0
        begin = at + 1
        field, found = _expected(data, begin, names, places, guess), PLAIN
        if field >= 0:
            at = begin + places[field + 1] - places[field]
        else:
            at, found = text_end(data, begin)
            if at < 0 or found >= ESCAPED:
                return False, 0, 0
            field = _field(data, begin, at - begin, names, places, guess)
        if field < 0:
            kind = _SKIP
            if found != PLAIN:
                return False, at, 0
        else:
            kind, guess = kinds[field], field + 1
            if seen[field] == row + 1:
                return False, at, 0
            seen[field] = row + 1
        at = blank(data, at + 1)
        if at >= length or data[at] != COLON:
            return False, at, 0
        at = blank(data, at + 1)
        if at >= length:
            return False, at, 0
        at, more = _value(data, at, kind, field, row, values, floats, lengths, valid)
        if at < 0:
            return False, 0, 0
        high |= more
        at = blank(data, at)
        if at >= length:
            return False, at, 0
        if data[at] == CLOSE:
            break
        if data[at] != COMMA:
            return False, at, 0
        at = blank(data, at + 1)
    at = blank(data, at + 1)
    return at >= length or data[at] == LF, at, high


@njit_uncounted(inline="always")
def _expected(data: Any, begin: int, names: Any, places: Any, guess: int) -> int:
    """Return the field at `guess` if that is its name, -1 otherwise."""
    if guess + 1 >= len(places):
        return -1
    first, count, at = places[guess], places[guess + 1] - places[guess], 0
    if begin + count >= len(data) or data[begin + count] != QUOTE:
        return -1
    while at < count and names[first + at] == data[begin + at]:
        at += 1
    return guess if at == count else -1


@njit_uncounted(inline="always")
def _field(data: Any, begin: int, count: int, names: Any, places: Any, guess: int) -> int:
    """Return which field is called so, -1 for none; the one after the last is looked at first."""
    width = len(places) - 1
    for step in range(width):
        field = guess + step
        if field >= width:
            field -= width
        first = places[field]
        if places[field + 1] - first == count:
            at = 0
            while at < count and names[first + at] == data[begin + at]:
                at += 1
            if at == count:
                return field
    return -1


@njit_uncounted()
def _value(
    data: Any, at: int, kind: int, field: int, row: int, values: Any, floats: Any, lengths: Any, valid: Any
) -> Any:
    """Read one value; return where it ends, -1 if it is odd, and whether it has other than ASCII."""
    first = data[at]
    if first == 110:
        return (at + 4 if is_word(data, at, 110, 117, 108, 108) else -1), 0
    if kind == STR:
        return _text(data, at, field, row, values, lengths, valid)
    if kind == INT or kind == FLOAT:
        return _number(data, at, kind, field, row, values, floats, lengths, valid), 0
    if kind == TIME or kind == DATE:
        at, value = scan_time(data, at, kind == DATE)
        values[field, row], valid[field, row] = value, True
        return at, 0
    if kind == BOOL:
        yes = is_word(data, at, 116, 114, 117, 101)
        if not yes and not (data[at] == 102 and is_word(data, at + 1, 97, 108, 115, 101)):
            return -1, 0
        values[field, row], valid[field, row] = yes, True
        return at + (4 if yes else 5), 0
    if kind == NESTED:
        end = nested_end(data, at)
        values[field, row], lengths[field, row], valid[field, row] = at, end - at, True
        return end, 0
    return pass_over(data, at), 0


@njit_uncounted(inline="always")
def _text(data: Any, at: int, field: int, row: int, values: Any, lengths: Any, valid: Any) -> Any:
    if data[at] != QUOTE:
        return -1, 0
    begin = at + 1
    at, found = text_end(data, begin)
    if at < 0:
        return -1, 0
    count = at - begin
    values[field, row], valid[field, row] = begin, True
    lengths[field, row] = -count - 1 if found >= ESCAPED else count
    return at + 1, found & HIGH


@njit_uncounted(inline="always")
def _number(
    data: Any, at: int, kind: int, field: int, row: int, values: Any, floats: Any, lengths: Any, valid: Any
) -> int:
    begin, negative = at, data[at] == MINUS
    at, digits, count, exponent, whole = scan_number(data, at)
    if at < 0:
        return -1
    if kind == INT:
        if not whole or count > 18:
            return -1
        number = np.int64(digits)
        values[field, row], valid[field, row] = (-number if negative else number), True
        return int(at)
    if (digits == 0 and negative) or exponent + count > _FAR or exponent < -_FAR:
        return -1
    valid[field, row] = True
    if count <= 19 and digits < _EXACT and -22 <= exponent <= 22:
        exact = np.float64(digits)
        exact = exact * _POWERS[exponent] if exponent >= 0 else exact / _POWERS[-exponent]
        floats[field, row], lengths[field, row] = (-exact if negative else exact), 0
    else:
        values[field, row], lengths[field, row] = begin, at - begin
    return int(at)


@njit_uncounted()
def gather_texts(data: Any, begins: Any, lengths: Any, valid: Any, offsets: Any, text: Any) -> Any:
    """Copy texts one behind another; such as are left to be read, or are not valid, are empty."""
    end = 0
    for row in range(len(begins)):
        if valid[row] and lengths[row] > 0:
            begin = begins[row]
            for at in range(lengths[row]):
                text[end + at] = data[begin + at]
            end += lengths[row]
        offsets[row + 1] = end
    return end


def warm_up() -> None:
    """Compile the kernels for the types they are called with."""
    data, place = np.frombuffer(b"{}\n", np.uint8), np.zeros(2, np.int64)
    values, lengths, valid = np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int32), np.zeros((1, 1), np.bool_)
    read_rows(
        data, 0, True, 1, 8, np.frombuffer(b"a", np.uint8), place, place[:1], values, values.view(np.float64), lengths,
        valid, np.zeros((1, 2), np.int64), np.zeros(1, np.int64), np.zeros(1, np.uint8), np.zeros(1, np.int64),
    )  # fmt: skip
    gather_texts(data, values[0], lengths[0], valid[0], np.zeros(2, np.int32), np.zeros(1, np.uint8))
