"""What every part of the checker does: check parts, note problems with their place, work out constants."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from tidegate.expression.constants import fold
from tidegate.expression.errors import CONSTANT, ExpressionProblem, problem_at
from tidegate.expression.names import Names
from tidegate.expression.tree import Apply, Branch, Typed, Written


class Noting(ABC):
    """A checker under way: the names it may use, and the problems so far."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.problems: list[ExpressionProblem] = []

    @abstractmethod
    def check(self, written: Written) -> Typed | None:
        """Return the typed form, or None after noting at least one problem."""

    def all_of(self, parts: Sequence[Written]) -> list[Typed] | None:
        """Check every part, also after one that has a problem."""
        checked = [self.check(part) for part in parts]
        return [typed for typed in checked if typed is not None] if None not in checked else None

    def note(self, place: Written, code: str, message: str) -> None:
        self.problems.append(problem_at(place.start, place.end, code, message))

    def noted(self, place: Written, found: Typed | tuple[str, str]) -> Typed | None:
        """Return what was found, or note why nothing was."""
        if isinstance(found, tuple):
            self.note(place, *found)
            return None
        return found

    def folded(self, place: Written, node: Apply | Branch) -> Typed | None:
        found = fold(node)
        if isinstance(found, tuple):
            self.note(place, CONSTANT, f"This fails for every item: {found[1]}. Change the constant.")
            return None
        return found
