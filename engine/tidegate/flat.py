"""Flat arrays that grow."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=np.generic)

LARGE = 64 * 2**20
"""Bytes."""


def roomier(array: npt.NDArray[T], used: int, needed: int) -> npt.NDArray[T]:
    """Return an array with room for `needed` rows and many more to come, its first `used` rows as they were.

    What follows them is left as it is found: memory that is never written costs nothing, so an array may grow by much,
    and seldom. What is written anew costs more than the work on it: the system fills it with zeros first.
    """
    times = 8 if array.nbytes < LARGE else 2  # Large ones less, since address space is limited too.
    grown = np.empty((max(needed, times * len(array)), *array.shape[1:]), array.dtype)
    grown[:used] = array[:used]
    return grown
