"""Rows of text out of columns: how long each row gets, and then every column into its place in each row.

    sizes    the bytes of each row, to which every column adds its own
    cursors  where in `out` the next column's piece of each row begins

Each column is measured and written in a loop of its own over all rows, so that its type is known in the loop. A piece
is what stands before the value, the same in every row, and the value; what stands for null is an argument.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tidegate.kernels.uncounted import njit_uncounted

ODD = -1
"""Instead of a number of decimals: the number has to be written by others."""
_ZERO, _QUOTE, _BACKSLASH, _MINUS, _COLON = 48, 34, 92, 45, 58
_MOST_DECIMALS, _LEAST, _MOST = 9, 1e-3, 1e15
_POWERS = 10.0 ** np.arange(_MOST_DECIMALS + 1)
_DAY_US, _SECOND_US = 86_400_000_000, 1_000_000

_SHORT = np.zeros(256, np.uint8)
"""The letter behind the backslash for what is escaped so, 1 for what is written as `\\u00..`, 0 for the rest."""
_SHORT[:32] = 1
for _byte, _letter in ((8, "b"), (9, "t"), (10, "n"), (12, "f"), (13, "r"), (_QUOTE, '"'), (_BACKSLASH, "\\")):
    _SHORT[_byte] = ord(_letter)


@njit_uncounted(inline="always")
def _is_null(valid: Any, row: int) -> bool:
    return len(valid) > 0 and not valid[row]


@njit_uncounted(inline="always")
def _put(out: Any, at: int, text: Any) -> int:
    for byte in range(len(text)):
        out[at + byte] = text[byte]
    return at + len(text)


@njit_uncounted()
def _digits(number: Any) -> int:
    """Return how many decimal digits an unsigned number has."""
    count, limit = 1, np.uint64(10)
    while number >= limit and count < 19:
        count += 1
        limit *= np.uint64(10)
    return count + 1 if count == 19 and number >= limit else count


@njit_uncounted(inline="always")
def _magnitude(value: int) -> Any:
    return np.uint64(0) - np.uint64(value) if value < 0 else np.uint64(value)


@njit_uncounted(inline="always")
def _put_digits(out: Any, at: int, number: Any, count: int) -> int:
    """Write a number with so many digits, zeros before it."""
    ten = np.uint64(10)
    for place in range(at + count - 1, at - 1, -1):
        rest = number // ten
        out[place] = np.uint8(number - rest * ten) + _ZERO
        number = rest
    return at + count


@njit_uncounted()
def measure_constant(sizes: Any, length: int) -> None:
    """Add the length of what stands in every row."""
    for row in range(len(sizes)):
        sizes[row] += length


@njit_uncounted()
def write_constant(out: Any, cursors: Any, text: Any) -> None:
    """Write what stands in every row."""
    for row in range(len(cursors)):
        cursors[row] = _put(out, cursors[row], text)


@njit_uncounted()
def measure_integers(sizes: Any, values: Any, valid: Any, before: int, null: int) -> None:
    """Add the lengths of integers."""
    for row in range(len(sizes)):
        if _is_null(valid, row):
            sizes[row] += before + null
        else:
            sizes[row] += before + _digits(_magnitude(values[row])) + (values[row] < 0)


@njit_uncounted()
def write_integers(out: Any, cursors: Any, values: Any, valid: Any, before: Any, null: Any) -> None:
    """Write integers."""
    for row in range(len(cursors)):
        at = _put(out, cursors[row], before)
        if _is_null(valid, row):
            cursors[row] = _put(out, at, null)
            continue
        if values[row] < 0:
            out[at] = _MINUS
            at += 1
        number = _magnitude(values[row])
        cursors[row] = _put_digits(out, at, number, _digits(number))


@njit_uncounted()
def split_floats(values: Any, valid: Any, digits: Any, decimals: Any) -> int:
    """Find `digits / 10**decimals` for each float, with the fewest decimals there can be; return how many are odd.

    Decimal numbers of up to 15 digits are all different doubles, so one that is found is the shortest there is.
    """
    odd = 0
    for row in range(len(values)):
        size = abs(values[row])
        digits[row], decimals[row] = 0, 0
        if _is_null(valid, row):
            continue
        if not (_LEAST <= size < _MOST) and not (size == 0 and not np.signbit(values[row])):
            decimals[row] = ODD
            odd += 1
            continue
        places = 0
        while True:
            whole = np.rint(size * _POWERS[places])
            if whole < _MOST and whole / _POWERS[places] == size:
                digits[row] = np.int64(whole) if values[row] >= 0 else -np.int64(whole)
                decimals[row] = places
                break
            places += 1
            if places > _MOST_DECIMALS or whole >= _MOST:
                decimals[row] = ODD
                odd += 1
                break
    return odd


@njit_uncounted()
def measure_floats(sizes: Any, digits: Any, decimals: Any, valid: Any, odd: Any, before: int, null: int) -> None:
    """Add the lengths of floats; the n-th odd one is a text from `odd[n]` to `odd[n + 1]`."""
    seen = 0
    for row in range(len(sizes)):
        places = decimals[row]
        if _is_null(valid, row):
            sizes[row] += before + null
        elif places == ODD:
            sizes[row] += before + odd[seen + 1] - odd[seen]
            seen += 1
        else:
            count = max(_digits(_magnitude(digits[row])), places + 1)
            sizes[row] += before + count + (digits[row] < 0) + (1 if places else 2)


@njit_uncounted()
def write_floats(
    out: Any, cursors: Any, digits: Any, decimals: Any, valid: Any, odd: Any, texts: Any, before: Any, null: Any
) -> None:
    """Write floats, the odd ones as the texts they are."""
    seen = 0
    for row in range(len(cursors)):
        at, places = _put(out, cursors[row], before), decimals[row]
        if _is_null(valid, row):
            cursors[row] = _put(out, at, null)
            continue
        if places == ODD:
            cursors[row] = _put(out, at, texts[odd[seen] : odd[seen + 1]])
            seen += 1
            continue
        if digits[row] < 0:
            out[at] = _MINUS
            at += 1
        number = _magnitude(digits[row])
        count = max(_digits(number), places + 1)
        if places == 0:
            at = _put_digits(out, at, number, count)
            out[at], out[at + 1] = 46, _ZERO
            cursors[row] = at + 2
            continue
        # The digits behind the point move up by one, to make room for it.
        _put_digits(out, at, number, count)
        point = at + count - places
        for place in range(at + count, point, -1):
            out[place] = out[place - 1]
        out[point] = 46
        cursors[row] = at + count + 1


@njit_uncounted()
def measure_times(sizes: Any, values: Any, valid: Any, quoted: bool, before: int, null: int) -> None:
    """Add the lengths of timestamps of the years 1 to 9999."""
    for row in range(len(sizes)):
        if _is_null(valid, row):
            sizes[row] += before + null
        else:
            sizes[row] += before + (20 if values[row] % _SECOND_US == 0 else 27) + (2 if quoted else 0)


@njit_uncounted()
def write_times(out: Any, cursors: Any, values: Any, valid: Any, quoted: bool, before: Any, null: Any) -> None:
    """Write timestamps, with six decimals or none."""
    known, year, month, day = -(2**62), 0, 0, 0
    for row in range(len(cursors)):
        at = _put(out, cursors[row], before)
        if _is_null(valid, row):
            cursors[row] = _put(out, at, null)
            continue
        if quoted:
            out[at] = _QUOTE
            at += 1
        days = values[row] // _DAY_US
        if days != known:
            known = days
            year, month, day = _date(days)
        micros = values[row] - days * _DAY_US
        seconds = micros // _SECOND_US
        micros -= seconds * _SECOND_US
        at = _put_pair(out, at, year // 100)
        at = _put_pair(out, at, year % 100)
        out[at] = _MINUS
        at = _put_pair(out, at + 1, month)
        out[at] = _MINUS
        at = _put_pair(out, at + 1, day)
        out[at] = 84
        at = _put_pair(out, at + 1, seconds // 3600)
        out[at] = _COLON
        at = _put_pair(out, at + 1, seconds // 60 % 60)
        out[at] = _COLON
        at = _put_pair(out, at + 1, seconds % 60)
        if micros:
            out[at] = 46
            at = _put_digits(out, at + 1, np.uint64(micros), 6)
        out[at] = 90
        at += 1
        if quoted:
            out[at] = _QUOTE
            at += 1
        cursors[row] = at


@njit_uncounted(inline="always")
def _put_pair(out: Any, at: int, number: int) -> int:
    out[at], out[at + 1] = number // 10 + _ZERO, number % 10 + _ZERO
    return at + 2


@njit_uncounted()
def _date(days: int) -> Any:
    """Return year, month and day of the days since 1970; years go from March to February on the way."""
    days += 719_468
    era = days // 146_097
    day_of_era = days - era * 146_097
    year = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    march = (5 * day_of_year + 2) // 153
    month = march + 3 if march < 10 else march - 9
    return year + era * 400 + (1 if month < 3 else 0), month, day_of_year - (153 * march + 2) // 5 + 1


@njit_uncounted()
def measure_texts(sizes: Any, offsets: Any, valid: Any, before: int, null: int) -> None:
    """Add the lengths of texts that are written as they are."""
    for row in range(len(sizes)):
        sizes[row] += before + (null if _is_null(valid, row) else offsets[row + 1] - offsets[row])


@njit_uncounted()
def write_texts(out: Any, cursors: Any, offsets: Any, data: Any, valid: Any, before: Any, null: Any) -> None:
    """Write texts as they are."""
    for row in range(len(cursors)):
        at = _put(out, cursors[row], before)
        if _is_null(valid, row):
            at = _put(out, at, null)
        else:
            for place in range(offsets[row], offsets[row + 1]):
                out[at] = data[place]
                at += 1
        cursors[row] = at


@njit_uncounted()
def measure_quoted(sizes: Any, offsets: Any, data: Any, valid: Any, before: int, null: int) -> bool:
    """Add the lengths of texts as JSON; return whether anything has to be escaped."""
    escapes = False
    for row in range(len(sizes)):
        if _is_null(valid, row):
            sizes[row] += before + null
            continue
        more = 2
        for place in range(offsets[row], offsets[row + 1]):
            short = _SHORT[data[place]]
            if short:
                more += 5 if short == 1 else 1
        escapes |= more > 2
        sizes[row] += before + offsets[row + 1] - offsets[row] + more
    return escapes


@njit_uncounted()
def write_quoted(
    out: Any, cursors: Any, offsets: Any, data: Any, valid: Any, escapes: bool, before: Any, null: Any
) -> None:
    """Write texts as JSON."""
    for row in range(len(cursors)):
        at = _put(out, cursors[row], before)
        if _is_null(valid, row):
            cursors[row] = _put(out, at, null)
            continue
        out[at] = _QUOTE
        at += 1
        for place in range(offsets[row], offsets[row + 1]):
            byte = data[place]
            short = _SHORT[byte] if escapes else 0
            if short == 0:
                out[at] = byte
                at += 1
            elif short > 1:
                out[at], out[at + 1] = _BACKSLASH, short
                at += 2
            else:
                out[at], out[at + 1], out[at + 2], out[at + 3] = _BACKSLASH, 117, _ZERO, _ZERO
                low = byte & 15
                out[at + 4], out[at + 5] = _ZERO + (byte >> 4), _ZERO + low if low < 10 else 87 + low
                at += 6
        out[at] = _QUOTE
        cursors[row] = at + 1
