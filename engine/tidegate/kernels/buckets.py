"""Which bucket of keys a text falls into: FNV-1a over its UTF-8 bytes, well mixed, in 64 bits.

The number is part of what leaves the engine: two machines that divide a state must agree on it, so it never changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_MIX = np.uint64(0xFF51AFD7ED558CCD)


@njit(cache=True, nogil=True)
def buckets_of(data: Any, offsets: Any, count: int, found: Any) -> None:
    """Write the bucket of each text, of so many, to `found`."""
    for row in range(len(found)):
        mixed = _BASIS
        for at in range(np.int64(offsets[row]), np.int64(offsets[row + 1])):
            mixed = (mixed ^ np.uint64(data[at])) * _PRIME
        # The low bits of FNV depend on the low bits of the bytes alone.
        mixed = (mixed ^ (mixed >> np.uint64(33))) * _MIX
        mixed ^= mixed >> np.uint64(33)
        found[row] = np.int64(mixed % np.uint64(count))
