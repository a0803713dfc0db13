"""`stdout_sink`: items as lines on the run's standard output."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.operator import BuildContext, Derived, Group, Guarantee, Logic, Operator, Outputs, Ups
from tidegate.render import json_lines, python_lines


class StdoutSink(Operator):
    """Print every item on a line of its own.

    As `json`, a keyed item is a pair of key and item:

        ["a", {"user": "a", "val": 1}]

    As `python`, items are printed exactly as Bytewax's `StdOutSink` prints them:

        ('a', {'user': 'a', 'val': 1})

    Guarantee: at least once; items since the last epoch are printed again when a job is resumed.
    """

    kind = "stdout_sink"
    title = "Standard output"
    group = Group.SINKS
    icon = "terminal"
    downs = ()
    examples = (
        StepExample(
            ups={"up": [stream("keyed {user: str, val: int}", ["a", {"user": "a", "val": 1}])]},
            printed=['["a",{"user":"a","val":1}]'],
        ),
        StepExample(
            title="As Bytewax prints it",
            config={"format": "python"},
            ups={"up": [stream("keyed {user: str, val: int}", ["a", {"user": "a", "val": 1}])]},
            printed=["('a', {'user': 'a', 'val': 1})"],
        ),
    )
    guarantee = Guarantee.AT_LEAST_ONCE

    format: Literal["json", "python"] = Field("json", description="How to write an item.")

    def summary(self) -> str:
        return f"print as {'JSON' if self.format == 'json' else 'Python'}"

    def derive(self, ups: Ups) -> Derived:
        return Derived()

    def build(self, context: BuildContext) -> Logic:
        return StdoutSinkLogic(self, context)


class StdoutSinkLogic(Logic):
    """Writes each batch as lines."""

    def __init__(self, config: StdoutSink, context: BuildContext) -> None:
        super().__init__()
        self.stream, self.print = context.ups["up"][0], context.print
        self.lines = json_lines if config.format == "json" else python_lines

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        for line in self.lines(batch, self.stream):
            self.print(line)
        self.counters.kept += batch.length
        return []
