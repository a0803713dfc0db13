"""Lists of items per window, as chains of small blocks of row numbers in order of arrival.

    lists[w] FIRST ---> blocks[7] ---> blocks[9] ---> NOTHING        LAST, the end of the chain
                        6 rows, how many are used, LINK              LAST_TIME, UNSORTED

A block fills one cache line. Only where the items of a window did not arrive in order of their timestamps are they
sorted, when the window closes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for
from tidegate.kernels.windows import FREE, FREE_COUNT, NEXT, NO_LEAD, NOTHING, USED

FIRST, LAST, LAST_TIME, UNSORTED = range(4)
LIST_WIDTH = 4
EMPTY_LIST = (NOTHING, NOTHING, NO_LEAD, 0)
BLOCK_ROWS, LINK = 6, 7
BLOCK_WIDTH = 8
_FILL = BLOCK_ROWS


@njit(cache=True, nogil=True, inline="always")
def _take_block(pool: Any, blocks: Any) -> Any:
    block = pool[FREE]
    if block != NOTHING:
        pool[FREE] = blocks[block, LINK]
        pool[FREE_COUNT] -= 1
    else:
        block = pool[USED]
        pool[USED] += 1
    blocks[block, _FILL], blocks[block, LINK] = 0, NOTHING
    return block


@njit(cache=True, nogil=True)
def append(slots: Any, times: Any, first_row: int, lists: Any, blocks: Any, pool: Any) -> None:
    """Add each item of a batch to its window's list; `blocks` must have room for one more block per item."""
    for row in range(len(slots)):
        slot = slots[row]
        if slot < 0:
            continue
        block = lists[slot, LAST]
        if block == NOTHING or blocks[block, _FILL] == BLOCK_ROWS:
            fresh = _take_block(pool, blocks)
            if block == NOTHING:
                lists[slot, FIRST] = fresh
            else:
                blocks[block, LINK] = fresh
            lists[slot, LAST] = fresh
            block = fresh
        fill = blocks[block, _FILL]
        blocks[block, fill], blocks[block, _FILL] = first_row + row, fill + 1
        if times[row] < lists[slot, LAST_TIME]:
            lists[slot, UNSORTED] = 1
        lists[slot, LAST_TIME] = times[row]


@njit(cache=True, nogil=True)
def unchain(closed: Any, lists: Any, blocks: Any, pool: Any, rows: Any, offsets: Any, unsorted: Any) -> int:
    """Write the rows of each closed window one after the other, and where each begins; give its blocks back.

    Returns how many of them are unsorted; `unsorted` names those.
    """
    at, unsorted_count = 0, 0
    large = len(lists) > FITS_THE_CACHE
    for which in range(len(closed)):
        if large and which + AHEAD < len(closed):
            ask_for(lists, closed[which + AHEAD])
            ask_for(blocks, lists[closed[which + AHEAD // 2], FIRST])
        slot = closed[which]
        offsets[which] = at
        block = lists[slot, FIRST]
        while block != NOTHING:
            for place in range(blocks[block, _FILL]):
                rows[at] = blocks[block, place]
                at += 1
            after = blocks[block, LINK]
            blocks[block, LINK] = pool[FREE]
            pool[FREE] = block
            pool[FREE_COUNT] += 1
            block = after
        if lists[slot, UNSORTED]:
            unsorted[unsorted_count] = which
            unsorted_count += 1
        lists[slot, FIRST] = lists[slot, LAST] = NOTHING
        lists[slot, LAST_TIME], lists[slot, UNSORTED] = NO_LEAD, 0
    offsets[len(closed)] = at
    return unsorted_count


@njit(cache=True, nogil=True)
def sort_by_time(unsorted: Any, offsets: Any, times: Any, rows: Any) -> None:
    """Sort the rows of these windows by timestamp; equal timestamps keep the order of arrival."""
    for which in unsorted:
        start, end = offsets[which], offsets[which + 1]
        rows[start:end] = rows[start:end][np.argsort(times[start:end], kind="mergesort")]


@njit(cache=True, nogil=True)
def held_rows(heads: Any, windows: Any, lists: Any, blocks: Any, rows: Any) -> int:
    """Write the row of every listed item to `rows`, in no order that matters; return how many."""
    count = 0
    for head in heads:
        slot = np.int64(head)
        while slot != NOTHING:
            block = lists[slot, FIRST]
            while block != NOTHING:
                for place in range(blocks[block, _FILL]):
                    rows[count] = blocks[block, place]
                    count += 1
                block = blocks[block, LINK]
            slot = windows[slot, NEXT]
    return count


@njit(cache=True, nogil=True)
def renumber(heads: Any, windows: Any, lists: Any, blocks: Any, kept: Any) -> None:
    """Give every listed item the number that its row has among the sorted rows `kept`."""
    for head in heads:
        slot = np.int64(head)
        while slot != NOTHING:
            block = lists[slot, FIRST]
            while block != NOTHING:
                for place in range(blocks[block, _FILL]):
                    blocks[block, place] = np.searchsorted(kept, blocks[block, place])
                block = blocks[block, LINK]
            slot = windows[slot, NEXT]
