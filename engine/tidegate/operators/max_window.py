"""`max_window`: the item of each window with the largest value."""

from __future__ import annotations

from tidegate.best_window import BestWindow


class MaxWindow(BestWindow):
    """Keep the item of each window with the largest value.

    The whole item leaves by `down` when the window closes. Of items with the same value the one that arrived first
    stays. A null never wins against a value, and not-a-number never against a number.

    With `val`, windows of 10 s over a@0 with val 2 and a@4 with val 3 give the item with val 3.
    """

    kind = "max_window"
    title = "Max window"
    icon = "arrow-up"
    largest = True

    def summary(self) -> str:
        return self.in_words(f"largest {self.by or 'item'}")
