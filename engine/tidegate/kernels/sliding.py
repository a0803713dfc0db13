"""Windows of one length at even distances, tumbling or sliding: who is late, where the others go, what has to close.

The list of a key is in the order of open times. All its windows have one length, so what closes is its beginning.
Windows that close together leave in the order of their open times if the step is ordered, since that is the order in
which Bytewax opens windows when it releases items by timestamp; else in the order in which they were opened.

A key with no open window forgets its clock, as in Bytewax.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for
from tidegate.kernels.windows import (
    LATE,
    LEAD,
    MARKS,
    NEXT,
    NO_LEAD,
    NO_WAKE,
    NOTHING,
    OPEN,
    OPENED,
    PREV,
    ROW,
    SEQUENCE,
    SET_BY,
    SETTER,
    SKIPPED,
    STAMP,
    TAIL_OPEN,
    WATERMARK,
    ask_for_last,
    describe,
    link_after,
    sort_by,
    take_slot,
)


@njit(cache=True, nogil=True)
def _open_window(
    key: Any, from_slot: Any, open_us: Any, keyed: Any, heads: Any, windows: Any, counts: Any, pool: Any
) -> Any:
    """Return the key's window that opens then, looking back from one that does not open earlier, or open it."""
    at = from_slot
    while at != NOTHING and windows[at, OPEN] > open_us:
        at = windows[at, PREV]
    if at != NOTHING and windows[at, OPEN] == open_us:
        return at
    slot = take_slot(pool, windows)
    link_after(at, slot, key, open_us, keyed, heads, windows, counts, pool)
    if windows[slot, NEXT] == NOTHING:
        keyed[key, TAIL_OPEN] = open_us
    return slot


@njit(cache=True, nogil=True, inline="always")
def _ask_for_list(near: Any, further: Any, far: Any, keyed: Any, windows: Any, counts: Any) -> None:
    """Ask for the last windows of keys to come, one further back for each that is nearer."""
    slot = keyed[far, MARKS] >> 32
    if slot != NOTHING:
        ask_for(windows, slot)
        ask_for(counts, slot)
    slot = keyed[further, MARKS] >> 32
    if slot != NOTHING:
        slot = windows[slot, PREV]
        if slot != NOTHING:
            ask_for(windows, slot)
            ask_for(counts, slot)
    slot = keyed[near, MARKS] >> 32
    if slot != NOTHING:
        slot = windows[slot, PREV]
        if slot != NOTHING:
            slot = windows[slot, PREV]
            if slot != NOTHING:
                ask_for(windows, slot)
                ask_for(counts, slot)


