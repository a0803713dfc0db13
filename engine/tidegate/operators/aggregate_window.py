"""`aggregate_window`: several named aggregations of each window at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import Field

from tidegate.aggregation import Accumulator, Aggregation, Function, Refused, result_type
from tidegate.arrow_views import column
from tidegate.bad_items import ERRORS_STREAM, BadItem
from tidegate.batch import Batch
from tidegate.clock import Clock
from tidegate.diagnostics import Code
from tidegate.open_windows import Closed, Int64s
from tidegate.operator import BuildContext, Derived, Finding, Group, OnError, Operator, Outputs, Ups, on_error_field
from tidegate.step_expressions import Compiled, Wanted, compile_expressions
from tidegate.types import INT, Record, StreamType, Type
from tidegate.window_step import (
    META_ITEM,
    WINDOW_DOWNS,
    WINDOW_FIELDS,
    WINDOW_UPS,
    Slots,
    WindowLogic,
    clock_expressions,
    late_item,
)
from tidegate.windower import Windower


class AggregateWindow(Operator):
    """Sum, count and more of each window, several at once.

    Each key has its own windows and its own clock. The results leave by `down` when the key's watermark passes the
    window's close time, or when the input ends: one item per window, with a field for every aggregation. Items behind
    the watermark leave by `late`, with the reason. Nulls are skipped; a sum that leaves 64 bits is null and told.

    `total: sum of val` and `n: count` over windows of 10 s give `{window_id, open_time, close_time, total, n}`.
    """

    kind = "aggregate_window"
    title = "Aggregate window"
    group = Group.WINDOW
    icon = "sum"
    ups = WINDOW_UPS
    downs = WINDOW_DOWNS

    clock: Clock
    windower: Windower = Field(description="Which windows there are.")
    aggregations: dict[str, Aggregation] = Field(min_length=1, max_length=100, description="The results, by name.")
    ordered: bool = Field(True, description="Whether `first` and `last` go by timestamp instead of arrival.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        """Return windows and aggregations in words."""
        results = ", ".join(aggregation.words() for aggregation in self.aggregations.values())
        return f"{results} of {self.windower.words()}, {self.clock.words()}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions of the aggregations by the path of their field."""
        given = {name: aggregation.of for name, aggregation in self.aggregations.items()}
        return {f"aggregations.{name}.of": Wanted(of) for name, of in given.items() if of is not None}

    def derive(self, ups: Ups) -> Derived:
        """Return the types of results, late items and windows."""
        stream = ups["up"][0]
        compiled = compile_expressions({**clock_expressions(self.clock), **self.wanted()}, stream)
        kinds, findings = self._results(compiled)
        types = {
            "down": StreamType(Record.of({**WINDOW_FIELDS, **kinds}), keyed=True),
            "late": StreamType(late_item(stream.item), keyed=True),
            "meta": StreamType(META_ITEM, keyed=True),
            "errors": ERRORS_STREAM,
        }
        return Derived(types, (*compiled.findings, *findings))

    def _results(self, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        kinds: dict[str, Type] = {}
        findings: list[Finding] = []
        for name, aggregation in self.aggregations.items():
            field = f"aggregations.{name}"
            value = compiled.expressions.get(f"{field}.of")
            if name in WINDOW_FIELDS or not name.isidentifier():
                message = f"A result cannot be called {name[:60]!r}. Use letters, digits and _, and no name of a window's own field."
                findings.append(Finding(Code.BAD_VALUE, message, field))
            elif aggregation.of is None or value is not None:
                kind = result_type(aggregation.function, value.type if value else None)
                if isinstance(kind, Refused):
                    findings.append(Finding(Code.EXPRESSION_TYPE, kind.message, f"{field}.of"))
                else:
                    kinds[name] = kind
        return kinds, findings

    def build(self, context: BuildContext) -> AggregateWindowLogic:
        """Return the running half."""
        return AggregateWindowLogic(self, context)


class AggregateWindowLogic(WindowLogic):
    """Keeps one accumulator per aggregation, each with a value per open window."""

    def __init__(self, config: AggregateWindow, context: BuildContext) -> None:
        super().__init__(context, config.clock, config.windower, config.ordered, config.on_error, config.wanted())
        fields = context.downs["down"].fields()
        self.counts = [name for name, aggregation in config.aggregations.items() if _counts_items(aggregation)]
        self.accumulators = {
            name: self._accumulator(name, aggregation, fields[name], config.ordered)
            for name, aggregation in config.aggregations.items()
            if not _counts_items(aggregation)
        }
        self.names = list(config.aggregations)
        self.overflows: list[BadItem] = []

    def _accumulator(self, name: str, aggregation: Aggregation, kind: Type, ordered: bool) -> Accumulator:
        of = self.expressions[f"aggregations.{name}.of"].type
        return Accumulator(aggregation.function, of, kind, ordered)

    def absorb(self, batch: Batch, values: dict[str, pa.Array[Any]], times: Int64s, slots: Slots, kept: int) -> None:
        """Add each item to its window's accumulators."""
        for name, accumulator in self.accumulators.items():
            accumulator.make_room(self.windows.used)
            accumulator.add(slots, values[f"aggregations.{name}.of"], times)

    def results(self, closed: Closed) -> dict[str, pa.Array[Any]]:
        """Return what each window comes to, field by field."""
        found: dict[str, pa.Array[Any]] = {}
        for name in self.names:
            if name in self.counts:
                found[name] = column(closed.items, INT)
            else:
                self._note_overflows(name, closed)
                found[name] = self.accumulators[name].take(closed.slots)
        return found

    def _note_overflows(self, name: str, closed: Closed) -> None:
        left = self.accumulators[name].overflowed(closed.slots)
        if left is None:
            return
        for at in np.flatnonzero(left).tolist():
            key = self.keys.text(int(closed.key_ids[at]))
            window_id = int(self.windows.ids(closed.open_us[at]))
            reason = (
                f"the sum {name!r} of window {window_id} of key {key[:60]!r} left 64 bits, so it is null; "
                "sum floats instead"
            )
            self.overflows.append(BadItem("integer-overflow", reason, self.position, ""))

    def _emit(self, closed: Closed | None) -> Outputs:
        outputs = super()._emit(closed)
        told, self.overflows = self.overflows, []
        return [*outputs, *self.bad_items.tell(told)]


def _counts_items(aggregation: Aggregation) -> bool:
    return aggregation.function is Function.COUNT and aggregation.of is None
