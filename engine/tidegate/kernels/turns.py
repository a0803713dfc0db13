"""Taking turns: entries in rounds, such that no round has two of one slot, in the order in which they came."""

from __future__ import annotations

from typing import Any

from numba import njit


@njit(cache=True, nogil=True)
def turns(slots: Any, seen: Any, turn: Any) -> int:
    """Write which entry of its slot each one is, from 0, -1 without a slot; return how many rounds that takes.

    `seen` counts the entries of each slot, from 0.
    """
    rounds = 0
    for entry in range(len(slots)):
        slot = slots[entry]
        if slot < 0:
            turn[entry] = -1
            continue
        turn[entry] = seen[slot]
        seen[slot] += 1
        rounds = max(rounds, seen[slot])
    return rounds


@njit(cache=True, nogil=True)
def pair_turns(sources: Any, targets: Any, done: Any, turn: Any) -> int:
    """Write the round of each pair, so that one which needs the outcome of another comes later; return how many."""
    rounds = 0
    for pair in range(len(sources)):
        turn[pair] = max(done[sources[pair]], done[targets[pair]])
        done[sources[pair]] = done[targets[pair]] = turn[pair] + 1
        rounds = max(rounds, turn[pair] + 1)
    return rounds
