"""Which instruction of the machine does what a kernel over columns does, by the name of what both do."""

from __future__ import annotations

from typing import Any

from tidegate.expression import deciding
from tidegate.expression.functions import FUNCTIONS
from tidegate.expression.operators import OPERATORS
from tidegate.kernels import instructions as machine

_NAMES = ("abs", "min", "max", "sqrt", "is_nan", "is_finite", "round", "floor", "ceil", "int", "float", "bool")
NAMED: dict[Any, str] = {
    **{form.kernel: symbol for symbol, forms in OPERATORS.items() for form in forms},
    **{form.kernel: name for name in _NAMES for form in FUNCTIONS[name].forms},
    **{kernel: symbol for symbol, kernel in deciding.COMPARISONS.items()},
    deciding.is_null: "is null",
    deciding.is_valid: "is known",
}
"""What each kernel that takes its operands as they are is called."""

INTS = {
    "+": machine.ADD, "-": machine.SUBTRACT, "*": machine.MULTIPLY, "//": machine.FLOOR_DIVIDE, "%": machine.MODULO,
    "/": machine.DIVIDE, "negative": machine.NEGATE, "abs": machine.ABSOLUTE, "not": machine.NOT, "==": machine.EQUAL,
    "!=": machine.UNEQUAL, "<": machine.LESS, "<=": machine.LESS_EQUAL, ">": machine.GREATER, ">=": machine.GREATER_EQUAL,
    "min": machine.LEAST, "max": machine.MOST, "float": machine.TO_FLOAT, "bool": machine.TO_BOOL,
}  # fmt: skip
FLOATS = {
    "+": machine.F_ADD, "-": machine.F_SUBTRACT, "*": machine.F_MULTIPLY, "//": machine.F_FLOOR_DIVIDE,
    "%": machine.F_MODULO, "/": machine.F_DIVIDE, "negative": machine.F_NEGATE, "abs": machine.F_ABSOLUTE,
    "==": machine.F_EQUAL, "!=": machine.F_UNEQUAL, "<": machine.F_LESS, "<=": machine.F_LESS_EQUAL,
    ">": machine.F_GREATER, ">=": machine.F_GREATER_EQUAL, "min": machine.F_LEAST, "max": machine.F_MOST,
    "sqrt": machine.F_SQRT, "round": machine.F_ROUND, "floor": machine.F_FLOOR, "ceil": machine.F_CEIL,
    "int": machine.F_TRUNCATE, "is_nan": machine.F_IS_NAN, "is_finite": machine.F_IS_FINITE,
}  # fmt: skip
TIMES = {"+": machine.ADD_TIME, "-": machine.SUBTRACT_TIME}
SAME = {
    form.kernel
    for name in ("round", "floor", "ceil", "int", "float", "bool")
    for form in FUNCTIONS[name].forms
    if [parameter.pattern for parameter in form.parameters] == [form.result]
}
"""Kernels of conversions that have nothing to convert."""
