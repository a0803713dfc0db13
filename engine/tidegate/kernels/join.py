"""Joins: what each side of a slot holds, as chains of row numbers, and the rows that come of it.

    cells[slot * sides + side]  FIRST ---> links[4] ---> links[9] ---> NOTHING       LAST, the end of the chain
                                           ROW, LINK

`first` and `last` have chains of one; `product` has all values. The rows of a slot are the product of its sides, the
last side changing fastest; a side without a value counts as one that is missing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.windows import FREE, FREE_COUNT, NOTHING, USED

FIRST, LAST = 0, 1
ROW, LINK = 0, 1
INSERT_FIRST, INSERT_LAST, INSERT_PRODUCT = range(3)
EMIT_COMPLETE, EMIT_FINAL, EMIT_RUNNING = range(3)


@njit(cache=True, nogil=True)
def _drop(cell: Any, cells: Any, links: Any, pool: Any, dead: Any, dead_count: int) -> int:
    """Empty a cell; its rows are dead."""
    at = cells[cell, FIRST]
    while at != NOTHING:
        dead[dead_count] = links[at, ROW]
        dead_count += 1
        after = links[at, LINK]
        links[at, LINK] = pool[FREE]
        pool[FREE] = at
        pool[FREE_COUNT] += 1
        at = after
    cells[cell, FIRST] = cells[cell, LAST] = NOTHING
    return dead_count


@njit(cache=True, nogil=True)
def _append(cell: Any, row: Any, cells: Any, links: Any, pool: Any) -> None:
    at = pool[FREE]
    if at != NOTHING:
        pool[FREE] = links[at, LINK]
        pool[FREE_COUNT] -= 1
    else:
        at = pool[USED]
        pool[USED] += 1
    links[at, ROW], links[at, LINK] = row, NOTHING
    if cells[cell, FIRST] == NOTHING:
        cells[cell, FIRST] = at
    else:
        links[cells[cell, LAST], LINK] = at
    cells[cell, LAST] = at


@njit(cache=True, nogil=True)
def rows_of(slot: Any, sides: int, cells: Any, links: Any, most: int) -> tuple[int, bool]:
    """Return how many rows a slot comes to, at most `most` + 1, and whether every side has a value."""
    total, complete = 1, True
    for side in range(sides):
        count, at = 0, cells[slot * sides + side, FIRST]
        while at != NOTHING and count <= most:
            count += 1
            at = links[at, LINK]
        complete = complete and count > 0
        total = min(total * max(count, 1), most + 1)
    return total, complete


@njit(cache=True, nogil=True)
def _write_rows(slot: Any, sides: int, cells: Any, links: Any, total: int, rows: Any, start: int) -> None:
    """Write the product of a slot's sides from `start` on."""
    repeat = total
    for side in range(sides):
        head = cells[slot * sides + side, FIRST]
        count, at = 0, head
        while at != NOTHING:
            count += 1
            at = links[at, LINK]
        repeat //= max(count, 1)
        line = start
        while line < start + total:
            at = head
            while True:
                row = links[at, ROW] if at != NOTHING else np.int64(NOTHING)
                for _again in range(repeat):
                    rows[line, side] = row
                    line += 1
                at = links[at, LINK] if at != NOTHING else np.int64(NOTHING)
                if at == NOTHING:
                    break


