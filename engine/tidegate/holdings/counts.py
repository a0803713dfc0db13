"""`CountHolding`: nothing but how many items there were, which whoever gives out the slots knows anyway."""

from __future__ import annotations

from tidegate.arrow_views import column
from tidegate.holding import Closing, Columns, Emission, Holding, Int64s, Taken
from tidegate.types import INT


class CountHolding(Holding):
    """Holds nothing; the result is the number of items."""

    def make_room(self, slots: int) -> None:
        pass

    def absorb(self, taken: Taken) -> Emission | None:
        return None

    def merge(self, sources: Int64s, targets: Int64s) -> Emission | None:
        return None

    def results(self, closing: Closing) -> tuple[Int64s | None, Columns]:
        return None, {"value": column(closing.counts, INT)}

    def save(self, slots: Int64s) -> Columns:
        return {}

    def load(self, slots: Int64s, saved: Columns) -> None:
        pass
