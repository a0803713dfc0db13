"""Sessions: stretches of time in which no two neighbouring items are further apart than the gap.

The list of a key is in the order in which its sessions were opened. No two of them are within a gap of each other, so
an item touches at most two, one on each side, and then it joins them: the later one goes into the one that opens
earlier. Of the two, the item itself goes into the one that was opened first, and then along with it.

Unordered, a session gets its id when it opens, and a joined one's id is never used again: what Bytewax does. Ordered,
Bytewax sees the items in the order of their timestamps; sessions then never join and close in the order in which they
opened, so that their ids are given here when they close. Items are put where they belong as they come in any case.

A key never forgets its clock and its next id, so that an id is given once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for
from tidegate.kernels.windows import (
    CLOSE,
    FREE,
    ID,
    KEY,
    LATE,
    LEAD,
    MARKS,
    MERGED,
    NEXT,
    NEXT_ID,
    NO_LEAD,
    NO_WAKE,
    NOTHING,
    OPEN,
    ROW,
    SET_BY,
    SETTER,
    SKIPPED,
    STAMP,
    USED,
    WATERMARK,
    ask_for_last,
    describe,
    link_after,
    sort_by,
    take_slot,
    unlink,
)

MERGED_ID, MERGED_NEXT = 0, 1


@njit(cache=True, nogil=True, inline="always")
def _touching(head: Any, time: Any, gap: Any, least: Any, windows: Any) -> tuple[Any, Any, Any]:
    """Return (the session the item goes into, the one that ends before it, the one that begins after it).

    Sessions that end before `least` are as good as closed.
    """
    chosen, left, right = np.int64(NOTHING), np.int64(NOTHING), np.int64(NOTHING)
    at = np.int64(head)
    while at != NOTHING:
        if windows[at, CLOSE] < least:
            pass
        elif time > windows[at, CLOSE]:
            if time - windows[at, CLOSE] <= gap:
                left = at
                chosen = at if chosen == NOTHING else chosen
        elif time < windows[at, OPEN]:
            if windows[at, OPEN] - time <= gap:
                right = at
                chosen = at if chosen == NOTHING else chosen
        else:
            return at, np.int64(NOTHING), np.int64(NOTHING)
        at = windows[at, NEXT]
    return chosen, left, right


@njit(cache=True, nogil=True)
def _note_merged(target: Any, source: Any, windows: Any, merged: Any, merged_pool: Any) -> None:
    """Add the source's id to those that went into the target; what had gone into the source is forgotten."""
    at = windows[source, MERGED]
    while at != NOTHING:
        after = merged[at, MERGED_NEXT]
        merged[at, MERGED_NEXT] = merged_pool[FREE]
        merged_pool[FREE] = at
        at = after
    windows[source, MERGED] = NOTHING
    at = merged_pool[FREE]
    if at != NOTHING:
        merged_pool[FREE] = merged[at, MERGED_NEXT]
    else:
        at = merged_pool[USED]
        merged_pool[USED] += 1
    merged[at, MERGED_ID], merged[at, MERGED_NEXT] = windows[source, ID], windows[target, MERGED]
    windows[target, MERGED] = at


