"""The values of JSON, as they stand among bytes: where each ends, and what it is where that is plain to see."""

from __future__ import annotations

from typing import Any

import numpy as np

from tidegate.kernels.uncounted import njit_uncounted
from tidegate.kernels.words import word

LF, QUOTE, COMMA, COLON, MINUS, OPEN, CLOSE = 10, 34, 44, 58, 45, 123, 125
_BACKSLASH, _PLUS, _DOT, _OPEN_LIST, _CLOSE_LIST, _ZERO, _NINE = 92, 43, 46, 91, 93, 48, 57
PLAIN, HIGH, ESCAPED = 0, 1, 2
"""What a text holds besides ASCII: letters beyond it, escapes."""
_ONES, _HIGH_BITS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_QUOTES, _SLASHES, _SPACES = _ONES * np.uint64(34), _ONES * np.uint64(92), _ONES * np.uint64(32)


@njit_uncounted(inline="always")
def blank(data: Any, at: int) -> int:
    while at < len(data) and (data[at] == 32 or data[at] == 9 or data[at] == 13):
        at += 1
    return at


@njit_uncounted(inline="always")
def _unusual(eight: Any) -> Any:
    """Return whether a quote, a backslash or a control character is among eight bytes: the classic test for a zero byte."""
    quotes, slashes = eight ^ _QUOTES, eight ^ _SLASHES
    found = (quotes - _ONES) & ~quotes | (slashes - _ONES) & ~slashes | (eight - _SPACES) & ~eight
    return found & _HIGH_BITS


@njit_uncounted(inline="always")
def text_end(data: Any, at: int) -> Any:
    """Return where the closing quote of a text is, -1 if there is none, and what the text holds."""
    found = PLAIN
    while at < len(data):
        if at + 8 <= len(data):
            eight = word(data, at, 8)
            if not _unusual(eight):
                found |= HIGH if eight & _HIGH_BITS else 0
                at += 8
                continue
        byte = data[at]
        if byte == QUOTE:
            return at, found
        if byte == _BACKSLASH:
            found |= ESCAPED
            at += 1
            if at < len(data) and data[at] < 32:
                return -1, found
        elif byte < 32:
            return -1, found
        elif byte >= 128:
            found |= HIGH
        at += 1
    return -1, found


@njit_uncounted(inline="always")
def is_word(data: Any, at: int, a: int, b: int, c: int, d: int) -> bool:
    return bool(at + 4 <= len(data) and data[at] == a and data[at + 1] == b and data[at + 2] == c and data[at + 3] == d)


@njit_uncounted()
def pass_over(data: Any, at: int) -> int:
    """Return where a plain value of a field that nobody expects ends, -1 if it is not plain."""
    if data[at] == QUOTE:
        at, found = text_end(data, at + 1)
        return at + 1 if at >= 0 and found == PLAIN else -1
    if is_word(data, at, 116, 114, 117, 101):
        return at + 4
    if data[at] == 102:
        return at + 5 if is_word(data, at + 1, 97, 108, 115, 101) else -1
    end = scan_number(data, at)[0]
    return int(end)


@njit_uncounted()
def nested_end(data: Any, at: int) -> int:
    """Return where a list or an object ends by its brackets, -1 if it does not; what is in it is read elsewhere."""
    depth = 0
    while at < len(data):
        byte = data[at]
        if byte == QUOTE:
            at, _ = text_end(data, at + 1)
            if at < 0:
                return -1
        elif byte == OPEN or byte == _OPEN_LIST:
            depth += 1
        elif byte == CLOSE or byte == _CLOSE_LIST:
            depth -= 1
        elif byte == LF:
            return -1
        at += 1
        if depth == 0:
            return at
    return -1


