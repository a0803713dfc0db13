"""`reduce_window`: the items of each window, put together two by two."""

from __future__ import annotations

from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.operator import BuildContext, Finding, OnError, on_error_field
from tidegate.sequential import VALUE, ReduceHolding, reduce_recurrence
from tidegate.step_expressions import Compiled
from tidegate.types import StreamType, Type
from tidegate.window_examples import TUMBLING, WINDOW, at, result, windows
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WindowLogic, WindowSettings

_ITEM = "{at: timestamp, val: int}"


class ReduceWindow(WindowOperator):
    """Reduce the items of each window to one.

    The expression makes one item of two: `a`, what there is so far, and `b`, the next item. Items are taken in the order
    in which they arrive. The result has the type of the items and leaves by `down` when the window closes.

    Such as the sum of `val`, with the time of the first item:

        {"at": a.at, "val": a.val + b.val}

    Windows of 10 s over `val` 1 at 0 s and `val` 2 at 4 s give one item with `val` 3 at 0 s.

    The order of arrival should not matter to the result: sessions that merge put their values together too. A reduction of
    text, lists or nested records costs one round for every item of the busiest window in a batch.
    """

    kind = "reduce_window"
    title = "Reduce window"
    icon = "minimize"
    examples = (
        StepExample(
            config=windows(TUMBLING, reduce='{"at": a.at, "val": a.val + b.val}'),
            ups={
                "up": [
                    stream(
                        f"keyed {_ITEM}",
                        ["a", {"at": at(0), "val": 1}],
                        ["a", {"at": at(4), "val": 2}],
                        ["a", {"at": at(12), "val": 4}],
                    )
                ]
            },
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: {_ITEM}}}",
                    result("a", 0, 0, 10, value={"at": at(0), "val": 3}),
                    result("a", 1, 10, 20, value={"at": at(12), "val": 4}),
                )
            },
        ),
        StepExample(
            title="in order of arrival",
            config=windows(TUMBLING, "5s", reduce='{"at": a.at, "val": 10 * a.val + b.val}'),
            ups={
                "up": [
                    stream(f"keyed {_ITEM}", ["a", {"at": at(4), "val": 1}], ["a", {"at": at(0), "val": 2}]),
                ]
            },
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: {_ITEM}}}", result("a", 0, 0, 10, value={"at": at(4), "val": 12})
                )
            },
        ),
    )

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
