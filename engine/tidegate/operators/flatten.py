"""`flatten`: the elements of lists as items of their own."""

from __future__ import annotations

from tidegate.bad_items import ERRORS_STREAM
from tidegate.batch import ITEM, Batch
from tidegate.diagnostics import Code
from tidegate.example import StepExample, stream
from tidegate.operator import (
    DOWN,
    ERRORS,
    BuildContext,
    Derived,
    Finding,
    Group,
    Logic,
    OnError,
    Operator,
    Outputs,
    Ups,
    on_error_field,
)
from tidegate.step_expressions import Badness
from tidegate.types import Record, StreamType
from tidegate.unnest import UnnestLogic, element_type


class Flatten(Operator):
    """Take lists apart: every element becomes an item.

        [1, 2]  []  [3]        1  2  3

    A map gives its keys and a text its characters. What is null or empty gives nothing and is counted as filtered. The
    elements carry the key of the list. To take apart a list in a field, use *Flat map*.
    """

    kind = "flatten"
    title = "Flatten"
    group = Group.TRANSFORM
    icon = "layout-list"
    downs = (DOWN, ERRORS)
    examples = (
        StepExample(
            ups={"up": [stream("list[int]", [1, 2], [], [3], None)]},
            downs={"down": stream("int", 1, 2, 3)},
        ),
        StepExample(
            title="Characters",
            ups={"up": [stream("keyed str", ["a", "né"], ["b", ""])]},
            downs={"down": stream("keyed str", ["a", "n"], ["a", "é"])},
        ),
    )

    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return "each element an item"

    def derive(self, ups: Ups) -> Derived:
        up = ups["up"][0]
        element = element_type(up.item)
        if element is not None:
            return Derived({"down": StreamType(element, up.keyed), "errors": ERRORS_STREAM})
        hint = (
            "Name the list within it in a 'Flat map' step." if isinstance(up.item, Record) else "Leave this step out."
        )
        message = f"Items are {up.item}, and only lists, maps and texts can be taken apart. {hint}"
        return Derived({"errors": ERRORS_STREAM}, (Finding(Code.STREAM_TYPE, message, port="up"),))

    def build(self, context: BuildContext) -> Logic:
        return FlattenLogic(context, self.on_error)


class FlattenLogic(UnnestLogic):
    """Takes the items themselves apart."""

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        return self.unnest(batch, batch.columns[ITEM], Badness(batch.length))
