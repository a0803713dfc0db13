"""Kernels that do not count references to their arrays, for small functions that hand many arrays to each other.

Counting is an atomic operation for each array at each call, which came to three quarters of the time of reading JSON.
A function that allocates nothing and keeps nothing can do without. Numba calls the option `_nrt`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from numba import njit

njit_uncounted: Any = partial(njit, cache=True, nogil=True, _nrt=False)
