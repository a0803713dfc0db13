"""Leaves: the numbers that a value consists of, one machine word each, and the way back to Arrow.

    float                      one leaf
    {sum: float, n: int}       three leaves: whether the record is there at all, `sum`, `n`

Only types whose parts are all of fixed size have leaves: bool, int, float, timestamp, duration, date, and records of
such. A null record has null leaves throughout.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from tidegate.arrow_views import column, numbers
from tidegate.kernels.instructions import NULL as LACKING
from tidegate.kernels.registers import MAX_LEAVES
from tidegate.types import BOOL, DATE, DURATION, FLOAT, INT, NULL, TIMESTAMP, Record, Scalar, Type, arrow_type

pc: Any = pyarrow.compute

Words = npt.NDArray[np.int64]
Lacks = npt.NDArray[np.uint8]
THERE = NULL
"""The kind of the leaf that says whether a record is there; only its nulls mean something. A bare null has one too."""

_LEAVES = (NULL, BOOL, INT, FLOAT, TIMESTAMP, DURATION, DATE)


def leaves_of(kind: Type) -> tuple[Scalar, ...] | None:
    """Return the kind of each leaf, or None when the type has parts that are none."""
    if isinstance(kind, Scalar):
        return (kind,) if kind in _LEAVES else None
    if not isinstance(kind, Record) or not kind.fields:
        return None
    parts = [leaves_of(part) for _, part in kind.fields]
    whole = (THERE, *[leaf for leaves in parts if leaves for leaf in leaves])
    return None if None in parts or len(whole) > MAX_LEAVES else whole


def write_leaves(values: Any, kind: Type, words: Words, lacks: Lacks, at: int) -> int:
    """Write a column's leaves to rows of `words` and what is null to `lacks`, from row `at`; return the row behind."""
    if values.null_count:
        lacks[at] = np.where(values.is_null().to_numpy(zero_copy_only=False), LACKING, 0)
    if kind is NULL:
        return at + 1
    if not isinstance(kind, Record):
        known = values.fill_null(False) if kind is BOOL and values.null_count else values
        words[at] = numbers(known).view(np.int64)
        return at + 1
    at += 1
    for name, part in kind.fields:
        at = write_leaves(pc.struct_field(values, name), part, words, lacks, at)
    return at


def read_leaves(words: Words, marks: Words, kind: Type, leaf: int = 0) -> tuple[pa.Array[Any], int]:
    """Return the column that these leaves, one row of `words` a value, come to, and the leaf behind its last one."""
    null = (marks >> (leaf + 1)) & 1 != 0
    if not isinstance(kind, Record):
        return column(words[:, leaf].view(np.float64) if kind is FLOAT else words[:, leaf], kind, null), leaf + 1
    leaf += 1
    parts: list[Any] = []
    for _, part in kind.fields:
        made, leaf = read_leaves(words, marks, part, leaf)
        parts.append(made)
    whole: Any = arrow_type(kind)
    mask: Any = pa.array(null)
    return pa.StructArray.from_arrays(parts, fields=list(whole), mask=mask if null.any() else None), leaf
