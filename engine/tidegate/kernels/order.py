"""Keys in the order of their UTF-8 bytes, without building their texts.

Keys often share a long beginning (`user-000001`, `user-000002`), so a sort by whole texts looks at the same bytes
over and over. Here the beginning that all of them share is skipped, the next eight bytes become one number, and only
keys that are equal so far are looked at again, eight bytes on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def shared_prefix(ids: Any, bounds: Any, arena: Any) -> int:
    """Return how many bytes all these keys begin with in common."""
    start = np.int64(bounds[ids[0]])
    shared = np.int64(bounds[ids[0] + 1]) - start
    for key in ids:
        begin = np.int64(bounds[key])
        shared = min(shared, np.int64(bounds[key + 1]) - begin)
        same = 0
        while same < shared and arena[begin + same] == arena[start + same]:
            same += 1
        shared = same
    return shared


@njit(cache=True, nogil=True)
def words_at(ids: Any, bounds: Any, arena: Any, skip: int, words: Any) -> None:
    """Fill `words` with bytes `skip` to `skip + 8` of each key as a big-endian number.

    A key that ends within the eight bytes is padded with zeros.
    """
    for row in range(len(ids)):
        key = ids[row]
        begin, end = np.int64(bounds[key]) + skip, np.int64(bounds[key + 1])
        word = np.uint64(0)
        for byte in range(8):
            word <<= np.uint64(8)
            if begin + byte < end:
                word |= np.uint64(arena[begin + byte])
        words[row] = word


@njit(cache=True, nogil=True)
def _before(left: int, right: int, bounds: Any, arena: Any, skip: int) -> bool:
    at, end = np.int64(bounds[left]) + skip, np.int64(bounds[left + 1])
    other, other_end = np.int64(bounds[right]) + skip, np.int64(bounds[right + 1])
    while at < end and other < other_end:
        if arena[at] != arena[other]:
            return bool(arena[at] < arena[other])
        at, other = at + 1, other + 1
    return bool(end - at < other_end - other)


@njit(cache=True, nogil=True)
def settle_ties(order: Any, ids: Any, words: Any, bounds: Any, arena: Any, skip: int) -> None:
    """Put runs of keys whose words are equal in order of the bytes from `skip` on; `order` is changed in place."""
    at = 0
    while at < len(order):
        stop = at + 1
        while stop < len(order) and words[order[stop]] == words[order[at]]:
            stop += 1
        if stop - at > 1:
            _merge_sort(order[at:stop], ids, bounds, arena, skip)
        at = stop


@njit(cache=True, nogil=True)
def _merge_sort(run: Any, ids: Any, bounds: Any, arena: Any, skip: int) -> None:
    width, source, target = 1, run.copy(), run.copy()
    while width < len(run):
        for low in range(0, len(run), 2 * width):
            _merge(
                source,
                target,
                low,
                min(low + width, len(run)),
                min(low + 2 * width, len(run)),
                ids,
                bounds,
                arena,
                skip,
            )
        source, target = target, source
        width *= 2
    run[:] = source


@njit(cache=True, nogil=True)
def _merge(
    source: Any, target: Any, low: int, middle: int, high: int, ids: Any, bounds: Any, arena: Any, skip: int
) -> None:
    left, right = low, middle
    for at in range(low, high):
        take_right = left >= middle or (
            right < high and _before(ids[source[right]], ids[source[left]], bounds, arena, skip)
        )
        if take_right:
            target[at] = source[right]
            right += 1
        else:
            target[at] = source[left]
            left += 1
