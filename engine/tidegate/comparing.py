"""`Comparing`: what a window step emitted, beside what it would have emitted with a longer wait.

    emitted      windows as they closed; they wait until the patient step closes theirs
    corrected    windows of the patient step: each is compared with those that it stands for

A tumbling or sliding window stands for the windows of its key with its id: one, or none if all its items were late, or
several if its key had forgotten its clock in between and the window came again. A session stands for the sessions of
its key that it overlaps: late items may have joined some that had been emitted apart.

Bounded: so many windows wait, with results of so many bytes. Where that is too little, the keys of those that find no
room are not compared any more; their windows are counted, and never told as right or wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tidegate.batch import KeyIds
from tidegate.closings import NOTHING, Closings
from tidegate.holding import Int64s
from tidegate.same_values import Mask, every, ranges, same_values
from tidegate.waiting_closings import Taken, WaitingClosings, hashes_of

MOST_WINDOWS = 200_000
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Differences:
    """Windows that are off."""

    shown: Closings
    """Each as it is with the longer wait; or as it was emitted, where it is none then."""
    corrected: bool
    """Whether they are those of the longer wait; all are, or none is."""
    emitted: Closings
    """What was emitted in their place, in their order; where none is corrected, they are it themselves."""
    counts: Int64s
    """How many were emitted in the place of each."""

    def __len__(self) -> int:
        return len(self.shown)

    def first(self, count: int) -> Differences:
        """Return the first of these."""
        emitted = self.emitted.pick(np.arange(int(self.counts[:count].sum())))
        return Differences(self.shown.pick(np.arange(count)), self.corrected, emitted, self.counts[:count])


@dataclass(slots=True)
class Tally:
    """How many windows were compared, and with what result."""

    compared: int = 0
    off: int = 0
    skipped: int = 0
    """Windows of keys that are not compared any more."""


class Comparing:
    """Pairs the windows of two steps."""

    def __init__(self, *, sessions: bool, most_windows: int = MOST_WINDOWS, most_bytes: int = MOST_BYTES) -> None:
        self.tally = Tally()
        self._sessions, self._most_windows, self._most_bytes = sessions, most_windows, most_bytes
        self._emitted = WaitingClosings(sessions=sessions)
        self._ahead = WaitingClosings(sessions=sessions)
        """Windows that the patient step closed before the other one did."""
        self._given_up = np.zeros(0, np.bool_)
        """By key, whether its windows are compared no more; empty while all are."""

    @property
    def waiting(self) -> int:
        """Return how many windows were emitted and wait for the patient step."""
        return len(self._emitted)

    def emitted(self, closed: Closings) -> list[Differences]:
        """Take what the step emitted; return what can be told of it at once, which is seldom anything."""
        wanted = closed.where(~self._is_given_up(closed))
        taken = self._fitting(wanted)
        self._give_up(wanted.key_ids[len(taken) :])
        self._emitted.add(taken)
        if not len(self._ahead):
            return []
        ready = self._ahead.take(taken).windows
        return self._compared(ready, self._emitted.take(ready))

    def _fitting(self, closed: Closings) -> Closings:
        room = max(0, self._most_windows - self.waiting)
        if self._emitted.nbytes + closed.nbytes() > self._most_bytes:
            room = 0
        return closed if len(closed) <= room else closed.pick(np.arange(room))

    def _give_up(self, key_ids: KeyIds) -> None:
        if len(key_ids):
            known = np.zeros(max(len(self._given_up), int(key_ids.max()) + 1), np.bool_)
            known[: len(self._given_up)] = self._given_up
            known[key_ids] = True
            self._given_up = known

    def _is_given_up(self, closed: Closings) -> Mask:
        if not len(self._given_up):
            return np.zeros(len(closed), np.bool_)
        known = np.minimum(closed.key_ids, len(self._given_up) - 1)
        return np.asarray(self._given_up[known] & (closed.key_ids < len(self._given_up)))

    def corrected(self, closed: Closings, still_open: Callable[[], Closings] = lambda: NOTHING) -> list[Differences]:
        """Take what the patient step closed, and return what is off; `still_open` are windows the other has open."""
        taken = self._emitted.take(closed)
        lonely = np.bincount(taken.of, minlength=len(closed)) == 0
        if not self._sessions and lonely.any():
            open_ones = hashes_of(still_open(), sessions=False)
            not_yet = lonely & np.isin(hashes_of(closed, sessions=False), open_ones)
            self._ahead.add(closed.where(not_yet) if not_yet.any() else NOTHING)
            numbers = np.cumsum(~not_yet) - 1
            taken = Taken(taken.windows, numbers[taken.of])
            closed = closed.where(~not_yet)
        return self._compared(closed, taken)

    def rest(self) -> list[Differences]:
        """Return what is left at the end: windows that only one of the two steps has."""
        ahead, lonely = self._ahead.take_all(), self._emitted.take_all()
        differences = self._compared(ahead, Taken(NOTHING, np.empty(0, np.int64)))
        skipped = self._is_given_up(lonely)
        self._count(skipped)
        lonely = lonely.where(~skipped)
        self.tally.off += len(lonely)
        if len(lonely):
            differences.append(Differences(lonely, False, lonely, np.ones(len(lonely), np.int64)))
        return differences

    def _count(self, skipped: Mask) -> None:
        self.tally.compared += int(np.count_nonzero(~skipped))
        self.tally.skipped += int(np.count_nonzero(skipped))

    def _compared(self, closed: Closings, taken: Taken) -> list[Differences]:
        skipped = self._is_given_up(closed)
        self._count(skipped)
        counts = np.bincount(taken.of, minlength=len(closed))
        # A window that gives no rows is none that was missed.
        right = skipped | ((counts == 0) & (closed.counts() == 0))
        single = np.flatnonzero(counts == 1)
        if len(single):
            places = np.cumsum(counts) - counts
            right[single] |= _same(taken.windows.pick(places[single]), closed.pick(single))
        if right.all():
            return []
        self.tally.off += int(np.count_nonzero(~right))
        emitted = taken.windows.where(~right[taken.of])
        return [Differences(closed.where(~right), True, emitted, counts[~right])]


def _same(emitted: Closings, corrected: Closings) -> Mask:
    """Return for each pair of windows whether their rows are the same, in the same order."""
    counts = emitted.counts()
    same: Mask = counts == corrected.counts()
    alike = np.flatnonzero(same & (counts > 0))
    if len(alike):
        one = emitted.rows.take(ranges(emitted.starts[alike], counts[alike]))
        other = corrected.rows.take(ranges(corrected.starts[alike], counts[alike]))
        mask = np.ones(one.length, np.bool_)
        for name, column in one.columns.items():
            mask &= same_values(column, other.columns[name])
        same[alike] = every(mask, counts[alike])
    return same
