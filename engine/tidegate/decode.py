"""JSON values as items: whether a value fits a type, and columns of values that do.

What fits is strict: no text for a number, no number for a time, no fraction for an `int`. A missing field is null.
Timestamps are ISO 8601 text, UTC where no zone is named, cut to microseconds; a leap second is the second after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pyarrow as pa

from tidegate.batch import ITEM
from tidegate.fields import parse_duration
from tidegate.types import ListOf, MapOf, Record, Scalar, Type, arrow_type

FIRST_US, LAST_US = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The first and the last microsecond of the years 1 to 9999."""
NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(1970, 1, 1)


class Misfit(ValueError):
    """A value does not fit its type; the message says where, what was expected and what was found."""


def fit(value: Any, kind: Type, place: str = "", refuse_unknown: bool = False) -> Any:
    """Return what Arrow makes the typed value of; raise `Misfit` when the JSON value is none of that type."""
    if value is None:
        return None
    match kind:
        case Scalar():
            return _FIT[kind](value, place)
        case ListOf(element):
            _expect(isinstance(value, list), value, kind, place)
            return [fit(part, element, f"{place}[{index}]", refuse_unknown) for index, part in enumerate(value)]
        case MapOf(inner):
            _expect(isinstance(value, dict), value, kind, place)
            return [
                (_fit_str(name, place), fit(part, inner, _below(place, name), refuse_unknown))
                for name, part in value.items()
            ]
        case Record():
            _expect(isinstance(value, dict), value, kind, place)
            return _fit_record(value, kind, place, refuse_unknown)


def fitted_columns(values: Sequence[Any], item: Type) -> dict[str, Any]:
    """Return the columns that hold these fitted values."""
    if not isinstance(item, Record):
        return {ITEM: pa.array(values, arrow_type(item))}
    return {name: pa.array([value[name] for value in values], arrow_type(kind)) for name, kind in item.fields}


def parse_timestamp(text: str) -> int:
    """Return the microseconds since 1970 that ISO 8601 text means, UTC unless it names a zone; raise `Misfit`."""
    try:
        instant, leap_us = datetime.fromisoformat(text), 0
    except ValueError:
        instant, leap_us = _leap_second(text)
    at_us = ((instant if instant.tzinfo else instant.replace(tzinfo=UTC)) - _EPOCH) // timedelta(
        microseconds=1
    ) + leap_us
    if not FIRST_US <= at_us <= LAST_US:
        raise Misfit(f"{_shown(text)} is not within the years 1 to 9999 in UTC")
    return at_us


def _leap_second(text: str) -> tuple[datetime, int]:
    try:
        if ":60" in text[10:]:
            return datetime.fromisoformat(text[:10] + text[10:].replace(":59:60", ":59:59", 1)), 1_000_000
    except ValueError:
        pass
    raise Misfit(f'{_shown(text)} is not a time; ISO 8601 such as "2022-01-01T00:00:00Z" is needed')


def parse_date(text: str) -> int:
    """Return the days since 1970 that ISO 8601 text means; raise `Misfit`."""
    try:
        return (date.fromisoformat(text) - _FIRST_DAY).days
    except ValueError:
        raise Misfit(f'{_shown(text)} is not a date; ISO 8601 such as "2022-01-31" is needed') from None


def _fit_record(value: dict[str, Any], kind: Record, place: str, refuse_unknown: bool) -> dict[str, Any]:
    if refuse_unknown and (unknown := value.keys() - kind.as_dict().keys()):
        raise Misfit(f"{_at(place)}there is no field {sorted(unknown)[0][:40]!r} in the schema")
    return {name: fit(value.get(name), part, _below(place, name), refuse_unknown) for name, part in kind.fields}


def _fit_bool(value: Any, place: str) -> bool:
    _expect(isinstance(value, bool), value, Scalar.BOOL, place)
    return bool(value)


def _fit_int(value: Any, place: str) -> int:
    _expect(isinstance(value, int) and not isinstance(value, bool), value, Scalar.INT, place)
    if not -(2**63) <= value < 2**63:
        raise Misfit(f"{_at(place)}{_shown(value)} does not fit into 64 bits; make the field float or str")
    return int(value)


def _fit_float(value: Any, place: str) -> float:
    if isinstance(value, str) and value in NOT_FINITE:
        return NOT_FINITE[value]
    _expect(isinstance(value, (int, float)) and not isinstance(value, bool), value, Scalar.FLOAT, place)
    try:
        return float(value)
    except OverflowError:
        raise Misfit(f"{_at(place)}{_shown(value)} is too big for a float; make the field str") from None


def _fit_str(value: Any, place: str) -> str:
    _expect(isinstance(value, str), value, Scalar.STR, place)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Misfit(
                f"{_at(place)}{_shown(value)} holds half of a surrogate pair; write the whole character"
            ) from None
    return str(value)


def _fit_timestamp(value: Any, place: str) -> int:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        hint = "make the field int and convert it in 'Set fields', which can tell seconds from milliseconds"
        raise Misfit(f"{_at(place)}expected timestamp as ISO 8601 text, got the number {_shown(value)}; {hint}")
    return _fit_text(value, Scalar.TIMESTAMP, place, parse_timestamp)


def _fit_duration(value: Any, place: str) -> int:
    return _fit_text(value, Scalar.DURATION, place, parse_duration)


def _fit_date(value: Any, place: str) -> int:
    return _fit_text(value, Scalar.DATE, place, parse_date)


def _fit_text(value: Any, kind: Scalar, place: str, parse: Callable[[str], int]) -> int:
    _expect(isinstance(value, str), value, kind, place)
    try:
        return parse(value)
    except ValueError as problem:
        raise Misfit(f"{_at(place)}{problem}") from None


_FIT: dict[Scalar, Callable[[Any, str], Any]] = {
    Scalar.BOOL: _fit_bool,
    Scalar.INT: _fit_int,
    Scalar.FLOAT: _fit_float,
    Scalar.STR: _fit_str,
    Scalar.TIMESTAMP: _fit_timestamp,
    Scalar.DURATION: _fit_duration,
    Scalar.DATE: _fit_date,
}

_JSON_NAMES: Iterable[tuple[type, str]] = (
    (bool, "the truth value"),
    (int, "the number"),
    (float, "the number"),
    (str, "the text"),
    (list, "the list"),
    (dict, "the object"),
)


def _expect(fits: bool, value: Any, kind: Type, place: str) -> None:
    if not fits:
        name = next((name for python, name in _JSON_NAMES if isinstance(value, python)), "")
        raise Misfit(f"{_at(place)}expected {kind}, got {name} {_shown(value)}")


def _shown(value: Any) -> str:
    try:
        text = msgspec.json.encode(value).decode()
    except (UnicodeEncodeError, OverflowError, ValueError):
        text = ascii(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _at(place: str) -> str:
    return f"{place}: " if place else ""


def _below(place: str, name: str) -> str:
    return f"{place}.{name}"[:200] if place else name[:200]
