"""Flat arrays that grow."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=np.generic)


def roomier(array: npt.NDArray[T], used: int, needed: int) -> npt.NDArray[T]:
    """Return an array with room for `needed` rows and as much again to come, its first `used` rows as they were.

    What follows them is left as it is found: memory that is never written costs nothing.
    """
    grown = np.empty((max(needed, 2 * len(array)), *array.shape[1:]), array.dtype)
    grown[:used] = array[:used]
    return grown
