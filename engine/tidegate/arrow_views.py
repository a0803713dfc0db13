"""NumPy views of Arrow arrays and the way back, without a copy where the bits allow it."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.types import BOOL, DATE, FLOAT, Type, arrow_type

NO_MASK = np.empty(0, np.bool_)
"""Stands for "all of them" where a mask is asked for."""
NO_MASK.setflags(write=False)

_BOOL, _DATE, _FLOAT = (arrow_type(kind).id for kind in (BOOL, DATE, FLOAT))

T = TypeVar("T", bound=np.generic)
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]


def valid_mask(array: pa.Array[Any]) -> npt.NDArray[np.bool_]:
    """Return which values are not null, or `NO_MASK` when none is null."""
    if array.null_count == 0:
        return NO_MASK
    mask: npt.NDArray[np.bool_] = pc.is_valid(array).to_numpy(zero_copy_only=False)
    return sealed(mask)


def sealed(values: npt.NDArray[T]) -> npt.NDArray[T]:
    """Return the array, unchangeable as views of Arrow memory are: kernels are compiled once, for such arrays."""
    values.setflags(write=False)
    return values


def fixed(values: npt.NDArray[T]) -> npt.NDArray[T]:
    """Return an unchangeable view of an array in one piece, so that kernels get arrays of one kind only."""
    return sealed(np.ascontiguousarray(values).view())


def numbers(array: pa.Array[Any]) -> Numbers:
    """Return the values of a number, time or bool column, whatever stands where it is null.

    Floats stay floats; everything else becomes int64: microseconds for timestamps and durations, days for dates.
    """
    kind = array.type.id
    if kind == _BOOL:
        return sealed(_view(array.cast(pa.int8()), np.int8).astype(np.int64))
    if kind == _DATE:
        return sealed(_view(array, np.int32).astype(np.int64))
    return _view(array, np.float64 if kind == _FLOAT else np.int64)


def _view(array: pa.Array[Any], dtype: Any) -> npt.NDArray[Any]:
    count, values = len(array), array.buffers()[1]
    if count == 0 or values is None:
        return sealed(np.zeros(count, dtype))
    viewed = np.frombuffer(cast(Any, values), dtype, count, array.offset * dtype().itemsize)
    return sealed(viewed)


def view(buffer: pa.Buffer | None, dtype: type[T]) -> npt.NDArray[T]:
    """Return the memory of an Arrow buffer as an array, sealed; of none, an empty one."""
    if buffer is None or buffer.size == 0:
        return sealed(np.empty(0, dtype))
    viewed: npt.NDArray[T] = np.frombuffer(cast(Any, buffer), dtype)
    return sealed(viewed)


def text_memory(texts: pa.Array[Any]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Return the offsets and the bytes of a column of text, without a copy."""
    _, offsets, data = texts.buffers()
    if offsets is None or len(texts) == 0:
        return sealed(np.zeros(1, np.int32)), sealed(np.empty(0, np.uint8))
    every = view(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return every, view(data, np.uint8)


def memory(values: npt.NDArray[Any]) -> pa.Buffer:
    """Return an array's memory as an Arrow buffer."""
    return pa.py_buffer(cast(Any, values))


def positions(values: npt.NDArray[Any]) -> pa.Array[Any]:
    """Return positions as Arrow's `take` wants them."""
    made: pa.Array[Any] = cast(Any, pa.array)(values)
    return made


def nulls(count: int, kind: Any) -> pa.Array[Any]:
    """Return so many nulls of an Arrow type."""
    made: pa.Array[Any] = pa.nulls(count, kind)
    return made


def lists(offsets: npt.NDArray[np.int32], elements: pa.Array[Any]) -> pa.Array[Any]:
    """Return lists: the n-th has the elements from `offsets[n]` to `offsets[n + 1]`."""
    made: pa.Array[Any] = cast(Any, pa.ListArray.from_arrays)(offsets, elements)
    return made


def inner(made: Any, parts: Any) -> Any:
    """Return the part of a list's or map's inner array that belongs to this slice of it."""
    first, last = made.offsets[0].as_py(), made.offsets[-1].as_py()
    return parts.slice(first, last - first)


def list_offsets(made: pa.Array[Any]) -> tuple[npt.NDArray[np.int64], pa.Array[Any]]:
    """Return where each list's elements begin, from 0, and where the last one's end; and the elements of all lists."""
    listed: Any = made
    offsets = listed.offsets.to_numpy().astype(np.int64)
    return offsets - offsets[0], listed.flatten()


def column(values: npt.NDArray[Any], kind: Type, null: npt.NDArray[np.bool_] | None = None) -> pa.Array[Any]:
    """Return numbers as a column of a type without parts; `null` marks the values that are none."""
    nulls = null if null is not None and null.any() else None
    if kind is BOOL:
        bools: pa.Array[Any] = cast(Any, pa.array)(values != 0, mask=nulls)
        return bools
    dtype = np.int32 if kind is DATE else np.float64 if kind is FLOAT else np.int64
    fitting = np.ascontiguousarray(values, dtype)
    validity = None if nulls is None else pa.array(~nulls).buffers()[1]
    return pa.Array.from_buffers(arrow_type(kind), len(fitting), [validity, memory(fitting)])


def one(column: Any) -> Any:
    """Return a table's column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
