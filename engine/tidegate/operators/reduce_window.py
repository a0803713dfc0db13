"""`reduce_window`: the items of each window, put together two by two."""

from __future__ import annotations

from tidegate.fields import expression
from tidegate.operator import BuildContext, Finding, OnError, on_error_field
from tidegate.sequential import VALUE, ReduceHolding, reduce_recurrence
from tidegate.step_expressions import Compiled
from tidegate.types import StreamType, Type
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WindowLogic, WindowSettings


class ReduceWindow(WindowOperator):
    """Reduce the items of each window to one.

    The expression makes one item of two: `a`, what there is so far, and `b`, the next item. Items are taken in the order
    in which they arrive. The result has the type of the items and leaves by `down` when the window closes.

    With `a + b`, windows of 10 s over the numbers 1 at 0 s and 2 at 4 s give 3. For records:

        {"user": a.user, "val": a.val + b.val}

    The order of arrival should not matter to the result: sessions that merge put their values together too. A reduction of
    text, lists or nested records costs one round for every item of the busiest window in a batch.
    """

    kind = "reduce_window"
    title = "Reduce window"
    icon = "arrows-minimize"

    reduce: str = expression(description="One item of two, `a` and `b`.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return self.in_words(f"reduce by {self.reduce}")

    def results(self, stream: StreamType, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        resolved = reduce_recurrence(stream, self.reduce)
        return {VALUE: stream.item}, list(resolved.findings)

    def build(self, context: BuildContext) -> WindowLogic:
        stream = context.ups["up"][0]
        recurrence = reduce_recurrence(stream, self.reduce).recurrence
        assert recurrence is not None, "a step with findings was built"
        settings = WindowSettings(self.clock, self.windower, False, self.on_error)
        return WindowLogic(context, settings, stream, {}, lambda _: ReduceHolding(recurrence, stream))
