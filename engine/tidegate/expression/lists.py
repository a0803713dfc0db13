"""Functions of lists; nulls in a list are skipped where its elements are brought together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression import containers, numeric
from tidegate.expression.arithmetic import OVERFLOW
from tidegate.expression.arrays import (
    Array,
    Ints,
    Operand,
    as_array,
    both,
    column,
    ints,
    length_of,
    null_mask,
    nullified,
    pc,
)
from tidegate.expression.containers import bounds, lists_of, parents_of, spread
from tidegate.expression.declare import Form, Function
from tidegate.expression.faults import Outcome, fault

GROUP = "Lists"
TOO_LONG = "list-too-long"

MAX_ELEMENTS = 1 << 20
"""The longest list that joining may make; a longer one is a bad item."""


def sizes(lists: Any) -> Ints:
    """Return the number of elements of each list; 0 for null."""
    starts, ends = bounds(lists)
    return ends - starts


def concat(left: Operand, right: Operand) -> Any:
    """Return two lists as one; too long a one is bad."""
    length, nulls = length_of(left, right), null_mask(left, right)
    left, right = as_array(left, length), as_array(right, length)
    counts = sizes(left) + sizes(right)
    bad = (counts > MAX_ELEMENTS) & (True if nulls is None else ~nulls)
    absent = bad if nulls is None else bad | nulls
    left, right = nullified(left, absent), nullified(right, absent)
    (first, elements), (second, more) = parents_of(left), parents_of(right)
    order = np.argsort(np.concatenate([first, second]), kind="stable")
    whole = pa.concat_arrays([elements, more]).take(pa.array(order))
    values = lists_of(whole, sizes(left) + sizes(right), absent)
    describe = f"at most {MAX_ELEMENTS:,} are allowed"
    return Outcome(
        values, fault(bad, TOO_LONG, lambda row: f"the list would have {int(counts[row]):,} elements; {describe}")
    )


def repeat(lists: Operand, times: Operand) -> Any:
    """Return each list so many times in a row, none for a negative number; too long a result is bad."""
    length, nulls = length_of(lists, times), null_mask(lists, times)
    lists, counts = as_array(lists, length), np.maximum(np.broadcast_to(ints(times), length), 0)
    starts, ends = bounds(lists)
    totals = (ends - starts).astype(np.float64) * counts
    bad = (totals > MAX_ELEMENTS) & (True if nulls is None else ~nulls)
    absent = bad if nulls is None else bad | nulls
    sizes_now = np.where(absent, 0, ends - starts)
    repeated_sizes = np.where(absent, 0, sizes_now * counts)
    place = np.arange(int(repeated_sizes.sum())) - np.repeat(np.cumsum(repeated_sizes) - repeated_sizes, repeated_sizes)
    within = place % np.maximum(np.repeat(sizes_now, repeated_sizes), 1)
    elements = lists.values.take(pa.array(np.repeat(starts, repeated_sizes) + within))
    describe = f"at most {MAX_ELEMENTS:,} are allowed"
    faults = fault(bad, TOO_LONG, lambda row: f"the list would have {int(totals[row]):,} elements; {describe}")
    return Outcome(lists_of(elements, repeated_sizes, absent), faults)


def count_up(start: Operand, stop: Operand) -> Any:
    """Return the ints from `start` to before `stop`; too long a list is bad."""
    length, nulls = length_of(start, stop), null_mask(start, stop)
    first, last = (np.broadcast_to(ints(end), length) for end in (start, stop))
    totals = np.maximum(last.astype(np.float64) - first, 0)
    bad = (totals > MAX_ELEMENTS) & (True if nulls is None else ~nulls)
    absent = bad if nulls is None else bad | nulls
    sizes_now = np.where(absent, 0, totals).astype(np.int64)
    place = np.arange(int(sizes_now.sum())) - np.repeat(np.cumsum(sizes_now) - sizes_now, sizes_now)
    elements = pa.array(np.repeat(first, sizes_now) + place)
    describe = f"at most {MAX_ELEMENTS:,} are allowed"
    faults = fault(bad, TOO_LONG, lambda row: f"the list would have {int(totals[row]):,} elements; {describe}")
    return Outcome(lists_of(elements, sizes_now, absent), faults)


def element_count(lists: Operand) -> Array:
    """Return the number of elements of each list."""
    return column(sizes(lists), pa.int64(), null_mask(lists))


def _at(index: int) -> Callable[[Operand], Array]:
    return lambda lists: containers.element(lists, pa.scalar(index))


def _sum_ints(lists: Operand) -> Any:
    """Add in two halves of 32 bits, which cannot overflow, and look at the upper one."""
    rows, elements = parents_of(lists)
    values = ints(elements)
    high, low = np.zeros(len(lists), np.int64), np.zeros(len(lists), np.int64)
    np.add.at(high, rows, values >> 32)
    np.add.at(low, rows, values & 0xFFFFFFFF)
    high += low >> 32
    nulls, bad = null_mask(lists), (high < -(2**31)) | (high >= 2**31)
    total = column((np.where(bad, 0, high) << 32) + (low & 0xFFFFFFFF), _summed(elements.type), both(nulls, bad))
    return Outcome(total, fault(bad, OVERFLOW, lambda _row: "the sum of the list does not fit in 64 bits"))


def _summed(kind: pa.DataType) -> pa.DataType:
    return kind if pa.types.is_duration(kind) else pa.int64()


def _sum_floats(lists: Operand) -> Array:
    rows, elements = parents_of(lists)
    total = np.zeros(len(lists), np.float64)
    np.add.at(total, rows, elements.fill_null(0.0).to_numpy())
    return column(total, pa.float64(), null_mask(lists))


def _known(elements: Array) -> Any:
    nulls = null_mask(elements)
    return np.ones(len(elements), np.bool_) if nulls is None else ~nulls


def _mean(lists: Operand) -> Array:
    """Return the mean of floats, or null of nothing."""
    rows, elements = parents_of(lists)
    counts = np.bincount(rows[_known(elements)], minlength=len(lists))
    total = np.zeros(len(lists), np.float64)
    np.add.at(total, rows, elements.fill_null(0.0).to_numpy())
    return column(total / np.maximum(counts, 1), pa.float64(), counts == 0)


def _grouped(function: str) -> Callable[[Operand], Array]:
    """Return the kernel that brings each list's elements together by one of Arrow's aggregations."""

    def kernel(lists: Operand) -> Array:
        rows, elements = parents_of(lists)
        plain = elements.cast(pa.int64()) if pa.types.is_duration(elements.type) else elements
        groups: Any = pa.table({"row": rows, "value": plain}).group_by("row", use_threads=False)
        found = groups.aggregate([("value", function)]).combine_chunks()
        where = np.full(len(lists), -1)
        where[found["row"].to_numpy()] = np.arange(found.num_rows)
        values = found[f"value_{function}"].combine_chunks().take(pa.array(where, mask=where < 0))
        return values.cast(elements.type)

    return kernel


def _decided(function: str, empty: bool) -> Callable[[Operand], Array]:
    grouped = _grouped(function)

    def kernel(lists: Operand) -> Array:
        values, nulls = grouped(lists).fill_null(empty), null_mask(lists)
        return values if nulls is None else nullified(values, nulls)

    return kernel


def _sort(lists: Operand) -> Array:
    rows, elements = parents_of(lists)
    keys: Any = pa.table({"row": rows, "value": elements})
    order = pc.sort_indices(keys, sort_keys=[("row", "ascending"), ("value", "ascending")])
    return lists_of(elements.take(order), sizes(lists), null_mask(lists))


def _distinct(lists: Operand) -> Array:
    rows, elements = parents_of(lists)
    # Negative zero is zero, as `==` has it.
    values = pc.add(elements, 0.0) if pa.types.is_floating(elements.type) else elements
    keys: Any = pa.table({"row": rows, "value": values, "at": np.arange(len(rows))})
    first = keys.group_by(["row", "value"], use_threads=False).aggregate([("at", "min")])["at_min"].to_numpy()
    kept = np.sort(first)
    counts = np.bincount(rows[kept], minlength=len(lists))
    return lists_of(elements.take(pa.array(kept)), counts, null_mask(lists))


def _slice(lists: Operand, start: Operand, stop: Operand | None = None) -> Array:
    """Return the elements from start to stop, which count from the end when negative."""
    given = [operand for operand in (lists, start, stop) if operand is not None]
    length, nulls = length_of(*given), null_mask(*given)
    lists = as_array(lists, length)
    count, (starts, _) = sizes(lists), bounds(lists)
    first, last = _clipped(start, count), count if stop is None else _clipped(stop, count)
    taken = np.maximum(last - first, 0)
    elements = lists.values.take(pa.array(spread(starts + first, taken)[1]))
    return lists_of(elements, taken, nulls)


def _clipped(position: Operand, count: Ints) -> Ints:
    at = np.broadcast_to(ints(position), len(count))
    return np.clip(np.where(at < 0, np.maximum(at, -(2**40)) + count, at), 0, count)


def contains(lists: Operand, value: Operand) -> Array:
    """Return whether each list holds the value."""
    return containers.held_in(value, lists)


def contains_key(maps: Operand, key: Operand) -> Array:
    """Return whether each map has the key."""
    return containers.held_in(key, containers.keys_of(as_array(maps, length_of(maps, key))))


FUNCTIONS = (
    Function(
        "first", GROUP, "The first element; null when there is none.", "first([3, 4])", "3",
        (Form("values: list[T] -> T", _at(0)),),
    ),
    Function(
        "last", GROUP, "The last element; null when there is none.", "last([3, 4])", "4",
        (Form("values: list[T] -> T", _at(-1)),),
    ),
    Function(
        "sum", GROUP, "The elements added; 0 for none.", "sum([1, 2, 3])", "6",
        (
            Form("values: list[int] -> int", _sum_ints),
            Form("values: list[float] -> float", _sum_floats),
            Form("values: list[duration] -> duration", _sum_ints),
        ),
    ),
    Function(
        "mean", GROUP, "The mean of the elements; null when there is none.", "mean([1, 2])", "1.5",
        (Form("values: list[float] -> float", _mean),),
    ),
    Function(
        "min", GROUP, "The smallest of the values, or of a list's elements.", "min(3, 1.5)", "1.5",
        (Form("values: list[O] -> O", _grouped("min")), Form("a: O, *values: O -> O", numeric.smallest)),
    ),
    Function(
        "max", GROUP, "The largest of the values, or of a list's elements.", "max([1, 5, 2])", "5",
        (Form("values: list[O] -> O", _grouped("max")), Form("a: O, *values: O -> O", numeric.largest)),
    ),
    Function(
        "any", GROUP, "Whether any element is true; false for none.", "any([false, true])", "true",
        (Form("values: list[bool] -> bool", _decided("any", False)),),
    ),
    Function(
        "all", GROUP, "Whether no element is false; true for none.", "all([true, false])", "false",
        (Form("values: list[bool] -> bool", _decided("all", True)),),
    ),
    Function(
        "sort", GROUP, "The elements in ascending order, nulls last.", "sort([3, 1, 2])", "[1, 2, 3]",
        (Form("values: list[O] -> list[O]", _sort),),
    ),
    Function(
        "distinct", GROUP, "Each element once, in order of first appearance.", "distinct([2, 1, 2])", "[2, 1]",
        (Form("values: list[S] -> list[S]", _distinct),),
    ),
    Function(
        "range", GROUP, "The ints from a start, or 0, to before a stop.", "range(1, 4)", "[1, 2, 3]",
        (Form("stop: int -> list[int]", lambda stop: count_up(pa.scalar(0), stop)), Form("start: int, stop: int -> list[int]", count_up)),
    ),
    Function(
        "slice", GROUP, "The elements from start up to stop, or to the end; negative positions count from the end.",
        "slice([1, 2, 3], 1)", "[2, 3]",
        (Form("values: list[T], start: int -> list[T]", _slice), Form("values: list[T], start: int, stop: int -> list[T]", _slice)),
    ),
)  # fmt: skip
