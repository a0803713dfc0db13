"""`stateful_map`: one new item for each item, with what its key remembers."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pydantic import Field

from tidegate.batch import Batch, columns_of
from tidegate.example import StepExample, stream
from tidegate.expression import Expression
from tidegate.fields import expression
from tidegate.operator import BuildContext, Derived, Group, Logic, OnError, Operator, Ups, on_error_field
from tidegate.sequential import Resolved, stateful_recurrence
from tidegate.stateful_step import STATEFUL_DOWNS, STATEFUL_UPS, StatefulLogic, stateful_types
from tidegate.types import StreamType


class StatefulMap(Operator):
    """Turn every item into another one, with a state that is kept for each key.

    `state` is null for the first item of a key. The first expression gives the new state; the second what is emitted,
    from the `state` before, the `new_state` and the item. Running totals and the steps between values:

        state   coalesce(state, 0) + val
        value   {"total": new_state, "before": state}

    A new state that is null makes the key forget. An item for which one of the expressions fails is a bad item, and
    the state stays. The state's type is found from the expression; write it down where it cannot be, such as
    `{n: int}`. States that are numbers, times or records of such go at full speed; texts and lists, and values that
    can fail for other reasons than arithmetic, cost one round of work for each item of a batch's busiest key.
    """

    kind = "stateful_map"
    title = "Stateful map"
    group = Group.COLLECT
    icon = "history"
    ups = STATEFUL_UPS
    downs = STATEFUL_DOWNS
    examples = (
        StepExample(
            config={"state": "coalesce(state, 0) + val", "value": '{"total": new_state, "before": state}'},
            ups={
                "up": [
                    stream(
                        "keyed {val: int}", ["a", {"val": 1}], ["b", {"val": 5}], ["a", {"val": 2}], ["a", {"val": 6}]
                    )
                ]
            },
            downs={
                "down": stream(
                    "keyed {total: int, before: int}",
                    ["a", {"total": 1, "before": None}],
                    ["a", {"total": 3, "before": 1}],
                    ["a", {"total": 9, "before": 3}],
                    ["b", {"total": 5, "before": None}],
                )
            },
        ),
        StepExample(
            title="A null makes the key forget.",
            config={"state": "null if item == 0 else coalesce(state, 0) + item", "value": "state"},
            ups={"up": [stream("keyed int", ["a", 1], ["a", 2], ["a", 0], ["a", 5])]},
            downs={"down": stream("keyed int", ["a", None], ["a", 1], ["a", 3], ["a", None])},
        ),
    )

    state: str = expression(description="The new state of the key, from `state` and the item; null forgets it.")
    value: str = expression(description="The new item, from `state`, `new_state` and the item.")
    state_type: str | None = Field(
        None,
        description="The type of the state; empty: as the expression says.",
        examples=["int", "{n: int}"],
    )
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"to {self.value}, state {self.state}"

    def resolved(self, stream: StreamType) -> tuple[Resolved, Expression | None]:
        """Return how the state goes on and what is emitted, or what is wrong with them."""
        return stateful_recurrence(stream, self.state, self.value, "value", self.state_type)

    def derive(self, ups: Ups) -> Derived:
        (_, findings), emitted = self.resolved(ups["up"][0])
        return stateful_types(emitted.type if emitted else None, findings)

    def build(self, context: BuildContext) -> Logic:
        (recurrence, findings), emitted = self.resolved(context.ups["up"][0])
        assert recurrence is not None and emitted is not None, f"a step with findings was built: {findings}"
        return StatefulMapLogic(context, recurrence, emitted, self.on_error)


class StatefulMapLogic(StatefulLogic):
    """Emits one item for each."""

    def emit(self, items: Batch, values: pa.Array[Any]) -> Batch:
        return items.with_columns(columns_of(values, self.result))
