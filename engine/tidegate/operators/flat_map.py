"""`flat_map`: any number of new items for each item."""

from __future__ import annotations

from tidegate.bad_items import ERRORS_STREAM
from tidegate.batch import Batch
from tidegate.diagnostics import Code
from tidegate.example import StepExample, stream
from tidegate.fields import expression
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
from tidegate.step_expressions import Badness, Wanted, compile_expressions, compiled_expressions, evaluate
from tidegate.types import STR, ListOf, MapOf, StreamType, Type
from tidegate.unnest import UnnestLogic


class FlatMap(Operator):
    """Turn every item into any number of items.

    The expression gives a list, and each of its elements becomes an item:

        split(line)

    An item whose list is empty or null gives none and is counted as filtered. All that comes of an item carries the
    item's key. A list of records that has a null in it makes the whole item a bad one.
    """

    kind = "flat_map"
    title = "Flat map"
    group = Group.TRANSFORM
    icon = "arrows-split"
    downs = (DOWN, ERRORS)
    examples = (
        StepExample(
            config={"values": "split(line)"},
            ups={"up": [stream("{line: str}", {"line": "to be or"}, {"line": ""}, {"line": None}, {"line": "not"})]},
            downs={"down": stream("str", "to", "be", "or", "not")},
        ),
    )

    values: str = expression(description="The new items, as a list.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"each of {self.values}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {"values": Wanted(self.values)}

    def derive(self, ups: Ups) -> Derived:
        up = ups["up"][0]
        compiled = compile_expressions(self.wanted(), up)
        types = {"errors": ERRORS_STREAM}
        if compiled.findings:
            return Derived(types, compiled.findings)
        kind = compiled.expressions["values"].type
        if not isinstance(kind, ListOf):
            return Derived(types, (Finding(Code.EXPRESSION_TYPE, _no_list(kind), "values"),))
        return Derived(types | {"down": StreamType(kind.element, up.keyed)})

    def build(self, context: BuildContext) -> Logic:
        return FlatMapLogic(self, context)


class FlatMapLogic(UnnestLogic):
    """Evaluates the lists batch by batch."""

    def __init__(self, config: FlatMap, context: BuildContext) -> None:
        super().__init__(context, config.on_error)
        self.values = compiled_expressions(config.wanted(), self.stream)["values"]

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        evaluated, badness = evaluate(self.values, batch), Badness(batch.length)
        badness.add(evaluated.bad, evaluated.reasons)
        return self.unnest(batch, evaluated.values, badness)


def _no_list(kind: Type) -> str:
    hint = "For one new item of each, use 'Map'."
    if kind is STR:
        hint = "Cut it with split(...), or use 'Flatten' for its characters."
    elif isinstance(kind, MapOf):
        hint = "Take its keys(...) or its values(...)."
    return f"This gives {kind}, and a list is needed. {hint}"
