"""`reduce_final`: all items of a key put together, two at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from tidegate.bad_items import BadItem
from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.final_step import FINAL_DOWNS, FINAL_UPS, FinalLogic, final_types
from tidegate.holding import Taken
from tidegate.operator import BuildContext, Derived, Group, Logic, OnError, Operator, Ups, on_error_field
from tidegate.render import json_lines
from tidegate.sequential import ReduceHolding, reduce_recurrence
from tidegate.sequential.recurrence import Entries
from tidegate.types import StreamType


class ReduceFinal(Operator):
    """Reduce all items of each key to one, told when the input ends.

    The expression makes one item of two: `a`, what the items so far have come to, and `b`, the next one.

        a + b
        {"user": a.user, "total": a.total + b.total}

    With `a + b` the items 1, 2 and 6 come to 9. Items are put together within each batch first, and then batch by
    batch, so it must not matter in which order pairs are made: with `a * 10 + b`, one batch of 1 2 3 4 gives 1234, two
    batches give 154. A null so far counts as none yet when batches are put together. An item for which the expression
    fails is a bad item. Items that are no numbers, times or records of such cost one round of work for each item of a
    batch's busiest key. An input without end never tells anything.
    """

    kind = "reduce_final"
    title = "Reduce"
    group = Group.COLLECT
    icon = "minimize"
    ups = FINAL_UPS
    downs = FINAL_DOWNS
    examples = (
        StepExample(
            config={"reduce": "a + b"},
            ups={"up": [stream("keyed int", ["a", 1], ["b", 5], ["a", 2], ["a", 6])]},
            downs={"down": stream("keyed int", ["a", 9], ["b", 5])},
        ),
        StepExample(
            title="records",
            config={"reduce": '{"user": a.user, "total": a.total + b.total}'},
            ups={
                "up": [
                    stream(
                        "keyed {user: str, total: int}",
                        ["k", {"user": "a", "total": 1}],
                        ["k", {"user": "b", "total": 2}],
                    )
                ]
            },
            downs={"down": stream("keyed {user: str, total: int}", ["k", {"user": "a", "total": 3}])},
        ),
    )

    reduce: str = expression(description="One item from two, `a` and `b`.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return self.reduce

    def derive(self, ups: Ups) -> Derived:
        recurrence, findings = reduce_recurrence(ups["up"][0], self.reduce)
        return final_types(recurrence.type if recurrence else None, findings)

    def build(self, context: BuildContext) -> Logic:
        return ReduceFinalLogic(self, context)


class ReduceFinalLogic(FinalLogic):
    """Reduces each batch by itself, key by key, and then puts what came of it to what the keys held before."""

    def __init__(self, config: ReduceFinal, context: BuildContext) -> None:
        stream = context.ups["up"][0]
        across, within = (_holding(config, stream, null_is_empty) for null_is_empty in (True, False))
        super().__init__(context, across, config.on_error, {})
        self.across, self.within = across, within

    def absorb(self, taken: Taken) -> list[BadItem]:
        ids, local = np.unique(taken.slots, return_inverse=True)
        there = ids >= 0
        slots = np.where(there, np.cumsum(there) - 1, -1)[local].astype(np.int32)
        ids = ids[there]
        places = np.arange(len(ids))
        self.within.make_room(len(ids))
        self.within.absorb(Taken(taken.batch, {}, taken.times, slots, first_position=taken.first_position))
        failed = self.within.take_troubles()
        values, _ = self.within.states.read(places)
        self.within.states.clear(places)
        advanced = self.across.states.advance(
            Entries({"b": values}, len(ids), None, ids.astype(np.int32), None), traced=False
        )
        if not len(advanced.bad):
            return failed
        lost = dict(zip(advanced.bad.tolist(), advanced.reasons, strict=True))
        return sorted([*failed, *self._lost(taken, slots, lost, failed)], key=lambda item: item.position)

    def _lost(self, taken: Taken, slots: Any, lost: dict[int, tuple[str, str]], failed: list[BadItem]) -> list[BadItem]:
        """Return the items of keys whose batch could not be put to what came before it."""
        known = {item.position for item in failed}
        rows = np.flatnonzero(np.isin(slots, list(lost)))
        rows = rows[[taken.first_position + row not in known for row in rows.tolist()]]
        texts = json_lines(taken.batch.take(rows), self.stream)
        return [
            BadItem(*lost[int(slots[row])], taken.first_position + row, text)
            for row, text in zip(rows.tolist(), texts, strict=True)
        ]


def _holding(config: ReduceFinal, stream: StreamType, null_is_empty: bool) -> ReduceHolding:
    recurrence, findings = reduce_recurrence(stream, config.reduce, null_is_empty)
    assert recurrence is not None, f"a step with findings was built: {findings}"
    return ReduceHolding(recurrence, stream)
