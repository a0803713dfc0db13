"""What can be wrong with an expression's text, as data with exact positions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

SYNTAX: Final = "expression-syntax"
NOT_ALLOWED: Final = "expression-not-allowed"
NAME: Final = "expression-name"
CALL: Final = "expression-call"
TYPE: Final = "expression-type"
CONSTANT: Final = "expression-constant"
LIMIT: Final = "expression-limit"
REGEX: Final = "expression-regex"
FORMAT: Final = "expression-format"
TIMEZONE: Final = "expression-timezone"

PROBLEM_CODES: Final = (SYNTAX, NOT_ALLOWED, NAME, CALL, TYPE, CONSTANT, LIMIT, REGEX, FORMAT, TIMEZONE)

MAX_MESSAGE: Final = 400
"""Characters; a longer message is cut, so that no input can flood a screen or a log."""


@dataclass(frozen=True, slots=True)
class ExpressionProblem:
    """One problem in an expression; `start` and `end` are character offsets into its text, half-open."""

    code: str
    message: str
    start: int
    end: int


class Refusal(Exception):
    """Carries one problem from where it is found to `compile_expression`, which turns it into data."""

    def __init__(self, problem: ExpressionProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class BadConstant(Exception):
    """A function's constant argument cannot be used; the checker adds the position."""

    def __init__(self, code: str, message: str, argument: int = 0) -> None:
        """Blame the constant argument that comes `argument` places after the first."""
        super().__init__(message)
        self.code, self.message, self.argument = code, message, argument


def problem_at(start: int, end: int, code: str, message: str) -> ExpressionProblem:
    """Return a problem whose message is within its limit and can be encoded."""
    printable = message.encode("utf-8", "backslashreplace").decode("utf-8")
    return ExpressionProblem(code, cut(printable, MAX_MESSAGE), start, end)


def cut(text: str, most: int = 40) -> str:
    """Return `text`, shortened with an ellipsis when it is longer than `most`."""
    return text if len(text) <= most else text[: most - 1] + "…"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean 'price'?" for the nearest known word, or nothing."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else ""
