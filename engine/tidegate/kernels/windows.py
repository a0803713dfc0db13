"""Open windows in flat arrays: the layout that all windowers share, and what does not depend on which one it is.

Per key one row of `keyed` and one of `heads`, per open window one row of `windows` and one of `counts`; the windows of
a key are a linked list.

    keyed[k]    LEAD         the key's clock
                TAIL_OPEN    when the last window of its list opens, so that the usual item needs no walk
                             (sessions: NEXT_ID, the id that the next session gets)
                SETTER       the position of the item that set the watermark
                MARKS        the last window of the list << 32 | the last batch that touched the key
    heads[k] ----> windows[5] <-PREV- -NEXT-> windows[2] -NEXT-> NOTHING
    counts[w]   how many items the window holds

What every item touches is 32 bytes of its key and the 8 of its window's count; the rest is touched when a window
opens or closes.

The clock of a key is one number. Bytewax keeps `base` (the best of timestamp - wait) and the system time it was seen;
the watermark is `base + (now - seen)`. The two only ever appear as a difference, so LEAD = base - seen is enough, and
the watermark is LEAD + now.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import ask_for

LEAD, TAIL_OPEN, SETTER, MARKS = range(4)
NEXT_ID = TAIL_OPEN
KEYED_WIDTH = 4
OPEN, NEXT, KEY, PREV, SEQUENCE, CLOSE, ID, MERGED = range(8)
"""`SEQUENCE` counts windows as they are opened; from `CLOSE` on is for sessions only."""
WINDOW_WIDTH, SESSION_WIDTH = 5, 8
FREE, USED, FREE_COUNT, OPENED = range(4)
"""Of a pool: the first free slot, how many were ever used, how many are free, how many were ever opened."""

NOTHING = -1
NO_LEAD = -(2**62)
"""The clock of a key that has seen nothing: behind any timestamp, and safe to add a system time to."""
NO_WAKE = 2**62
LATE = -1
"""In `slots`: the item is late and goes to no window."""
SKIPPED = -2
"""In `slots`: the item is bad and moves no clock."""
UNTOUCHED = NOTHING << 32
"""The MARKS of a key with no window that no batch has touched."""
STAMP = 0xFFFFFFFF
ROW, WATERMARK, SET_BY = range(3)
"""Of a late item: its row, the watermark that judged it, the position of the item that had set that."""
LATE_WIDTH = 3


@njit(cache=True, nogil=True, inline="always")
def take_slot(pool: Any, windows: Any) -> Any:
    """Return a slot that no window has."""
    slot = pool[FREE]
    if slot != NOTHING:
        after = windows[slot, NEXT]
        if after != NOTHING:
            ask_for(windows, after)  # The next window will be put there.
        pool[FREE] = after
        pool[FREE_COUNT] -= 1
    else:
        slot = pool[USED]
        pool[USED] += 1
    return slot


@njit(cache=True, nogil=True, inline="always")
def ask_for_last(key: Any, keyed: Any, windows: Any, counts: Any) -> None:
    """Ask for the last window of a key, where its next item will most likely go."""
    slot = keyed[key, MARKS] >> 32
    if slot != NOTHING:
        ask_for(windows, slot)
        ask_for(counts, slot)


@njit(cache=True, nogil=True)
def link_after(
    before: Any, slot: Any, key: Any, open_us: Any, keyed: Any, heads: Any, windows: Any, counts: Any, pool: Any
) -> None:
    """Put a fresh window into its key's list, behind `before`, or first if that is NOTHING."""
    after = windows[before, NEXT] if before != NOTHING else np.int64(heads[key])
    windows[slot, OPEN], windows[slot, NEXT], windows[slot, KEY], windows[slot, PREV] = open_us, after, key, before
    windows[slot, SEQUENCE], counts[slot] = pool[OPENED], 0
    pool[OPENED] += 1
    if before == NOTHING:
        heads[key] = slot
    else:
        windows[before, NEXT] = slot
    if after == NOTHING:
        keyed[key, MARKS] = (slot << 32) | (keyed[key, MARKS] & STAMP)
    else:
        windows[after, PREV] = slot


