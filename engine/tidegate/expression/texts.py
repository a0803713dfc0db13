"""Text as columns; what could grow is limited."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.expression.arrays import Array, Ints, Operand, arrow, length_of, nullified
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


def held_bytes(text: Operand, length: int) -> int:
    """Return an upper bound of the bytes of all texts, at no cost."""
    if isinstance(text, pa.Scalar):
        return int(sizes(text)) * length
    return text.nbytes


def too_large(expected: Ints) -> Mask:
    """Return the rows whose text would pass the limit, or with which the column would."""
    large = expected > MAX_TEXT_BYTES
    return large | (np.cumsum(np.where(large, 0, expected)) > MAX_COLUMN_BYTES)


def too_long(large: Mask, expected: Ints) -> Any:
    """Return the faults of texts that would be too large."""

    def describe(row: int) -> str:
        return f"the text would have {int(expected[row]):,} bytes; at most {MAX_TEXT_BYTES:,} are allowed"

    return fault(large, TOO_LONG, describe)


def concat(left: Operand, right: Operand) -> Any:
    """Return two texts as one."""
    length = length_of(left, right)
    if held_bytes(left, length) + held_bytes(right, length) <= MAX_TEXT_BYTES:
        return _concat(left, right, _nothing)
    expected = np.broadcast_to(sizes(left) + sizes(right), length)
    large = too_large(expected)
    if not large.any():
        return _concat(left, right, _nothing)
    kept = nullified(left if isinstance(left, pa.Array) else pa.repeat(left, length), large)
    return Outcome(_concat(kept, right, _nothing), too_long(large, expected))


def letter(text: Operand, index: Operand) -> Array:
    """Return the character at an index; null when there is none."""
    raise NotImplementedError


def contains_in(part: Operand, text: Operand) -> Array:
    """Return whether the part is in the text."""
    return pc.match_substring(text, pattern=part.as_py())
