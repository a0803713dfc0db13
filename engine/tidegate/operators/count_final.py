"""`count_final`: how many items each key has."""

from __future__ import annotations

from typing import Any

import numpy as np

from tidegate.arrow_views import positions
from tidegate.bad_items import BadItemCode
from tidegate.batch import Batch, KeyIds
from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.final_step import FINAL_DOWNS, FinalLogic, final_types
from tidegate.holding import Columns
from tidegate.operator import UP, BuildContext, Derived, Group, Logic, OnError, Operator, Ups, on_error_field
from tidegate.sequential import CountHolding
from tidegate.step_expressions import Badness, Wanted, compile_expressions, compiled_expressions
from tidegate.types import INT, STR


class CountFinal(Operator):
    """Count the items of each key, told when the input ends.

    The key is an expression here, so the stream needs none:

        user

    The users a, b, a come to `a: 2` and `b: 1`. An item whose key is null is a bad item. An input without end never
    tells anything.
    """

    kind = "count_final"
    title = "Count"
    group = Group.COLLECT
    icon = "hash"
    ups = (UP,)
    downs = FINAL_DOWNS
    examples = (
        StepExample(
            config={"key": "user"},
            ups={"up": [stream("{user: str}", {"user": "a"}, {"user": "b"}, {"user": "a"})]},
            downs={"down": stream("keyed int", ["a", 2], ["b", 1])},
        ),
    )

    key: str = expression("str", description="The key of an item.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"count by {self.key}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {"key": Wanted(self.key, STR)}

    def derive(self, ups: Ups) -> Derived:
        return final_types(INT, compile_expressions(self.wanted(), ups["up"][0]).findings)

    def build(self, context: BuildContext) -> Logic:
        expressions = compiled_expressions(self.wanted(), context.ups["up"][0])
        return CountFinalLogic(context, CountHolding(), self.on_error, expressions)


class CountFinalLogic(FinalLogic):
    """Finds the key of each item by itself."""

    def slots(self, batch: Batch, values: Columns, badness: Badness) -> KeyIds:
        texts: Any = values["key"]
        badness.add(np.asarray(texts.is_null().to_numpy(zero_copy_only=False), np.bool_), _null_key)
        if not badness:
            return self.keys.intern(texts)
        good = np.flatnonzero(~badness.mask)
        slots = np.full(batch.length, -1, np.int32)
        slots[good] = self.keys.intern(texts.take(positions(good)))
        return slots


def _null_key(_row: int) -> tuple[str, str]:
    return BadItemCode.KEY_NULL, "The key is null. Give such items another key, or filter them before."
