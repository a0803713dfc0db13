"""One program, run for every entry of a batch: the states of slots, and how entries take them on.

    state[s]   what slot s holds: MARKS, then one word for each leaf of the state

MARKS has bit 0 set when the slot holds something, and bit 1 + n when leaf n is null. What a program is made of stands
in `instructions.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tidegate.kernels.instructions import run

MARKS, HELD = 0, 1
MAX_LEAVES = 62


@njit(cache=True, nogil=True, forceinline=True)
def _load(kept: Any, row: Any, into: Any, regs: Any, nulls: Any) -> None:
    """Put what a slot holds into registers."""
    marks = kept[row, MARKS] >> 1
    for leaf in range(len(into)):
        regs[into[leaf]] = kept[row, 1 + leaf]
        nulls[into[leaf]] = (marks >> leaf) & 1


@njit(cache=True, nogil=True, forceinline=True)
def _store(kept: Any, row: Any, source: Any, regs: Any, nulls: Any) -> None:
    """Make a slot hold what registers have."""
    marks = np.int64(HELD)
    for leaf in range(len(source)):
        kept[row, 1 + leaf] = regs[source[leaf]]
        marks |= np.int64(nulls[source[leaf]] != 0) << (1 + leaf)
    kept[row, MARKS] = marks


@njit(cache=True, nogil=True, forceinline=True)
def _copy(kept: Any, row: Any, into: Any, at: Any) -> None:
    for word in range(kept.shape[1]):
        into[at, word] = kept[row, word]


@njit(cache=True, nogil=True, error_model="numpy")
def advance(
    slots: Any,
    rows: Any,
    inputs: Any,
    lacks: Any,
    input_at: Any,
    code: Any,
    regs: Any,
    floats: Any,
    nulls: Any,
    state_at: Any,
    results: Any,
    initial: Any,
    starts: Any,
    null_is_empty: bool,
    forgets: bool,
    state: Any,
    bad: Any,
    bad_states: Any,
    before: Any,
    after: Any,
) -> int:
    """Run a program for each entry that has a slot, in order; return how many failed.

    An empty slot starts with `initial`, or, where there are `starts`, it just takes what these registers have. The
    state before and after each entry is written down where `before` and `after` have room. `forgets`: a slot whose
    new state is null is empty again.
    """
    failed, traced = 0, len(before) > 0
    for entry in range(len(slots)):
        slot = slots[entry]
        if slot < 0:
            continue
        row = rows[entry] if len(rows) else entry
        for which in range(len(input_at)):
            regs[input_at[which]] = inputs[which, row]
        if len(lacks):
            for which in range(len(input_at)):
                nulls[input_at[which]] = lacks[which, row]
        marks = state[slot, MARKS]
        if len(starts) and (marks == 0 or (null_is_empty and marks & 2)):
            _store(state, slot, starts, regs, nulls)
            continue
        if marks:
            _load(state, slot, state_at, regs, nulls)
        else:
            _load(initial, 0, state_at, regs, nulls)
        if not run(code, regs, floats, nulls):
            bad[failed] = entry
            if marks:
                _copy(state, slot, bad_states, failed)
            else:
                _copy(initial, 0, bad_states, failed)
            failed += 1
            continue
        if traced:
            if marks:
                _copy(state, slot, before, entry)
            else:
                _copy(initial, 0, before, entry)
        _store(state, slot, results, regs, nulls)
        if traced:
            _copy(state, slot, after, entry)
        if forgets and state[slot, MARKS] & 2:
            state[slot, MARKS] = 0
    return failed


@njit(cache=True, nogil=True, error_model="numpy")
def merge(
    sources: Any,
    targets: Any,
    code: Any,
    regs: Any,
    floats: Any,
    nulls: Any,
    target_at: Any,
    source_at: Any,
    results: Any,
    initial: Any,
    moves: bool,
    state: Any,
    bad: Any,
    bad_targets: Any,
    bad_sources: Any,
) -> int:
    """Run a program for each pair of slots, in order, and empty the source; return how many failed.

    `moves`: where the target is empty, it takes what the source holds. The target of a pair that failed stays as it
    was; what both held is written down.
    """
    failed = 0
    for pair in range(len(sources)):
        source, target = sources[pair], targets[pair]
        if state[source, MARKS] == 0:
            continue
        if moves and state[target, MARKS] == 0:
            _copy(state, source, state, target)
            state[source, MARKS] = 0
            continue
        if state[target, MARKS] == 0:
            _copy(initial, 0, state, target)
        _load(state, target, target_at, regs, nulls)
        _load(state, source, source_at, regs, nulls)
        if run(code, regs, floats, nulls):
            _store(state, target, results, regs, nulls)
        else:
            bad[failed] = pair
            _copy(state, target, bad_targets, failed)
            _copy(state, source, bad_sources, failed)
            failed += 1
        state[source, MARKS] = 0
    return failed
