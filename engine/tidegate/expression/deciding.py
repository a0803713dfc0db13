"""Conditions: comparisons, `and`, `or`, `not` and `if`, whose badness follows the branch that is taken.

Logic is three-valued (Kleene). What an operand on the right would have failed at does not count where the left one
decides, and what a branch would have failed at does not count where it is not taken.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.expression.arrays import arrow, pc, true_mask
from tidegate.expression.faults import Faults, Outcome, either, only

and_kleene, or_kleene, invert = arrow("and_kleene"), arrow("or_kleene"), arrow("invert")
is_null, is_valid = arrow("is_null", pc.NullOptions()), arrow("is_valid")
_if_else, _coalesce = arrow("if_else"), arrow("coalesce")

COMPARISONS: dict[str, Callable[..., Any]] = {
    "==": arrow("equal"),
    "!=": arrow("not_equal"),
    "<": arrow("less"),
    "<=": arrow("less_equal"),
    ">": arrow("greater"),
    ">=": arrow("greater_equal"),
}


def _rows_not(decision: bool, values: Any) -> Any:
    """Return the rows where the values are not `decision`, and so leave the rest to decide."""
    if isinstance(values, pa.Scalar):
        return np.bool_(values.as_py() is not decision)
    return ~true_mask(values if decision else invert(values))


def _logic(decision: bool, *outcomes: Outcome) -> Outcome:
    merge = or_kleene if decision else and_kleene
    values, faults = outcomes[0]
    for right, right_faults in outcomes[1:]:
        if right_faults is not None:
            faults = either(faults, only(right_faults, _rows_not(decision, values)))
        values = merge(values, right)
    return Outcome(values, faults)


all_true = partial(_logic, False)
"""Merge the outcomes of conditions joined by `and`."""

any_true = partial(_logic, True)
"""Merge the outcomes of conditions joined by `or`."""


class CompareInTurn:
    """The merge of `a < b <= c`: each operand is evaluated once, the third only where `a < b` holds."""

    def __init__(self, comparisons: tuple[Callable[..., Any], ...]) -> None:
        self.comparisons = comparisons

    def __call__(self, *outcomes: Outcome) -> Outcome:
        values, faults = outcomes[0].values, either(outcomes[0].faults, outcomes[1].faults)
        values = self.comparisons[0](values, outcomes[1].values)
        for at, comparison in enumerate(self.comparisons[1:], start=1):
            faults = _with_right(faults, outcomes[at + 1].faults, values)
            values = and_kleene(values, comparison(outcomes[at].values, outcomes[at + 1].values))
        return Outcome(values, faults)


def _with_right(faults: Faults | None, right: Faults | None, values: Any) -> Faults | None:
    return faults if right is None else either(faults, only(right, _rows_not(False, values)))


def choose(condition: Outcome, then: Outcome, otherwise: Outcome) -> Outcome:
    """Merge the outcomes of `then if condition else otherwise`; a null condition takes the else branch."""
    values, faults = condition
    taken = values.fill_null(False) if values.null_count else values
    if then.faults is not None or otherwise.faults is not None:
        mask = true_mask(taken)
        faults = either(faults, either(only(then.faults, mask), only(otherwise.faults, ~mask)))
    return Outcome(_if_else(taken, then.values, otherwise.values), faults)


def first_known(*outcomes: Outcome) -> Outcome:
    """Merge the outcomes of `coalesce`; an argument counts only where all before it are null."""
    values, faults = outcomes[0]
    for right, right_faults in outcomes[1:]:
        if right_faults is not None:
            faults = either(faults, only(right_faults, _rows_not(False, is_null(values))))
        values = _coalesce(values, right)
    return Outcome(values, faults)
