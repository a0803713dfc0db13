"""Dividing the state of a keyed step by its keys, and putting the parts together again.

    divide(state, 3)  ->  [state, state, state]    every row in the part of its key's bucket
    join([state, state, state])  ->  state         rows key by key as they were, parts one after the other

A key's rows stay together and in order, which is all that a keyed step may rely on. JSON values are every part's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.arrow_views import positions, view
from tidegate.kernels.buckets import buckets_of
from tidegate.snapshot import KEY, State

Buckets = npt.NDArray[np.int64]


class NotDivisible(ValueError):
    """The state is not that of a keyed step; the message says where."""


def divide(state: State | None, buckets: int) -> list[State | None]:
    """Return the state in so many parts, each with the rows of its own keys."""
    if buckets < 1:
        raise NotDivisible(f"a state cannot be divided into {buckets} parts")
    if state is None:
        return [None] * buckets
    found = {name: bucket_of(_keys(name, part), buckets) for name, part in state.items() if _is_table(part)}
    return [
        {name: _rows(part, found[name] == bucket) if name in found else part for name, part in state.items()}
        for bucket in range(buckets)
    ]


def join(parts: Sequence[State | None]) -> State | None:
    """Return the state whose parts these are."""
    states = [part for part in parts if part is not None]
    if not states:
        return None
    first = states[0]
    if len(states) < len(parts) or any(state.keys() != first.keys() for state in states):
        raise NotDivisible("the parts are not of one state")
    return {name: _joined(name, [state[name] for state in states]) for name in first}


def bucket_of(keys: pa.Array[Any], buckets: int) -> Buckets:
    """Return the bucket of each key, a number from 0; the same on every machine and in every run."""
    found = np.empty(len(keys), np.int64)
    _, offsets, data = keys.buffers()
    if len(keys) and offsets is not None:
        bounds = view(offsets, np.int32)[keys.offset : keys.offset + len(keys) + 1]
        buckets_of(view(data, np.uint8), bounds, buckets, found)
    return found


def _is_table(part: Any) -> bool:
    return isinstance(part, pa.Table)


def _keys(name: str, table: pa.Table) -> pa.Array[Any]:
    if KEY not in table.column_names or table.schema.field(KEY).type != pa.string():
        raise NotDivisible(f"the table {name!r} has no text column {KEY!r}; its rows belong to nobody")
    keys: Any = table[KEY].combine_chunks()
    return pa.concat_arrays(keys.chunks) if isinstance(keys, pa.ChunkedArray) else keys


def _rows(table: pa.Table, mine: npt.NDArray[np.bool_]) -> pa.Table:
    return table.take(positions(np.flatnonzero(mine)))


def _joined(name: str, parts: list[Any]) -> Any:
    if _is_table(parts[0]):
        return pa.concat_tables(parts)
    if any(part != parts[0] for part in parts):
        raise NotDivisible(f"the value {name!r} is not the same in all parts")
    return parts[0]
