"""`count_window`: how many items each window has."""

from __future__ import annotations

import numpy as np

from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.keying import key_texts
from tidegate.operator import UP, BuildContext, Finding, OnError, Outputs, on_error_field
from tidegate.sequential import CountHolding
from tidegate.step_expressions import Badness, Compiled, Wanted
from tidegate.types import INT, STR, StreamType, Type
from tidegate.window_examples import TUMBLING, WINDOW, at, late, late_items, result, windows
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WindowLogic, WindowSettings


class CountWindow(WindowOperator):
    """Count the items of each window.

    The key is given here, so the items need none before; a keyed stream gets new keys. The count leaves by `down` when
    the key's watermark passes the window's close time, or when the input ends. Items behind the watermark are not
    counted and leave by `late`, with the reason.

    Windows of 10 s and the key `user` over a@0, a@4, b@5, a@12: window 0 of `a` has the value 2.
    """

    kind = "count_window"
    title = "Count window"
    icon = "hash"
    ups = (UP,)
    examples = (
        StepExample(
            config=windows(TUMBLING, key="user"),
            ups={
                "up": [
                    stream(
                        "{at: timestamp, user: str}",
                        {"at": at(0), "user": "a"},
                        {"at": at(4), "user": "a"},
                        {"at": at(5), "user": "b"},
                        {"at": at(12), "user": "a"},
                        {"at": at(8), "user": "a"},
                    )
                ]
            },
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: int}}",
                    result("a", 0, 0, 10, value=2),
                    result("a", 1, 10, 20, value=1),
                    result("b", 0, 0, 10, value=1),
                ),
                "late": stream(
                    late_items("{at: timestamp, user: str}"), late("a", {"at": at(8), "user": "a"}, 8, 12, (4, 3))
                ),
            },
        ),
    )

    key: str = expression("str", description="The key of an item.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return self.in_words(f"items by {self.key}")

    def wanted(self) -> dict[str, Wanted]:
        return {"key": Wanted(self.key, STR)}

    def results(self, stream: StreamType, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        return {"value": INT}, []

    def build(self, context: BuildContext) -> CountWindowLogic:
        settings = WindowSettings(self.clock, self.windower, False, self.on_error)
        return CountWindowLogic(context, settings, context.ups["up"][0], self.wanted(), lambda _: CountHolding())


class CountWindowLogic(WindowLogic):
    """Gives the items their keys and counts them."""

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.now_us = max(self.now_us, system_us)
        badness = Badness(batch.length)
        times = self.times_of(self.timestamp, batch, badness)
        texts = key_texts(self.expressions["key"], batch, badness)
        if badness:
            # Bad items take no part; they are given some key, so that every item has one.
            texts = texts.filter(~badness.mask)
            ids = np.zeros(batch.length, np.int32)
            ids[~badness.mask] = self.keys.intern(texts)
        else:
            ids = self.keys.intern(texts)
        return self.judge(batch.with_keys(ids, self.keys), times, {}, badness)
