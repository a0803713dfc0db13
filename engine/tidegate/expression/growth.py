"""How long texts are, and the limit on those that an expression makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import Ints, Operand, arrow, as_array, length_of, null_mask, nullified, pc
from tidegate.expression.faults import Mask, Outcome, fault

MAX_TEXT_BYTES = 1 << 20
"""The largest text that an expression may make; a longer one is a bad item."""

MAX_COLUMN_BYTES = 1 << 30
"""The largest column of text: Arrow's offsets have 31 bits."""

TOO_LONG = "text-too-long"

_binary_length = arrow("binary_length")
_concat = arrow("binary_join_element_wise", pc.JoinOptions(null_handling="emit_null"))
_nothing = pa.scalar("")


def sizes(text: Operand) -> Any:
    """Return the UTF-8 bytes of each text, 0 for null; one number for a constant."""
    if isinstance(text, pa.Scalar):
        return np.int64(len(text.as_py().encode()) if text.is_valid else 0)
    found = _binary_length(text)
    return (found.fill_null(0) if found.null_count else found).to_numpy().astype(np.int64)


def too_large(expected: Ints) -> Mask:
    """Return the rows whose text would pass the limit, or with which the column would."""
    large = expected > MAX_TEXT_BYTES
    return large | (np.cumsum(np.where(large, 0, expected)) > MAX_COLUMN_BYTES)


def too_long(large: Mask) -> Any:
    """Return the faults of texts that would be too large."""
    return fault(
        large,
        TOO_LONG,
        lambda _row: f"the text would have more than {MAX_TEXT_BYTES:,} bytes, the most that is allowed",
    )


def limited(result: Callable[..., Any], expected: Callable[..., Ints]) -> Callable[..., Any]:
    """Return the kernel of a text that may grow; rows for which `expected` gives too many bytes are bad."""

    def kernel(text: Operand, *parameters: Operand) -> Any:
        length = length_of(text, *parameters)
        text, nulls = as_array(text, length), null_mask(text, *parameters)
        size = np.broadcast_to(expected(text, *parameters), length)
        large = too_large(size if nulls is None else np.where(nulls, 0, size))
        if not large.any():
            return result(text, *parameters)
        return Outcome(result(nullified(text, large), *parameters), too_long(large))

    return kernel


concat = limited(lambda left, right: _concat(left, right, _nothing), lambda left, right: sizes(left) + sizes(right))
