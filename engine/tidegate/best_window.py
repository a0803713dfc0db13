"""`BestWindow`: the item of each window with the largest or smallest value, behind `max_window` and `min_window`."""

from __future__ import annotations

from typing import ClassVar

from tidegate.fields import expression
from tidegate.operator import BuildContext, Finding, OnError, on_error_field
from tidegate.sequential import VALUE, BestHolding, cannot_compare
from tidegate.step_expressions import Compiled, Wanted
from tidegate.types import StreamType, Type
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WindowLogic, WindowSettings

BY = "by"


class BestWindow(WindowOperator):
    """What both share; `largest` tells them apart."""

    largest: ClassVar[bool]

    by: str | None = expression(default=None, description="The value that items are compared by; empty: the item.")
    on_error: OnError = on_error_field()

    def wanted(self) -> dict[str, Wanted]:
        return {BY: Wanted("item" if self.by is None else self.by)}

    def results(self, stream: StreamType, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        by = compiled.expressions.get(BY)
        return {VALUE: stream.item}, [] if by is None else list(cannot_compare(by.type))

    def build(self, context: BuildContext) -> WindowLogic:
        stream = context.ups["up"][0]
        settings = WindowSettings(self.clock, self.windower, False, self.on_error)
        return WindowLogic(
            context,
            settings,
            stream,
            self.wanted(),
            lambda found: BestHolding(stream.item, found[BY].type, self.largest),
        )
