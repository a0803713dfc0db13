"""Windows of one length, side by side: who is late, where the others go, and what has to close.

Per key one row of `keyed` and one of `heads`, per open window one row of `windows` and one of `counts`; the windows of
a key are a linked list.

    keyed[k]    LEAD         the key's clock
                TAIL_OPEN    when the last window of its list opens, so that the usual item needs no walk
                SETTER       the position of the item that set the watermark
                MARKS        the last window of the list << 32 | the last batch that touched the key
    heads[k] ----> windows[5] -NEXT-> windows[2] -NEXT-> NOTHING
    counts[w]   how many items the window holds

What every item touches is 32 bytes of its key and the 8 of its window's count; the rest is touched when a window
opens or closes.

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

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for

LEAD, TAIL_OPEN, SETTER, MARKS = range(4)
KEYED_WIDTH = 4
OPEN, NEXT, KEY = range(3)
WINDOW_WIDTH = 3
FREE, USED, FREE_COUNT = range(3)

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
_STAMP = 0xFFFFFFFF


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
def _open_window(
    key: Any, open_us: Any, ordered: bool, keyed: Any, heads: Any, windows: Any, counts: Any, pool: Any
) -> Any:
    """Return the key's window that opens then, opening it at its place in the list if it is not there."""
    before, at = np.int64(NOTHING), np.int64(heads[key])
    while at != NOTHING and not (ordered and windows[at, OPEN] > open_us):
        if windows[at, OPEN] == open_us:
            return at
        before, at = at, windows[at, NEXT]
    slot = _take_slot(pool, windows)
    windows[slot, OPEN], windows[slot, NEXT], windows[slot, KEY], counts[slot] = open_us, at, key, 0
    if before == NOTHING:
        heads[key] = slot
    else:
        windows[before, NEXT] = slot
    if at == NOTHING:
        keyed[key, TAIL_OPEN] = open_us
        keyed[key, MARKS] = (slot << 32) | (keyed[key, MARKS] & _STAMP)
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
    earliest: int,
    latest: int,
    ordered: bool,
    position: int,
    stamp: int,
    keyed: Any,
    heads: Any,
    windows: Any,
    counts: Any,
    pool: Any,
    slots: Any,
    late: Any,
    touched: Any,
) -> tuple[int, int, int]:
    """Give each item the slot of its window, LATE or SKIPPED; return (late items, touched keys, odd timestamps).

    `late[i]` = (row, watermark when judged, position of the item that had set it), `touched` the keys of this batch.
    `skipped` marks bad items and is empty when there are none; timestamps before `earliest` or after `latest` are
    skipped too. `windows` must have room for one new window per item.
    """
    late_count, touched_count, odd_count = 0, 0, 0
    behind, count = wait + now, len(key_ids)
    large = len(keyed) > FITS_THE_CACHE
    for row in range(count):
        if large and row + AHEAD < count:
            ask_for(keyed, key_ids[row + AHEAD])
            ask_for(heads, key_ids[row + AHEAD])
        key, time = np.int64(key_ids[row]), times[row]
        if len(skipped) and skipped[row]:
            slots[row] = SKIPPED
            continue
        if time < earliest or time > latest:
            slots[row] = SKIPPED
            odd_count += 1
            continue
        marks = keyed[key, MARKS]
        if (marks & _STAMP) != stamp:
            keyed[key, MARKS] = (marks & ~np.int64(_STAMP)) | stamp
            touched[touched_count] = key
            touched_count += 1
        lead = time - behind
        if lead > keyed[key, LEAD]:
            keyed[key, LEAD], keyed[key, SETTER] = lead, position + row
        else:
            watermark = keyed[key, LEAD] + now
            if time < watermark:
                slots[row] = LATE
                late[late_count, 0], late[late_count, 1], late[late_count, 2] = row, watermark, keyed[key, SETTER]
                late_count += 1
                continue
        slot, since = marks >> 32, time - keyed[key, TAIL_OPEN]
        if slot == NOTHING or since < 0 or since >= length:
            open_us = align + ((time - align) // length) * length
            slot = _open_window(key, open_us, ordered, keyed, heads, windows, counts, pool)
        counts[slot] += 1
        slots[row] = slot
    return late_count, touched_count, odd_count


@njit(cache=True, nogil=True)
def close_due(
    key_ids: Any, now: int, final: bool, length: int, ordered: bool, keyed: Any, heads: Any, windows: Any, closed: Any
) -> tuple[int, int]:
    """Unlink what the watermark has passed from these keys; return (windows in `closed`, system time of the next one).

    A key left without a window forgets its clock. `final` closes everything, as the end of the input does.
    """
    closed_count, wake = 0, NO_WAKE
    large = len(keyed) > FITS_THE_CACHE
    for at in range(len(key_ids)):
        if large and at + AHEAD < len(key_ids):
            ask_for(keyed, key_ids[at + AHEAD])
            ask_for(windows, max(0, heads[key_ids[at + AHEAD]]))
        key = key_ids[at]
        lead, before, slot = keyed[key, LEAD], np.int64(NOTHING), np.int64(heads[key])
        while slot != NOTHING:
            close, after = windows[slot, OPEN] + length, windows[slot, NEXT]
            if final or close <= lead + now:
                closed[closed_count] = slot
                closed_count += 1
                if before == NOTHING:
                    heads[key] = after
                else:
                    windows[before, NEXT] = after
            else:
                before, wake = slot, min(wake, close - lead)
                if ordered:
                    break
            slot = after
        if slot == NOTHING:
            keyed[key, MARKS] = (before << 32) | (keyed[key, MARKS] & _STAMP)
            keyed[key, TAIL_OPEN] = windows[before, OPEN] if before != NOTHING else 0
        if heads[key] == NOTHING:
            keyed[key, LEAD], keyed[key, SETTER] = NO_LEAD, NOTHING
    return closed_count, wake


@njit(cache=True, nogil=True)
def describe(closed: Any, windows: Any, counts: Any, key_ids: Any, open_us: Any, items: Any) -> int:
    """Read off the key, the open time and the number of items of each closed window; return how many keys they have."""
    keys, large = 0, len(windows) > FITS_THE_CACHE
    for at in range(len(closed)):
        if large and at + AHEAD < len(closed):
            ask_for(windows, closed[at + AHEAD])
            ask_for(counts, closed[at + AHEAD])
        slot = closed[at]
        key_ids[at], open_us[at], items[at] = windows[slot, KEY], windows[slot, OPEN], counts[slot]
        keys += at == 0 or key_ids[at] != key_ids[at - 1]
    return keys


@njit(cache=True, nogil=True)
def release(closed: Any, windows: Any, pool: Any) -> None:
    """Give the slots of closed windows back."""
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
def furthest_lead(keyed: Any) -> int:
    """Return the largest LEAD of any key, NO_LEAD if none has a clock."""
    furthest = np.int64(NO_LEAD)
    for key in range(len(keyed)):
        furthest = max(furthest, keyed[key, LEAD])
    return furthest
