"""Distinct 64-bit words per slot: one open-addressing table for all slots, and a chain of members for each.

    owners[s]    FIRST ---> members[7] -LINK-> members[2] -LINK-> NOTHING      LAST, COUNT, TURNS
    members[m]   OWNER, WORD, IS_NULL    what it is found by
                 LINK                    the next member of its slot, in order of first arrival
                 SINCE, TURN             the earliest timestamp of it, and which of its slot's entries that was
                 UNTIL, ROW              the latest timestamp of it, and the row that came with that
    table        [ tag | m ]             -1 is empty; at most half full

A member that is freed loses its OWNER and its cells in the table stay: a cell only says where to look, and what is found
there is compared. They go when the table is built anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for

NOTHING = -1
FIRST, LAST, COUNT, TURNS = range(4)
OWNER_WIDTH = 4
EMPTY_OWNER = (NOTHING, NOTHING, 0, 0)
OWNER, WORD, IS_NULL, LINK, SINCE, TURN, UNTIL, ROW = range(8)
MEMBER_WIDTH = 8
FREE, USED, FREE_COUNT, CELLS = range(4)
EMPTY = -1
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_LOW = np.int64(0xFFFFFFFF)


@njit(cache=True, nogil=True, inline="always")
def _hash(owner: Any, word: Any, null: Any) -> Any:
    mixed = np.uint64(word) * _MULTIPLIER
    mixed = (mixed ^ (mixed >> np.uint64(32)) ^ np.uint64(2 * owner + null)) * _MULTIPLIER
    return mixed ^ (mixed >> np.uint64(29))


@njit(cache=True, nogil=True, inline="always")
def _tag(mixed: Any) -> Any:
    return np.int64(mixed >> np.uint64(33)) << 32


@njit(cache=True, nogil=True)
def _find(mixed: Any, owner: Any, word: Any, null: Any, members: Any, table: Any) -> tuple[int, int]:
    """Return (member, NOTHING), or (NOTHING, the empty cell where it would be)."""
    mask = np.int64(len(table) - 1)
    at, tag = np.int64(mixed) & mask, _tag(mixed)
    while table[at] != EMPTY:
        member = table[at] & _LOW
        if (
            (table[at] & ~_LOW) == tag
            and members[member, OWNER] == owner
            and members[member, WORD] == word
            and members[member, IS_NULL] == null
        ):
            return member, np.int64(NOTHING)
        at = (at + 1) & mask
    return np.int64(NOTHING), at


@njit(cache=True, nogil=True, inline="always")
def _link(owner: Any, member: Any, owners: Any, members: Any) -> None:
    members[member, OWNER], members[member, LINK] = owner, NOTHING
    if owners[owner, FIRST] == NOTHING:
        owners[owner, FIRST] = member
    else:
        members[owners[owner, LAST], LINK] = member
    owners[owner, LAST] = member
    owners[owner, COUNT] += 1


@njit(cache=True, nogil=True, inline="always")
def _take_member(members: Any, pool: Any) -> Any:
    member = pool[FREE]
    if member != NOTHING:
        pool[FREE] = members[member, LINK]
        pool[FREE_COUNT] -= 1
    else:
        member = pool[USED]
        pool[USED] += 1
    return member


@njit(cache=True, nogil=True, inline="always")
def _free_member(member: Any, members: Any, pool: Any) -> None:
    members[member, OWNER], members[member, LINK] = NOTHING, pool[FREE]
    pool[FREE] = member
    pool[FREE_COUNT] += 1


@njit(cache=True, nogil=True)
def include(
    slots: Any,
    rows: Any,
    words: Any,
    valid: Any,
    nulls_too: bool,
    times: Any,
    owners: Any,
    members: Any,
    table: Any,
    pool: Any,
    places: Any,
) -> None:
    """Make the word of each entry a member of its slot; `places` says which, or NOTHING.

    The row of a member becomes a mark of the latest of its entries (see `settle`). `times` is empty where the order is that
    of arrival. There must be room for as many members and cells as there are entries.
    """
    all_valid, in_order, ordered = len(valid) == 0, len(rows) == 0, len(times) > 0
    mask = np.int64(len(table) - 1)
    large = len(table) > 4 * FITS_THE_CACHE
    for entry in range(len(slots)):
        if large and entry + AHEAD < len(slots):
            later = np.int64(entry + AHEAD) if in_order else rows[entry + AHEAD]
            ask_for(table, np.int64(_hash(slots[entry + AHEAD], words[later], 0)) & mask)
            sooner = np.int64(entry + AHEAD // 2) if in_order else rows[entry + AHEAD // 2]
            ask_for(members, max(0, table[np.int64(_hash(slots[entry + AHEAD // 2], words[sooner], 0)) & mask] & _LOW))
        slot, row = np.int64(slots[entry]), np.int64(entry) if in_order else rows[entry]
        null = np.int64(0 if all_valid or valid[row] else 1)
        places[entry] = NOTHING
        if slot < 0 or (null and not nulls_too):
            continue
        word, time = np.int64(0) if null else words[row], times[row] if ordered else np.int64(0)
        mixed = _hash(slot, word, null)
        member, cell = _find(mixed, slot, word, null, members, table)
        if member == NOTHING:
            member = _take_member(members, pool)
            table[cell] = _tag(mixed) | member
            pool[CELLS] += 1
            members[member, WORD], members[member, IS_NULL] = word, null
            members[member, SINCE], members[member, UNTIL] = time, time
            members[member, TURN] = owners[slot, TURNS]
            _link(slot, member, owners, members)
        elif time < members[member, SINCE]:
            members[member, SINCE], members[member, TURN] = time, owners[slot, TURNS]
        if time >= members[member, UNTIL]:
            members[member, UNTIL], members[member, ROW] = time, -1 - row
        owners[slot, TURNS] += 1
        places[entry] = member


@njit(cache=True, nogil=True)
def settle(places: Any, rows: Any, members: Any, next_row: int, picked: Any) -> int:
    """Give each row that was marked the next number for good, list it in `picked`, and return how many there are."""
    count, in_order = 0, len(rows) == 0
    for entry in range(len(places)):
        member, row = places[entry], np.int64(entry) if in_order else rows[entry]
        if member != NOTHING and members[member, ROW] == -1 - row:
            members[member, ROW] = next_row + count
            picked[count] = row
            count += 1
    return count


@njit(cache=True, nogil=True)
def merge_members(first: int, sources: Any, targets: Any, owners: Any, members: Any, table: Any, pool: Any) -> int:
    """Put each source's members behind its target's, pair by pair from `first` on; return the pairs done.

    Stops early when the table has no room for the next pair.
    """
    for pair in range(first, len(sources)):
        source, target = np.int64(sources[pair]), np.int64(targets[pair])
        if 2 * (pool[CELLS] + owners[source, COUNT] + 1) > len(table):
            return pair
        turns, member = owners[target, TURNS], owners[source, FIRST]
        while member != NOTHING:
            after, word, null = members[member, LINK], members[member, WORD], members[member, IS_NULL]
            members[member, TURN] += turns
            mixed = _hash(target, word, null)
            same, cell = _find(mixed, target, word, null, members, table)
            if same == NOTHING:
                table[cell] = _tag(mixed) | member
                pool[CELLS] += 1
                _link(target, member, owners, members)
            else:
                if members[member, SINCE] < members[same, SINCE]:
                    members[same, SINCE], members[same, TURN] = members[member, SINCE], members[member, TURN]
                if members[member, UNTIL] >= members[same, UNTIL]:
                    members[same, UNTIL], members[same, ROW] = members[member, UNTIL], members[member, ROW]
                _free_member(member, members, pool)
            member = after
        owners[target, TURNS] = turns + owners[source, TURNS]
        owners[source, FIRST], owners[source, LAST], owners[source, COUNT], owners[source, TURNS] = EMPTY_OWNER
    return len(sources)


@njit(cache=True, nogil=True)
def list_members(slots: Any, forget: bool, owners: Any, members: Any, pool: Any, listed: Any) -> None:
    """Write the members of each slot one after the other; with `forget` the slot is empty and they are free then.

    What a free member was can still be read until the next `include`.
    """
    at = 0
    large = len(owners) > FITS_THE_CACHE or pool[USED] > FITS_THE_CACHE
    for which in range(len(slots)):
        if large and which + AHEAD < len(slots):
            ask_for(owners, slots[which + AHEAD])
            ask_for(members, max(0, owners[slots[which + AHEAD // 2], FIRST]))
        slot = slots[which]
        member = owners[slot, FIRST]
        while member != NOTHING:
            after = members[member, LINK]
            listed[at] = member
            at += 1
            if forget:
                _free_member(member, members, pool)
            member = after
        if forget:
            owners[slot, FIRST], owners[slot, LAST], owners[slot, COUNT], owners[slot, TURNS] = EMPTY_OWNER


@njit(cache=True, nogil=True, inline="always")
def _is_after(left: Any, right: Any) -> Any:
    return left[SINCE] > right[SINCE] or (left[SINCE] == right[SINCE] and left[TURN] > right[TURN])


@njit(cache=True, nogil=True)
def sort_by_time(offsets: Any, rows: Any) -> None:
    """Sort the members of each slot by the earliest timestamp, and by turn where that is the same."""
    for which in range(len(offsets) - 1):
        part = rows[offsets[which] : offsets[which + 1]]
        in_order = True
        for at in range(1, len(part)):
            in_order = in_order and not _is_after(part[at - 1], part[at])
        if not in_order:
            by_turn = part[np.argsort(part[:, TURN], kind="mergesort")]
            part[:] = by_turn[np.argsort(by_turn[:, SINCE], kind="mergesort")]


@njit(cache=True, nogil=True)
def rehash(members: Any, table: Any, pool: Any) -> None:
    """Fill an empty table with the members there are."""
    mask, cells = np.int64(len(table) - 1), 0
    for member in range(pool[USED]):
        if members[member, OWNER] == NOTHING:
            continue
        mixed = _hash(members[member, OWNER], members[member, WORD], members[member, IS_NULL])
        at = np.int64(mixed) & mask
        while table[at] != EMPTY:
            at = (at + 1) & mask
        table[at] = _tag(mixed) | np.int64(member)
        cells += 1
    pool[CELLS] = cells
