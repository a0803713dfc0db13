"""`Batch`: the only unit of data between steps.

A batch is Arrow columns of one length and, on a keyed stream, the key of each item as a dense id. The columns of a
record stream are the record's fields; any other stream has one column called `item`. Batches are never changed:
fan-out shares them.

    columns["time"]   t0  t1  t2  t3
    columns["val"]     1   4   2   9
    key_ids            0   1   0   0     -> KeyDictionary: 0 = "a", 1 = "b"
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.keys import KeyDictionary
from tidegate.types import Record, StreamType, Type, arrow_type

ITEM = "item"
"""The one column of a stream whose items are no records."""

KeyIds = npt.NDArray[np.int32]


_take_known: Any = partial(pc.get_function("take").call, options=pc.TakeOptions(boundscheck=False))
"""Arrow's `take` for positions that are there, bound once: what is left of a small batch's time is in such calls."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Items that move together: `length` values of every column, and their keys if keyed."""

    columns: dict[str, pa.Array[Any]]
    length: int
    key_ids: KeyIds | None = None
    keys: KeyDictionary | None = None

    def take(self, rows: npt.NDArray[np.integer[Any]]) -> Batch:
        """Return the items at these positions, in this order."""
        picked = pa.array(rows)
        columns = {name: column.take(picked) for name, column in self.columns.items()}
        return Batch(columns, len(rows), None if self.key_ids is None else self.key_ids[rows], self.keys)

    def where(self, mask: npt.NDArray[np.bool_]) -> Batch:
        """Return the items whose mask is true, in order."""
        rows = np.flatnonzero(mask)
        picked = pa.array(rows)
        columns = {name: _take_known([column, picked]) for name, column in self.columns.items()}
        return Batch(columns, len(rows), None if self.key_ids is None else self.key_ids[rows], self.keys)

    def slice(self, start: int, length: int) -> Batch:
        """Return `length` items from `start`, without a copy."""
        columns = {name: column.slice(start, length) for name, column in self.columns.items()}
        ids = None if self.key_ids is None else self.key_ids[start : start + length]
        return Batch(columns, min(length, self.length - start), ids, self.keys)

    def with_columns(self, columns: dict[str, pa.Array[Any]]) -> Batch:
        """Return other columns for the same items; keys stay."""
        return Batch(columns, self.length, self.key_ids, self.keys)

    def with_keys(self, key_ids: KeyIds, keys: KeyDictionary) -> Batch:
        """Return the same items under these keys."""
        return Batch(self.columns, self.length, key_ids, keys)

    def without_keys(self) -> Batch:
        """Return the same items with no keys."""
        return Batch(self.columns, self.length)

    def key_column(self) -> pa.Array[Any]:
        """Return the key of each item as text."""
        assert self.key_ids is not None and self.keys is not None, "key_column() of a batch that is not keyed"
        return self.keys.texts(self.key_ids)


def item_column(batch: Batch, item: Type) -> pa.Array[Any]:
    """Return the items as one column: a struct column when they are records."""
    if not isinstance(item, Record):
        return batch.columns[ITEM]
    if not item.fields:
        return pa.array([{}] * batch.length, type=pa.struct([]))
    return pa.StructArray.from_arrays(list(batch.columns.values()), names=list(batch.columns))


def columns_of(items: pa.Array[Any], item: Type) -> dict[str, pa.Array[Any]]:
    """Return the columns that hold these items: the fields of a record, or `item`."""
    if not isinstance(item, Record):
        return {ITEM: items}
    assert isinstance(items, pa.StructArray), "records come as a struct column"
    return {name: items.field(name) for name, _ in item.fields}


def batch_of(values: Sequence[Any], stream: StreamType) -> Batch:
    """Return a batch of Python values without keys; for sources, tests and small things."""
    kinds = stream.fields() if isinstance(stream.item, Record) else {ITEM: stream.item}
    rows = values if isinstance(stream.item, Record) else [{ITEM: value} for value in values]
    columns = {name: pa.array([row.get(name) for row in rows], type=arrow_type(kind)) for name, kind in kinds.items()}
    return Batch(columns, len(values))


def concat(batches: Sequence[Batch]) -> Batch:
    """Return the items of all batches in order; all must be of one stream type and share one key dictionary."""
    first = batches[0]
    if len(batches) == 1:
        return first
    columns = {name: _joined([batch.columns[name] for batch in batches]) for name in first.columns}
    ids = (
        None
        if first.key_ids is None
        else np.concatenate([batch.key_ids for batch in batches if batch.key_ids is not None])
    )
    assert all(batch.keys is first.keys for batch in batches), "concat() of batches with different key dictionaries"
    return Batch(columns, sum(batch.length for batch in batches), ids, first.keys)


def _joined(columns: list[pa.Array[Any]]) -> pa.Array[Any]:
    return pa.concat_arrays(columns)
