"""Functions that deal with missing values."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tidegate.expression import deciding
from tidegate.expression.arrays import Operand, as_array, length_of, pc
from tidegate.expression.declare import Form, Function

GROUP = "Missing values"


def _null_if(value: Operand, other: Operand) -> Any:
    """Return the value, or null where it equals the other."""
    value = as_array(value, length_of(value, other))
    return pc.if_else(pc.equal(value, other).fill_null(False), pa.scalar(None, value.type), value)


FUNCTIONS = (
    Function(
        "coalesce", GROUP, "The first value that is not null; what comes after it does not count.", "coalesce(null, 2)", "2",
        (Form("*values: T -> T", deciding.first_known, lazy=True),),
    ),
    Function("is_null", GROUP, "Whether the value is missing.", "is_null(int(null))", "true", (Form("value: T -> bool", deciding.is_null),)),
    Function(
        "null_if", GROUP, "The value, or null where it equals the other.", 'coalesce(null_if("", ""), "none")', '"none"',
        (Form("value: S, other: S -> S", _null_if),),
    ),
)  # fmt: skip
