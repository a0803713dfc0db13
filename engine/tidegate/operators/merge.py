"""`merge`: several streams as one."""

from __future__ import annotations

from tidegate.batch import Batch
from tidegate.diagnostics import Code
from tidegate.example import StepExample, stream
from tidegate.operator import DOWN, BuildContext, Derived, Finding, Group, Logic, Operator, Outputs, Port, Ups
from tidegate.types import Record, StreamType, Type


class Merge(Operator):
    """Put several streams together into one.

    Connect as many streams as you like; their items must have the same type, and either all have keys or none. In each
    round the items of the streams follow one another in the order in which the streams were connected.
    """

    kind = "merge"
    title = "Merge"
    group = Group.TRANSFORM
    icon = "arrow-merge"
    ups = (Port("ups", "The streams to put together.", many=True),)
    downs = (DOWN,)
    examples = (
        StepExample(
            ups={"ups": [stream("int", 1, 2), stream("int", 10)]},
            downs={"down": stream("int", 1, 2, 10)},
        ),
    )

    def summary(self) -> str:
        return "put streams together"

    def derive(self, ups: Ups) -> Derived:
        first, *others = ups["ups"]
        findings = tuple(
            Finding(Code.STREAM_TYPE, f"Stream {number} does not fit stream 1: {what}", port="ups")
            for number, other in enumerate(others, 2)
            if (what := _difference(first, other))
        )
        return Derived({} if findings else {"down": first}, findings)

    def build(self, context: BuildContext) -> Logic:
        return MergeLogic()


class MergeLogic(Logic):
    """Passes every batch on: a round's batches arrive in the streams' order."""

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.counters.kept += batch.length
        return [("down", batch)]


def _difference(first: StreamType, other: StreamType) -> str:
    """Return in words what keeps two streams apart, and what to do; empty when they are alike."""
    if first.keyed != other.keyed:
        has, lacks = ("1 has keys", "it has none") if first.keyed else ("1 has no keys", "it has")
        return f"stream {has} and {lacks}. Add 'Key on' or 'Remove key' to one of them."
    if first.item == other.item:
        return ""
    return f"{_unlike(first.item, other.item)}. Bring them to one type with 'Map' or 'Set fields' before."


def _unlike(first: Type, other: Type) -> str:
    if not (isinstance(first, Record) and isinstance(other, Record)):
        return f"its items are {other} and those of stream 1 are {first}"
    mine, theirs = first.as_dict(), other.as_dict()
    for name in {**mine, **theirs}:
        if mine.get(name) != theirs.get(name):
            return f"field {name!r} is {theirs.get(name, 'missing')} in it and {mine.get(name, 'missing')} in stream 1"
    return f"its fields come in another order, {', '.join(theirs)} and not {', '.join(mine)}"
