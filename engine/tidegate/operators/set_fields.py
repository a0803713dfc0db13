"""`set_fields`: records with fields added or replaced."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tidegate.bad_items import ERRORS_STREAM, BadItemRule
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
from tidegate.types import Record, StreamType


class SetFields(Operator):
    """Add fields to a record, or replace them.

    Every field has an expression over the item as it came in; all are computed from that item, so their order does not
    matter. Other fields and the key stay:

        total    price * count
        user     lower(user)

    A replaced field keeps its place, new ones come last.
    """

    kind = "set_fields"
    title = "Set fields"
    group = Group.TRANSFORM
    icon = "pencil"
    downs = (DOWN, ERRORS)
    examples = (
        StepExample(
            config={"fields": {"total": "price * count", "user": "lower(user)"}},
            ups={"up": [stream("{user: str, price: int, count: int}", {"user": "Ann", "price": 5, "count": 2})]},
            downs={
                "down": stream(
                    "{user: str, price: int, count: int, total: int}",
                    {"user": "ann", "price": 5, "count": 2, "total": 10},
                )
            },
        ),
    )

    fields: dict[Annotated[str, Field(min_length=1, max_length=200)], Annotated[str, expression()]] = Field(
        min_length=1, description="The fields to set, each with its expression."
    )
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        first = next(iter(self.fields))
        more = f" and {len(self.fields) - 1} more" if len(self.fields) > 1 else f" = {self.fields[first]}"
        return f"set {first}{more}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {f"fields.{name}": Wanted(text) for name, text in self.fields.items()}

    def derive(self, ups: Ups) -> Derived:
        stream = ups["up"][0]
        types = {"errors": ERRORS_STREAM}
        if not isinstance(stream.item, Record):
            message = f"Items are {stream.item}, and only records have fields. Make a record with 'Map' before."
            return Derived(types, (Finding(Code.STREAM_TYPE, message, port="up"),))
        compiled = compile_expressions(self.wanted(), stream)
        if not compiled.findings:
            new = {name: compiled.expressions[f"fields.{name}"].type for name in self.fields}
            types["down"] = StreamType(Record.of(stream.fields() | new), stream.keyed)
        return Derived(types, compiled.findings)

    def build(self, context: BuildContext) -> Logic:
        return SetFieldsLogic(self, context)


class SetFieldsLogic(Logic):
    """Evaluates every field's expression batch by batch."""

    def __init__(self, config: SetFields, context: BuildContext) -> None:
        super().__init__()
        self.stream = context.ups["up"][0]
        compiled = compiled_expressions(config.wanted(), self.stream)
        self.expressions = {name: compiled[f"fields.{name}"] for name in config.fields}
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        first, columns, badness = self.counters.total(), dict(batch.columns), Badness(batch.length)
        for name, computed in self.expressions.items():
            evaluated = evaluate(computed, batch)
            badness.add(evaluated.bad, evaluated.reasons)
            columns[name] = evaluated.values
        result = batch.with_columns(columns)
        if not badness:
            self.counters.kept += batch.length
            return [("down", result)]
        errors = self.bad_items.split(batch, self.stream, badness.mask, badness.reason, first)
        good = result.where(~badness.mask)
        self.counters.kept += good.length
        return [("down", good), *errors]
