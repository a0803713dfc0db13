"""Lets a kernel whose parameters Arrow wants as options take whole columns of them.

A constant parameter, the usual case, is one call. Otherwise the rows are sorted by their parameters, and each distinct
combination is one call over its rows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import Array, Operand, as_array, length_of, null_mask

Make = Callable[..., Callable[[Array], Array]]
"""Makes the kernel over a column from the parameters' Python values."""


def varying(make: Make, result: pa.DataType) -> Callable[..., Array]:
    """Return the kernel over a column and its parameters, constants or columns; a null among them gives null."""
    made = lru_cache(maxsize=64)(make)

    def kernel(whole: Operand, *parameters: Operand) -> Array:
        if isinstance(whole, pa.Array) and all(isinstance(one, pa.Scalar) and one.is_valid for one in parameters):
            return made(*[one.as_py() for one in parameters])(whole)
        length, nulls = length_of(whole, *parameters), null_mask(whole, *parameters)
        kept = np.arange(length) if nulls is None else np.flatnonzero(~nulls)
        columns = [as_array(one, length).take(pa.array(kept)) for one in (whole, *parameters)]
        values, order = _by_combination(make, columns[0], columns[1:], result)
        at = np.full(length, -1, np.int64)
        at[kept[order]] = np.arange(len(kept))
        return values.take(pa.array(at, mask=at < 0))

    return kernel


def _by_combination(make: Make, whole: Array, parameters: list[Array], result: pa.DataType) -> tuple[Array, Any]:
    """Return the values in sorted order of the parameters, and that order."""
    codes = np.zeros(len(whole), np.int64)
    for parameter in parameters:
        encoded = parameter.dictionary_encode()
        codes = codes * len(encoded.dictionary) + encoded.indices.to_numpy()
        codes = np.unique(codes, return_inverse=True)[1]
    order = np.argsort(codes, kind="stable")
    edges = np.flatnonzero(np.diff(codes[order])) + 1
    parts = [
        make(*[parameter[int(rows[0])].as_py() for parameter in parameters])(whole.take(pa.array(rows)))
        for rows in np.split(order, edges)
        if len(rows)
    ]
    return pa.concat_arrays(parts) if parts else pa.array([], result), order
