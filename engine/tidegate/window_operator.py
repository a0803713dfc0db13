"""`WindowOperator`: the configuration that all window operators share."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from tidegate.bad_items import ERRORS_STREAM
from tidegate.clock import Clock
from tidegate.operator import Derived, Finding, Group, Operator, Port, Ups
from tidegate.step_expressions import Compiled, Wanted, compile_expressions
from tidegate.timestamps import clock_expressions
from tidegate.types import StreamType, Type
from tidegate.window_step import WINDOW_DOWNS, WINDOW_UPS, window_types
from tidegate.windower import Windower


class WindowOperator(Operator):
    """A clock, a windower, and the four ports of a window step."""

    group: ClassVar[Group] = Group.WINDOW
    ups: ClassVar[tuple[Port, ...]] = WINDOW_UPS
    downs: ClassVar[tuple[Port, ...]] = WINDOW_DOWNS

    clock: Clock
    windower: Windower = Field(description="Which windows there are.")

    def in_words(self, what: str) -> str:
        """Return a line such as `sums of 10s windows, wait 5s`."""
        return f"{what} of {self.windower.words()}, {self.clock.words()}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions over the items by the path of their field, the clock's aside."""
        return {}

    def results(self, stream: StreamType, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        """Return the result fields that could be typed, and what is wrong with the others."""
        raise NotImplementedError

    def derive(self, ups: Ups) -> Derived:
        """Return the types of results, late items and windows."""
        stream = ups["up"][0]
        compiled = compile_expressions({**clock_expressions(self.clock), **self.wanted()}, stream)
        kinds, findings = self.results(stream, compiled)
        types = {**window_types(stream, kinds), "errors": ERRORS_STREAM}
        if compiled.findings or findings:
            del types["down"]
        return Derived(types, (*compiled.findings, *findings))
