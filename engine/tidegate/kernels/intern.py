"""Text to dense ids: an open-addressing hash table over the bytes of Arrow string arrays.

    slots   [ tag | id ]  a power of two of them, at most half full; -1 is empty
    bounds  key k has the bytes arena[bounds[k] : bounds[k + 1]]
    hashes  the hash of each key, so that growing needs no bytes

The order of ids is the order of first appearance, whatever the hash; nothing that leaves the engine depends on it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for
from tidegate.kernels.words import same, word

EMPTY = -1
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_LOW = np.int64(0xFFFFFFFF)


@njit(cache=True, nogil=True, inline="always")
def _hash(data: Any, start: int, end: int) -> Any:
    mixed, at = np.uint64(end - start) * _MULTIPLIER, start
    while at + 8 < end:
        mixed = (mixed ^ word(data, at, 8)) * _MULTIPLIER
        mixed ^= mixed >> np.uint64(32)
        at += 8
    mixed = (mixed ^ word(data, at, end - at)) * _MULTIPLIER
    # What tells texts of eight bytes apart is in the upper half, and a product carries nothing downwards.
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _MULTIPLIER
    return mixed ^ (mixed >> np.uint64(29))


@njit(cache=True, nogil=True, inline="always")
def _ask_for_key(slot: Any, bounds: Any) -> None:
    if slot != EMPTY:
        ask_for(bounds, slot & _LOW)


@njit(cache=True, nogil=True, inline="always")
def _ask_for_text(slot: Any, bounds: Any, arena: Any) -> None:
    if slot != EMPTY:
        ask_for(arena, np.int64(bounds[slot & _LOW]))


@njit(cache=True, nogil=True)
def intern(
    data: Any,
    offsets: Any,
    first: int,
    count: int,
    slots: Any,
    arena: Any,
    bounds: Any,
    hashes: Any,
    used: int,
    ids: Any,
) -> tuple[int, int]:
    """Give each text from `first` on its id in `ids`; return (texts done, keys now known).

    Stops early when the table is half full, or `arena` or `bounds` could overflow, for the caller to grow them.
    """
    mask = np.int64(len(slots) - 1)
    # The hashes of the texts to come; their places in the table are asked for, and the keys found there as well.
    coming = np.empty(AHEAD, np.uint64)
    large = len(slots) > 4 * FITS_THE_CACHE
    for row in range(first, min(first + AHEAD, count)):
        coming[row % AHEAD] = _hash(data, np.int64(offsets[row]), np.int64(offsets[row + 1]))
    for row in range(first, count):
        start, end = np.int64(offsets[row]), np.int64(offsets[row + 1])
        mixed = coming[row % AHEAD]
        if row + AHEAD < count:
            later = _hash(data, np.int64(offsets[row + AHEAD]), np.int64(offsets[row + AHEAD + 1]))
            coming[row % AHEAD] = later
            if large:
                ask_for(slots, np.int64(later) & mask)
                _ask_for_key(slots[np.int64(coming[(row + AHEAD // 2) % AHEAD]) & mask], bounds)
                _ask_for_text(slots[np.int64(coming[(row + AHEAD // 4) % AHEAD]) & mask], bounds, arena)
        tag = np.int64(mixed >> np.uint64(33)) << 32
        at = np.int64(mixed) & mask
        while True:
            slot = slots[at]
            if slot == EMPTY:
                begin = np.int64(bounds[used])
                if 2 * (used + 1) > len(slots) or used == len(hashes) or begin + (end - start) > len(arena):
                    return row, used
                for byte in range(end - start):
                    arena[begin + byte] = data[start + byte]
                bounds[used + 1], hashes[used] = begin + (end - start), mixed
                slots[at] = tag | np.int64(used)
                ids[row] = used
                used += 1
                break
            if (slot & ~_LOW) == tag:
                key = slot & _LOW
                begin = np.int64(bounds[key])
                if np.int64(bounds[key + 1]) - begin == end - start and same(data, start, end - start, arena, begin):
                    ids[row] = key
                    break
            at = (at + 1) & mask
    return count, used


@njit(cache=True, nogil=True)
def find(data: Any, offsets: Any, slots: Any, arena: Any, bounds: Any, ids: Any) -> None:
    """Give each text its id in `ids`, or -1 to one that has none."""
    mask = np.int64(len(slots) - 1)
    for row in range(len(ids)):
        start, end = np.int64(offsets[row]), np.int64(offsets[row + 1])
        mixed = _hash(data, start, end)
        tag = np.int64(mixed >> np.uint64(33)) << 32
        at = np.int64(mixed) & mask
        ids[row] = -1
        while slots[at] != EMPTY:
            if (slots[at] & ~_LOW) == tag:
                key = slots[at] & _LOW
                begin = np.int64(bounds[key])
                if np.int64(bounds[key + 1]) - begin == end - start and same(data, start, end - start, arena, begin):
                    ids[row] = key
                    break
            at = (at + 1) & mask


@njit(cache=True, nogil=True)
def rehash(slots: Any, hashes: Any, used: int) -> None:
    """Fill an empty, larger table with the keys known so far."""
    mask = np.int64(len(slots) - 1)
    for key in range(used):
        mixed = hashes[key]
        at = np.int64(mixed) & mask
        while slots[at] != EMPTY:
            at = (at + 1) & mask
        slots[at] = (np.int64(mixed >> np.uint64(33)) << 32) | np.int64(key)
