"""Lists, maps and records as columns: building them, and looking into them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import Array, Ints, Operand, arrow, as_array, ints, length_of, null_mask, pc
from tidegate.expression.faults import Mask
from tidegate.types import Record, Type, arrow_type

_equal, _take = arrow("equal"), arrow("take", pc.TakeOptions(boundscheck=False))


class MakeRecord:
    """The kernel that joins columns to records."""

    def __init__(self, kind: Record) -> None:
        self._make = arrow("make_struct", pc.MakeStructOptions(field_names=[name for name, _ in kind.fields]))
        self._kind: Any = arrow_type(kind)
        self._fields = [self._kind.field(place) for place in range(self._kind.num_fields)]

    def __call__(self, *columns: Operand) -> Array:
        if all(
            isinstance(one, pa.Array) and one.type == field.type
            for one, field in zip(columns, self._fields, strict=True)
        ):
            # The same without a kernel: 2 us instead of 13, in what is the most common step of all.
            return pa.StructArray.from_arrays(columns, fields=self._fields)
        return self._make(*columns).cast(self._kind)


class MakeList:
    """The kernel that joins columns to lists, one element of each."""

    def __init__(self, element: Type) -> None:
        self._kind = pa.list_(arrow_type(element))

    def __call__(self, *columns: Operand) -> Array:
        length, width = length_of(*columns), len(columns)
        whole = pa.concat_arrays([as_array(one, length) for one in columns])
        order = np.arange(length * width).reshape(width, length).T.ravel()
        made = lists_of(whole.take(pa.array(order)), np.full(length, width), None)
        # Arrow's cast of lists of nulls to their own type loses elements.
        return made if made.type == self._kind else made.cast(self._kind)


def lists_of(elements: Array, counts: Ints, nulls: Mask | None) -> Array:
    """Return lists that take so many of the elements each, in order."""
    offsets: Any = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    mask: Any = None if nulls is None else pa.array(nulls)
    return pa.ListArray.from_arrays(offsets, elements, mask=mask)


class Part:
    """The kernel that takes one field of a record; a null record has null fields."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, records: Operand) -> Array:
        return pc.struct_field(records, self.name)


def bounds(lists: Any) -> tuple[Ints, Ints]:
    """Return where each list, or map, starts among the column's values and where it ends; a null one is empty."""
    offsets = lists.offsets.to_numpy().astype(np.int64)
    starts, ends = offsets[:-1], offsets[1:]
    nulls = null_mask(lists)
    return starts, ends if nulls is None else np.where(nulls, starts, ends)


def element(lists: Operand, index: Operand) -> Array:
    """Return one element of each list; a negative index counts from the end, and a missing element is null."""
    length = length_of(lists, index)
    lists = as_array(lists, length)
    starts, ends = bounds(lists)
    at = np.broadcast_to(ints(index), length)
    position = np.where(at < 0, ends, starts) + np.clip(at, -(2**40), 2**40)
    missing = (position < starts) | (position >= ends)
    nulls = null_mask(index, lists)
    missing = missing if nulls is None else missing | nulls
    return lists.values.take(pa.array(position, mask=missing))


def parents_of(lists: Any) -> tuple[Ints, Array]:
    """Return the row that each element of each list belongs to, and the elements, in order."""
    starts, ends = bounds(lists)
    rows, positions = spread(starts, ends - starts)
    # Positions only go up, so as many as there are elements are all of them.
    whole = len(positions) == len(lists.values)
    return rows, lists.values if whole else lists.values.take(pa.array(positions))


def spread(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Return for each of so many elements the row it belongs to, and its position, counted from the row's start."""
    rows = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, starts[rows] + within


def held_in(value: Operand, lists: Operand) -> Array:
    """Return whether each list holds the value; null when the value or the list is null."""
    length = length_of(value, lists)
    lists = as_array(lists, length)
    rows, elements = parents_of(lists)
    wanted = as_array(value, length).take(pa.array(rows))
    hits = _equal(elements, wanted).fill_null(False).to_numpy(zero_copy_only=False)
    found = np.zeros(length, np.bool_)
    found[rows[hits.astype(np.bool_)]] = True
    return pa.array(found, mask=null_mask(value, lists))


def held_in_constant(lists: Any) -> Callable[[Operand], Array]:
    """Return the kernel of `x in [...]` for a list known before; its nulls and NaNs equal nothing."""
    values = lists.values
    kept = values.filter(_equal(values, values).fill_null(False))
    is_in = arrow("is_in", pc.SetLookupOptions(value_set=kept))
    null = pa.scalar(None, pa.bool_())
    if_else, is_valid = arrow("if_else"), arrow("is_valid")

    def kernel(value: Any) -> Array:
        found: Array = is_in(value)
        return if_else(is_valid(value), found, null) if value.null_count else found

    return kernel


def entry(maps: Operand, key: Operand) -> Array:
    """Return the value of a key in each map; a missing one is null, and of two the last counts."""
    length = length_of(maps, key)
    maps = as_array(maps, length)
    rows, keys = parents_of(keys_of(maps))
    hits = np.flatnonzero(_equal(keys, as_array(key, length).take(pa.array(rows))).fill_null(False))
    starts, ends = bounds(maps)
    first = np.cumsum(ends - starts) - (ends - starts)
    position = np.full(length, -1, np.int64)
    position[rows[hits]] = (starts - first)[rows[hits]] + hits
    return maps.items.take(pa.array(position, mask=position < 0))


def keys_of(maps: Any) -> Array:
    """Return the keys of each map as a list."""
    return _side(maps, maps.keys)


def values_of(maps: Any) -> Array:
    """Return the values of each map as a list."""
    return _side(maps, maps.items)


def _side(maps: Any, side: Array) -> Array:
    starts, ends = bounds(maps)
    counts = ends - starts
    return lists_of(side.take(pa.array(spread(starts, counts)[1])), counts, null_mask(maps))
