"""`Samples`: what was taken of each source, kept for as long as its configuration stays the same."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from pydantic import ValidationError

from tidegate.check import KINDS
from tidegate.connectors.files import FileSource
from tidegate.errors import EngineError
from tidegate.flow import Step
from tidegate.operator import Source
from tidegate.paths import PathRefused, survey
from tidegate.previewing.results import SampleLook, SampleWish
from tidegate.previewing.runnable import WITHIN
from tidegate.previewing.sampling import MOST_SAMPLED, Sampled, take, uploaded

FROM_OUTSIDE = 20
"""How many items are taken of a source that reads from outside, unless more are asked for."""
MADE_UP = 1_000
KEPT = 32
"""Samples kept at most."""


@dataclass(frozen=True, slots=True)
class NoSample:
    """Why there are no items, in a sentence; empty where the configuration cannot be read."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class _Taking:
    """What one source is taken with, and from below which folder."""

    source: Source
    root: Path
    count: int


class Samples:
    """The samples of the sources of the flows that are being edited."""

    def __init__(self, data_root: Path, uploads: Path) -> None:
        self.data_root, self.uploads = data_root, uploads
        self._kept: OrderedDict[str, Sampled] = OrderedDict()

    def of(self, step: Step, wish: SampleWish) -> Sampled | NoSample:
        """Return the items of a source, taken now or before."""
        kind = KINDS[step.operator]
        assert issubclass(kind, Source), "only sources are sampled"
        try:
            name = self._name(step, wish)
        except PathRefused as refused:
            return NoSample(refused.sentences() if wish.upload is None else _GONE)
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        return self._taken(step, kind, wish, name)

    def _taken(self, step: Step, kind: type[Source], wish: SampleWish, name: str) -> Sampled | NoSample:
        try:
            taking = self._taking(step, kind, wish)
            sampled = take(taking.source, taking.root, taking.count, step.id)
        except ValidationError:
            return NoSample()
        if isinstance(sampled, tuple):
            return NoSample(sampled[0].message)
        self._kept[name] = sampled
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return sampled

    def _taking(self, step: Step, kind: type[Source], wish: SampleWish) -> _Taking:
        if wish.upload is not None:
            return _Taking(uploaded(kind, step.config, wish.upload), self.uploads, wish.first or MOST_SAMPLED)
        return _Taking(kind.model_validate(step.config), self.data_root, wish.first or _usual(step.operator))

    def _name(self, step: Step, wish: SampleWish) -> str:
        """Return what the sample is kept under: all that it depends on."""
        seen = self._files_seen(step, wish)
        parts = (step.id, step.operator, step.config, wish.first, wish.upload, seen)
        return sha256(msgspec.json.encode(parts)).hexdigest()

    def _files_seen(self, step: Step, wish: SampleWish) -> list[Any]:
        """Return what tells whether a file has changed; raise `FileRefused` for one that is not there."""
        if wish.upload is not None:
            found = [survey(self.uploads, wish.upload)[1]]
        elif step.operator in WITHIN:
            found = []
        else:
            found = [survey(self.data_root, name)[1] for name in self._file_names(step)]
        return [(one.st_ino, one.st_mtime_ns, one.st_size) for one in found]

    def _file_names(self, step: Step) -> list[str]:
        try:
            source = FileSource.model_validate(step.config)
        except ValidationError:
            return []
        return source.names(self.data_root)


def look_at(uploads: Path, name: str) -> SampleLook | NoSample:
    """Return what is in an uploaded file, or why it cannot be read."""
    try:
        sampled = take(FileSource(path=name), uploads, MOST_SAMPLED, "sample")
    except EngineError as error:
        return NoSample(str(error))
    if isinstance(sampled, tuple):
        return NoSample(sampled[0].message)
    if sampled.failure is not None and not sampled.length:
        return NoSample(str(sampled.failure))
    errors = sampled.batches.get("errors")
    return SampleLook(
        type=str(sampled.streams["down"]),
        items=sampled.length,
        bad=0 if errors is None else errors.length,
        more=sampled.more,
        first_problem="" if errors is None else errors.columns["reason"][0].as_py(),
    )


def _usual(operator: str) -> int:
    return {"testing_source": MOST_SAMPLED, "demo_source": MADE_UP}.get(operator, FROM_OUTSIDE)


_GONE = "The uploaded sample is no longer kept. Upload it again."
