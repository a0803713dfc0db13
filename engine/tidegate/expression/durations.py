"""Arithmetic with timestamps and durations, both counted in microseconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from tidegate.expression import arithmetic
from tidegate.expression.arrays import Array, Operand, arrow, cast_to, ints, nullified, shown
from tidegate.expression.faults import Outcome, either, fault

MIN_TIME_US, MAX_TIME_US = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The years 1 to 9999, which every sink and screen can show."""

TIME_RANGE = "time-range"

_min_max = arrow("min_max")


def outside_years(times: Array) -> Any:
    """Return the rows whose timestamp is outside the years 1 to 9999, or None when there is none."""
    span = _min_max(times)
    low, high = span["min"].value, span["max"].value
    if low is None or (low >= MIN_TIME_US and high <= MAX_TIME_US):
        return None
    values = ints(times)
    return (values < MIN_TIME_US) | (values > MAX_TIME_US)


def _shifted(symbol: str, kernel: Callable[..., Any]) -> Callable[..., Any]:
    def shift(time: Operand, by: Operand) -> Any:
        result = kernel(time, by)
        values, faults = result if isinstance(result, Outcome) else Outcome(result, None)
        bad = outside_years(values)
        if bad is None:
            return result
        outside = fault(
            bad, TIME_RANGE, lambda row: f"{shown(time, row)} {symbol} {shown(by, row)} is outside the years 1 to 9999"
        )
        return Outcome(nullified(values, bad), either(faults, outside))

    return shift


later = _shifted("+", arithmetic.add)
earlier = _shifted("-", arithmetic.subtract)

_to_floats = cast_to(pa.float64())


def ratio(left: Operand, right: Operand) -> Any:
    """Return how many times one duration holds another."""
    return arithmetic.divide(_to_floats(left.cast(pa.int64())), _to_floats(right.cast(pa.int64())))
