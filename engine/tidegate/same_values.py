"""Whether the values of two columns are the same, row by row, whatever their type.

Two floats are the same when they differ by rounding alone: a sum taken in another order is not another sum. A null is
the same as a null, and a not-a-number as a not-a-number.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.arrow_views import list_offsets, positions

Mask = npt.NDArray[np.bool_]
ROUNDING = 1e-12
"""Relative to the larger of the two."""


def same_values(one: pa.Array[Any], other: pa.Array[Any]) -> Mask:
    """Return for each row whether both columns, of one type and length, have the same value there."""
    valid, other_valid = _valid(one), _valid(other)
    both = valid & other_valid
    same: Mask = valid == other_valid
    rows = np.flatnonzero(both)
    if len(rows):
        picked = positions(rows)
        same[rows] = _same_present(one.take(picked), other.take(picked))
    return same


def _same_present(one: pa.Array[Any], other: pa.Array[Any]) -> Mask:
    """Do it for columns without nulls."""
    kind = one.type
    if pa.types.is_struct(kind):
        return _same_records(one, other)
    if pa.types.is_list(kind):
        return _same_lists(one, other)
    if pa.types.is_map(kind):
        return _same_maps(one, other)
    if pa.types.is_floating(kind):
        return _same_floats(one, other)
    return _mask(pc.equal(one, other))


def _same_records(one: Any, other: Any) -> Mask:
    same = np.ones(len(one), np.bool_)
    for at in range(one.type.num_fields):
        same &= same_values(one.field(at), other.field(at))
    return same


def _same_maps(one: Any, other: Any) -> Mask:
    """Entries are looked at in order, in which whoever made both maps put them."""
    entries = pa.struct([pa.field("key", one.type.key_type), pa.field("value", one.type.item_type)])
    return _same_lists(one.cast(pa.list_(entries)), other.cast(pa.list_(entries)))


def _same_lists(one: Any, other: Any) -> Mask:
    (starts, elements), (other_starts, other_elements) = list_offsets(one), list_offsets(other)
    lengths = np.diff(starts)
    same: Mask = lengths == np.diff(other_starts)
    rows = np.flatnonzero(same & (lengths > 0))
    if len(rows):
        counts = lengths[rows]
        alike = same_values(
            elements.take(positions(ranges(starts[rows], counts))),
            other_elements.take(positions(ranges(other_starts[rows], counts))),
        )
        same[rows] = every(alike, counts)
    return same


def _same_floats(one: Any, other: Any) -> Mask:
    left, right = one.to_numpy(zero_copy_only=False), other.to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        near = np.abs(left - right) <= ROUNDING * np.maximum(np.abs(left), np.abs(right))
    same: Mask = (left == right) | (near & np.isfinite(left) & np.isfinite(right)) | (np.isnan(left) & np.isnan(right))
    return same


def ranges(starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers from each start on, so many of each, one range behind another."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(int(ends[-1]) if len(ends) else 0)


def every(mask: Mask, counts: npt.NDArray[np.int64]) -> Mask:
    """Return for each group of so many values, none of them empty, whether all are true."""
    whole: Mask = np.logical_and.reduceat(mask, np.cumsum(counts) - counts)
    return whole


def _valid(column: pa.Array[Any]) -> Mask:
    return np.ones(len(column), np.bool_) if column.null_count == 0 else _mask(pc.is_valid(column))


def _mask(column: Any) -> Mask:
    mask: Mask = column.to_numpy(zero_copy_only=False)
    return np.array(mask, np.bool_)
