"""Reads times from text, by a pattern whose groups are the parts of a date; one pass over the column per part.

Arrow's own readers are not used where they are lax: its strptime takes 31 February for 3 March.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import Array, Ints, arrow, cast_to, null_mask, pc
from tidegate.expression.durations import MAX_TIME_US, MIN_TIME_US
from tidegate.expression.faults import Mask

DAY_US = 86_400_000_000

_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_CLOCK = r"(?P<hour>[0-9]{2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?)?"
_ZONE = r"(?:[Zz]|(?P<sign>[+-])(?P<zone_hour>[0-9]{2}):?(?P<zone_minute>[0-9]{2})?)"

ISO = rf"^\s*{_DATE}(?:[Tt ]{_CLOCK}\s*{_ZONE}?)?\s*$"
ISO_DATE = rf"^\s*{_DATE}\s*$"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_DEFAULTS = {"month": 1, "day": 1}
_MOST = {"hour": 23, "minute": 59, "second": 60, "zone_hour": 23, "zone_minute": 59}
_to_int = cast_to(pa.int64())
_read = arrow("cast", pc.CastOptions.safe(pa.timestamp("us", tz="UTC")))


def time_reader(pattern: str) -> Callable[[Array], tuple[Ints, Mask]]:
    """Return the reader of texts that match: microseconds since 1970, UTC without a zone, and the unreadable ones."""
    extract = arrow("extract_regex", pc.ExtractRegexOptions(pattern))

    def read(text: Array) -> tuple[Ints, Mask]:
        found = extract(text)
        missing = null_mask(found)
        bad = np.zeros(len(text), np.bool_) if missing is None else missing.copy()
        parts = {field.name: found.field(at).fill_null("") for at, field in enumerate(found.type)}
        return _joined(parts, bad)

    return read


def read_iso(text: Array) -> tuple[Ints, Mask]:
    """Return the microseconds since 1970 of ISO 8601 texts, and the unreadable ones; null counts as unreadable."""
    try:
        times = _read(text)
    except pa.ArrowInvalid:
        return _iso(text)
    values = times.view(pa.int64()).fill_null(0).to_numpy()
    outside = (values < MIN_TIME_US) | (values > MAX_TIME_US)
    nulls = null_mask(times)
    return values, outside if nulls is None else outside | nulls


_iso = time_reader(ISO)


def _joined(parts: dict[str, Array], bad: Mask) -> tuple[Ints, Mask]:
    values = {name: _number(name, text) for name, text in parts.items() if name not in ("sign", "fraction", "half")}
    for name, most in _MOST.items():
        if name in values:
            bad |= values[name] > most
    year, month, day = _year(values), values.get("month", np.int64(1)), values.get("day", np.int64(1))
    bad |= (month < 1) | (month > 12) | (day < 1) | (day > _days_in(year, month)) | (year < 1)
    seconds = _hour(values, parts, bad) * 3600 + values.get("minute", 0) * 60 + values.get("second", 0)
    total = days_since_1970(year, month, day) * DAY_US + seconds * 1_000_000 + _fraction(parts)
    total = total - _offset(values, parts)
    bad |= (total < MIN_TIME_US) | (total > MAX_TIME_US)
    return total, bad


def _number(name: str, text: Array) -> Ints:
    if name == "month_name":
        return np.asarray(
            pc.index_in(pc.utf8_capitalize(text), pa.array(MONTHS)).fill_null(-1).to_numpy() + 1, np.int64
        )
    default = str(_DEFAULTS.get(name, 0))
    values: Ints = _to_int(pc.if_else(pc.equal(text, ""), default, text)).to_numpy()
    return values


def _year(values: dict[str, Ints]) -> Ints:
    if "month_name" in values:
        values["month"] = values["month_name"]
    if "short_year" in values:
        return values["short_year"] + np.where(values["short_year"] < 69, 2000, 1900)
    return values["year"]


def _hour(values: dict[str, Ints], parts: dict[str, Array], bad: Mask) -> Any:
    if "half_hour" not in values:
        return values.get("hour", 0)
    hour = values["half_hour"]
    bad |= (hour < 1) | (hour > 12)
    after_noon = (
        pc.equal(pc.utf8_upper(parts["half"]), "PM").to_numpy(zero_copy_only=False) if "half" in parts else False
    )
    return hour % 12 + np.where(after_noon, 12, 0)


def _fraction(parts: dict[str, Array]) -> Any:
    if "fraction" not in parts:
        return 0
    six = pc.utf8_rpad(pc.utf8_slice_codeunits(parts["fraction"], 0, 6), width=6, padding="0")
    return np.asarray(_to_int(six).to_numpy())


def _offset(values: dict[str, Ints], parts: dict[str, Array]) -> Any:
    if "sign" not in parts:
        return 0
    west = pc.equal(parts["sign"], "-").to_numpy(zero_copy_only=False)
    minutes = values["zone_hour"] * 60 + values["zone_minute"]
    return np.where(west, -minutes, minutes) * 60_000_000


def _days_in(year: Ints, month: Any) -> Ints:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    usual: Ints = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[np.clip(month, 0, 12)]
    return np.asarray(usual + (leap & (month == 2)), np.int64)


def days_since_1970(year: Ints, month: Any, day: Any) -> Ints:
    """Return the days from 1970-01-01 in the Gregorian calendar (after H. Hinnant's `days_from_civil`)."""
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    days: Ints = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days
