"""The first or the last value per slot, as one 64-bit word: a number's bits, or the number of a row kept elsewhere.

    kept[s]   WORD, and AT: the timestamp it came with, 0 where order is that of arrival, NONE where nothing came

`first` prefers the earlier and, of equals, what is there already; else the later and, of equals, what comes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.ahead import AHEAD, FITS_THE_CACHE, ask_for

WORD, AT = range(2)
KEPT_WIDTH = 2
NONE = -(2**63)
EMPTY_KEPT = (0, NONE)


@njit(cache=True, nogil=True, inline="always")
def _wins(at: Any, kept_at: Any, first: bool) -> Any:
    return kept_at == NONE or (at < kept_at if first else at >= kept_at)


@njit(cache=True, nogil=True)
def keep(slots: Any, rows: Any, words: Any, valid: Any, times: Any, ordered: bool, first: bool, kept: Any) -> None:
    """Keep the word of the entry that comes first, or last; where `words` is empty, a mark of its row (see `settle`)."""
    all_valid, in_order, by_row = len(valid) == 0, len(rows) == 0, len(words) == 0
    large = len(kept) > FITS_THE_CACHE
    for entry in range(len(slots)):
        if large and entry + AHEAD < len(slots):
            ask_for(kept, max(0, slots[entry + AHEAD]))
        slot, row = slots[entry], np.int64(entry) if in_order else rows[entry]
        if slot < 0 or not (all_valid or valid[row]):
            continue
        at = times[row] if ordered else np.int64(0)
        if _wins(at, kept[slot, AT], first):
            kept[slot, WORD], kept[slot, AT] = -1 - row if by_row else words[row], at


@njit(cache=True, nogil=True)
def settle(slots: Any, rows: Any, kept: Any, next_row: int, picked: Any) -> int:
    """Give each row that was marked the next number for good, list it in `picked`, and return how many there are."""
    count, in_order = 0, len(rows) == 0
    for entry in range(len(slots)):
        slot, row = slots[entry], np.int64(entry) if in_order else rows[entry]
        if slot >= 0 and kept[slot, AT] != NONE and kept[slot, WORD] == -1 - row:
            kept[slot, WORD] = next_row + count
            picked[count] = row
            count += 1
    return count


@njit(cache=True, nogil=True)
def merge_kept(sources: Any, targets: Any, first: bool, kept: Any) -> None:
    """Let what each source kept compete in its target, pair by pair, and make the source empty."""
    for pair in range(len(sources)):
        source, target = sources[pair], targets[pair]
        if kept[source, AT] != NONE and _wins(kept[source, AT], kept[target, AT], first):
            kept[target] = kept[source]
        kept[source, WORD], kept[source, AT] = EMPTY_KEPT
