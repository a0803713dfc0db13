"""Some of a source's items, taken once and served again as often as a person changes what is behind the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import PrivateAttr

from tidegate.batch import Batch, concat
from tidegate.connectors.files import FileSource
from tidegate.errors import EngineError
from tidegate.keys import KeyDictionary
from tidegate.operator import (
    BuildContext,
    Counters,
    Derived,
    Finding,
    Operator,
    Outputs,
    Poll,
    Source,
    SourceLogic,
    Ups,
)
from tidegate.types import StreamType
from tidegate.worker import FROZEN_US

MOST_SAMPLED = 10_000
MOST_POLLS = 20_000
"""A source that has given no more after so many polls is left at that: a silent demo source, an endless mark."""

MOST_IDLE = 1_000
"""A source is asked so often whether it has ended."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """What a source gave when it was asked for its first items."""

    streams: dict[str, StreamType]
    """The type of each of its ports, by name."""
    batches: dict[str, Batch]
    """What left by each port; a port that nothing left by is missing."""
    counters: Counters = field(default_factory=Counters)
    more: bool = False
    """Whether there was more to take."""
    failure: EngineError | None = None
    """Why it gave no more."""

    @property
    def length(self) -> int:
        """Return how many items it gave."""
        return self.batches["down"].length if "down" in self.batches else 0


def take(source: Source, data_root: Path, count: int, step_id: str) -> Sampled | tuple[Finding, ...]:
    """Return a source's first items, `count` at most, where system time stands still; or what is wrong with it."""
    source = source.with_data_root(data_root)
    derived = source.derive({})
    if problems := tuple(found for found in derived.findings if found.severity == "error"):
        return problems
    logic = _asked_for(source, count).build(_context(step_id, derived.types, data_root))
    taken: dict[str, list[Batch]] = {}
    failure, ended = None, False
    try:
        logic.open(None)
        ended = _poll(logic, count, taken)
    except EngineError as error:
        failure = error
    finally:
        logic.close()
    batches = {port: concat(parts) for port, parts in taken.items()}
    more = not ended and failure is None
    if "down" in batches and batches["down"].length > count:
        batches["down"], more = batches["down"].slice(0, count), True
    counters = replace(logic.counters, kept=min(logic.counters.kept, count))
    return Sampled(derived.types, batches, counters, more, failure)


def _asked_for(source: Source, count: int) -> Source:
    """Return a source that does not wait for more, and gives no more at once than is wanted."""
    wanted: dict[str, Any] = {"batch_size": count, "tail": False}
    known = type(source).model_fields
    return source.model_copy(update={name: value for name, value in wanted.items() if name in known})


def _context(step_id: str, streams: Mapping[str, StreamType], data_root: Path) -> BuildContext:
    return BuildContext(
        step_id=step_id,
        ups={},
        downs=streams,
        keys=KeyDictionary(),
        data_root=data_root,
        frozen=True,
        print=lambda _: None,
    )


def _poll(logic: SourceLogic, count: int, taken: dict[str, list[Batch]]) -> bool:
    """Poll until there are as many items, good or bad; return whether the source has ended."""
    given = 0
    for _ in range(MOST_POLLS):
        if given >= count:
            return _ends_now(logic)
        poll = logic.poll(FROZEN_US)
        for port, batch in poll.outputs:
            if batch.length:
                taken.setdefault(port, []).append(batch)
                given += batch.length
        if poll.ended:
            return True
    return False


def _ends_now(logic: SourceLogic) -> bool:
    """Whether nothing is left, not even what would fail a run."""
    try:
        for _ in range(MOST_IDLE):
            poll = logic.poll(FROZEN_US)
            if any(batch.length for _, batch in poll.outputs):
                return False
            if poll.ended:
                return True
    except EngineError:
        pass
    return False


def uploaded(operator: type[Operator], config: Mapping[str, Any], name: str) -> FileSource:
    """Return what reads an uploaded file in a source's place, as the types that its configuration names."""
    names = ["schema", "guard", "on_error", *(("fields", "delimiter", "header") if operator is FileSource else ())]
    return FileSource.model_validate({**{key: config[key] for key in names if key in config}, "path": name})


class SampleSource(Source):
    """Serve items that were taken before, in a source's place."""

    kind = "sample"
    title = "Sample"

    _sampled: Sampled = PrivateAttr()
    _ports: frozenset[str] = PrivateAttr()
    batch_size: int = 1

    @staticmethod
    def of(sampled: Sampled, place: type[Operator], batch_size: int) -> SampleSource:
        """Return what serves these items in the place of such a source, so many at a time."""
        source = SampleSource(batch_size=batch_size)
        source._sampled, source._ports = sampled, frozenset(port.name for port in place.downs)
        return source

    def derive(self, ups: Ups) -> Derived:
        return Derived({port: stream for port, stream in self._sampled.streams.items() if port in self._ports})

    def build(self, context: BuildContext) -> SourceLogic:
        batches = {port: batch for port, batch in self._sampled.batches.items() if port in self._ports}
        return SampleLogic(batches, self._sampled, self.batch_size)


class SampleLogic(SourceLogic):
    """Gives the items some at a time, what left by other ports at once, and fails in the end as the source did."""

    def __init__(self, batches: dict[str, Batch], sampled: Sampled, batch_size: int) -> None:
        super().__init__()
        self._down, self._failure, self._size = batches.get("down"), sampled.failure, batch_size
        self._others: Outputs = [(port, batch) for port, batch in batches.items() if port != "down"]
        self._at = 0
        self.counters = replace(sampled.counters)

    def poll(self, system_us: int) -> Poll:
        outputs, self._others = self._others, []
        left = 0 if self._down is None else self._down.length - self._at
        if left > 0:
            assert self._down is not None, "something is left of it"
            outputs = [("down", self._down.slice(self._at, self._size)), *outputs]
            self._at += self._size
        elif self._failure is not None:
            self._failure.step_id = None  # It is served under whatever name the step has by now.
            raise self._failure.with_traceback(None)
        return Poll(outputs, ended=left <= self._size and self._failure is None, next_at_us=system_us)
