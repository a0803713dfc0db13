"""A data folder, and files read from it and written to it by single steps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tidegate.batch import batch_of, item_column
from tidegate.connectors.files import FileSink, FileSource
from tidegate.errors import EngineError
from tidegate.keys import KeyDictionary
from tidegate.operator import BuildContext, Derived, Poll
from tidegate.types import StreamType, parse_type


@dataclass
class Read:
    """What came out of a file."""

    items: list[Any]
    bad: list[tuple[int, int, str]]
    """Position, line and code."""
    reasons: list[str]


@dataclass
class DataFolder:
    """A folder with files."""

    root: Path

    def put(self, name: str, content: str | bytes) -> Path:
        """Write a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def derive(self, **config: Any) -> Derived:
        """Return what is known of a file source before the run."""
        return FileSource.model_validate(config).with_data_root(self.root).derive({})

    def source(self, state: Any = None, **config: Any) -> Any:
        """Return an opened file source."""
        source = FileSource.model_validate(config).with_data_root(self.root)
        derived = source.derive({})
        assert "down" in derived.types and not any(found.severity == "error" for found in derived.findings), derived
        return _opened(source.build(self._context({}, derived.types)), state)

    def read(self, state: Any = None, **config: Any) -> Read:
        """Read a file to its end."""
        logic, read = self.source(state, **config), Read([], [], [])
        item = self.derive(**config).types["down"].item
        while True:
            poll = self._poll(logic)
            for port, batch in poll.outputs:
                values = item_column(batch, item).to_pylist() if port == "down" else []
                read.items += values
                for number in range(batch.length if port == "errors" else 0):
                    bad = {name: column[number].as_py() for name, column in batch.columns.items()}
                    place, _, reason = bad["reason"].partition(": ")
                    read.bad.append((bad["position"], int(place.rpartition(" ")[2]), bad["code"]))
                    read.reasons.append(reason)
            if poll.ended:
                logic.close()
                return read

    def _poll(self, logic: Any) -> Poll:
        try:
            poll: Poll = logic.poll(0)
        except EngineError:
            logic.close()
            raise
        return poll

    def sink(self, up: str, state: Any = None, **config: Any) -> Any:
        """Return an opened file sink fed by a stream of this type."""
        ups = {"up": [StreamType(parse_type(up.removeprefix("keyed ")), up.startswith("keyed "))]}
        sink = FileSink.model_validate(config).with_data_root(self.root)
        assert not (findings := sink.derive(ups).findings), findings
        return _opened(sink.build(self._context(ups, {})), state)

    def write(self, up: str, items: list[Any], **config: Any) -> str:
        """Write items to a file and return its text."""
        logic = self.sink(up, **config)
        self.send(logic, items)
        logic.close()
        return (self.root / config["path"]).read_bytes().decode()

    def send(self, logic: Any, items: list[Any]) -> None:
        """Give a sink one batch."""
        stream, keys = logic.stream, KeyDictionary()
        batch = batch_of([value for _, value in items] if stream.keyed else items, stream)
        if stream.keyed:
            batch = batch.with_keys(keys.intern(pa.array([key for key, _ in items], pa.string())), keys)
        logic.process("up", batch, 0)

    def _context(self, ups: Any, downs: Any) -> BuildContext:
        return BuildContext("step", ups, downs, KeyDictionary(), self.root, True, print)


def _opened(logic: Any, state: Any) -> Any:
    """Open a step; like a worker, close it even when that fails."""
    try:
        logic.open(state)
    except EngineError:
        logic.close()
        raise
    return logic


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """Return an empty data folder."""
    root = tmp_path / "data"
    root.mkdir()
    return DataFolder(root)