@njit(cache=True, nogil=True)
def absorb(
    first: int,
    emit_first: bool,
    slots: Any,
    sides_of: Any,
    numbers: Any,
    sides: int,
    insert: int,
    emit: int,
    cells: Any,
    links: Any,
    pool: Any,
    dead: Any,
    dead_count: int,
    out_slots: Any,
    out_rows: Any,
    out_count: int,
) -> tuple[int, bool, int, int]:
    """Insert entries from `first` on and emit what they cause; return (entries done, stopped, dead rows, rows emitted).

    Stops when the rows of an entry do not fit into `out_rows`: that entry is inserted and to be emitted first the next
    time. `links` and `dead` must have room for all entries.
    """
    for entry in range(first, len(slots)):
        slot, side = np.int64(slots[entry]), sides_of[entry]
        if slot < 0:
            continue
        cell = slot * sides + side
        if not (emit_first and entry == first):
            if insert == INSERT_FIRST and cells[cell, FIRST] != NOTHING:
                dead[dead_count] = numbers[entry]
                dead_count += 1
            else:
                if insert == INSERT_LAST:
                    dead_count = _drop(cell, cells, links, pool, dead, dead_count)
                _append(cell, numbers[entry], cells, links, pool)
        if emit == EMIT_FINAL:
            continue
        room = len(out_slots) - out_count
        total, complete = rows_of(slot, sides, cells, links, room)
        if emit == EMIT_COMPLETE and not complete:
            continue
        if total > room:
            return entry, True, dead_count, out_count
        _write_rows(slot, sides, cells, links, total, out_rows, out_count)
        out_slots[out_count : out_count + total] = slot
        out_count += total
        if emit == EMIT_COMPLETE:
            for each in range(sides):
                dead_count = _drop(slot * sides + each, cells, links, pool, dead, dead_count)
    return len(slots), False, dead_count, out_count


@njit(cache=True, nogil=True)
def merge_cells(
    source: Any, target: Any, sides: int, insert: int, cells: Any, links: Any, pool: Any, dead: Any, dead_count: int
) -> int:
    """Put what one slot holds into another; return the number of dead rows.

    As in Bytewax: with `first` a value of the source wins, with `last` one of the target; `product` keeps both.
    """
    for side in range(sides):
        into, out_of = target * sides + side, source * sides + side
        if cells[out_of, FIRST] == NOTHING:
            continue
        if cells[into, FIRST] == NOTHING:
            cells[into, FIRST], cells[into, LAST] = cells[out_of, FIRST], cells[out_of, LAST]
        elif insert == INSERT_PRODUCT:
            links[cells[into, LAST], LINK] = cells[out_of, FIRST]
            cells[into, LAST] = cells[out_of, LAST]
        elif insert == INSERT_FIRST:
            dead_count = _drop(into, cells, links, pool, dead, dead_count)
            cells[into, FIRST], cells[into, LAST] = cells[out_of, FIRST], cells[out_of, LAST]
        else:
            dead_count = _drop(out_of, cells, links, pool, dead, dead_count)
        cells[out_of, FIRST] = cells[out_of, LAST] = NOTHING
    return dead_count


@njit(cache=True, nogil=True)
def emit_slots(
    first: int, slots: Any, sides: int, cells: Any, links: Any, which: Any, out_rows: Any, out_count: int
) -> tuple[int, int]:
    """Write the rows of slots from `first` on, and which of them each is of; return (slots done, rows written)."""
    for at in range(first, len(slots)):
        room = len(which) - out_count
        total, _ = rows_of(slots[at], sides, cells, links, room)
        if total > room:
            return at, out_count
        _write_rows(slots[at], sides, cells, links, total, out_rows, out_count)
        which[out_count : out_count + total] = at
        out_count += total
    return len(slots), out_count


@njit(cache=True, nogil=True)
def clear(slots: Any, sides: int, cells: Any, links: Any, pool: Any, dead: Any) -> int:
    """Empty slots; return how many rows are dead. `dead` must have room for all rows that are held."""
    dead_count = 0
    for slot in slots:
        for side in range(sides):
            dead_count = _drop(slot * sides + side, cells, links, pool, dead, dead_count)
    return dead_count


@njit(cache=True, nogil=True)
def held_rows(slots: Any, sides: int, side: int, cells: Any, links: Any, rows: Any, offsets: Any) -> int:
    """Write the rows that one side of each slot holds, and where each slot's begin; return how many there are."""
    count = 0
    for at in range(len(slots)):
        offsets[at] = count
        place = cells[slots[at] * sides + side, FIRST]
        while place != NOTHING:
            rows[count] = links[place, ROW]
            count += 1
            place = links[place, LINK]
    offsets[len(slots)] = count
    return count


@njit(cache=True, nogil=True)
def renumber(cells: Any, side: int, sides: int, links: Any, kept: Any) -> None:
    """Give every row that a side holds the number that it has among the sorted rows `kept`."""
    for cell in range(side, len(cells), sides):
        at = cells[cell, FIRST]
        while at != NOTHING:
            links[at, ROW] = np.searchsorted(kept, links[at, ROW])
            at = links[at, LINK]
