"""`key_rm`: items without their keys."""

from __future__ import annotations

from tidegate.batch import Batch
from tidegate.example import StepExample, stream
from tidegate.operator import UP_KEYED, BuildContext, Derived, Group, Keyed, Logic, Operator, Outputs, Port, Ups
from tidegate.types import StreamType


class KeyRm(Operator):
    """Take the keys off.

    The items stay as they are. What the key said is lost unless a field says it too; a *Set fields* step before this
    one saves it, with a field whose expression is `key`.
    """

    kind = "key_rm"
    title = "Remove key"
    group = Group.KEY
    icon = "key-off"
    ups = (UP_KEYED,)
    downs = (Port("down", "The items, without their keys.", Keyed.UNKEYED),)
    examples = (
        StepExample(
            ups={"up": [stream("keyed {value: float}", ["a", {"value": 0.5}])]},
            downs={"down": stream("{value: float}", {"value": 0.5})},
        ),
    )

    def summary(self) -> str:
        return "remove the key"

    def derive(self, ups: Ups) -> Derived:
        return Derived({"down": StreamType(ups["up"][0].item)})

    def build(self, context: BuildContext) -> Logic:
        return KeyRmLogic()


class KeyRmLogic(Logic):
    """Forgets the keys of each batch."""

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.counters.kept += batch.length
        return [("down", batch.without_keys())]
