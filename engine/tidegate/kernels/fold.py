"""Folds: what each aggregation does with the value of one item, over a whole batch.

    slots    which accumulator each item belongs to; negative: none
    valid    whether the item has a value at all; an empty array when all have
    acc[s]   (value, how many values) of accumulator s

Nulls are skipped, as in SQL. Sums of integers are checked: an accumulator that left 64 bits is marked and stays so.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for

VALUE, SEEN = 0, 1
OVERFLOWED = -(2**62)
"""In SEEN: the sum left 64 bits; adding a count to it stays far below zero."""


@njit(cache=True, nogil=True)
def add_ints(slots: Any, values: Any, valid: Any, acc: Any) -> bool:
    """Sum 64-bit integers, marking what overflows; return whether anything did."""
    all_valid, overflowed = len(valid) == 0, False
    for row in range(len(slots)):
        slot = slots[row]
        if slot >= 0 and (all_valid or valid[row]):
            before, value = acc[slot, VALUE], values[row]
            total = before + value
            if ((before ^ total) & (value ^ total)) < 0:
                acc[slot, SEEN] = OVERFLOWED
                overflowed = True
            acc[slot, VALUE] = total
            acc[slot, SEEN] += 1
    return overflowed


@njit(cache=True, nogil=True)
def add_floats(slots: Any, values: Any, valid: Any, acc: Any) -> None:
    """Sum floats in order of arrival."""
    all_valid = len(valid) == 0
    for row in range(len(slots)):
        slot = slots[row]
        if slot >= 0 and (all_valid or valid[row]):
            acc[slot, VALUE] += values[row]
            acc[slot, SEEN] += 1


@njit(cache=True, nogil=True)
def keep_smallest(slots: Any, values: Any, valid: Any, acc: Any) -> None:
    """Keep the smallest value; a not-a-number never wins against a number."""
    all_valid = len(valid) == 0
    for row in range(len(slots)):
        slot = slots[row]
        if slot >= 0 and (all_valid or valid[row]):
            value, best = values[row], acc[slot, VALUE]
            if acc[slot, SEEN] == 0 or value < best or best != best:
                acc[slot, VALUE] = value
            acc[slot, SEEN] += 1


@njit(cache=True, nogil=True)
def keep_largest(slots: Any, values: Any, valid: Any, acc: Any) -> None:
    """Keep the largest value; a not-a-number never wins against a number."""
    all_valid = len(valid) == 0
    for row in range(len(slots)):
        slot = slots[row]
        if slot >= 0 and (all_valid or valid[row]):
            value, best = values[row], acc[slot, VALUE]
            if acc[slot, SEEN] == 0 or value > best or best != best:
                acc[slot, VALUE] = value
            acc[slot, SEEN] += 1


@njit(cache=True, nogil=True)
def keep_first(slots: Any, values: Any, valid: Any, times: Any, ordered: bool, acc: Any, kept_at: Any) -> None:
    """Keep the value with the earliest timestamp, or the first to arrive; ties keep the earlier arrival."""
    all_valid = len(valid) == 0
    for row in range(len(slots)):
        slot = slots[row]
        if slot >= 0 and (all_valid or valid[row]):
            if acc[slot, SEEN] == 0 or (ordered and times[row] < kept_at[slot]):
                acc[slot, VALUE], kept_at[slot] = values[row], times[row]
            acc[slot, SEEN] += 1


@njit(cache=True, nogil=True)
def keep_last(slots: Any, values: Any, valid: Any, times: Any, ordered: bool, acc: Any, kept_at: Any) -> None:
    """Keep the value with the latest timestamp, or the last to arrive; ties keep the later arrival."""
    all_valid = len(valid) == 0
    for row in range(len(slots)):
        slot = slots[row]
        if slot >= 0 and (all_valid or valid[row]):
            if acc[slot, SEEN] == 0 or not ordered or times[row] >= kept_at[slot]:
                acc[slot, VALUE], kept_at[slot] = values[row], times[row]
            acc[slot, SEEN] += 1


@njit(cache=True, nogil=True)
def count_values(slots: Any, valid: Any, acc: Any) -> None:
    """Count the items that have a value."""
    all_valid = len(valid) == 0
    for row in range(len(slots)):
        slot = slots[row]
        if slot >= 0 and (all_valid or valid[row]):
            acc[slot, SEEN] += 1


@njit(cache=True, nogil=True)
def take(slots: Any, acc: Any, values: Any, seen: Any) -> None:
    """Read accumulators, and make them empty again."""
    large = len(acc) > FITS_THE_CACHE
    for at in range(len(slots)):
        if large and at + AHEAD < len(slots):
            ask_for(acc, slots[at + AHEAD])
        slot = slots[at]
        values[at], seen[at] = acc[slot, VALUE], acc[slot, SEEN]
        acc[slot, VALUE] = acc[slot, SEEN] = 0
