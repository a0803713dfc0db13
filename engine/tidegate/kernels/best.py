"""Which entry of a batch is the best of its slot, and whether it beats what the slot holds.

    best[s]    (CLASS, VALUE) of what slot s holds; the class is EMPTY, NULL, NAN or NUMBER, and a higher one wins
    came[s]    the entry of this batch that slot s has to take, NOTHING if it stays as it is

Ties keep what came first.
"""

from __future__ import annotations

from typing import Any

from numba import njit

EMPTY, NULL, NAN, NUMBER = range(4)
NOTHING = -1


@njit(cache=True, nogil=True)
def challenge(
    slots: Any, rows: Any, values: Any, valid: Any, largest: bool, classes: Any, best: Any, came: Any, changed: Any
) -> int:
    """Let each entry challenge what its slot holds; return how many slots in `changed` take an entry."""
    count = 0
    for entry in range(len(slots)):
        slot = slots[entry]
        if slot < 0:
            continue
        row = rows[entry] if len(rows) else entry
        value = values[row]
        grade = NULL if len(valid) and not valid[row] else NAN if value != value else NUMBER
        if grade < classes[slot]:
            continue
        if grade == classes[slot] and not (grade == NUMBER and (value > best[slot] if largest else value < best[slot])):
            continue
        classes[slot], best[slot] = grade, value
        if came[slot] == NOTHING:
            changed[count] = slot
            count += 1
        came[slot] = entry
    return count


@njit(cache=True, nogil=True)
def merge(sources: Any, targets: Any, largest: bool, classes: Any, best: Any, rows: Any, more_rows: Any) -> None:
    """Let what each source holds challenge its target, pair by pair; the winner's rows move along.

    The source is empty then. `more_rows` may be empty.
    """
    for pair in range(len(sources)):
        source, target = sources[pair], targets[pair]
        grade = classes[source]
        wins = grade > classes[target] or (
            grade == NUMBER
            and classes[target] == NUMBER
            and (best[source] > best[target] if largest else best[source] < best[target])
        )
        if wins:
            classes[target], best[target], rows[target] = grade, best[source], rows[source]
            if len(more_rows):
                more_rows[target] = more_rows[source]
        classes[source], rows[source] = EMPTY, NOTHING
        if len(more_rows):
            more_rows[source] = NOTHING