@njit(cache=True, nogil=True)
def assign_tumbling(
    key_ids: Any,
    times: Any,
    skipped: Any,
    now: int,
    wait: int,
    length: int,
    align: int,
    earliest: int,
    latest: int,
    by_window: bool,
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
    record: Any,
) -> tuple[int, int, int]:
    """Give each item the slot of its window, LATE or SKIPPED; return (late items, touched keys, odd timestamps).

    `late` describes the late ones, `touched` names the keys of this batch that its activation had not touched before.
    `skipped` marks bad items and is empty when there are none; timestamps before `earliest` or after `latest` are
    skipped too. `windows` must have room for one new window per item. With `by_window` only items whose window has
    closed are late. `record` gets the watermark before and after each of the first items, as many as it has rows for.
    """
    late_count, touched_count, odd_count = 0, 0, 0
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
        else:
            watermark = before + now
            # With the other rule it is late only when its window has closed.
            if time < watermark and (
                not by_window or align + ((time - align) // length) * length + length <= watermark
            ):
                slots[row] = LATE
                late[late_count, ROW], late[late_count, WATERMARK] = row, watermark
                late[late_count, SET_BY] = keyed[key, SETTER]
                late_count += 1
                continue
        slot, since = marks >> 32, time - keyed[key, TAIL_OPEN]
        if slot == NOTHING or since < 0 or since >= length:
            open_us = align + ((time - align) // length) * length
            slot = _open_window(key, slot, open_us, keyed, heads, windows, counts, pool)
        counts[slot] += 1
        slots[row] = slot
    return late_count, touched_count, odd_count


@njit(cache=True, nogil=True)
def assign_sliding(
    key_ids: Any,
    times: Any,
    skipped: Any,
    now: int,
    wait: int,
    length: int,
    offset: int,
    align: int,
    earliest: int,
    latest: int,
    by_window: bool,
    position: int,
    stamp: int,
    keyed: Any,
    heads: Any,
    windows: Any,
    counts: Any,
    pool: Any,
    rows: Any,
    slots: Any,
    verdicts: Any,
    late: Any,
    touched: Any,
    record: Any,
) -> tuple[int, int, int, int]:
    """Do the same for windows that overlap; return (entries, late items, touched keys, odd timestamps).

    An entry is an item in one of its windows: `rows` and `slots`, items in order of arrival, the windows of one by
    their ids. `verdicts` has LATE, SKIPPED or 0 for every item. The arrays must have room for all windows of all items.
    """
    entries, late_count, touched_count, odd_count = 0, 0, 0, 0
    behind, count = wait + now, len(key_ids)
    large, many = len(keyed) > FITS_THE_CACHE, len(windows) > FITS_THE_CACHE
    for row in range(count):
        if large and row + AHEAD < count:
            ask_for(keyed, key_ids[row + AHEAD])
        if many and row + AHEAD < count:
            _ask_for_list(key_ids[row + 4], key_ids[row + 8], key_ids[row + 12], keyed, windows, counts)
        key, time = np.int64(key_ids[row]), times[row]
        if len(skipped) and skipped[row]:
            verdicts[row] = SKIPPED
            continue
        if time < earliest or time > latest:
            verdicts[row] = SKIPPED
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
        last = (time - align) // offset
        first = (time - align - length) // offset + 1
        if lead > before:
            keyed[key, LEAD], keyed[key, SETTER] = lead, position + row
        else:
            watermark = before + now
            if time < watermark:
                if not by_window or align + last * offset + length <= watermark:
                    verdicts[row] = LATE
                    late[late_count, ROW], late[late_count, WATERMARK] = row, watermark
                    late[late_count, SET_BY] = keyed[key, SETTER]
                    late_count += 1
                    continue
                # Only the windows that close after the watermark can still take it.
                first = max(first, (watermark - align - length) // offset + 1)
        verdicts[row] = 0
        slot, opened = keyed[key, MARKS] >> 32, pool[OPENED]
        at_hand = slot
        # From the last window to the first: each is the one before the one found last, or is looked for from there.
        for at in range(last - first, -1, -1):
            open_us = align + (first + at) * offset
            if at_hand != NOTHING and windows[at_hand, OPEN] == open_us:
                slot = at_hand
            else:
                slot = _open_window(key, slot, open_us, keyed, heads, windows, counts, pool)
                if counts[slot] == 0:
                    windows[slot, SEQUENCE] = opened + at  # Bytewax opens them from the first to the last.
            counts[slot] += 1
            rows[entries + at], slots[entries + at] = row, slot
            at_hand = windows[slot, PREV]
        pool[OPENED] = opened + last - first + 1
        entries += last - first + 1
    return entries, late_count, touched_count, odd_count


@njit(cache=True, nogil=True)
def close_due(
    key_ids: Any,
    now: int,
    final: bool,
    length: int,
    ordered: bool,
    keyed: Any,
    heads: Any,
    windows: Any,
    counts: Any,
    closed: Any,
    closed_keys: Any,
    closed_open: Any,
    closed_counts: Any,
) -> tuple[int, int, int]:
    """Unlink what the watermark has passed from these keys; return (windows, their keys, system time of the next one).

    `closed` names them, with key, open time and number of items in the arrays that follow. A key left without a window
    forgets its clock. `final` closes everything, as the end of the input does.
    """
    closed_count, keys, wake = 0, 0, NO_WAKE
    large = len(keyed) > FITS_THE_CACHE
    for at in range(len(key_ids)):
        if large and at + AHEAD < len(key_ids):
            ask_for(keyed, key_ids[at + AHEAD])
            ask_for(windows, max(0, heads[key_ids[at + AHEAD]]))
        key = key_ids[at]
        lead, slot, before = keyed[key, LEAD], np.int64(heads[key]), closed_count
        while slot != NOTHING and (final or windows[slot, OPEN] + length <= lead + now):
            closed[closed_count] = slot
            closed_count += 1
            slot = windows[slot, NEXT]
        if slot != NOTHING:
            wake = min(wake, windows[slot, OPEN] + length - lead)
        if closed_count > before:
            heads[key] = slot
            if slot == NOTHING:
                keyed[key, MARKS] = (NOTHING << 32) | (keyed[key, MARKS] & STAMP)
                keyed[key, TAIL_OPEN] = 0
            else:
                windows[slot, PREV] = NOTHING
            if not ordered and closed_count > before + 1:
                sort_by(SEQUENCE, closed, before, closed_count, windows)
            describe(key, before, closed_count, closed, windows, counts, closed_keys, closed_open, closed_counts)
            keys += 1
        if slot == NOTHING:
            keyed[key, LEAD], keyed[key, SETTER] = NO_LEAD, NOTHING
    return closed_count, keys, wake
