"""Counts, sums, smallest and largest values per slot, in one pass over a column.

    slots    which accumulator each entry belongs to; negative: none
    rows     each entry's place in the column; empty when entry n is at place n
    valid    whether the column has a value there at all; empty when it has everywhere
    acc[s]   SEEN, how many values; then the sum, the smallest, the largest, as far as they are wanted

The columns of `acc` are either the three after SEEN or one of them; the place of one that is not there is None, for which
Numba compiles a loop of its own without it. A sum of integers wraps, and `wraps[s]` counts how often, up and down: it
fits into 64 bits exactly when that is 0 in the end, whatever the order of the values. A not-a-number makes a sum one,
and is never the smallest or the largest of several.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for

SEEN = 0


@njit(cache=True, nogil=True, inline="always")
def _wrap(before: Any, value: Any, total: Any) -> Any:
    """Return 1 when a sum of two left 64 bits upwards, -1 downwards, else 0."""
    if ((before ^ total) & (value ^ total)) >= 0:
        return np.int64(0)
    return np.int64(1) if value > 0 else np.int64(-1)


@njit(cache=True, nogil=True)
def tally_ints(
    slots: Any, rows: Any, values: Any, valid: Any, acc: Any, wraps: Any, sum_at: Any, least_at: Any, most_at: Any
) -> bool:
    """Take in 64-bit integers; return whether a sum left 64 bits, up or down."""
    all_valid, in_order, has_wrapped = len(valid) == 0, len(rows) == 0, False
    large = len(acc) > FITS_THE_CACHE
    # Unsigned places in one dimension spare a look whether they count from the end, and half of the time.
    flat, width = acc.reshape(-1), np.uint64(acc.shape[1])
    for entry in range(len(slots)):
        if large and entry + AHEAD < len(slots):
            ask_for(acc, max(0, slots[entry + AHEAD]))
        slot, row = slots[entry], np.uint64(entry) if in_order else np.uint64(rows[entry])
        if slot < 0 or not (all_valid or valid[row]):
            continue
        at, value = np.uint64(slot) * width, values[row]
        flat[at] += 1
        if sum_at is not None:
            before = flat[at + np.uint64(sum_at)]
            total = before + value
            flat[at + np.uint64(sum_at)] = total
            if ((before ^ total) & (value ^ total)) < 0:
                wraps[slot] += _wrap(before, value, total)
                has_wrapped = True
        if least_at is not None and value < flat[at + np.uint64(least_at)]:
            flat[at + np.uint64(least_at)] = value
        if most_at is not None and value > flat[at + np.uint64(most_at)]:
            flat[at + np.uint64(most_at)] = value
    return has_wrapped


@njit(cache=True, nogil=True)
def tally_floats(
    slots: Any, rows: Any, values: Any, valid: Any, acc: Any, sum_at: Any, least_at: Any, most_at: Any
) -> None:
    """Take in numbers of either kind as floats, in order."""
    all_valid, in_order = len(valid) == 0, len(rows) == 0
    large = len(acc) > FITS_THE_CACHE
    flat, width = acc.reshape(-1), np.uint64(acc.shape[1])
    for entry in range(len(slots)):
        if large and entry + AHEAD < len(slots):
            ask_for(acc, max(0, slots[entry + AHEAD]))
        slot, row = slots[entry], np.uint64(entry) if in_order else np.uint64(rows[entry])
        if slot < 0 or not (all_valid or valid[row]):
            continue
        at, value = np.uint64(slot) * width, np.float64(values[row])
        flat[at] += 1
        if sum_at is not None:
            flat[at + np.uint64(sum_at)] += value
        # What is kept is not-a-number at first, and anything takes its place.
        if least_at is not None:
            best = flat[at + np.uint64(least_at)]
            if value < best or best != best:
                flat[at + np.uint64(least_at)] = value
        if most_at is not None:
            best = flat[at + np.uint64(most_at)]
            if value > best or best != best:
                flat[at + np.uint64(most_at)] = value


@njit(cache=True, nogil=True)
def count_values(slots: Any, rows: Any, valid: Any, acc: Any) -> None:
    """Count the values, whatever they are."""
    all_valid, in_order = len(valid) == 0, len(rows) == 0
    for entry in range(len(slots)):
        slot = slots[entry]
        if slot >= 0 and (all_valid or valid[np.int64(entry) if in_order else rows[entry]]):
            acc[slot, SEEN] += 1


@njit(cache=True, nogil=True)
def merge_ints(
    sources: Any, targets: Any, acc: Any, wraps: Any, empty: Any, sum_at: Any, least_at: Any, most_at: Any
) -> bool:
    """Put what each source has seen into its target, pair by pair, and make it empty; return whether a sum left 64 bits."""
    has_wrapped = False
    for pair in range(len(sources)):
        source, target = sources[pair], targets[pair]
        acc[target, SEEN] += acc[source, SEEN]
        if sum_at is not None:
            before, value = acc[target, sum_at], acc[source, sum_at]
            total = before + value
            acc[target, sum_at] = total
            wraps[target] += wraps[source] + _wrap(before, value, total)
            wraps[source] = 0
            has_wrapped |= _wrap(before, value, total) != 0
        if least_at is not None:
            acc[target, least_at] = min(acc[target, least_at], acc[source, least_at])
        if most_at is not None:
            acc[target, most_at] = max(acc[target, most_at], acc[source, most_at])
        acc[source] = empty
    return has_wrapped


@njit(cache=True, nogil=True)
def merge_floats(sources: Any, targets: Any, acc: Any, empty: Any, sum_at: Any, least_at: Any, most_at: Any) -> None:
    """Put what each source has seen into its target, pair by pair, and make it empty."""
    for pair in range(len(sources)):
        source, target = sources[pair], targets[pair]
        acc[target, SEEN] += acc[source, SEEN]
        if sum_at is not None:
            acc[target, sum_at] += acc[source, sum_at]
        if least_at is not None:
            value, best = acc[source, least_at], acc[target, least_at]
            if value < best or best != best:
                acc[target, least_at] = value
        if most_at is not None:
            value, best = acc[source, most_at], acc[target, most_at]
            if value > best or best != best:
                acc[target, most_at] = value
        acc[source] = empty


COUNT, MEAN, SQUARES = range(3)


@njit(cache=True, nogil=True)
def spread(slots: Any, rows: Any, values: Any, valid: Any, acc: Any) -> None:
    """Keep count, mean and the sum of squared distances from the mean, updated value by value as Welford does."""
    all_valid, in_order = len(valid) == 0, len(rows) == 0
    large = len(acc) > FITS_THE_CACHE
    for entry in range(len(slots)):
        if large and entry + AHEAD < len(slots):
            ask_for(acc, max(0, slots[entry + AHEAD]))
        slot, row = slots[entry], np.int64(entry) if in_order else rows[entry]
        if slot < 0 or not (all_valid or valid[row]):
            continue
        value = np.float64(values[row])
        acc[slot, COUNT] += 1
        off = value - acc[slot, MEAN]
        acc[slot, MEAN] += off / acc[slot, COUNT]
        acc[slot, SQUARES] += off * (value - acc[slot, MEAN])


@njit(cache=True, nogil=True)
def merge_spread(sources: Any, targets: Any, acc: Any) -> None:
    """Put what each source has seen into its target, pair by pair, as Chan does, and make it empty."""
    for pair in range(len(sources)):
        source, target = sources[pair], targets[pair]
        theirs, ours = acc[source, COUNT], acc[target, COUNT]
        if theirs > 0:
            if ours == 0:
                acc[target] = acc[source]
            else:
                off = acc[source, MEAN] - acc[target, MEAN]
                acc[target, COUNT] = ours + theirs
                acc[target, MEAN] += off * theirs / (ours + theirs)
                acc[target, SQUARES] += acc[source, SQUARES] + off * off * ours * theirs / (ours + theirs)
        acc[source] = 0


@njit(cache=True, nogil=True)
def read(slots: Any, acc: Any, empty: Any, forget: bool, found: Any) -> None:
    """Copy the rows of these slots, each part into a row of its own; with `forget` make them empty."""
    large, width = len(acc) > FITS_THE_CACHE, acc.shape[1]
    for at in range(len(slots)):
        if large and at + AHEAD < len(slots):
            ask_for(acc, slots[at + AHEAD])
        slot = slots[at]
        for part in range(width):
            found[part, at] = acc[slot, part]
            if forget:
                acc[slot, part] = empty[part]
