"""`Stepping`: what a paused run goes on for before it stands still again.

    ask(until) -> [a turn of the worker -> turned()]* -> nothing to go on for
                                   cancel() ------------^

A step until an item, a watermark or a window lets items leave their sources one by one, so that it ends with the very
item that brought it about. Ends of input bring about what they bring about; where nothing can come any more, the run
ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.events import StepUntil

if TYPE_CHECKING:
    from tidegate.worker import Worker


class Stepping:
    """The step that a run is in, if it is in one."""

    def __init__(self) -> None:
        self.until: StepUntil | None = None
        self._before: object = None

    def ask(self, until: StepUntil, worker: Worker) -> None:
        """Go on from where the worker is now; a step that is under way is forgotten."""
        self.until, self._before = until, _reached(until, worker)

    def cancel(self) -> None:
        """Go on for nothing any more."""
        self.until = None

    @property
    def items(self) -> int | None:
        """Return how many items may leave their sources in one turn; None: whole batches."""
        return None if self.until is StepUntil.TURN else 1

    def turned(self, worker: Worker) -> bool:
        """Note that a turn was made, and return whether it was the last one of the step."""
        if self.until is None or (self.until is not StepUntil.TURN and _reached(self.until, worker) == self._before):
            return False
        self.until = None
        return True


def _reached(until: StepUntil, worker: Worker) -> object:
    """Return what is another once the step has got where it goes to."""
    match until:
        case StepUntil.TURN:
            return None
        case StepUntil.ITEM:
            return worker.items_given
        case StepUntil.WATERMARK:
            return worker.clocks()
        case StepUntil.WINDOW:
            return worker.windows_closed
