"""`fold_window`: what an expression makes of the items of each window, one after the other."""

from __future__ import annotations

from pydantic import Field

from tidegate.diagnostics import Code
from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.operator import BuildContext, Finding, OnError, on_error_field
from tidegate.sequential import VALUE, FoldHolding, fold_recurrence
from tidegate.step_expressions import Compiled
from tidegate.types import StreamType, Type
from tidegate.window_examples import SESSIONS, TUMBLING, WINDOW, at, result, windows
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WindowLogic, WindowSettings
from tidegate.windower import Session


class FoldWindow(WindowOperator):
    """Fold the items of each window with an expression.

    `acc` begins with the initial value and becomes what the expression gives, item after item. The last value leaves by
    `down` when the key's watermark passes the window's close time, or when the input ends.

    With the initial value `0` and the fold `acc + val`, windows of 10 s over a@0 with val 1 and a@4 with val 2 give 3.

    Sessions that are not ordered can merge; *merge* says what becomes of `a`, the one that opened earlier, and `b`.
    Where sums, means and the like are wanted, *Aggregate window* is faster. A fold over text, lists or nested records
    costs one round for every item of the busiest window in a batch.
    """

    kind = "fold_window"
    title = "Fold window"
    icon = "repeat"
    examples = (
        StepExample(
            config=windows(TUMBLING, initial="0", fold="acc + val"),
            ups={
                "up": [
                    stream(
                        "keyed {at: timestamp, val: int}",
                        ["a", {"at": at(0), "val": 1}],
                        ["a", {"at": at(4), "val": 2}],
                    )
                ]
            },
            downs={"down": stream(f"keyed {{{WINDOW}, value: int}}", result("a", 0, 0, 10, value=3))},
        ),
        StepExample(
            title="in the order of timestamps",
            config=windows(TUMBLING, "5s", initial="0", fold="10 * acc + val"),
            ups={
                "up": [
                    stream(
                        "keyed {at: timestamp, val: int}",
                        ["a", {"at": at(4), "val": 2}],
                        ["a", {"at": at(0), "val": 1}],
                        ["a", {"at": at(8), "val": 3}],
                    )
                ]
            },
            downs={"down": stream(f"keyed {{{WINDOW}, value: int}}", result("a", 0, 0, 10, value=123))},
        ),
        StepExample(
            title="two sessions that an item joins",
            config=windows(SESSIONS, "60s", initial='""', fold="acc + word", merge="a + b", ordered=False),
            ups={
                "up": [
                    stream(
                        "keyed {at: timestamp, word: str}",
                        ["a", {"at": at(20), "word": "p"}],
                        ["a", {"at": at(10), "word": "q"}],
                        ["a", {"at": at(15), "word": "r"}],
                    )
                ]
            },
            downs={
                "down": stream(f"keyed {{{WINDOW}, value: str}}", result("a", 1, 10, 20, value="qpr")),
                "meta": stream(f"keyed {{{WINDOW}, merged_ids: list[int]}}", result("a", 1, 10, 20, merged_ids=[0])),
            },
        ),
    )

    initial: str = expression(description="What `acc` is before the first item: no fields, such as `0` or `[]`.")
    fold: str = expression(description="The new `acc`, of `acc` and the item's fields.")
    merge: str | None = expression(default=None, description="One `acc` of two, `a` and `b`; for sessions that merge.")
    ordered: bool = Field(True, description="Whether items are taken in the order of timestamps instead of arrival.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return self.in_words(f"fold {self.fold}")

    def results(self, stream: StreamType, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        resolved = fold_recurrence(stream, self.initial, self.fold, self.merge)
        findings = list(resolved.findings)
        if isinstance(self.windower, Session) and not self.ordered and self.merge is None:
            message = "Sessions that are not ordered can merge. Write how two values `a` and `b` become one."
            findings.append(Finding(Code.MISSING_FIELD, message, "merge"))
        return {} if resolved.recurrence is None else {VALUE: resolved.recurrence.type}, findings

    def build(self, context: BuildContext) -> WindowLogic:
        stream = context.ups["up"][0]
        recurrence = fold_recurrence(stream, self.initial, self.fold, self.merge).recurrence
        assert recurrence is not None, "a step with findings was built"
        settings = WindowSettings(self.clock, self.windower, self.ordered, self.on_error)
        return WindowLogic(context, settings, stream, {}, lambda _: FoldHolding(recurrence, stream))
