"""Which rows of a column are bad, and why: masks now, words only when somebody asks.

A bad row's value is null in the end; underway it may be anything. The first cause, in the order of evaluation, gives
the reason. `None` stands for "no row is bad", the common case, which costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cause:
    """The rows that one kernel found bad; `describe(row)` tells what happened there."""

    mask: Mask
    code: str
    describe: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Faults:
    """The bad rows of a column, with their causes in order of evaluation."""

    mask: Mask
    causes: tuple[Cause, ...]

    def reason(self, row: int) -> tuple[str, str]:
        """Return the code and the message of why `row` is bad."""
        for cause in self.causes:
            if cause.mask[row]:
                return cause.code, cause.describe(row)
        raise AssertionError(f"row {row} is not bad")


class Outcome(NamedTuple):
    """What a kernel gives: an array (or, for a constant, a scalar), and its bad rows."""

    values: Any
    faults: Faults | None


def fault(mask: Mask, code: str, describe: Callable[[int], str]) -> Faults | None:
    """Return the faults of one cause, or None when no row is in the mask."""
    return Faults(mask, (Cause(mask, code, describe),)) if mask.any() else None


def either(first: Faults | None, second: Faults | None) -> Faults | None:
    """Return the faults of both; `first` was evaluated before `second`."""
    if first is None or second is None:
        return first or second
    return Faults(first.mask | second.mask, first.causes + second.causes)


def only(faults: Faults | None, rows: Mask) -> Faults | None:
    """Return the faults within `rows`: those of a branch that was taken there."""
    if faults is None:
        return None
    causes = tuple(Cause(cause.mask & rows, cause.code, cause.describe) for cause in faults.causes)
    mask = faults.mask & rows
    return Faults(mask, causes) if mask.any() else None
