"""Functions of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression import arithmetic
from tidegate.expression.arrays import Operand, arrow, both, cast_to, column, floats, null_mask, nullified, pc, shown
from tidegate.expression.declare import Form, Function
from tidegate.expression.errors import CONSTANT, BadConstant
from tidegate.expression.faults import Outcome, fault

GROUP = "Numbers"
BAD_CAST = "bad-cast"

_to_int = cast_to(pa.int64())
_least, _most = float(arithmetic.MIN_INT), -float(arithmetic.MIN_INT)


def to_whole(name: str, rounded: Callable[[Any], Any]) -> Callable[[Operand], Any]:
    """Return the kernel that rounds floats to ints; NaN, infinity and what passes 64 bits are bad."""

    def kernel(value: Operand) -> Any:
        whole, nulls = rounded(floats(value)), null_mask(value)
        bad = ~((whole >= _least) & (whole < _most))
        if not bad.any():
            return column(whole.astype(np.int64), pa.int64(), nulls)
        numbers = np.where(bad, 0, whole).astype(np.int64)
        describe = fault(bad, BAD_CAST, lambda row: f"{name}({shown(value, row)}) is not a whole number of 64 bits")
        return Outcome(column(numbers, pa.int64(), both(nulls, bad)), describe)

    return kernel


def _within(name: str, function: str, allowed: Callable[[Any], Any]) -> Callable[[Operand], Any]:
    """Return the kernel of a function that is not defined for all numbers."""
    fast, plain = arrow(f"{function}_checked"), arrow(function)

    def kernel(value: Operand) -> Any:
        try:
            return fast(value)
        except pa.ArrowInvalid:
            bad = ~allowed(floats(value, 1.0))
            faults = fault(bad, arithmetic.DOMAIN, lambda row: f"{name}({shown(value, row)}) is not a real number")
            return Outcome(nullified(plain(value), bad), faults)

    return kernel


def _absolute(value: Operand) -> Any:
    try:
        return _abs(value)
    except pa.ArrowInvalid:
        negated = arithmetic.negate(value)
        assert isinstance(negated, Outcome), "only the smallest int has no absolute value"
        return Outcome(pc.if_else(pc.less(value, 0), negated.values, value), negated.faults)


_abs, _sign = arrow("abs_checked"), arrow("sign")


def _rounding(places: int) -> Callable[[Operand], Any]:
    if not 0 <= places <= 15:
        raise BadConstant(CONSTANT, f"The places are 0 to 15, not {places}. Write a number in that range.")
    return arrow("round", pc.RoundOptions(ndigits=places, round_mode="half_to_even"))


def _nearest(name: str) -> Callable[..., Any]:
    function = arrow(name, pc.ElementWiseAggregateOptions(skip_nulls=False))

    def kernel(*values: Operand) -> Any:
        kind = values[0].type
        if not pa.types.is_timestamp(kind):
            return function(*values)
        return function(*[value.cast(pa.int64()) for value in values]).cast(kind)

    return kernel


def _same(value: Operand) -> Any:
    return value


FUNCTIONS = (
    Function(
        "abs", GROUP, "The value without its sign.", "abs(-3)", "3",
        (
            Form("x: int -> int", _absolute),
            Form("x: float -> float", arrow("abs")),
            Form("x: duration -> duration", arrow("abs_checked")),
        ),
    ),
    Function(
        "sign", GROUP, "-1, 0 or 1.", "sign(-2.5)", "-1.0",
        (Form("x: int -> int", lambda value: _to_int(_sign(value))), Form("x: float -> float", _sign)),
    ),
    Function(
        "round", GROUP, "The nearest whole number, or with so many places; halves go to the even neighbour.",
        "round(2.5)", "2",
        (
            Form("x: int -> int", _same),
            Form("x: float -> int", to_whole("round", np.rint)),
            Form("x: float, places: constant int -> float", _rounding),
        ),
    ),
    Function(
        "floor", GROUP, "The largest whole number that is not greater.", "floor(-2.5)", "-3",
        (Form("x: int -> int", _same), Form("x: float -> int", to_whole("floor", np.floor))),
    ),
    Function(
        "ceil", GROUP, "The smallest whole number that is not less.", "ceil(2.1)", "3",
        (Form("x: int -> int", _same), Form("x: float -> int", to_whole("ceil", np.ceil))),
    ),
    Function(
        "sqrt", GROUP, "The square root; a negative number is a bad item.", "sqrt(9)", "3.0",
        (Form("x: float -> float", _within("sqrt", "sqrt", lambda x: ~(x < 0))),),
    ),
    Function(
        "exp", GROUP, "e to the power of x; too large a result is infinity.", "exp(0)", "1.0",
        (Form("x: float -> float", arrow("exp")),),
    ),
    Function(
        "log", GROUP, "The natural logarithm; zero or less is a bad item.", "log(1)", "0.0",
        (Form("x: float -> float", _within("log", "ln", lambda x: ~(x <= 0))),),
    ),
    Function(
        "log2", GROUP, "The logarithm to base 2; zero or less is a bad item.", "log2(8)", "3.0",
        (Form("x: float -> float", _within("log2", "log2", lambda x: ~(x <= 0))),),
    ),
    Function(
        "log10", GROUP, "The logarithm to base 10; zero or less is a bad item.", "log10(1000)", "3.0",
        (Form("x: float -> float", _within("log10", "log10", lambda x: ~(x <= 0))),),
    ),
    Function(
        "pow", GROUP, "x to the power of y, as floats; what is no real number is a bad item.", "pow(2, 0.5) > 1.4", "true",
        (Form("x: float, y: float -> float", arithmetic.power),),
    ),
    Function("sin", GROUP, "The sine of an angle in radians.", "sin(0)", "0.0", (Form("x: float -> float", arrow("sin")),)),
    Function("cos", GROUP, "The cosine of an angle in radians.", "cos(0)", "1.0", (Form("x: float -> float", arrow("cos")),)),
    Function(
        "atan2", GROUP, "The angle of the point (x, y) in radians, -pi to pi.", "atan2(0, 1)", "0.0",
        (Form("y: float, x: float -> float", arrow("atan2")),),
    ),
    Function(
        "radians", GROUP, "An angle in degrees as radians.", "round(radians(180), 4)", "3.1416",
        (Form("degrees: float -> float", lambda x: arithmetic.multiply_floats(x, pa.scalar(np.pi / 180))),),
    ),
    Function(
        "is_nan", GROUP, "Whether the float is not a number.", 'is_nan(float("nan"))', "true",
        (Form("x: float -> bool", arrow("is_nan")),),
    ),
    Function(
        "is_finite", GROUP, "Whether the float is neither infinite nor NaN.", "is_finite(1.5)", "true",
        (Form("x: float -> bool", arrow("is_finite")),),
    ),
)  # fmt: skip

smallest, largest = _nearest("min_element_wise"), _nearest("max_element_wise")
"""The smallest and largest of several values; NaN counts only when there is nothing else."""
