"""`Disorder`: how many items come out of order: behind what their key has shown, and not late.

A step's clocks do not know it. They keep by how much each key is ahead of system time, and in a live run that is not
the largest timestamp. So this is a pass of its own over the items, and only a run that is watched makes it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tidegate.batch import KeyIds
from tidegate.flat import roomier
from tidegate.holding import Int64s
from tidegate.kernels.disorder import count_out_of_order

BEFORE_ANY = np.iinfo(np.int64).min


class Disorder:
    """The largest timestamp of every key since the run began, and how many items were before it."""

    def __init__(self) -> None:
        self.found: int | None = None
        """None until somebody counts."""
        self._largest = np.empty(0, np.int64)
        self._known = 0

    def count(self, key_ids: KeyIds, times: Int64s, skipped: npt.NDArray[np.bool_], late: Int64s, keys: int) -> None:
        """Count these items; `late` are the rows of late ones, `skipped` marks bad ones, and so many keys are known."""
        if len(self._largest) < keys:
            self._largest = roomier(self._largest, self._known, keys)
        self._largest[self._known : keys] = BEFORE_ANY
        self._known = keys
        self.found = (self.found or 0) + count_out_of_order(key_ids, times, skipped, late, self._largest)
