"""Aggregations: what the items of a window, or of a key, come to.

One rule for nulls: they are skipped, and an aggregation that saw no value is null; only `count` without an expression
counts items whatever they hold. Sums of integers are checked; one that left 64 bits is null and told.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import Field

from tidegate.arrow_views import column, numbers, sealed, valid_mask
from tidegate.fields import expression
from tidegate.flat import roomier
from tidegate.flow import Frozen
from tidegate.kernels import fold
from tidegate.types import BOOL, DATE, DURATION, FLOAT, INT, TIMESTAMP, Type

Slots = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


class Function(StrEnum):
    """What an aggregation does."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    FIRST = "first"
    LAST = "last"


class Aggregation(Frozen):
    """One named result: a function, and what of each item it is applied to."""

    function: Function = Field(description="What to do with the values.")
    of: str | None = expression(default=None, description="The value of each item; `count` counts items without it.")

    def words(self) -> str:
        """Return the aggregation in words: `sum(val)`."""
        return f"{self.function}({self.of or ''})"


_ORDERED_KINDS = (INT, FLOAT, TIMESTAMP, DURATION, DATE)
_TAKES: dict[Function, tuple[Type, ...]] = {
    Function.SUM: (INT, FLOAT, DURATION),
    Function.MEAN: (INT, FLOAT),
    Function.MIN: _ORDERED_KINDS,
    Function.MAX: _ORDERED_KINDS,
    Function.FIRST: (*_ORDERED_KINDS, BOOL),
    Function.LAST: (*_ORDERED_KINDS, BOOL),
}


class Refused(NamedTuple):
    """Why an aggregation cannot be had."""

    message: str


def result_type(function: Function, of: Type | None) -> Type | Refused:
    """Return the type that an aggregation gives, or why it cannot be had of such values."""
    if function is Function.COUNT:
        return INT
    if of is None:
        return Refused(f"{str(function).capitalize()} needs a value of each item. Write which, such as a field.")
    if of not in _TAKES[function]:
        takes = ", ".join(str(kind) for kind in _TAKES[function])
        message = (
            f"{str(function).capitalize()} takes {takes}; this is {of}. Convert it, or choose another aggregation."
        )
        return Refused(message)
    return FLOAT if function is Function.MEAN else of


class Accumulator:
    """One aggregation's value for every open window, by slot."""

    def __init__(self, function: Function, of: Type | None, kind: Type, ordered: bool) -> None:
        self.function, self.kind, self.ordered = function, kind, ordered
        self._float = FLOAT in (of, kind)
        self._acc: npt.NDArray[Any] = np.zeros((0, 2), np.float64 if self._float else np.int64)
        self._kept_at = np.empty(0, np.int64)
        self._ready = 0
        self._may_have_overflowed = False

    def make_room(self, slots: int) -> None:
        """Have an empty value for each of the first slots that has none yet."""
        ready = self._ready
        if ready >= slots:
            return
        if len(self._acc) < slots:
            self._acc = roomier(self._acc, ready, slots)
            if self.function in (Function.FIRST, Function.LAST):
                self._kept_at = roomier(self._kept_at, ready, slots)
        self._acc[ready:slots] = 0
        self._ready = slots

    def add(self, slots: Slots, values: pa.Array[Any], times: Int64s) -> None:
        """Take in the value of each item; items with a negative slot belong to no window."""
        valid = valid_mask(values)
        if self.function is Function.COUNT:
            fold.count_values(slots, valid, self._acc)
        elif self.function in (Function.FIRST, Function.LAST):
            keep = fold.keep_first if self.function is Function.FIRST else fold.keep_last
            keep(slots, numbers(values), valid, times, self.ordered, self._acc, self._kept_at)
        elif self._fold()(slots, self._numbers(values), valid, self._acc):
            self._may_have_overflowed = True

    def _fold(self) -> Callable[..., bool | None]:
        if self.function in (Function.SUM, Function.MEAN):
            return fold.add_floats if self._float else fold.add_ints
        return fold.keep_smallest if self.function is Function.MIN else fold.keep_largest

    def _numbers(self, values: pa.Array[Any]) -> npt.NDArray[Any]:
        """Return the values as numbers of the accumulator's own type: a mean of integers adds floats."""
        return sealed(numbers(values).astype(self._acc.dtype, copy=False))

    def overflowed(self, closed: Int64s) -> npt.NDArray[np.bool_] | None:
        """Return which of these sums left 64 bits, or None if none did."""
        if not self._may_have_overflowed:
            return None
        left = self._acc[closed, fold.SEEN] < 0
        return left if left.any() else None

    def take(self, closed: Int64s) -> pa.Array[Any]:
        """Return the value of each of these slots, and make them ready for other windows."""
        values, seen = np.empty(len(closed), self._acc.dtype), np.empty(len(closed), np.int64)
        fold.take(closed, self._acc, values, seen)
        if self.function is Function.COUNT:
            return column(seen, INT)
        if self.function is Function.MEAN:
            values = values / np.maximum(seen, 1)
        return column(values, self.kind, seen <= 0)
