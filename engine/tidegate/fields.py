"""The kinds of field an operator's configuration is made of, each with its text form, its check and its form control.

A configuration is written in a document as text and numbers; inside the engine it is microseconds. The name in the
document is the person's word (`length`), the name inside has its unit (`length_us`): give the first as alias.
The `format` each kind puts in the JSON Schema is what the studio draws the form control from.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

MAX_DURATION_US = 10_000 * 366 * 86_400 * 1_000_000
"""Ten thousand years: longer waits and windows are slips of the pen."""

_UNITS_US = {"us": 1, "µs": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "min": 60_000_000}
_UNITS_US |= {"h": 3_600_000_000, "d": 86_400_000_000, "w": 7 * 86_400_000_000}
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(us|µs|ms|min|s|m|h|d|w)\s*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_duration(text: str) -> int:
    """Return the microseconds that text such as `10s`, `1m 30s` or `250ms` means; ValueError for other text."""
    negative, rest, total_us = text.strip().startswith("-"), text.strip().lstrip("-"), 0
    while rest:
        part = _PART.match(rest)
        if part is None or not _exact(part[1], _UNITS_US[part[2]]):
            raise ValueError(
                f"{text[:40]!r} is not a duration; write a number and a unit, such as '10s', '1m 30s' or '250ms'"
            )
        total_us, rest = total_us + round(float(part[1]) * _UNITS_US[part[2]]), rest[part.end() :]
    if not text.strip() or total_us > MAX_DURATION_US:
        raise ValueError(f"{text[:40]!r} is empty or longer than ten thousand years; write a duration such as '10s'")
    return -total_us if negative else total_us


def _exact(number: str, unit_us: int) -> bool:
    """Whether the number is a whole count of microseconds, so that nothing is rounded in silence."""
    whole, _, fraction = number.partition(".")
    return len(whole) <= 18 and (not fraction or (int(fraction) * unit_us) % 10 ** len(fraction) == 0)


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


def _read(parse: Any) -> Any:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise ValueError(f"expected text, got {type(value).__name__}")
        return value if isinstance(value, int) else parse(value)

    return read


DurationUs = Annotated[
    int,
    PlainValidator(_read(parse_duration)),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema({"type": "string", "format": "duration", "examples": ["10s", "1m 30s"]}),
]
"""A span of time in microseconds; text such as `10s` in the document."""

InstantUs = Annotated[
    int,
    PlainValidator(_read(parse_instant)),
    PlainSerializer(format_instant, return_type=str),
    WithJsonSchema({"type": "string", "format": "instant", "examples": ["2022-01-01T00:00:00Z"]}),
]
"""An instant in microseconds since 1970, UTC; ISO 8601 text with a zone in the document."""


def expression(expects: str | None = None, **more: Any) -> Any:
    """Return the pydantic field of an expression over the items that flow in; `expects` is the type it must give."""
    return Field(json_schema_extra={"format": "expression", "expects": expects}, min_length=1, **more)


def path(access: str, **more: Any) -> Any:
    """Return the pydantic field of a file below the data folder; `access` is `read` or `write`."""
    return Field(json_schema_extra={"format": "path", "access": access}, min_length=1, max_length=1_000, **more)
