"""`Closings`: windows that a step closed together, each with the rows that left it.

    windows    0      1         2          keys, ids, times, how many items each held
    rows       r0     r1 r2     -          the results that left by `down`, in the order of the windows

What leaves a window step by `down` and by `meta` are two streams; here they are put together again. Most steps give one
row for each window; joins give any number, some of them before the window closes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.batch import Batch, concat
from tidegate.holding import Int64s
from tidegate.operator import Outputs
from tidegate.same_values import ranges
from tidegate.types import Type, arrow_type
from tidegate.window_step import WINDOW_FIELDS

Name = tuple[int, int]
"""A window's name: the id of its key, and its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Closings:
    """Windows that closed together."""

    key_ids: npt.NDArray[np.int32]
    ids: Int64s
    open_us: Int64s
    close_us: Int64s
    items: Int64s
    """How many items each held."""
    rows: Batch
    """The fields of the results alone."""
    starts: Int64s
    """Where the rows of each window begin; one more, where the last one's end."""

    def __len__(self) -> int:
        return len(self.ids)

    def counts(self) -> Int64s:
        """Return how many rows each has."""
        return np.diff(self.starts)

    def where(self, mask: npt.NDArray[np.bool_]) -> Closings:
        """Return the windows whose mask is true, in order."""
        return self if mask.all() else self.pick(np.flatnonzero(mask))

    def pick(self, which: Int64s) -> Closings:
        """Return these windows, in this order."""
        counts = self.counts()[which]
        return Closings(
            self.key_ids[which],
            self.ids[which],
            self.open_us[which],
            self.close_us[which],
            self.items[which],
            self.rows.take(ranges(self.starts[which], counts)),
            np.concatenate([[0], np.cumsum(counts)]),
        )

    def nbytes(self) -> int:
        """Return how much memory the results take."""
        return sum(int(column.nbytes) for column in self.rows.columns.values())


def together(closings: Sequence[Closings]) -> Closings:
    """Return the windows of all of these, in order."""
    some = [one for one in closings if len(one)] or list(closings[:1])
    if len(some) == 1:
        return some[0]
    if not some:
        return NOTHING
    return Closings(
        np.concatenate([one.key_ids for one in some]),
        np.concatenate([one.ids for one in some]),
        np.concatenate([one.open_us for one in some]),
        np.concatenate([one.close_us for one in some]),
        np.concatenate([one.items for one in some]),
        concat([one.rows for one in some]),
        np.concatenate([[0], np.cumsum(np.concatenate([one.counts() for one in some]))]),
    )


_NO_TIMES = np.empty(0, np.int64)
NOTHING = Closings(
    np.empty(0, np.int32), _NO_TIMES, _NO_TIMES, _NO_TIMES, _NO_TIMES, Batch({}, 0), np.zeros(1, np.int64)
)
"""No windows."""


class Gathered:
    """Puts together what a window step emits; rows wait for the close of their window."""

    def __init__(self, results: dict[str, Type]) -> None:
        """Put together what a step emits whose results have these fields."""
        self._none = Batch({name: pa.array([], arrow_type(kind)) for name, kind in results.items()}, 0)
        self._waiting: list[Batch] = []
        self.items: list[Int64s] = []
        """How many items the windows held that the step has closed since, one array for each `meta`."""

    def take(self, outputs: Outputs) -> Closings | None:
        """Return the windows that closed in these outputs, or None."""
        self._waiting += [batch for port, batch in outputs if port == "down" and batch.length]
        metas = [batch for port, batch in outputs if port == "meta"]
        items = list(self.items)
        self.items.clear()
        if not metas:
            return None
        meta = concat(metas)
        return self._together(meta, np.concatenate(items)) if meta.length else None

    def _together(self, meta: Batch, items: Int64s) -> Closings:
        assert meta.key_ids is not None, "windows have keys"
        ids, open_us, close_us = (_numbers(meta.columns[name]) for name in WINDOW_FIELDS)
        rows, of = self._rows_of(meta, ids)
        counts = np.bincount(of, minlength=meta.length)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return Closings(meta.key_ids, ids, open_us, close_us, items, rows, starts)

    def _rows_of(self, meta: Batch, ids: Int64s) -> tuple[Batch, Int64s]:
        """Return the rows of the windows, and for each row which window it is of; the other rows wait on."""
        if not self._waiting:
            return self._none, np.empty(0, np.int64)
        down = concat(self._waiting)
        self._waiting = []
        assert meta.key_ids is not None and down.key_ids is not None, "windows have keys"
        down_ids = _numbers(down.columns["window_id"])
        if down.length == meta.length and (down_ids == ids).all() and (down.key_ids == meta.key_ids).all():
            return _results(down), np.arange(meta.length)
        return self._searched(meta, down, down_ids)

    def _searched(self, meta: Batch, down: Batch, down_ids: Int64s) -> tuple[Batch, Int64s]:
        assert meta.key_ids is not None and down.key_ids is not None, "windows have keys"
        known: dict[Name, int] = {}
        merged: Any = meta.columns["merged_ids"].to_pylist()
        spans = zip(meta.key_ids.tolist(), meta.columns["window_id"].to_pylist(), merged, strict=True)
        for at, (key_id, own, others) in enumerate(spans):
            for one in (own, *others):
                known[key_id, one] = at
        names = zip(down.key_ids.tolist(), down_ids.tolist(), strict=True)
        of = np.array([known.get(name, -1) for name in names], np.int64)
        if (of < 0).any():
            self._waiting = [down.where(of < 0)]
        order = np.argsort(of, kind="stable")[np.count_nonzero(of < 0) :]
        return _results(down.take(order)), of[order]


def _results(down: Batch) -> Batch:
    return Batch({name: column for name, column in down.columns.items() if name not in WINDOW_FIELDS}, down.length)


def _numbers(column: Any) -> Int64s:
    """Return a column of integers or instants as numbers; what is null, and nobody asks for, is 0."""
    filled: Int64s = column.cast("int64").fill_null(0).to_numpy(zero_copy_only=False)
    return filled
