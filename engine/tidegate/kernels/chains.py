"""Lists of 64-bit words per slot, as chains of small blocks, in order of arrival.

    lists[s] FIRST ---> blocks[7] ---> blocks[9] ---> NOTHING        LAST, the end of the chain
                        6 words, how many are used, LINK             LAST_TIME, and MARKS: length * 2 + out of order

A word is the number of a row kept elsewhere, or a number's bits. A block fills one cache line. Where a chain was put
behind another one, blocks in its middle may be partly filled.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for

NOTHING = -1
FREE, USED, FREE_COUNT = range(3)
FIRST, LAST, LAST_TIME, MARKS = range(4)
LIST_WIDTH = 4
EMPTY_LIST = (NOTHING, NOTHING, -(2**62), 0)
BLOCK_WORDS, LINK = 6, 7
BLOCK_WIDTH = 8
_FILL = BLOCK_WORDS


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
def append(
    slots: Any, rows: Any, words: Any, first_row: int, valid: Any, times: Any, lists: Any, blocks: Any, pool: Any
) -> None:
    """Add the word of each entry to its slot's list; where `words` is empty, the number of its row.

    `times` is empty where the order of timestamps does not matter. `blocks` must have room for one more per entry.
    """
    all_valid, in_order, by_row, ordered = len(valid) == 0, len(rows) == 0, len(words) == 0, len(times) > 0
    large = len(lists) > FITS_THE_CACHE
    for entry in range(len(slots)):
        if large and entry + AHEAD < len(slots):
            ask_for(lists, max(0, slots[entry + AHEAD]))
            ask_for(blocks, max(0, lists[max(0, slots[entry + AHEAD // 2]), LAST]))
        slot, row = slots[entry], np.int64(entry) if in_order else rows[entry]
        if slot < 0 or not (all_valid or valid[row]):
            continue
        block = lists[slot, LAST]
        if block == NOTHING or blocks[block, _FILL] == BLOCK_WORDS:
            fresh = _take_block(pool, blocks)
            if block == NOTHING:
                lists[slot, FIRST] = fresh
            else:
                blocks[block, LINK] = fresh
            lists[slot, LAST] = fresh
            block = fresh
        fill = blocks[block, _FILL]
        blocks[block, fill], blocks[block, _FILL] = first_row + row if by_row else words[row], fill + 1
        lists[slot, MARKS] += 2
        if ordered:
            if times[row] < lists[slot, LAST_TIME]:
                lists[slot, MARKS] |= 1
            lists[slot, LAST_TIME] = times[row]


@njit(cache=True, nogil=True)
def join(sources: Any, targets: Any, lists: Any, blocks: Any) -> None:
    """Put each source's chain behind its target's, pair by pair; the source is empty then."""
    for pair in range(len(sources)):
        source, target = sources[pair], targets[pair]
        if lists[source, FIRST] == NOTHING:
            continue
        if lists[target, FIRST] == NOTHING:
            lists[target] = lists[source]
        else:
            blocks[lists[target, LAST], LINK] = lists[source, FIRST]
            lists[target, LAST], lists[target, LAST_TIME] = lists[source, LAST], lists[source, LAST_TIME]
            # Whether the two are in order where they meet is not known; sorting what is sorted does no harm.
            lists[target, MARKS] = ((lists[target, MARKS] & ~1) + lists[source, MARKS]) | 1
        lists[source, FIRST], lists[source, LAST], lists[source, LAST_TIME], lists[source, MARKS] = EMPTY_LIST


@njit(cache=True, nogil=True)
def measure(slots: Any, lists: Any, offsets: Any, unsorted: Any) -> int:
    """Write where each slot's words will begin, one slot after the other, and which are out of order; return how many."""
    at, count = np.int64(0), 0
    large = len(lists) > FITS_THE_CACHE
    for which in range(len(slots)):
        if large and which + AHEAD < len(slots):
            ask_for(lists, slots[which + AHEAD])
        offsets[which] = at
        marks = lists[slots[which], MARKS]
        if marks & 1:
            unsorted[count] = which
            count += 1
        at += marks >> 1
    offsets[len(slots)] = at
    return count


@njit(cache=True, nogil=True)
def unchain(slots: Any, forget: bool, lists: Any, blocks: Any, pool: Any, words: Any) -> None:
    """Write the words of each slot one after the other; with `forget` make it empty and give its blocks back."""
    at = 0
    large = len(lists) > FITS_THE_CACHE
    for which in range(len(slots)):
        if large and which + AHEAD < len(slots):
            ask_for(lists, slots[which + AHEAD])
            ask_for(blocks, max(0, lists[slots[which + AHEAD // 2], FIRST]))
        slot = slots[which]
        block = lists[slot, FIRST]
        while block != NOTHING:
            for place in range(blocks[block, _FILL]):
                words[at] = blocks[block, place]
                at += 1
            after = blocks[block, LINK]
            if forget:
                blocks[block, LINK] = pool[FREE]
                pool[FREE] = block
                pool[FREE_COUNT] += 1
            block = after
        if forget:
            lists[slot, FIRST], lists[slot, LAST], lists[slot, LAST_TIME], lists[slot, MARKS] = EMPTY_LIST


@njit(cache=True, nogil=True)
def sort_by_time(unsorted: Any, offsets: Any, times: Any, rows: Any) -> None:
    """Sort the rows of these lists by timestamp; equal timestamps keep the order of arrival."""
    for which in unsorted:
        start, end = offsets[which], offsets[which + 1]
        rows[start:end] = rows[start:end][np.argsort(times[start:end], kind="mergesort")]


@njit(cache=True, nogil=True)
def mark_rows(lists: Any, blocks: Any, first_row: int, marked: Any) -> int:
    """Mark every row that a list has, counted from `first_row`; return how often the lists have any."""
    count = 0
    for slot in range(len(lists)):
        block = lists[slot, FIRST]
        while block != NOTHING:
            for place in range(blocks[block, _FILL]):
                marked[blocks[block, place] - first_row] = True
                count += 1
            block = blocks[block, LINK]
    return count


@njit(cache=True, nogil=True)
def renumber(lists: Any, blocks: Any, first_row: int, numbers: Any) -> None:
    """Give every row that a list has its new number."""
    for slot in range(len(lists)):
        block = lists[slot, FIRST]
        while block != NOTHING:
            for place in range(blocks[block, _FILL]):
                blocks[block, place] = numbers[blocks[block, place] - first_row]
            block = blocks[block, LINK]


@njit(cache=True, nogil=True)
def quantiles(offsets: Any, values: Any, q: float, found: Any, known: Any) -> None:
    """Write the quantile of each list of values, between two of them in proportion, and whether there is one.

    The values of each list are sorted in place. A not-a-number counts where there is nothing else.
    """
    for which in range(len(offsets) - 1):
        part = values[offsets[which] : offsets[which + 1]]
        part.sort()
        count = len(part)
        # They are at the end now.
        while count > 0 and part[count - 1] != part[count - 1]:
            count -= 1
        known[which] = len(part) > 0
        if count == 0:
            found[which] = np.nan
            continue
        place = q * (count - 1)
        below: Any = min(np.int64(place), count - 1)
        low, high = np.float64(part[below]), np.float64(part[min(below + 1, count - 1)])
        share, step = place - below, high - low
        if low == high or share == 0:
            found[which] = low
        elif np.isinf(step):
            found[which] = low * (1 - share) + high * share
        else:
            found[which] = low + step * share
