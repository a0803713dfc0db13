"""Aggregations: what the items of a window, or of a key, come to.

One rule for nulls: they are skipped, and an aggregation that saw no value is null; but a count is 0 and a list is empty.
"""

from tidegate.aggregation.accumulator import Accumulator
from tidegate.aggregation.families import StateKey, new_state, state_key
from tidegate.aggregation.functions import Aggregation, Function, Refused, quantile_findings, result_type
from tidegate.aggregation.state import Entries, Reading, State

__all__ = [
    "Accumulator",
    "Aggregation",
    "Entries",
    "Function",
    "Reading",
    "Refused",
    "State",
    "StateKey",
    "new_state",
    "quantile_findings",
    "result_type",
    "state_key",
]
