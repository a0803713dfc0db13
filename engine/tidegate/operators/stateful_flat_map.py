"""`stateful_flat_map`: any number of new items for each item, with what its key remembers."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pydantic import Field

from tidegate.batch import Batch, columns_of
from tidegate.diagnostics import Code
from tidegate.example import StepExample, stream
from tidegate.expression import Expression
from tidegate.expression.containers import parents_of
from tidegate.fields import expression
from tidegate.operator import BuildContext, Derived, Finding, Group, Logic, OnError, Operator, Ups, on_error_field
from tidegate.sequential import Resolved, stateful_recurrence
from tidegate.stateful_step import STATEFUL_DOWNS, STATEFUL_UPS, StatefulLogic, stateful_types
from tidegate.types import ListOf, StreamType


class StatefulFlatMap(Operator):
    """Turn every item into any number of others, with a state that is kept for each key.

    As *Stateful map*, but the second expression gives a list, and each of its elements leaves as an item; for an empty
    list, or null, nothing leaves. Tell every third item of a key only:

        state    (coalesce(state, 0) + 1) % 3
        values   [val] if new_state == 0 else []

    Of the values 1 to 7 that tells 3 and 6. What *Stateful map* says of bad items, of the state's type and of cost
    holds here too.
    """

    kind = "stateful_flat_map"
    title = "Stateful flat map"
    group = Group.COLLECT
    icon = "history"
    ups = STATEFUL_UPS
    downs = STATEFUL_DOWNS
    examples = (
        StepExample(
            config={"state": "(coalesce(state, 0) + 1) % 3", "values": "[item] if new_state == 0 else []"},
            ups={"up": [stream("keyed int", *[["a", val] for val in range(1, 8)])]},
            downs={"down": stream("keyed int", ["a", 3], ["a", 6])},
        ),
    )

    state: str = expression(description="The new state of the key, from `state` and the item; null forgets it.")
    values: str = expression(description="The list of new items, from `state`, `new_state` and the item.")
    state_type: str | None = Field(
        None,
        description="The type of the state; empty: as the expression says.",
        examples=["int", "{n: int}"],
    )
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"to each of {self.values}, state {self.state}"

    def resolved(self, stream: StreamType) -> tuple[Resolved, Expression | None]:
        """Return how the state goes on and what is emitted, or what is wrong with them."""
        return stateful_recurrence(stream, self.state, self.values, "values", self.state_type)

    def derive(self, ups: Ups) -> Derived:
        (_, findings), emitted = self.resolved(ups["up"][0])
        if emitted is None:
            return stateful_types(None, findings)
        if not isinstance(emitted.type, ListOf):
            message = f"This gives {emitted.type}, and a list is needed. Put it in brackets: [{self.values[:60]}]."
            return stateful_types(None, (Finding(Code.EXPRESSION_TYPE, message, "values"),))
        return stateful_types(emitted.type.element, findings)

    def build(self, context: BuildContext) -> Logic:
        (recurrence, findings), emitted = self.resolved(context.ups["up"][0])
        assert recurrence is not None and emitted is not None, f"a step with findings was built: {findings}"
        return StatefulFlatMapLogic(context, recurrence, emitted, self.on_error)


class StatefulFlatMapLogic(StatefulLogic):
    """Emits the elements of each item's list."""

    def emit(self, items: Batch, values: pa.Array[Any]) -> Batch:
        rows, elements = parents_of(values)
        ids = None if items.key_ids is None else items.key_ids[rows]
        return Batch(columns_of(elements, self.result), len(rows), ids, items.keys)
