"""Values that must be there: a record that becomes an item, or the records of a list that become items."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.bad_items import BadItemCode
from tidegate.expression import Expression
from tidegate.expression.compile import step_of
from tidegate.expression.containers import parents_of
from tidegate.expression.faults import Outcome, fault
from tidegate.expression.tree import Apply
from tidegate.types import ListOf, Record


class NeedRecords:
    """The kernel that finds null records bad, among the values or among the elements of lists."""

    def __call__(self, values: Any) -> Outcome:
        rows, parts = parents_of(values) if pa.types.is_list(values.type) else (np.arange(len(values)), values)
        bad = np.zeros(len(values), np.bool_)
        if parts.null_count:
            bad[rows[np.asarray(parts.is_null().to_numpy(zero_copy_only=False), np.bool_)]] = True
        return Outcome(values, fault(bad, BadItemCode.NULL, _reason))


NEED_RECORDS = NeedRecords()


def with_records(expression: Expression) -> Expression:
    """Return an expression that fails where a record that is to become an item is null."""
    kind = expression.type.element if isinstance(expression.type, ListOf) else expression.type
    if not isinstance(kind, Record):
        return expression
    typed = Apply(expression.type, NEED_RECORDS, (expression.typed,))
    return replace(expression, typed=typed, step=step_of(typed))


def _reason(_row: int) -> str:
    return "The new item is null where a record is needed. Give it fields, or leave it out before."
