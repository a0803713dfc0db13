"""The smallest or largest text per slot, by the bytes of its UTF-8, which is the order of its code points.

bests[s]   START and LENGTH of its bytes in `arena` (LENGTH is NONE where nothing came), the ROOM it has there, and
           HEAD, the first eight bytes as one number, which settles most comparisons without a look at the arena
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.words import word

START, LENGTH, ROOM, HEAD = range(4)
BEST_WIDTH = 4
NONE = -1
EMPTY_BEST = (0, NONE, 0, 0)
_SIGN = np.uint64(1 << 63)
_BYTES, _PAIRS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)


@njit(cache=True, nogil=True, inline="always")
def _head(data: Any, start: Any, length: Any) -> Any:
    """Return the first eight bytes as a signed number that sorts as the bytes do."""
    turned = word(data, start, min(8, length))
    turned = ((turned & _BYTES) << np.uint64(8)) | ((turned >> np.uint64(8)) & _BYTES)
    turned = ((turned & _PAIRS) << np.uint64(16)) | ((turned >> np.uint64(16)) & _PAIRS)
    turned = (turned << np.uint64(32)) | (turned >> np.uint64(32))
    return np.int64(turned ^ _SIGN)


@njit(cache=True, nogil=True, inline="always")
def _compare(data: Any, start: Any, length: Any, other: Any, other_start: Any, other_length: Any) -> Any:
    """Return a negative number, 0 or a positive one, as the first text is before, the same as, or after the other."""
    for byte in range(min(length, other_length)):
        if data[start + byte] != other[other_start + byte]:
            return np.int64(data[start + byte]) - np.int64(other[other_start + byte])
    return length - other_length


@njit(cache=True, nogil=True)
def keep_best(
    slots: Any,
    rows: Any,
    valid: Any,
    offsets: Any,
    data: Any,
    largest: bool,
    first: int,
    bests: Any,
    arena: Any,
    used: int,
) -> tuple[int, int]:
    """Take in entries from `first` on; return (entries done, bytes of the arena used).

    Stops early when the arena is full, for the caller to make room.
    """
    all_valid, in_order = len(valid) == 0, len(rows) == 0
    for entry in range(first, len(slots)):
        slot, row = slots[entry], np.int64(entry) if in_order else rows[entry]
        if slot < 0 or not (all_valid or valid[row]):
            continue
        start = np.int64(offsets[row])
        length = np.int64(offsets[row + 1]) - start
        head, best = _head(data, start, length), bests[slot, HEAD]
        if bests[slot, LENGTH] != NONE:
            if head == best:
                order = _compare(data, start, length, arena, bests[slot, START], bests[slot, LENGTH])
            else:
                order = np.int64(1) if head > best else np.int64(-1)
            if (order <= 0) if largest else (order >= 0):
                continue
        if length > bests[slot, ROOM]:
            if used + length > len(arena):
                return entry, used
            bests[slot, START], bests[slot, ROOM] = used, length
            used += length
        arena[bests[slot, START] : bests[slot, START] + length] = data[start : start + length]
        bests[slot, LENGTH], bests[slot, HEAD] = length, head
    return len(slots), used


@njit(cache=True, nogil=True)
def merge_best(sources: Any, targets: Any, largest: bool, bests: Any, arena: Any) -> None:
    """Let each source's text compete in its target, pair by pair; the source is empty then and has no bytes."""
    for pair in range(len(sources)):
        source, target = sources[pair], targets[pair]
        if bests[source, LENGTH] != NONE:
            order = _compare(
                arena, bests[source, START], bests[source, LENGTH], arena, bests[target, START], bests[target, LENGTH]
            )
            if bests[target, LENGTH] == NONE or (order > 0 if largest else order < 0):
                bests[target] = bests[source]
        bests[source, START], bests[source, LENGTH], bests[source, ROOM], bests[source, HEAD] = EMPTY_BEST


@njit(cache=True, nogil=True)
def copy_out(slots: Any, offsets: Any, bests: Any, arena: Any, data: Any) -> None:
    """Copy the text of each slot that has one to where `offsets` says it begins."""
    for which in range(len(slots)):
        length, start, to = bests[slots[which], LENGTH], bests[slots[which], START], offsets[which]
        if length > 0:
            data[to : to + length] = arena[start : start + length]


@njit(cache=True, nogil=True)
def move_together(bests: Any, arena: Any, roomier: Any) -> int:
    """Copy the texts that are kept into another arena without gaps; return the bytes used."""
    used = np.int64(0)
    for slot in range(len(bests)):
        length, start = bests[slot, LENGTH], bests[slot, START]
        bests[slot, START], bests[slot, ROOM] = used, max(0, length)
        if length > 0:
            roomier[used : used + length] = arena[start : start + length]
            used += length
    return used
