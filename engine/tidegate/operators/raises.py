"""`raises`: an end that no item may reach."""

from __future__ import annotations

from tidegate.batch import Batch
from tidegate.errors import UnexpectedItem
from tidegate.example import StepExample, stream
from tidegate.operator import BuildContext, Derived, Group, Logic, Operator, Outputs, Ups
from tidegate.render import json_lines

MAX_SHOWN = 200
"""Characters of the item that the error shows."""


class Raises(Operator):
    """Fail the run when an item comes.

    For streams on which nothing may arrive: connect the `late` port of a window to it, or an `errors` port, and the
    first item there ends the run and is named in the error. Nothing after it is handled.
    """

    kind = "raises"
    title = "Fail on any item"
    group = Group.SINKS
    icon = "ban"
    downs = ()
    examples = (
        StepExample(
            ups={"up": [stream("{val: int}", {"val": 1}, {"val": 2})]},
            fails='an item came, and none may come here: {"val":1}; look at what sends it, or remove this step',
        ),
    )

    def summary(self) -> str:
        return "fail on any item"

    def derive(self, ups: Ups) -> Derived:
        return Derived()

    def build(self, context: BuildContext) -> Logic:
        return RaisesLogic(context)


class RaisesLogic(Logic):
    """Refuses the first item."""

    def __init__(self, context: BuildContext) -> None:
        super().__init__()
        self.stream, self.step_id = context.ups["up"][0], context.step_id

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        (text,) = json_lines(batch.slice(0, 1), self.stream)
        self.counters.bad += 1
        raise UnexpectedItem(
            f"an item came, and none may come here: {_shortened(text)}; look at what sends it, or remove this step",
            self.step_id,
        )


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
