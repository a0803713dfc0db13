"""Functions that turn a value into one of another type; what cannot be turned is a bad item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import (
    Array,
    Operand,
    arrow,
    both,
    cast_to,
    column,
    ints,
    null_mask,
    nullified,
    pc,
    shown,
)
from tidegate.expression.civil import DAY_US, ISO_DATE, time_reader
from tidegate.expression.declare import Form, Function
from tidegate.expression.faults import Mask, Outcome, fault
from tidegate.expression.numeric import BAD_CAST, to_whole
from tidegate.expression.times import TIMESTAMP, format_iso, or_null, read_time, zoned

GROUP = "Conversions"

_to_int, _to_float, _to_text, _to_bool = (cast_to(kind) for kind in (pa.int64(), pa.float64(), pa.string(), pa.bool_()))
_to_date = cast_to(pa.date32())
_strip = arrow("utf8_trim_whitespace")

_INT = r"^[+-]?[0-9]+$"
_FLOAT = r"(?i)^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$|^[+-]?(?:inf|infinity|nan)$"
_MOST_DIGITS = {False: "9223372036854775807", True: "9223372036854775808"}


def _matching(text: Array, pattern: str) -> Mask:
    return np.asarray(pc.match_substring_regex(text, pattern).fill_null(False).to_numpy(zero_copy_only=False), np.bool_)


def _reading(
    what: str, pattern: str, read: Callable[[Array], Array], fits: Callable[[Array], Mask] | None
) -> Callable[..., Outcome]:
    """Return the kernel that reads text which matches and fits; other text is bad."""

    def kernel(text: Operand) -> Outcome:
        plain = _strip(text)
        good, nulls = _matching(plain, pattern), null_mask(text)
        if fits is not None:
            good &= fits(plain)
        bad = ~good if nulls is None else ~good & ~nulls
        faults = fault(bad, BAD_CAST, lambda row: f"{shown(text, row)} is not {what}")
        return Outcome(read(nullified(plain, bad) if faults else plain), faults)

    return kernel


def _fits_int(text: Array) -> Mask:
    """Return the texts of digits that fit in 64 bits, by their length and then letter by letter."""
    digits = pc.utf8_ltrim(pc.utf8_ltrim(text, "+-"), "0")
    size = pc.utf8_length(digits)
    most = pc.if_else(pc.starts_with(text, "-"), _MOST_DIGITS[True], _MOST_DIGITS[False])
    fitting = pc.or_(pc.less(size, 19), pc.and_(pc.equal(size, 19), pc.less_equal(digits, most)))
    return np.asarray(fitting.fill_null(False).to_numpy(zero_copy_only=False), np.bool_)


def _read_int(text: Array) -> Array:
    return _to_int(pc.replace_substring_regex(text, r"^\+", ""))


read_int = _reading("a whole number of 64 bits", _INT, _read_int, _fits_int)
read_float = _reading("a number", _FLOAT, _to_float, None)
read_bool = _reading("true or false", r"(?i)^(?:true|false)$", lambda text: pc.equal(pc.utf8_lower(text), "true"), None)


def _read_date(text: Operand) -> Outcome:
    values, unread = time_reader(ISO_DATE)(text)
    nulls = null_mask(text)
    bad = unread if nulls is None else unread & ~nulls
    days = column((values // DAY_US).astype(np.int32), pa.date32(), both(nulls, unread) if unread.any() else nulls)
    return Outcome(days, fault(bad, "bad-time", lambda row: f"{shown(text, row)} is not a date such as 2022-01-31"))


def _date_in(zone: str) -> Callable[[Operand], Array]:
    cast = zoned(zone)
    return lambda time: _to_date(pc.local_timestamp(cast(time)))


def _float_text(value: Operand) -> Array:
    """Return the shortest text that reads back as the same float, with .0 where it would look like an int."""
    return pc.replace_substring_regex(_to_text(value), r"^(-?[0-9]+)$", r"\1.0")


_SPANS = (("d", DAY_US), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1))


def _duration_text(value: Operand) -> Array:
    """Return text such as 1m 30s, which duration() reads back."""
    signed, nulls = ints(value), null_mask(value)
    rest = np.abs(signed).astype(np.uint64)
    parts: list[Any] = [pc.if_else(pa.array(signed < 0), "-", "")]
    for unit, span in _SPANS:
        count, rest = rest // np.uint64(span), rest % np.uint64(span)
        text = pc.binary_join_element_wise(_to_text(pa.array(count)), f"{unit} ", "")
        parts.append(pc.if_else(pa.array(count > 0), text, ""))
    written = _strip(pc.binary_join_element_wise(*parts, ""))
    written = pc.if_else(pc.equal(written, ""), "0s", written)
    return written if nulls is None else nullified(written, nulls)


def _same(value: Operand) -> Operand:
    return value


_TO_INT = to_whole("int", np.trunc)

FUNCTIONS = (
    Function(
        "int", GROUP, "A whole number, from text, a float (cut toward zero) or a bool.", 'int("42")', "42",
        (Form("x: int -> int", _same), Form("x: float -> int", _TO_INT), Form("x: bool -> int", _to_int), Form("text: str -> int", read_int)),
    ),
    Function(
        "float", GROUP, "A float, from text, an int or a bool.", 'float("1e3")', "1000.0",
        (Form("x: float -> float", _same), Form("x: bool -> float", lambda x: _to_float(_to_int(x))), Form("text: str -> float", read_float)),
    ),
    Function(
        "bool", GROUP, "True or false, from text, or from a number that is not 0.", 'bool("true")', "true",
        (
            Form("x: bool -> bool", _same),
            Form("x: int -> bool", lambda x: pc.not_equal(x, 0)),
            Form("x: float -> bool", lambda x: pc.not_equal(x, 0.0)),
            Form("text: str -> bool", read_bool),
        ),
    ),
    Function(
        "str", GROUP, "The value as text: floats as short as they read back, times in ISO 8601, true and false in small letters.",
        "str(1.0)", '"1.0"',
        (
            Form("text: str -> str", _same),
            Form("x: int -> str", _to_text),
            Form("x: float -> str", _float_text),
            Form("x: bool -> str", _to_text),
            Form("time: timestamp -> str", format_iso),
            Form("length: duration -> str", _duration_text),
            Form("day: date -> str", _to_text),
        ),
    ),
    Function(
        "date", GROUP, "The day of a time, in UTC or in a zone, or of text such as 2022-01-31.", 'str(date(parse_time("2022-01-31T23:30:00Z"), "Europe/Berlin"))',
        '"2022-02-01"',
        (
            Form("time: timestamp -> date", _to_date),
            Form("time: timestamp, zone: constant str -> date", _date_in),
            Form("text: str -> date", _read_date),
            Form("day: date -> date", _same),
        ),
    ),
    Function(
        "timestamp", GROUP, "The time that a day begins in UTC, or that text in ISO 8601 names.", 'timestamp(date("2022-01-31"))', 'parse_time("2022-01-31")',
        (Form("time: timestamp -> timestamp", _same), Form("day: date -> timestamp", cast_to(TIMESTAMP)), Form("text: str -> timestamp", read_time)),
    ),
    Function(
        "int_or_null", GROUP, "A whole number; null where the value cannot be one.", 'is_null(int_or_null("x"))', "true",
        (Form("x: float -> int", or_null(_TO_INT)), Form("text: str -> int", or_null(read_int))),
    ),
    Function(
        "float_or_null", GROUP, "A float; null where the text is no number.", 'is_null(float_or_null("x"))', "true",
        (Form("text: str -> float", or_null(read_float)),),
    ),
    Function(
        "time_or_null", GROUP, "A time in ISO 8601; null where the text is none.", 'is_null(time_or_null("yesterday"))', "true",
        (Form("text: str -> timestamp", or_null(read_time)),),
    ),
)  # fmt: skip
