"""`collect_window`: the items of each window, as a list, a set or a map."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tidegate.diagnostics import Code
from tidegate.example import StepExample, stream
from tidegate.expression import Expression
from tidegate.fields import expression
from tidegate.holding import Holding
from tidegate.holdings.lists import ListHolding
from tidegate.holdings.maps import MapHolding
from tidegate.holdings.sets import SetHolding
from tidegate.operator import BuildContext, Finding, OnError, on_error_field
from tidegate.step_expressions import Compiled, Wanted
from tidegate.types import STR, ListOf, MapOf, StreamType, Type
from tidegate.window_examples import SESSIONS, TUMBLING, WINDOW, at, late, late_items, result, windows
from tidegate.window_operator import WindowOperator
from tidegate.window_step import WindowLogic, WindowSettings
from tidegate.words import has_words

_ITEM = "{at: timestamp, n: int}"


def _item(second: int) -> dict[str, object]:
    return {"at": at(second), "n": second}


_USERS = stream(
    "keyed {at: timestamp, user: str, n: int}",
    ["a", {"at": at(1), "user": "eve", "n": 1}],
    ["a", {"at": at(2), "user": "bob", "n": 2}],
    ["a", {"at": at(3), "user": "eve", "n": 3}],
)


class CollectWindow(WindowOperator):
    """Collect the items of each window into a list.

    Each key has its own windows and its own clock. A window's list leaves by `down` when the key's watermark passes
    the window's close time, or when the input ends. Items behind the watermark leave by `late`, with the reason.

    Windows of 10 s over a@0, a@4, a@8, a@12: the list `[a@0, a@4, a@8]` leaves when a@12 arrives.

    A *set* keeps each value once, in the order of first appearance. A *map* keeps a value per name, the last one given.
    Both need a *value*; without one a list has whole items.
    """

    kind = "collect_window"
    title = "Collect window"
    icon = "stack"
    examples = (
        StepExample(
            config=windows(TUMBLING),
            ups={"up": [stream(f"keyed {_ITEM}", *(["a", _item(second)] for second in (0, 4, 8, 12)))]},
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: list[{_ITEM}]}}",
                    result("a", 0, 0, 10, value=[_item(0), _item(4), _item(8)]),
                    result("a", 1, 10, 20, value=[_item(12)]),
                )
            },
        ),
        StepExample(
            title="an item that comes too late",
            config=windows(TUMBLING),
            ups={"up": [stream(f"keyed {_ITEM}", *(["a", _item(second)] for second in (0, 12, 3)))]},
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: list[{_ITEM}]}}",
                    result("a", 0, 0, 10, value=[_item(0)]),
                    result("a", 1, 10, 20, value=[_item(12)]),
                ),
                "late": stream(late_items(_ITEM), late("a", _item(3), 3, 12, (2, 1))),
            },
        ),
        StepExample(
            title="sessions, in the order of timestamps",
            config=windows(SESSIONS, "10s", value="n"),
            ups={"up": [stream(f"keyed {_ITEM}", *(["a", _item(second)] for second in (5, 0, 11)))]},
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: list[int]}}",
                    result("a", 0, 0, 5, value=[0, 5]),
                    result("a", 1, 11, 11, value=[11]),
                )
            },
        ),
        StepExample(
            title="a set",
            config=windows(TUMBLING, into="set", value="user"),
            ups={"up": [_USERS]},
            downs={
                "down": stream(f"keyed {{{WINDOW}, value: list[str]}}", result("a", 0, 0, 10, value=["eve", "bob"]))
            },
        ),
        StepExample(
            title="a map",
            config=windows(TUMBLING, into="map", value="n", name="user"),
            ups={"up": [_USERS]},
            downs={
                "down": stream(
                    f"keyed {{{WINDOW}, value: map[int]}}", result("a", 0, 0, 10, value={"eve": 3, "bob": 2})
                )
            },
        ),
    )

    into: Literal["list", "set", "map"] = Field("list", description="What the items are collected into.")
    value: str | None = expression(default=None, description="What of each item to keep; empty: the whole item.")
    name: str | None = expression(
        "str", only_with={"into": "map"}, default=None, description="The name of each value in a map."
    )
    ordered: bool = Field(True, description="Whether items are taken in the order of timestamps instead of arrival.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return self.in_words(f"{self.into}s")

    def wanted(self) -> dict[str, Wanted]:
        wanted = {} if self.value is None else {"value": Wanted(self.value)}
        return wanted if self.name is None else {**wanted, "name": Wanted(self.name, STR)}

    def results(self, stream: StreamType, compiled: Compiled) -> tuple[dict[str, Type], list[Finding]]:
        findings = self._missing()
        value = compiled.expressions.get("value")
        kind = value.type if value else stream.item
        if self.into == "set" and value is not None and not has_words(kind):
            message = f"A set takes single values; this is {kind}. Choose one value of it, or collect into a list."
            findings.append(Finding(Code.EXPRESSION_TYPE, message, "value"))
        return {"value": MapOf(kind) if self.into == "map" else ListOf(kind)}, findings

    def _missing(self) -> list[Finding]:
        findings = []
        if self.into != "list" and self.value is None:
            message = f"A {self.into} needs a value of each item. Write which, such as a field."
            findings.append(Finding(Code.MISSING_FIELD, message, "value"))
        if self.into == "map" and self.name is None:
            message = "A map needs a name for each value. Write which, such as a field that is text."
            findings.append(Finding(Code.MISSING_FIELD, message, "name"))
        if self.into != "map" and self.name is not None:
            message = f"A {self.into} has no names. Collect into a map, or leave the name empty."
            findings.append(Finding(Code.BAD_VALUE, message, "name"))
        return findings

    def build(self, context: BuildContext) -> WindowLogic:
        stream = context.ups["up"][0]
        settings = WindowSettings(self.clock, self.windower, self.ordered, self.on_error)
        return WindowLogic(context, settings, stream, self.wanted(), lambda found: self._holding(stream, found))

    def _holding(self, stream: StreamType, found: dict[str, Expression]) -> Holding:
        kind = found["value"].type if "value" in found else stream.item
        if self.into == "set":
            return SetHolding(kind, self.ordered)
        if self.into == "map":
            return MapHolding(kind, self.ordered)
        return ListHolding(kind, self.ordered, "value" if "value" in found else None)
