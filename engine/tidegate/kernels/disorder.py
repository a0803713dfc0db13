"""How many items come behind what their key has shown already, without being late."""

from __future__ import annotations

from typing import Any

from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for


@njit(cache=True, nogil=True)
def count_out_of_order(key_ids: Any, times: Any, skipped: Any, late: Any, largest: Any) -> int:
    """Return how many items are before the largest timestamp of their key; note what is larger.

    `skipped` marks bad items and is empty when there are none; `late` are the rows of late ones, ascending, which show
    their timestamps and are not counted.
    """
    count, next_late = 0, 0
    large = len(largest) > FITS_THE_CACHE
    for row in range(len(key_ids)):
        if large and row + AHEAD < len(key_ids):
            ask_for(largest, key_ids[row + AHEAD])
        is_late = next_late < len(late) and late[next_late] == row
        next_late += is_late
        if len(skipped) and skipped[row]:
            continue
        key, time = key_ids[row], times[row]
        if time > largest[key]:
            largest[key] = time
        elif time < largest[key] and not is_late:
            count += 1
    return count
