"""`WaitingClosings`: closed windows that wait to be found again by their names, many at once.

    parts      [ 60,000 ]  [ 9,000 ]  [ 700 ]      each sorted by a hash of the names; what was taken is marked
    add        one more part; parts of like size become one, so that there are few
    take       for each name asked for, all windows that are called so, oldest first

A tumbling or sliding window is called by its key and id, a session by its key alone: which of the sessions of a key are
meant, the instants say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.closings import Closings, together
from tidegate.holding import Int64s
from tidegate.same_values import Mask, ranges

Hashes = npt.NDArray[np.uint64]
_ODD = [np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xFF51AFD7ED558CCD)]


@dataclass(slots=True, eq=False)
class _Part:
    closed: Closings
    hashes: Hashes
    """Sorted; those of equal names in the order in which they came."""
    order: Int64s
    taken: Mask
    """By the window's number, not by its place in `hashes`."""
    nbytes: int

    def rest(self) -> Closings:
        return self.closed.where(~self.taken) if self.taken.any() else self.closed


@dataclass(frozen=True, slots=True)
class Taken:
    """What was found: windows, and for each which of the names asked for it answers, in the order of these."""

    windows: Closings
    of: Int64s


class WaitingClosings:
    """Windows by name."""

    def __init__(self, *, sessions: bool) -> None:
        self._sessions = sessions
        self._parts: list[_Part] = []
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    @property
    def nbytes(self) -> int:
        """Return how much memory their results take, those of some that were taken among them."""
        return sum(part.nbytes for part in self._parts)

    def add(self, closed: Closings) -> None:
        """Let these wait too."""
        if not len(closed):
            return
        self._waiting += len(closed)
        self._parts.append(self._part(closed))
        while len(self._parts) > 1 and len(self._parts[-2].closed) <= 2 * len(self._parts[-1].closed):
            later, earlier = self._parts.pop(), self._parts.pop()
            rest = together([earlier.rest(), later.rest()])
            if len(rest):
                self._parts.append(self._part(rest))

    def _part(self, closed: Closings) -> _Part:
        hashes = hashes_of(closed, self._sessions)
        order = np.argsort(hashes, kind="stable")
        return _Part(closed, hashes[order], order, np.zeros(len(closed), np.bool_), closed.nbytes())

    def take(self, wanted: Closings) -> Taken:
        """Return the windows that these stand for; they wait no longer."""
        hashes = hashes_of(wanted, self._sessions)
        asked = np.argsort(hashes)  # Neighbours are found near each other: several times as fast as in any order.
        found = [self._take(part, wanted, asked, hashes[asked]) for part in self._parts]
        self._parts = [part for part in self._parts if not part.taken.all()]
        windows, of = together([one.windows for one in found]), np.concatenate([one.of for one in found] or [_NONE])
        self._waiting -= len(windows)
        order = np.argsort(of, kind="stable")
        return Taken(windows.pick(order), of[order])

    def _take(self, part: _Part, wanted: Closings, asked: Int64s, hashes: Hashes) -> Taken:
        first = np.searchsorted(part.hashes, hashes, "left")
        counts = np.searchsorted(part.hashes, hashes, "right") - first
        of = np.repeat(asked, counts)
        rows = part.order[ranges(first, counts)]
        meant = ~part.taken[rows] & self._meant(part.closed, rows, wanted, of)
        part.taken[rows[meant]] = True
        return Taken(part.closed.pick(rows[meant]), of[meant])

    def _meant(self, closed: Closings, rows: Int64s, wanted: Closings, of: Int64s) -> Mask:
        own = closed.key_ids[rows] == wanted.key_ids[of]
        if not self._sessions:
            return np.asarray(own & (closed.ids[rows] == wanted.ids[of]))
        before, after = closed.close_us[rows] < wanted.open_us[of], closed.open_us[rows] > wanted.close_us[of]
        return np.asarray(own & ~before & ~after)

    def take_all(self) -> Closings:
        """Return all that wait; none is left."""
        rest = together([part.rest() for part in self._parts])
        self._parts, self._waiting = [], 0
        return rest


_NONE = np.empty(0, np.int64)


def hashes_of(closed: Closings, sessions: bool) -> Hashes:
    """Return a number for the name of each window; equal names have equal numbers."""
    with np.errstate(over="ignore"):
        mixed = closed.key_ids.astype(np.uint64) * _ODD[0]
        if not sessions:
            mixed ^= (closed.ids.view(np.uint64) + _ODD[1]) * _ODD[1]
        mixed ^= mixed >> np.uint64(32)
        mixed *= _ODD[2]
    return np.asarray(mixed ^ (mixed >> np.uint64(29)))
