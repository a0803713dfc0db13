"""Expressions that are applied item after item to a state, and what holds such states."""

from tidegate.sequential.best import COMPARED, BestHolding, cannot_compare
from tidegate.sequential.counting import CountHolding
from tidegate.sequential.holdings import VALUE, FoldHolding, ReduceHolding
from tidegate.sequential.infer import Resolved, fold_recurrence, reduce_recurrence, stateful_recurrence
from tidegate.sequential.recurrence import Recurrence

__all__ = [
    "COMPARED",
    "VALUE",
    "BestHolding",
    "CountHolding",
    "FoldHolding",
    "Recurrence",
    "ReduceHolding",
    "Resolved",
    "cannot_compare",
    "fold_recurrence",
    "reduce_recurrence",
    "stateful_recurrence",
]
