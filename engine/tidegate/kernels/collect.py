"""Lists of items per window, as chains of row numbers in order of arrival.

    windows[w, FIRST_ITEM] ---> items[7] -LINK-> items[9] -LINK-> -1
                                (ROW, TIME)

Only where the items of a window did not arrive in order of their timestamps are they sorted, when the window closes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.windows import (
    COUNT,
    FIRST_ITEM,
    FREE,
    FREE_COUNT,
    HEAD,
    LAST_ITEM,
    LAST_TIME,
    NEXT,
    NOTHING,
    UNSORTED,
    USED,
)

ROW, TIME, LINK = range(3)
ITEM_WIDTH = 3


@njit(cache=True, nogil=True)
def append(slots: Any, times: Any, first_row: int, windows: Any, items: Any, pool: Any) -> None:
    """Chain each item of a batch to its window; `items` must have room for all of them."""
    for row in range(len(slots)):
        slot = slots[row]
        if slot < 0:
            continue
        item = pool[FREE]
        if item != NOTHING:
            pool[FREE] = items[item, LINK]
            pool[FREE_COUNT] -= 1
        else:
            item = pool[USED]
            pool[USED] += 1
        items[item, ROW], items[item, TIME], items[item, LINK] = first_row + row, times[row], NOTHING
        if windows[slot, LAST_ITEM] == NOTHING:
            windows[slot, FIRST_ITEM] = item
        else:
            items[windows[slot, LAST_ITEM], LINK] = item
        windows[slot, LAST_ITEM] = item
        if times[row] < windows[slot, LAST_TIME]:
            windows[slot, UNSORTED] = 1
        windows[slot, LAST_TIME] = times[row]


@njit(cache=True, nogil=True)
def unchain(closed: Any, ordered: bool, windows: Any, items: Any, pool: Any, rows: Any, offsets: Any) -> None:
    """Write the rows of each closed window one after the other, where each begins, and give its items back."""
    at = 0
    for which in range(len(closed)):
        slot = closed[which]
        offsets[which], start = at, at
        item = windows[slot, FIRST_ITEM]
        while item != NOTHING:
            rows[at] = items[item, ROW]
            at += 1
            item = items[item, LINK]
        if ordered and windows[slot, UNSORTED]:
            _sort_by_time(slot, start, at, windows, items, rows)
        items[windows[slot, LAST_ITEM], LINK] = pool[FREE]
        pool[FREE] = windows[slot, FIRST_ITEM]
        pool[FREE_COUNT] += windows[slot, COUNT]
    offsets[len(closed)] = at


@njit(cache=True, nogil=True)
def _sort_by_time(slot: int, start: int, end: int, windows: Any, items: Any, rows: Any) -> None:
    """Sort one window's rows by timestamp; equal timestamps keep the order of arrival."""
    times = np.empty(end - start, np.int64)
    item = windows[slot, FIRST_ITEM]
    for at in range(end - start):
        times[at] = items[item, TIME]
        item = items[item, LINK]
    rows[start:end] = rows[start:end][np.argsort(times, kind="mergesort")]


@njit(cache=True, nogil=True)
def held_rows(keyed: Any, windows: Any, items: Any, rows: Any) -> int:
    """Write the row of every chained item to `rows`, in no order that matters; return how many."""
    count = 0
    for key in range(len(keyed)):
        slot = keyed[key, HEAD]
        while slot != NOTHING:
            item = windows[slot, FIRST_ITEM]
            while item != NOTHING:
                rows[count] = items[item, ROW]
                count += 1
                item = items[item, LINK]
            slot = windows[slot, NEXT]
    return count


@njit(cache=True, nogil=True)
def renumber(keyed: Any, windows: Any, items: Any, kept: Any) -> None:
    """Give every chained item the number that its row has among the sorted rows `kept`."""
    for key in range(len(keyed)):
        slot = keyed[key, HEAD]
        while slot != NOTHING:
            item = windows[slot, FIRST_ITEM]
            while item != NOTHING:
                items[item, ROW] = np.searchsorted(kept, items[item, ROW])
                item = items[item, LINK]
            slot = windows[slot, NEXT]
