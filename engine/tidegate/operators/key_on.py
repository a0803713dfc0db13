"""`key_on`: a key for each item."""

from __future__ import annotations

from typing import Any

from tidegate.bad_items import ERRORS_STREAM, BadItemRule
from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.fields import expression
from tidegate.keying import key_texts
from tidegate.operator import (
    ERRORS,
    BuildContext,
    Derived,
    Group,
    Keyed,
    Logic,
    OnError,
    Operator,
    Outputs,
    Port,
    Ups,
    on_error_field,
)
from tidegate.step_expressions import Badness, Wanted, compile_expressions, compiled_expressions
from tidegate.types import STR, StreamType


class KeyOn(Operator):
    """Give every item a key.

    Windows, collections and joins work key by key. The key is text; convert other types:

        user
        str(order_id)

    A text in quotes gives all items the same key: `"ALL"`. The item itself stays as it is. A keyed stream gets new keys.
    An item whose key is null, or longer than 64 KiB, is a bad item.
    """

    kind = "key_on"
    title = "Key on"
    group = Group.KEY
    icon = "key"
    downs = (Port("down", "The items, with their keys.", Keyed.KEYED), ERRORS)
    examples = (
        StepExample(
            config={"key": "user"},
            ups={"up": [stream("{user: str, val: int}", {"user": "a", "val": 1}, {"user": None, "val": 2})]},
            downs={
                "down": stream("keyed {user: str, val: int}", ["a", {"user": "a", "val": 1}]),
                "errors": stream(
                    str(ERRORS_STREAM),
                    {
                        "code": "key-null",
                        "reason": "The key is null. Give such items another key, or filter them before.",
                        "position": 1,
                        "item": '{"user":null,"val":2}',
                    },
                ),
            },
        ),
        StepExample(
            title="A key that is no text",
            config={"key": "str(order_id)"},
            ups={"up": [stream("{order_id: int}", {"order_id": 7})]},
            downs={"down": stream("keyed {order_id: int}", ["7", {"order_id": 7}])},
        ),
        StepExample(
            title="One key for all",
            config={"key": '"ALL"'},
            ups={"up": [stream("keyed int", ["a", 1], ["b", 2])]},
            downs={"down": stream("keyed int", ["ALL", 1], ["ALL", 2])},
        ),
    )

    key: str = expression("str", description="The key of an item.")
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        return f"key by {self.key}"

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        return {"key": Wanted(self.key, STR)}

    def derive(self, ups: Ups) -> Derived:
        stream = ups["up"][0]
        down = StreamType(stream.item, keyed=True)
        return Derived({"down": down, "errors": ERRORS_STREAM}, compile_expressions(self.wanted(), stream).findings)

    def build(self, context: BuildContext) -> Logic:
        return KeyOnLogic(self, context)


class KeyOnLogic(Logic):
    """Evaluates the keys and looks up their ids."""

    def __init__(self, config: KeyOn, context: BuildContext) -> None:
        super().__init__()
        self.stream, self.keys = context.ups["up"][0], context.keys
        self.key = compiled_expressions(config.wanted(), self.stream)["key"]
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        first, badness = self.counters.total(), Badness(batch.length)
        texts: Any = key_texts(self.key, batch, badness)
        good, errors = batch, Outputs()
        if badness:
            errors = self.bad_items.split(batch, self.stream, badness.mask, badness.reason, first)
            good, texts = batch.where(~badness.mask), texts.filter(~badness.mask)
        self.counters.kept += good.length
        return [("down", good.with_keys(self.keys.intern(texts), self.keys)), *errors]
