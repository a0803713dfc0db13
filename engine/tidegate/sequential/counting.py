"""`CountHolding`: how many items; the step counts them anyway."""

from __future__ import annotations

from tidegate.arrow_views import column
from tidegate.holding import Closing, Columns, Holding, Int64s, Taken
from tidegate.sequential.holdings import VALUE
from tidegate.types import INT


class CountHolding(Holding):
    """Holds nothing itself."""

    def make_room(self, slots: int) -> None:
        """Do nothing."""

    def absorb(self, taken: Taken) -> None:
        """Do nothing: the step counts."""

    def merge(self, sources: Int64s, targets: Int64s) -> None:
        """Do nothing: the step adds the counts up."""

    def results(self, closing: Closing) -> tuple[Int64s | None, Columns]:
        """Return the counts."""
        return None, {VALUE: column(closing.counts, INT)}

    def save(self, slots: Int64s) -> Columns:
        """Return nothing."""
        return {}

    def load(self, slots: Int64s, saved: Columns) -> None:
        """Do nothing."""
