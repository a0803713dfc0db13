"""Functions of timestamps, dates and durations; timestamps are in UTC unless a zone is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import (
    Array,
    Ints,
    Operand,
    arrow,
    both,
    cast_to,
    column,
    floats,
    ints,
    null_mask,
    pc,
    shown,
)
from tidegate.expression.civil import read_iso, time_reader
from tidegate.expression.declare import Form, Function
from tidegate.expression.durations import MAX_TIME_US, MIN_TIME_US, TIME_RANGE
from tidegate.expression.errors import FORMAT, TIMEZONE, BadConstant, cut, did_you_mean
from tidegate.expression.faults import Mask, Outcome, fault
from tidegate.expression.formats import WRITTEN, directives, reading_pattern
from tidegate.fields import parse_duration

GROUP = "Time"
BAD_TIME = "bad-time"

TIMESTAMP = pa.timestamp("us", tz="UTC")
_to_int, _to_float, _to_text = cast_to(pa.int64()), cast_to(pa.float64()), cast_to(pa.string())


def reading(read: Callable[[Array], tuple[Ints, Mask]], what: str) -> Callable[[Operand], Outcome]:
    """Return the kernel that reads timestamps from text; unreadable text is bad."""

    def kernel(text: Operand) -> Outcome:
        values, unread = read(text)
        nulls = null_mask(text)
        bad = unread if nulls is None else unread & ~nulls
        faults = fault(bad, BAD_TIME, lambda row: f"{shown(text, row)} is not a time {what}")
        return Outcome(column(values, TIMESTAMP, both(nulls, unread) if unread.any() else nulls), faults)

    return kernel


read_time = reading(read_iso, "in ISO 8601, such as 2022-01-01T00:00:00Z")


def _parsing(text: str) -> Callable[[Operand], Outcome]:
    return reading(time_reader(reading_pattern(text)), f"of the format {cut(text)!r}")


def or_null(kernel: Callable[[Operand], Any]) -> Callable[[Operand], Any]:
    """Return the kernel with null in place of bad."""

    def forgiving(value: Operand) -> Any:
        result = kernel(value)
        return result.values if isinstance(result, Outcome) else result

    return forgiving


def zoned(zone: str, argument: int = 0) -> Callable[[Array], Array]:
    """Return the cast of timestamps to a zone; raise `BadConstant` when there is no such zone."""
    problem = f"There is no time zone {cut(zone)!r}."
    if not re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", zone):
        raise BadConstant(TIMEZONE, f"{problem} Use an IANA name, such as Europe/Berlin.", argument)
    cast = cast_to(pa.timestamp("us", tz=zone))
    try:
        pc.hour(cast(pa.array([0], TIMESTAMP)))
    except pa.ArrowInvalid:
        near = did_you_mean(zone, available_timezones())
        raise BadConstant(
            TIMEZONE, f"{problem} {near or 'Use an IANA name, such as Europe/Berlin.'}", argument
        ) from None
    return cast


def _part(name: str, options: Any = None, dates: bool = True) -> tuple[Form, ...]:
    function = arrow(name, options)

    def in_zone(zone: str) -> Callable[[Operand], Array]:
        cast = zoned(zone)
        return lambda time: function(cast(time))

    forms = (Form("time: timestamp -> int", function), Form("time: timestamp, zone: constant str -> int", in_zone))
    return (*forms, Form("day: date -> int", function)) if dates else forms


def _formatting(text: str, zone: str = "UTC") -> Callable[[Operand], Array]:
    parts, cast = directives(text, WRITTEN), zoned(zone, 1)
    segments = re.split(r"(%f)", "".join(part.replace("%%", "\0") for part in parts))
    writers = [_micros if part == "%f" else _writer(part.replace("\0", "%%")) for part in segments if part]
    join = arrow("binary_join_element_wise", pc.JoinOptions(null_handling="emit_null"))

    def kernel(time: Operand) -> Array:
        whole = cast(time)
        written = [write(whole) for write in writers]
        return join(*written, "") if len(written) != 1 else written[0]

    return kernel


def _writer(text: str) -> Callable[[Array], Array]:
    write = arrow("strftime", pc.StrftimeOptions(text, locale="C"))

    def kernel(time: Array) -> Array:
        seconds = pc.floor_temporal(time, unit="second")  # A cast alone would round toward 1970.
        return write(seconds.cast(pa.timestamp("s", tz=time.type.tz)))

    return kernel


def _micros(time: Array) -> Array:
    micros = column(ints(time) % 1_000_000, pa.int64(), null_mask(time))
    return pc.utf8_lpad(_to_text(micros), width=6, padding="0")


def format_iso(time: Operand) -> Array:
    """Return ISO 8601 text in UTC, with six decimals only where the second is not whole."""
    return pc.replace_substring_regex(_to_text(time), r"^(\S+) (.*?)(?:\.000000)?Z$", r"\1T\2Z")


CALENDAR = ("week", "month", "quarter", "year")


def _truncating(length: str, zone: str = "UTC") -> Callable[[Operand], Array]:
    if length in (*CALENDAR, "second", "minute", "hour", "day"):
        cast, back = zoned(zone, 1), cast_to(TIMESTAMP)
        floor = arrow("floor_temporal", pc.RoundTemporalOptions(1, length, week_starts_monday=True))
        return lambda time: back(floor(cast(time)))
    if zone != "UTC":
        raise BadConstant(
            TIMEZONE, "A zone goes with second, minute, hour, day, week, month, quarter or year. Use one of them.", 1
        )
    step = length_us(length)
    return lambda time: column(ints(time) // step * step, TIMESTAMP, null_mask(time))


def length_us(text: str) -> int:
    """Return the microseconds of a positive duration; raise `BadConstant` for other text."""
    span = _span(text)
    if span <= 0:
        raise BadConstant(FORMAT, f"The length {cut(text)!r} is not positive. Write one such as '10s' or '1h'.")
    return span


def _span(text: str) -> int:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise BadConstant(FORMAT, f"{str(error).replace('; write', '. Write')}.") from None


def _duration(text: str) -> Callable[[], pa.Scalar[Any]]:
    span = pa.scalar(_span(text), pa.duration("us"))
    return lambda: span


def _scaled(scale: int, what: str) -> Callable[[Operand], Outcome]:
    """Return the kernel from a count of so many microseconds to a timestamp."""

    def kernel(value: Operand) -> Outcome:
        counts = ints(value) if pa.types.is_integer(value.type) else floats(value)
        bad = ~((counts >= MIN_TIME_US / scale) & (counts <= MAX_TIME_US / scale))
        kept = np.where(bad, 0, counts)
        micros = kept * scale if kept.dtype == np.int64 else np.rint(kept * scale).astype(np.int64)
        faults = fault(
            bad, TIME_RANGE, lambda row: f"{shown(value, row)} {what} since 1970 is outside the years 1 to 9999"
        )
        return Outcome(column(micros, TIMESTAMP, both(null_mask(value), bad)), faults)

    return kernel


def _seconds_of(value: Operand) -> Outcome:
    seconds = floats(value)
    bad = ~(np.abs(seconds) < 2**43)
    micros = np.rint(np.where(bad, 0.0, seconds) * 1e6).astype(np.int64)
    faults = fault(bad, TIME_RANGE, lambda row: f"{shown(value, row)} seconds are too many for a duration")
    return Outcome(column(micros, pa.duration("us"), both(null_mask(value), bad)), faults)


def _in_seconds(value: Operand) -> Array:
    return column(ints(value) / 1e6, pa.float64(), null_mask(value))


def _in_units(scale: int) -> Callable[[Operand], Array]:
    return lambda time: column(ints(time) // scale, pa.int64(), null_mask(time))


FUNCTIONS = (
    Function(
        "parse_time", GROUP,
        "The time written in ISO 8601, or in a format such as %d/%m/%Y %H:%M; UTC where no zone is written.",
        'parse_time("2022-01-01T02:00:00+02:00")', 'parse_time("2022-01-01")',
        (Form("text: str -> timestamp", read_time), Form("text: str, format: constant str -> timestamp", _parsing)),
    ),
    Function(
        "format_time", GROUP, "The time as text, in a format such as %Y-%m-%d %H:%M, in UTC or in a zone.",
        'format_time(parse_time("2022-07-01"), "%d.%m.%Y %H:%M", "Europe/Berlin")', '"01.07.2022 02:00"',
        (
            Form("time: timestamp, format: constant str -> str", _formatting),
            Form("time: timestamp, format: constant str, zone: constant str -> str", _formatting),
        ),
    ),
    Function("year", GROUP, "The year.", 'year(parse_time("2022-03-04"))', "2022", _part("year")),
    Function("month", GROUP, "The month, 1 to 12.", 'month(parse_time("2022-03-04"))', "3", _part("month")),
    Function("day", GROUP, "The day of the month, 1 to 31.", 'day(parse_time("2022-03-04"))', "4", _part("day")),
    Function(
        "weekday", GROUP, "The day of the week: Monday is 0, Sunday is 6.", 'weekday(parse_time("2022-03-04"))', "4",
        _part("day_of_week", pc.DayOfWeekOptions(count_from_zero=True, week_start=1)),
    ),
    Function("week", GROUP, "The ISO week of the year, 1 to 53.", 'week(parse_time("2022-03-04"))', "9", _part("iso_week")),
    Function("day_of_year", GROUP, "The day of the year, 1 to 366.", 'day_of_year(parse_time("2022-03-04"))', "63", _part("day_of_year")),
    Function(
        "hour", GROUP, "The hour, 0 to 23.", 'hour(parse_time("2022-07-01T10:00:00Z"), "Europe/Berlin")', "12",
        _part("hour", dates=False),
    ),
    Function("minute", GROUP, "The minute, 0 to 59.", 'minute(parse_time("2022-01-01T10:20:30Z"))', "20", _part("minute", dates=False)),
    Function("second", GROUP, "The second, 0 to 59.", 'second(parse_time("2022-01-01T10:20:30Z"))', "30", _part("second", dates=False)),
    Function(
        "truncate", GROUP,
        "The time rounded down to a multiple of a length, or to the start of its second, minute, hour, day, week, month, quarter or year.",
        'str(truncate(parse_time("2022-01-01T10:25:00Z"), "10m"))', '"2022-01-01T10:20:00Z"',
        (
            Form("time: timestamp, length: constant str -> timestamp", _truncating),
            Form("time: timestamp, length: constant str, zone: constant str -> timestamp", _truncating),
        ),
    ),
    Function(
        "duration", GROUP, "A length of time, from text such as 10s or 1m 30s, or from seconds.", 'duration("1m 30s") / duration(1)', "90.0",
        (Form("text: constant str -> duration", _duration), Form("seconds: float -> duration", _seconds_of)),
    ),
    Function("seconds", GROUP, "The seconds of a length of time.", 'seconds(duration("1500ms"))', "1.5", (Form("length: duration -> float", _in_seconds),)),
    Function(
        "epoch_seconds", GROUP, "The seconds since 1970, with fractions.", 'epoch_seconds(parse_time("1970-01-01T00:00:01.5Z"))', "1.5",
        (Form("time: timestamp -> float", _in_seconds),),
    ),
    Function(
        "epoch_millis", GROUP, "The whole milliseconds since 1970.", 'epoch_millis(parse_time("1970-01-01T00:00:01.5Z"))', "1500",
        (Form("time: timestamp -> int", _in_units(1000)),),
    ),
    Function(
        "epoch_micros", GROUP, "The microseconds since 1970.", 'epoch_micros(parse_time("1970-01-01T00:00:01.5Z"))', "1500000",
        (Form("time: timestamp -> int", _in_units(1)),),
    ),
    Function(
        "from_epoch_seconds", GROUP, "The time so many seconds after 1970.", "str(from_epoch_seconds(1.5))", '"1970-01-01T00:00:01.500000Z"',
        (Form("seconds: int -> timestamp", _scaled(1_000_000, "seconds")), Form("seconds: float -> timestamp", _scaled(1_000_000, "seconds"))),
    ),
    Function(
        "from_epoch_millis", GROUP, "The time so many milliseconds after 1970.", "str(from_epoch_millis(1000))", '"1970-01-01T00:00:01Z"',
        (Form("millis: int -> timestamp", _scaled(1000, "milliseconds")),),
    ),
    Function(
        "from_epoch_micros", GROUP, "The time so many microseconds after 1970.", "str(from_epoch_micros(1000000))", '"1970-01-01T00:00:01Z"',
        (Form("micros: int -> timestamp", _scaled(1, "microseconds")),),
    ),
)  # fmt: skip
