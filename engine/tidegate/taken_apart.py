"""`TakenApart`: what a source gave and has not left it yet, in a run that goes item by item.

    poll -> [a b c d]      an item's turn     a leaves, [b c d] waits
                           the next one       b leaves, [c d] waits
                           a whole turn       c and d leave

All of it leaves at the system time at which it came: to the steps that follow no time passes within a batch, however
long a person looks at its first item. In a live run they also do only then what time has made due, when the last of it
has come, as in a turn that is made at once: a key that forgot its clock in the middle of a batch would judge the rest of it
by another. Where time stands still, a batch that is taken apart is to them like smaller batches.
"""

from __future__ import annotations

from tidegate.operator import Outputs


class TakenApart:
    """Batches of one source that have come, in order, the first of them perhaps only in part."""

    def __init__(self) -> None:
        self.came_at_us = 0
        self._left: Outputs = []

    def __bool__(self) -> bool:
        return bool(self._left)

    def keep(self, outputs: Outputs, system_us: int) -> None:
        """Keep what came at this time; everything that came before has left."""
        assert not self._left, "a source was asked for more before what it gave had left it"
        self._left = [(port, batch) for port, batch in outputs if batch.length]
        self.came_at_us = system_us

    def take(self, most: int | None) -> Outputs:
        """Return the next items, at most so many, or all of them."""
        if most is None:
            taken, self._left = self._left, []
            return taken
        taken = []
        while self._left and most:
            port, batch = self._left[0]
            count = min(most, batch.length)
            taken.append((port, batch.slice(0, count)))
            self._left[:1] = [(port, batch.slice(count, batch.length - count))] if count < batch.length else []
            most -= count
        return taken

    def waiting(self, port: str) -> int:
        """Return how many items wait to leave by this port."""
        return sum(batch.length for name, batch in self._left if name == port)


def length_of(outputs: Outputs) -> int:
    """Return how many items these are."""
    return sum(batch.length for _, batch in outputs)
