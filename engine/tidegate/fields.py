"""The kinds of field an operator's configuration is made of, each with its text form, its check and its form control.

A configuration is written in a document as text and numbers; inside the engine it is microseconds. The name in the
document is the person's word (`length`), the name inside has its unit (`length_us`): give the first as alias.
The `format` each kind puts in the JSON Schema is what the studio draws the form control from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

MAX_DURATION_US = 10_000 * 366 * 86_400 * 1_000_000
"""Ten thousand years: longer waits and windows are slips of the pen."""

_UNITS_US = {"us": 1, "µs": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "min": 60_000_000}
_UNITS_US |= {"h": 3_600_000_000, "d": 86_400_000_000, "w": 7 * 86_400_000_000}
_PART = re.compile(r"\s*([0-9]+)(?:\.([0-9]+))?\s*(us|µs|ms|min|s|m|h|d|w)\s*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_duration(text: str) -> int:
    """Return the microseconds that text such as `10s`, `1m 30s` or `250ms` means; ValueError for other text."""
    negative, rest, total_us = text.strip().startswith("-"), text.strip().removeprefix("-"), 0
    if not rest.strip():
        raise ValueError(f"{text[:40]!r} is empty; write a duration such as '10s'")
    while rest:
        part = _PART.match(rest)
        part_us = part and _whole_us(part[1], part[2] or "", _UNITS_US[part[3]])
        if part is None or part_us is None:
            raise ValueError(
                f"{text[:40]!r} is not a duration; write a number and a unit, such as '10s', '1m 30s' or '250ms'"
            )
        total_us, rest = total_us + part_us, rest[part.end() :]
    if total_us > MAX_DURATION_US:
        raise ValueError(f"{text[:40]!r} is longer than ten thousand years; write a duration such as '10s'")
    return -total_us if negative else total_us


def _whole_us(whole: str, fraction: str, unit_us: int) -> int | None:
    """Return the microseconds of a number of units, None when they are not whole, so that nothing is rounded in silence."""
    if len(whole) > 18 or len(fraction) > 18:
        return None
    count, rest = divmod(int(whole + fraction) * unit_us, 10 ** len(fraction))
    return None if rest else count


def format_duration(span_us: int) -> str:
    """Return a duration as text that `parse_duration` reads back exactly: `1m 30s`."""
    if span_us == 0:
        return "0s"
    parts, rest = [], abs(span_us)
    for unit in ("d", "h", "m", "s", "ms", "us"):
        count, rest = divmod(rest, _UNITS_US[unit])
        parts += [f"{count}{unit}"] if count else []
    return ("-" if span_us < 0 else "") + " ".join(parts)


def parse_instant(text: str) -> int:
    """Return the microseconds since 1970 in UTC of ISO 8601 text with a zone; ValueError for other text."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is not a time; write ISO 8601 such as '2022-01-01T00:00:00Z'") from None
    if re.search(r"[.,]\d{7}", text):
        raise ValueError(f"{text[:40]!r} is finer than a microsecond; write at most six decimals")
    if instant.tzinfo is None:
        raise ValueError(f"{text[:40]!r} names no zone; add 'Z' for UTC or an offset such as '+01:00'")
    return (instant - _EPOCH) // timedelta(microseconds=1)


def format_instant(at_us: int) -> str:
    """Return ISO 8601 text in UTC, with as many decimals as there are; years outside 1 to 9999 as seconds."""
    try:
        instant = _EPOCH + timedelta(microseconds=at_us)
    except OverflowError:
        return f"{at_us / 1e6:.6f}s"
    text = instant.isoformat().removesuffix("+00:00")
    return text + "Z"


def _read(parse: Callable[[str], int]) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise ValueError(f"expected text, got {type(value).__name__}")
        if isinstance(value, str):
            return parse(value)
        if abs(value) > MAX_DURATION_US:
            raise ValueError("as microseconds this is more than ten thousand years; write it as text with a unit")
        return value

    return read


_DURATION = {"type": "string", "format": "duration", "examples": ["10s", "1m 30s"]}

DurationUs = Annotated[
    int,
    PlainValidator(_read(parse_duration)),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema(_DURATION),
]
"""A span of time in microseconds; text such as `10s` in the document."""

DurationFromZeroUs = Annotated[DurationUs, Field(ge=0), WithJsonSchema({**_DURATION, "at_least": "0s"})]
DurationAboveZeroUs = Annotated[DurationUs, Field(gt=0), WithJsonSchema({**_DURATION, "at_least": "1us"})]
"""`at_least` says to a form what no form of a text can: how short the span may be."""

InstantUs = Annotated[
    int,
    PlainValidator(_read(parse_instant)),
    PlainSerializer(format_instant, return_type=str),
    WithJsonSchema({"type": "string", "format": "instant", "examples": ["2022-01-01T00:00:00Z"]}),
]
"""An instant in microseconds since 1970, UTC; ISO 8601 text with a zone in the document."""


def expression(expects: str | None = None, only_with: dict[str, str] | None = None, **more: Any) -> Any:
    """Return the pydantic field of an expression over the items that flow in; `expects` is the type it must give.

    `only_with` names the choices of other fields without which it means nothing, and need not be asked for.
    """
    condition: Any = {} if only_with is None else {"only_with": only_with}
    return Field(json_schema_extra={"format": "expression", "expects": expects, **condition}, min_length=1, **more)


def path(access: str, **more: Any) -> Any:
    """Return the pydantic field of a file below the data folder; `access` is `read` or `write`."""
    return Field(json_schema_extra={"format": "path", "access": access}, min_length=1, max_length=1_000, **more)
