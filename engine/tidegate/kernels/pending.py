"""Items that wait in a step until their key's watermark reaches them, each key's in the order of their timestamps.

    heads[k] ----> waiting[3] <-BEFORE- -AFTER-> waiting[8] <---- tails[k]

An item is put in from the back, because most come in order; equal timestamps keep the order of arrival.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.windows import FREE, FREE_COUNT, LEAD, NO_WAKE, NOTHING, USED

TIME, ROW, SLOT, AFTER, BEFORE = range(5)
WAITING_WIDTH = 5


@njit(cache=True, nogil=True)
def put(
    key_ids: Any, times: Any, rows: Any, slots: Any, first_row: int, heads: Any, tails: Any, waiting: Any, pool: Any
) -> None:
    """Put entries in; `rows` are counted from `first_row`. `waiting` must have room for all of them."""
    for entry in range(len(slots)):
        key, time = np.int64(key_ids[entry]), times[entry]
        place = pool[FREE]
        if place != NOTHING:
            pool[FREE] = waiting[place, AFTER]
            pool[FREE_COUNT] -= 1
        else:
            place = pool[USED]
            pool[USED] += 1
        before = np.int64(tails[key])
        while before != NOTHING and waiting[before, TIME] > time:
            before = waiting[before, BEFORE]
        after = waiting[before, AFTER] if before != NOTHING else np.int64(heads[key])
        waiting[place, TIME], waiting[place, ROW], waiting[place, SLOT] = time, first_row + rows[entry], slots[entry]
        waiting[place, AFTER], waiting[place, BEFORE] = after, before
        if before == NOTHING:
            heads[key] = place
        else:
            waiting[before, AFTER] = place
        if after == NOTHING:
            tails[key] = place
        else:
            waiting[after, BEFORE] = place


@njit(cache=True, nogil=True)
def take_due(
    key_ids: Any,
    now: int,
    final: bool,
    keyed: Any,
    heads: Any,
    tails: Any,
    waiting: Any,
    pool: Any,
    rows: Any,
    slots: Any,
) -> tuple[int, int]:
    """Take out what the watermarks of these keys have reached, in order; return (entries, system time of the next)."""
    count, wake = 0, NO_WAKE
    for at in range(len(key_ids)):
        key = key_ids[at]
        lead, place = keyed[key, LEAD], np.int64(heads[key])
        while place != NOTHING and (final or waiting[place, TIME] <= lead + now):
            rows[count], slots[count] = waiting[place, ROW], waiting[place, SLOT]
            count += 1
            after = waiting[place, AFTER]
            waiting[place, AFTER] = pool[FREE]
            pool[FREE] = place
            pool[FREE_COUNT] += 1
            place = after
        heads[key] = place
        if place == NOTHING:
            tails[key] = NOTHING
        else:
            waiting[place, BEFORE] = NOTHING
            wake = min(wake, waiting[place, TIME] - lead)
    return count, wake


@njit(cache=True, nogil=True)
def move(merges: Any, keys_of: Any, heads: Any, waiting: Any) -> None:
    """Let what waits for the source of each merge wait for its target, in order; `keys_of` are the sources' keys."""
    for at in range(len(merges)):
        place = np.int64(heads[keys_of[at]])
        while place != NOTHING:
            if waiting[place, SLOT] == merges[at, 0]:
                waiting[place, SLOT] = merges[at, 1]
            place = waiting[place, AFTER]


@njit(cache=True, nogil=True)
def waiting_entries(heads: Any, waiting: Any, places: Any, key_ids: Any) -> int:
    """Write the places of all entries, key by key in order, and their keys; return how many there are."""
    count = 0
    for key in range(len(heads)):
        place = np.int64(heads[key])
        while place != NOTHING:
            places[count], key_ids[count] = place, key
            count += 1
            place = waiting[place, AFTER]
    return count
