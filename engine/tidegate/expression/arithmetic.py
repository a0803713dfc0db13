"""Arithmetic on columns: checked, flooring, and with the rows that fail set apart.

Each kernel first runs Arrow's checked function, one call for the whole column. Only when that refuses are the bad rows
looked for, with the wrapped result and two's-complement tests in NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import (
    Operand,
    arrow,
    both,
    cast_to,
    column,
    floats,
    ints,
    length_of,
    null_mask,
    nullified,
    pc,
    shown,
)
from tidegate.expression.errors import CONSTANT, BadConstant
from tidegate.expression.faults import Mask, Outcome, either, fault

OVERFLOW = "integer-overflow"
ZERO = "division-by-zero"
DOMAIN = "number-domain"

MIN_INT, MAX_INT = -(2**63), 2**63 - 1

Kernel = Callable[..., Any]
Overflowed = Callable[[Any, Any, Any], Any]


def _add_overflowed(left: Any, right: Any, wrapped: Any) -> Any:
    return ((left ^ wrapped) & (right ^ wrapped)) < 0


def _subtract_overflowed(left: Any, right: Any, wrapped: Any) -> Any:
    return ((left ^ right) & (left ^ wrapped)) < 0


def _multiply_overflowed(left: Any, right: Any, wrapped: Any) -> Any:
    divisor = np.where(left == 0, 1, left)
    return (left != 0) & (((left == -1) & (right == MIN_INT)) | (wrapped // divisor != right))


def _checked(name: str, symbol: str, wrap: Callable[[Any, Any], Any], overflowed: Overflowed) -> Kernel:
    fast = arrow(name)

    def isolate(left: Operand, right: Operand) -> Outcome:
        a, b = ints(left), ints(right)
        with np.errstate(all="ignore"):
            wrapped = wrap(a, b)
            bad = overflowed(a, b, wrapped)
        nulls = null_mask(left, right)
        bad = bad if nulls is None else bad & ~nulls
        kind = pc.call_function(name, [_one_of(left), _one_of(right)]).type
        return Outcome(column(wrapped, kind, both(nulls, bad)), _overflow(bad, left, symbol, right))

    def kernel(left: Operand, right: Operand) -> Any:
        try:
            return fast(left, right)
        except pa.ArrowInvalid:
            return isolate(left, right)

    return kernel


def _one_of(operand: Operand) -> Any:
    return pa.scalar(1, pa.int64()).cast(operand.type) if operand.type != pa.int64() else pa.scalar(1)


def _overflow(bad: Mask, left: Operand, symbol: str, right: Operand) -> Any:
    def describe(row: int) -> str:
        return f"{shown(left, row)} {symbol} {shown(right, row)} does not fit in 64 bits"

    return fault(bad, OVERFLOW, describe)


add = _checked("add_checked", "+", np.add, _add_overflowed)
subtract = _checked("subtract_checked", "-", np.subtract, _subtract_overflowed)
multiply = _checked("multiply_checked", "*", np.multiply, _multiply_overflowed)

add_floats, subtract_floats, multiply_floats = arrow("add"), arrow("subtract"), arrow("multiply")
negate_floats = arrow("negate")

_negate = arrow("negate_checked")


def negate(value: Operand) -> Any:
    """Return the value with its sign turned; the smallest int has no such value."""
    try:
        return _negate(value)
    except pa.ArrowInvalid:
        bad = ints(value) == MIN_INT
        return Outcome(
            nullified(arrow("negate")(value), bad),
            fault(bad, OVERFLOW, lambda row: f"-({shown(value, row)}) does not fit in 64 bits"),
        )


def _by_zero(bad: Mask, left: Operand, symbol: str, right: Operand) -> Any:
    return fault(bad, ZERO, lambda row: f"{shown(left, row)} {symbol} {shown(right, row)} divides by zero")


def divide(left: Operand, right: Operand) -> Any:
    """Return the quotient of two float columns."""
    zero = floats(right, 1.0) == 0
    if not zero.any():
        return _divide(left, right)
    nulls = null_mask(left, right)
    bad = np.broadcast_to(zero, length_of(left, right))
    bad = bad if nulls is None else bad & ~nulls
    return Outcome(nullified(_divide(left, right), bad), _by_zero(bad, left, "/", right))


_divide, _to_floats = arrow("divide"), cast_to(pa.float64())  # The checked one makes a message for each bad row.


def divide_ints(left: Operand, right: Operand) -> Any:
    """Return the quotient of two int columns as floats."""
    values = divide(_to_floats(left), _to_floats(right))
    if isinstance(values, Outcome) and values.faults is not None:
        return Outcome(values.values, _by_zero(values.faults.mask, left, "/", right))
    return values


def _flooring(symbol: str, function: Callable[[Any, Any], Any], kind: pa.DataType | None) -> Kernel:
    """Return a kernel over int64 values that rounds toward minus infinity; `kind` is the result's, or the left's."""

    def isolate(left: Operand, right: Operand, a: Any, b: Any) -> Outcome:
        length, nulls = length_of(left, right), null_mask(left, right)
        valid = np.ones(length, np.bool_) if nulls is None else ~nulls
        zero = (b == 0) & valid
        over = (b == -1) & (a == MIN_INT) & valid & (symbol == "//")
        with np.errstate(all="ignore"):
            values = function(a, np.where(zero | over, 1, b))
        faults = either(_by_zero(zero, left, symbol, right), _overflow(over, left, symbol, right))
        return Outcome(column(values, kind or left.type, both(nulls, zero | over)), faults)

    def kernel(left: Operand, right: Operand) -> Any:
        a, b = ints(left), ints(right, 1)
        if (b == 0).any() or ((b == -1).any() and (a == MIN_INT).any()):
            return isolate(left, right, a, b)
        return column(function(a, b), kind or left.type, null_mask(left, right))

    return kernel


floor_divide = _flooring("//", np.floor_divide, pa.int64())
floor_divide_left = _flooring("//", np.floor_divide, None)
modulo = _flooring("%", np.remainder, None)


def _flooring_floats(symbol: str, function: Callable[[Any, Any], Any]) -> Kernel:
    def kernel(left: Operand, right: Operand) -> Any:
        a, b = floats(left), floats(right, 1.0)
        zero = np.broadcast_to(b == 0, length_of(left, right))
        nulls = null_mask(left, right)
        with np.errstate(all="ignore"):
            values = column(function(a, b), pa.float64(), nulls)
        if not zero.any():
            return values
        bad = zero if nulls is None else zero & ~nulls
        return Outcome(nullified(values, bad), _by_zero(bad, left, symbol, right))

    return kernel


floor_divide_floats = _flooring_floats("//", np.floor_divide)
modulo_floats = _flooring_floats("%", np.remainder)


def integer_power(exponent: int) -> Kernel:
    """Return the kernel that raises ints to one small power."""
    if not 0 <= exponent <= 63:
        raise BadConstant(CONSTANT, f"The power of an int is 0 to 63, not {exponent}. Write a smaller one, or a float.")
    fast = arrow("power_checked")
    highest, lowest = _root(MAX_INT, exponent), -_root(-MIN_INT if exponent % 2 else MAX_INT, exponent)

    def kernel(base: Operand) -> Any:
        try:
            return fast(base, pa.scalar(exponent))
        except pa.ArrowInvalid:
            values = ints(base)
            bad = (values > highest) | (values < lowest)
            powers = column(np.where(bad, 0, values) ** np.int64(exponent), pa.int64(), both(null_mask(base), bad))
            return Outcome(powers, _overflow(bad, base, "**", pa.scalar(exponent)))

    return kernel


def _root(limit: int, exponent: int) -> int:
    """Return the largest number whose power stays within `limit`."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**exponent <= limit else (low, middle - 1)
    return low


_power = arrow("power")


def power(base: Operand, exponent: Operand) -> Any:
    """Return a float power; zero to a negative power and roots of negative numbers are bad."""
    a, b = floats(base), floats(exponent)
    values = _power(base, exponent)
    zero = np.broadcast_to((a == 0) & (b < 0), len(values))
    domain = np.broadcast_to((a < 0) & np.isfinite(a) & np.isfinite(b) & (b != np.floor(b)), len(values))
    if not zero.any() and not domain.any():
        return values
    nulls = null_mask(base, exponent)
    valid = np.ones(len(values), np.bool_) if nulls is None else ~nulls
    zero, domain = zero & valid, domain & valid
    no_root = fault(domain, DOMAIN, lambda row: f"{shown(base, row)} ** {shown(exponent, row)} is not a real number")
    return Outcome(nullified(values, zero | domain), either(_by_zero(zero, base, "**", exponent), no_root))
