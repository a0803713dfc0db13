"""`min_window`: the item of each window with the smallest value."""

from __future__ import annotations

from tidegate.best_window import BestWindow
from tidegate.example import StepExample, stream
from tidegate.window_examples import TUMBLING, WINDOW, at, result, windows

_ITEM = "{at: timestamp, val: float}"


class MinWindow(BestWindow):
    """Keep the item of each window with the smallest value.

    The whole item leaves by `down` when the window closes. Of items with the same value the one that arrived first
    stays. A null never wins against a value, and not-a-number never against a number.

    With `val`, windows of 10 s over a@0 with val 2 and a@4 with val 3 give the item with val 2.
    """

    kind = "min_window"
    title = "Min window"
    icon = "math-min"
    largest = False
    examples = (
        StepExample(
            config=windows(TUMBLING, by="val"),
            ups={
                "up": [
                    stream(f"keyed {_ITEM}", ["a", {"at": at(0), "val": 2.0}], ["a", {"at": at(4), "val": 3.0}]),
                ]
            },
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: {_ITEM}}}", result("a", 0, 0, 10, value={"at": at(0), "val": 2.0})
                )
            },
        ),
        StepExample(
            title="nulls and equal values",
            config=windows(TUMBLING, "5s", by="val"),
            ups={
                "up": [
                    stream(
                        f"keyed {_ITEM}",
                        ["a", {"at": at(1), "val": None}],
                        ["a", {"at": at(4), "val": 2.0}],
                        ["a", {"at": at(2), "val": 2.0}],
                    )
                ]
            },
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: {_ITEM}}}", result("a", 0, 0, 10, value={"at": at(4), "val": 2.0})
                )
            },
        ),
    )

    def summary(self) -> str:
        return self.in_words(f"smallest {self.by or 'item'}")