@njit_uncounted()
def scan_number(data: Any, at: int) -> Any:
    """Return where a number ends (-1: it is none), its digits as an integer, how many, its exponent, if it is whole.

    Digits beyond the 19th are counted and left out.
    """
    length, digits, count, exponent = len(data), np.uint64(0), 0, 0
    if at < length and data[at] == MINUS:
        at += 1
    begin = at
    while at < length and _ZERO <= data[at] <= _NINE:
        if count < 19:
            digits = digits * np.uint64(10) + np.uint64(data[at] - _ZERO)
        count += 1
        at += 1
    if at == begin or (data[begin] == _ZERO and at > begin + 1):
        return -1, digits, count, exponent, False
    if at >= length or (data[at] != _DOT and data[at] != 101 and data[at] != 69):
        return at, digits, count, exponent, True
    if data[at] == _DOT:
        at += 1
        begin = at
        while at < length and _ZERO <= data[at] <= _NINE:
            if count < 19:
                digits = digits * np.uint64(10) + np.uint64(data[at] - _ZERO)
                exponent -= 1
            # Zeros before the first other digit are none that a double has to hold.
            count += 1 if digits else 0
            at += 1
        if at == begin:
            return -1, digits, count, exponent, False
    if at < length and (data[at] == 101 or data[at] == 69):
        at += 1
        negative = at < length and data[at] == MINUS
        if at < length and (data[at] == MINUS or data[at] == _PLUS):
            at += 1
        begin, power = at, 0
        while at < length and _ZERO <= data[at] <= _NINE:
            power = min(power * 10 + data[at] - _ZERO, 100_000)
            at += 1
        if at == begin:
            return -1, digits, count, exponent, False
        exponent += -power if negative else power
    return at, digits, count, exponent, False


@njit_uncounted(inline="always")
def _pair(data: Any, at: int) -> int:
    """Return the number that two digits make, -1 for anything else."""
    tens, ones = np.int64(data[at]) - _ZERO, np.int64(data[at + 1]) - _ZERO
    return tens * 10 + ones if 0 <= tens <= 9 and 0 <= ones <= 9 else -1


@njit_uncounted()
def _day(data: Any, at: int) -> Any:
    """Return the days since 1970 of `2022-01-31`, and the year, 0 if it is no such date."""
    century, year, month, day = _pair(data, at), _pair(data, at + 2), _pair(data, at + 5), _pair(data, at + 8)
    if century < 0 or year < 0 or data[at + 4] != MINUS or data[at + 7] != MINUS:
        return 0, 0
    year += century * 100
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 31 if (month + month // 8) % 2 == 1 else 30
    if month == 2:
        longest = 29 if leap else 28
    if year < 1 or month < 1 or month > 12 or day < 1 or day > longest:
        return 0, 0
    # Years from March to February, so that the odd day is the last of its year.
    march, years = (month + 9) % 12, year - (1 if month < 3 else 0)
    return years * 365 + years // 4 - years // 100 + years // 400 + (march * 153 + 2) // 5 + day - 719_469, year


@njit_uncounted()
def scan_time(data: Any, at: int, dated: bool) -> Any:
    """Return where a date, or a time such as `2022-01-31T12:30:00.25+01:00`, ends (-1: it is odd), and its days or microseconds."""
    if data[at] != QUOTE or at + 12 > len(data):
        return -1, 0
    days, year = _day(data, at + 1)
    at += 11
    if year == 0:
        return -1, 0
    if dated:
        return (at + 1 if data[at] == QUOTE else -1), days
    if at + 10 > len(data) or (data[at] != 84 and data[at] != 32) or data[at + 3] != COLON or data[at + 6] != COLON:
        return -1, 0
    hour, minute, second = _pair(data, at + 1), _pair(data, at + 4), _pair(data, at + 7)
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return -1, 0
    moment = ((days * 24 + hour) * 60 + minute) * 60 + second
    at += 9
    micros, unit = 0, 1_000_000
    if data[at] == _DOT:
        at += 1
        while at < len(data) and _ZERO <= data[at] <= _NINE and unit > 1:
            unit //= 10
            micros += (np.int64(data[at]) - _ZERO) * unit
            at += 1
        if unit == 1_000_000:
            return -1, 0
    if at + 7 > len(data):
        # The line goes on behind a time; so close to the end of all bytes it is left to others.
        if at + 1 < len(data) and data[at] == 90 and data[at + 1] == QUOTE:
            return at + 2, moment * 1_000_000 + micros
        return -1, 0
    if data[at] == 90:
        at += 1
    elif data[at] == _PLUS or data[at] == MINUS:
        hours, minutes = _pair(data, at + 1), _pair(data, at + 4)
        if not (0 <= hours < 24 and 0 <= minutes < 60 and data[at + 3] == COLON and 1 < year < 9999):
            return -1, 0
        behind = (hours * 60 + minutes) * 60
        moment += behind if data[at] == MINUS else -behind
        at += 6
    return (at + 1 if at < len(data) and data[at] == QUOTE else -1), moment * 1_000_000 + micros
