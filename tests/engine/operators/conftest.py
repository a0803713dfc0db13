"""One step driven by hand: batches in, what leaves by each port out, with time as an argument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tidegate.batch import Batch, batch_of, item_column
from tidegate.check import KINDS
from tidegate.keys import KeyDictionary
from tidegate.operator import BuildContext, Derived, Logic, Operator, Outputs, SourceLogic
from tidegate.types import StreamType, parse_type


def stream_of(text: str) -> StreamType:
    """Return the stream that a text such as `keyed {user: str}` means."""
    return StreamType(parse_type(text.removeprefix("keyed ")), text.startswith("keyed "))


@dataclass
class Driven:
    """A step, opened; items are Python values, and pairs of key and value on a keyed stream."""

    config: Operator
    ups: Mapping[str, Sequence[StreamType]]
    frozen: bool = True
    printed: list[str] = field(default_factory=list)
    data_root: Path = Path()
    keys: KeyDictionary = field(default_factory=KeyDictionary)

    def __post_init__(self) -> None:
        self.config = self.config.with_data_root(self.data_root)
        self.derived: Derived = self.config.derive(self.ups)
        self.messages = [finding.message for finding in self.derived.findings]

    def open(self, state: Any = None) -> Driven:
        """Build the running half and give it what a snapshot gave, or nothing."""
        context = BuildContext(
            "step", self.ups, self.derived.types, self.keys, self.data_root, self.frozen, self.printed.append
        )
        self.logic: Logic = self.config.build(context)
        self.logic.open(state)
        return self

    def send(self, items: Sequence[Any], at_us: int = 0, port: str = "up") -> list[tuple[str, list[Any]]]:
        """Send one batch, then let the step wake if it is due, as a worker does."""
        outputs = self.logic.process(port, self.batch(items, port), at_us)
        assert self.logic.counters.total() >= len(items), "items went missing"
        return self.read(outputs) + self.wake(at_us)

    def wake(self, at_us: int) -> list[tuple[str, list[Any]]]:
        """Let time pass until then."""
        due = self.logic.wake_at()
        return self.read(self.logic.on_wake(at_us)) if due is not None and due <= at_us else []

    def end(self) -> list[tuple[str, list[Any]]]:
        """End the input."""
        return self.read(self.logic.on_eof(0))

    def poll(self, at_us: int = 0) -> tuple[list[Any], bool, int | None]:
        """Ask a source; return the items of `down`, whether it has ended, and when to ask again."""
        assert isinstance(self.logic, SourceLogic), "only sources are polled"
        poll = self.logic.poll(at_us)
        return [item for _, items in self.read(poll.outputs) for item in items], poll.ended, poll.next_at_us

    def batch(self, items: Sequence[Any], port: str) -> Batch:
        """Return items as a batch of the stream that enters at the port."""
        stream = self.ups[port][0]
        if not stream.keyed:
            return batch_of(items, stream)
        batch = batch_of([value for _, value in items], stream)
        return batch.with_keys(self.keys.intern(pa.array([key for key, _ in items], pa.string())), self.keys)

    def read(self, outputs: Outputs) -> list[tuple[str, list[Any]]]:
        """Return what left, by port, as Python values."""
        return [(port, self._values(batch, self.derived.types[port])) for port, batch in outputs if batch.length]

    def _values(self, batch: Batch, stream: StreamType) -> list[Any]:
        values = item_column(batch, stream.item).to_pylist()
        assert stream.keyed == (batch.key_ids is not None), f"keys do not agree with the type {stream}"
        return list(zip(batch.key_column().to_pylist(), values, strict=True)) if stream.keyed else values


class Stage:
    """Makes steps."""

    def __call__(
        self,
        kind: str,
        up: str | Mapping[str, Sequence[str]] = "",
        frozen: bool = True,
        data_root: Path = Path(),
        **config: Any,
    ) -> Driven:
        """Return a step of this kind, fed by a stream of this type, opened if its configuration is whole."""
        ups = {"up": [up]} if isinstance(up, str) and up else up or {}
        assert not isinstance(ups, str), "streams are given by port"
        streams = {port: [stream_of(text) for text in texts] for port, texts in ups.items()}
        step = Driven(KINDS[kind].model_validate(config), streams, frozen, data_root=data_root)
        broken = any(found.severity == "error" for found in step.derived.findings)
        return step if broken else step.open()


@pytest.fixture
def stage() -> Stage:
    """Return a maker of steps."""
    return Stage()
