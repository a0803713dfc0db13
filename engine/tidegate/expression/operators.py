"""The operators between values, declared like functions: signature and kernel."""

from __future__ import annotations

from tidegate.expression import arithmetic as number
from tidegate.expression import deciding, durations, growth, lists
from tidegate.expression.declare import Form

OPERATORS: dict[str, tuple[Form, ...]] = {
    "+": (
        Form("a: int, b: int -> int", number.add),
        Form("a: float, b: float -> float", number.add_floats),
        Form("a: str, b: str -> str", growth.concat),
        Form("a: timestamp, b: duration -> timestamp", durations.later),
        Form("a: duration, b: timestamp -> timestamp", lambda a, b: durations.later(b, a)),
        Form("a: duration, b: duration -> duration", number.add),
        Form("a: list[T], b: list[T] -> list[T]", lists.concat),
    ),
    "-": (
        Form("a: int, b: int -> int", number.subtract),
        Form("a: float, b: float -> float", number.subtract_floats),
        Form("a: timestamp, b: timestamp -> duration", number.subtract),
        Form("a: timestamp, b: duration -> timestamp", durations.earlier),
        Form("a: duration, b: duration -> duration", number.subtract),
    ),
    "*": (
        Form("a: int, b: int -> int", number.multiply),
        Form("a: float, b: float -> float", number.multiply_floats),
        Form("a: duration, b: int -> duration", number.multiply),
        Form("a: int, b: duration -> duration", number.multiply),
    ),
    "/": (
        Form("a: int, b: int -> float", number.divide_ints),
        Form("a: float, b: float -> float", number.divide),
        Form("a: duration, b: duration -> float", durations.ratio),
    ),
    "//": (
        Form("a: int, b: int -> int", number.floor_divide),
        Form("a: float, b: float -> float", number.floor_divide_floats),
        Form("a: duration, b: int -> duration", number.floor_divide_left),
        Form("a: duration, b: duration -> int", number.floor_divide),
    ),
    "%": (
        Form("a: int, b: int -> int", number.modulo),
        Form("a: float, b: float -> float", number.modulo_floats),
        Form("a: duration, b: duration -> duration", number.modulo),
    ),
    "**": (
        Form("a: int, power: constant int -> int", number.integer_power),
        Form("a: float, b: float -> float", number.power),
    ),
    "negative": (
        Form("a: int -> int", number.negate),
        Form("a: float -> float", number.negate_floats),
        Form("a: duration -> duration", number.negate),
    ),
    "not": (Form("a: bool -> bool", deciding.invert),),
}
"""What each arithmetic operator does, by the types of its operands."""

EQUALITY = Form("a: S, b: S -> bool", deciding.COMPARISONS["=="])
ORDER = Form("a: O, b: O -> bool", deciding.COMPARISONS["<"])
"""The types that may be compared; the kernels are in `deciding.COMPARISONS`."""