@njit(cache=True, nogil=True)
def unlink(slot: Any, key: Any, keyed: Any, heads: Any, windows: Any) -> None:
    """Take a window out of its key's list; its slot stays taken."""
    before, after = windows[slot, PREV], windows[slot, NEXT]
    if before == NOTHING:
        heads[key] = after
    else:
        windows[before, NEXT] = after
    if after == NOTHING:
        keyed[key, MARKS] = (before << 32) | (keyed[key, MARKS] & STAMP)
    else:
        windows[after, PREV] = before


@njit(cache=True, nogil=True)
def sort_by(field: Any, slots: Any, start: Any, end: Any, windows: Any) -> None:
    """Sort slots from `start` to `end`, which are few, by a field of their windows."""
    for at in range(start + 1, end):
        slot, place = slots[at], at
        while place > start and windows[slots[place - 1], field] > windows[slot, field]:
            slots[place] = slots[place - 1]
            place -= 1
        slots[place] = slot


@njit(cache=True, nogil=True, inline="always")
def describe(
    key: Any, start: Any, end: Any, closed: Any, windows: Any, counts: Any, keys: Any, open_us: Any, items: Any
) -> None:
    """Read off the key, the open time and the number of items of windows that are closing, while they are at hand."""
    for at in range(start, end):
        keys[at], open_us[at], items[at] = key, windows[closed[at], OPEN], counts[closed[at]]


@njit(cache=True, nogil=True)
def release(closed: Any, windows: Any, pool: Any) -> None:
    """Give the slots of closed windows back."""
    if pool[FREE_COUNT] + len(closed) == pool[USED]:
        # No window is left: the slots count from the first one again.
        pool[FREE], pool[USED], pool[FREE_COUNT] = NOTHING, 0, 0
        return
    for slot in closed:
        windows[slot, NEXT] = pool[FREE]
        pool[FREE] = slot
    pool[FREE_COUNT] += len(closed)


@njit(cache=True, nogil=True)
def held(heads: Any, windows: Any, counts: Any) -> tuple[int, int]:
    """Return how many keys have an open window, and how many items those hold."""
    keys, items = 0, 0
    for head in heads:
        keys += head != NOTHING
        slot = np.int64(head)
        while slot != NOTHING:
            items += counts[slot]
            slot = windows[slot, NEXT]
    return keys, items


@njit(cache=True, nogil=True)
def furthest_and_slowest_lead(keyed: Any) -> tuple[int, int]:
    """Return the largest and the smallest LEAD of any key that has a clock, NO_LEAD for both if none has."""
    furthest, slowest = np.int64(NO_LEAD), np.int64(NO_WAKE)
    for key in range(len(keyed)):
        lead = keyed[key, LEAD]
        furthest = max(furthest, lead)
        if lead != NO_LEAD:
            slowest = min(slowest, lead)
    return furthest, (slowest if furthest != NO_LEAD else furthest)


@njit(cache=True, nogil=True)
def listed(heads: Any, windows: Any, slots: Any) -> int:
    """Write the slot of every open window to `slots`, key by key in list order; return how many."""
    count = 0
    for head in heads:
        slot = np.int64(head)
        while slot != NOTHING:
            slots[count] = slot
            count += 1
            slot = windows[slot, NEXT]
    return count


@njit(cache=True, nogil=True)
def restore(
    key_ids: Any, open_us: Any, items: Any, keyed: Any, heads: Any, windows: Any, counts: Any, pool: Any, slots: Any
) -> None:
    """Open the windows of a snapshot again, each behind those its key has; tell their slots."""
    for at in range(len(key_ids)):
        key, slot = np.int64(key_ids[at]), take_slot(pool, windows)
        link_after(keyed[key, MARKS] >> 32, slot, key, open_us[at], keyed, heads, windows, counts, pool)
        counts[slot], slots[at] = items[at], slot
