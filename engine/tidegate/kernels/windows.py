"""Windows of one length, side by side: who is late, where the others go, and what has to close.

Per key one row of `keyed`, per open window one row of `windows`; the windows of a key are a linked list.

    keyed[k]    LEAD   HEAD ----> windows[5] -NEXT-> windows[2] -NEXT-> -1
                TAIL, TAIL_OPEN   (the last of the list and when it opens, so that the usual item needs no walk)
                SETTER            (the position of the item that set the watermark)
                STAMP             (the last batch that touched the key)

The clock of a key is one number. Bytewax keeps `base` (the best of timestamp - wait) and the system time it was seen;
the watermark is `base + (now - seen)`. The two only ever appear as a difference, so LEAD = base - seen is enough, and
the watermark is LEAD + now. A key with no open window forgets its clock, as in Bytewax.

With `ordered`, a list is in the order of open times, which is the order in which Bytewax opens windows when it releases
items by timestamp; without, in the order of first arrival. Windows that close together come out in list order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

LEAD, HEAD, TAIL, TAIL_OPEN, SETTER, STAMP = range(6)
KEYED_WIDTH = 8
OPEN, NEXT, KEY, COUNT, FIRST_ITEM, LAST_ITEM, LAST_TIME, UNSORTED = range(8)
WINDOW_WIDTH = 8
FREE, USED, FREE_COUNT = range(3)
POOL_WIDTH = 3

NOTHING = -1
NO_LEAD = -(2**62)
"""The clock of a key that has seen nothing: behind any timestamp, and safe to add a system time to."""
NO_WAKE = 2**62
LATE = -1
"""In `slots`: the item is late and goes to no window."""
SKIPPED = -2
"""In `slots`: the item is bad and moves no clock."""


@njit(cache=True, nogil=True, inline="always")
def _take_slot(pool: Any, windows: Any) -> Any:
    slot = pool[FREE]
    if slot != NOTHING:
        pool[FREE] = windows[slot, NEXT]
        pool[FREE_COUNT] -= 1
    else:
        slot = pool[USED]
        pool[USED] += 1
    return slot


@njit(cache=True, nogil=True)
def _open_window(key: Any, open_us: Any, ordered: bool, keyed: Any, windows: Any, pool: Any) -> Any:
    """Return the key's window that opens then, opening it at its place in the list if it is not there."""
    before, at = np.int64(NOTHING), keyed[key, HEAD]
    while at != NOTHING and not (ordered and windows[at, OPEN] > open_us):
        if windows[at, OPEN] == open_us:
            return at
        before, at = at, windows[at, NEXT]
    slot = _take_slot(pool, windows)
    windows[slot, OPEN], windows[slot, NEXT], windows[slot, KEY], windows[slot, COUNT] = open_us, at, key, 0
    windows[slot, FIRST_ITEM] = windows[slot, LAST_ITEM] = NOTHING
    windows[slot, LAST_TIME], windows[slot, UNSORTED] = NO_LEAD, 0
    if before == NOTHING:
        keyed[key, HEAD] = slot
    else:
        windows[before, NEXT] = slot
    if at == NOTHING:
        keyed[key, TAIL], keyed[key, TAIL_OPEN] = slot, open_us
    return slot


@njit(cache=True, nogil=True)
def assign(
    key_ids: Any,
    times: Any,
    skipped: Any,
    now: int,
    wait: int,
    length: int,
    align: int,
    ordered: bool,
    position: int,
    stamp: int,
    keyed: Any,
    windows: Any,
    pool: Any,
    slots: Any,
    late: Any,
    touched: Any,
) -> tuple[int, int]:
    """Give each item the slot of its window, LATE or SKIPPED; return (late items, touched keys).

    `late[i]` = (row, watermark when judged, position of the item that had set it), `touched` the keys of this batch.
    `skipped` marks bad items and is empty when there are none. `windows` must have room for one new window per item.
    """
    late_count, touched_count = 0, 0
    for row in range(len(key_ids)):
        if len(skipped) and skipped[row]:
            slots[row] = SKIPPED
            continue
        key, time = np.int64(key_ids[row]), times[row]
        if keyed[key, STAMP] != stamp:
            keyed[key, STAMP] = stamp
            touched[touched_count] = key
            touched_count += 1
        lead = time - wait - now
        if lead > keyed[key, LEAD]:
            keyed[key, LEAD], keyed[key, SETTER] = lead, position + row
        watermark = keyed[key, LEAD] + now
        if time < watermark:
            slots[row] = LATE
            late[late_count, 0], late[late_count, 1], late[late_count, 2] = row, watermark, keyed[key, SETTER]
            late_count += 1
            continue
        slot, since = keyed[key, TAIL], time - keyed[key, TAIL_OPEN]
        if slot == NOTHING or since < 0 or since >= length:
            open_us = align + ((time - align) // length) * length
            slot = _open_window(key, open_us, ordered, keyed, windows, pool)
        windows[slot, COUNT] += 1
        slots[row] = slot
    return late_count, touched_count


@njit(cache=True, nogil=True)
def close_due(
    key_ids: Any, count: int, now: int, final: bool, length: int, ordered: bool, keyed: Any, windows: Any, closed: Any
) -> tuple[int, int]:
    """Unlink what the watermark has passed from these keys; return (windows in `closed`, system time of the next one).

    A key left without a window forgets its clock. `final` closes everything, as the end of the input does.
    """
    closed_count, wake = 0, NO_WAKE
    for at in range(count):
        key = np.int64(key_ids[at])
        lead, before, slot = keyed[key, LEAD], np.int64(NOTHING), keyed[key, HEAD]
        while slot != NOTHING:
            close, after = windows[slot, OPEN] + length, windows[slot, NEXT]
            if final or close <= lead + now:
                closed[closed_count] = slot
                closed_count += 1
                if before == NOTHING:
                    keyed[key, HEAD] = after
                else:
                    windows[before, NEXT] = after
            else:
                before, wake = slot, min(wake, close - lead)
                if ordered:
                    break
            slot = after
        if slot == NOTHING:
            keyed[key, TAIL] = before
            keyed[key, TAIL_OPEN] = windows[before, OPEN] if before != NOTHING else 0
        if keyed[key, HEAD] == NOTHING:
            keyed[key, LEAD], keyed[key, SETTER] = NO_LEAD, NOTHING
    return closed_count, wake


@njit(cache=True, nogil=True)
def release(slots: Any, windows: Any, pool: Any) -> None:
    """Give the slots of closed windows back."""
    for slot in slots:
        windows[slot, NEXT] = pool[FREE]
        pool[FREE] = slot
    pool[FREE_COUNT] += len(slots)


@njit(cache=True, nogil=True)
def items_held(keyed: Any, windows: Any) -> int:
    """Return how many items all open windows hold together."""
    held = 0
    for key in range(len(keyed)):
        slot = keyed[key, HEAD]
        while slot != NOTHING:
            held += windows[slot, COUNT]
            slot = windows[slot, NEXT]
    return held


@njit(cache=True, nogil=True)
def furthest_lead(keyed: Any) -> int:
    """Return the largest LEAD of any key, NO_LEAD if none has a clock."""
    furthest = np.int64(NO_LEAD)
    for key in range(len(keyed)):
        furthest = max(furthest, keyed[key, LEAD])
    return furthest