@njit(cache=True, nogil=True)
def assign_session(
    key_ids: Any,
    times: Any,
    skipped: Any,
    now: int,
    wait: int,
    gap: int,
    earliest: int,
    latest: int,
    numbered_late: bool,
    by_window: bool,
    position: int,
    stamp: int,
    keyed: Any,
    heads: Any,
    windows: Any,
    counts: Any,
    pool: Any,
    merged: Any,
    merged_pool: Any,
    slots: Any,
    late: Any,
    touched: Any,
    merges: Any,
    record: Any,
) -> tuple[int, int, int, int]:
    """Give each item the slot of its session, LATE or SKIPPED; return (late items, touched keys, odd ones, merges).

    `merges` are pairs of slots, source and target, in order, each with the number of items that came before it. The
    slot of a source stays taken until it is given back.
    """
    late_count, touched_count, odd_count, merge_count = 0, 0, 0, 0
    behind, count = wait + now, len(key_ids)
    large = len(keyed) > FITS_THE_CACHE
    for row in range(count):
        if large and row + AHEAD < count:
            ask_for(keyed, key_ids[row + AHEAD])
            ask_for(heads, key_ids[row + AHEAD])
            ask_for_last(key_ids[row + AHEAD // 2], keyed, windows, counts)
        key, time = np.int64(key_ids[row]), times[row]
        if len(skipped) and skipped[row]:
            slots[row] = SKIPPED
            continue
        if time < earliest or time > latest:
            slots[row] = SKIPPED
            odd_count += 1
            continue
        marks = keyed[key, MARKS]
        if (marks & STAMP) != stamp:
            keyed[key, MARKS] = (marks & ~np.int64(STAMP)) | stamp
            touched[touched_count] = key
            touched_count += 1
        lead, before = time - behind, keyed[key, LEAD]
        if row < len(record):
            record[row, 0], record[row, 1] = before, max(before, lead)
        if lead > before:
            keyed[key, LEAD], keyed[key, SETTER] = lead, position + row
        watermark = keyed[key, LEAD] + now
        least = watermark - gap if by_window else np.int64(NO_LEAD)
        chosen, left, right = _touching(heads[key], time, gap, least, windows)
        if time < watermark and (not by_window or (chosen == NOTHING and time < least)):
            slots[row] = LATE
            late[late_count, ROW], late[late_count, WATERMARK] = row, watermark
            late[late_count, SET_BY] = keyed[key, SETTER]
            late_count += 1
            continue
        if chosen == NOTHING:
            chosen = take_slot(pool, windows)
            link_after(keyed[key, MARKS] >> 32, chosen, key, time, keyed, heads, windows, counts, pool)
            windows[chosen, CLOSE], windows[chosen, MERGED] = time, NOTHING
            if not numbered_late:
                windows[chosen, ID] = keyed[key, NEXT_ID]
                keyed[key, NEXT_ID] += 1
        elif chosen == left:
            windows[chosen, CLOSE] = time
        elif chosen == right:
            windows[chosen, OPEN] = time
        counts[chosen] += 1
        slots[row] = chosen
        if left != NOTHING and right != NOTHING:
            windows[left, CLOSE] = windows[right, CLOSE]
            counts[left] += counts[right]
            unlink(right, key, keyed, heads, windows)
            if not numbered_late:
                _note_merged(left, right, windows, merged, merged_pool)
            merges[merge_count, 0], merges[merge_count, 1], merges[merge_count, 2] = right, left, row + 1
            merge_count += 1
    return late_count, touched_count, odd_count, merge_count


@njit(cache=True, nogil=True)
def close_sessions(
    key_ids: Any,
    now: int,
    final: bool,
    gap: int,
    ordered: bool,
    numbered_late: bool,
    keyed: Any,
    heads: Any,
    windows: Any,
    counts: Any,
    closed: Any,
    closed_keys: Any,
    closed_open: Any,
    closed_counts: Any,
) -> tuple[int, int, int]:
    """Unlink the sessions that the watermark has passed by more than the gap; return what `close_due` does."""
    closed_count, keys, wake = 0, 0, NO_WAKE
    large = len(keyed) > FITS_THE_CACHE
    for at in range(len(key_ids)):
        if large and at + AHEAD < len(key_ids):
            ask_for(keyed, key_ids[at + AHEAD])
            ask_for(windows, max(0, heads[key_ids[at + AHEAD]]))
        key = key_ids[at]
        lead, slot, before = keyed[key, LEAD], np.int64(heads[key]), closed_count
        while slot != NOTHING:
            after = windows[slot, NEXT]
            if final or windows[slot, CLOSE] < lead + now - gap:
                unlink(slot, key, keyed, heads, windows)
                closed[closed_count] = slot
                closed_count += 1
            else:
                wake = min(wake, windows[slot, CLOSE] + gap + 1 - lead)
            slot = after
        if ordered and closed_count > before:
            sort_by(OPEN, closed, before, closed_count, windows)
        if numbered_late:
            for which in range(before, closed_count):
                windows[closed[which], ID] = keyed[key, NEXT_ID]
                keyed[key, NEXT_ID] += 1
        if closed_count > before:
            describe(key, before, closed_count, closed, windows, counts, closed_keys, closed_open, closed_counts)
            keys += 1
    return closed_count, keys, wake


@njit(cache=True, nogil=True)
def merged_ids(closed: Any, windows: Any, merged: Any, merged_pool: Any, offsets: Any, ids: Any, free: bool) -> int:
    """Write the ids that went into each session, ascending, and where each one's begin; return how many there are.

    With `free` they are forgotten. `ids` must have room for all that were ever noted.
    """
    count = 0
    for which in range(len(closed)):
        offsets[which] = count
        slot, first = closed[which], count
        at = windows[slot, MERGED]
        while at != NOTHING:
            place = count
            while place > first and ids[place - 1] > merged[at, MERGED_ID]:
                ids[place] = ids[place - 1]
                place -= 1
            ids[place] = merged[at, MERGED_ID]
            count += 1
            after = merged[at, MERGED_NEXT]
            if free:
                merged[at, MERGED_NEXT] = merged_pool[FREE]
                merged_pool[FREE] = at
            at = after
        if free:
            windows[slot, MERGED] = NOTHING
    offsets[len(closed)] = count
    return count


@njit(cache=True, nogil=True)
def restore_merged(slots: Any, offsets: Any, ids: Any, windows: Any, merged: Any, merged_pool: Any) -> None:
    """Take back what `merged_ids` gave; `merged` must have room for all of them."""
    for which in range(len(slots)):
        windows[slots[which], MERGED] = NOTHING
        for place in range(offsets[which], offsets[which + 1]):
            at = merged_pool[USED]
            merged_pool[USED] += 1
            merged[at, MERGED_ID], merged[at, MERGED_NEXT] = ids[place], windows[slots[which], MERGED]
            windows[slots[which], MERGED] = at


@njit(cache=True, nogil=True)
def coming_ids(slots: Any, keyed: Any, heads: Any, windows: Any, ids: Any) -> None:
    """Write the id that each open session of an ordered step will get: its key's sessions close as they open."""
    for at in range(len(slots)):
        key, opened = windows[slots[at], KEY], windows[slots[at], OPEN]
        before, other = 0, np.int64(heads[key])
        while other != NOTHING:
            before += windows[other, OPEN] < opened
            other = windows[other, NEXT]
        ids[at] = keyed[key, NEXT_ID] + before
