"""Files that are followed: what is added, when it is given, and what becomes of cut, renamed and new files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tidegate.connectors.files import FileSource
from tidegate.errors import BadItemRefused, FileRefused

SECOND = 1_000_000
A = {"schema": {"a": "int"}}


@dataclass
class Follower:
    """A source that follows, and what it has given; time passes by a second when it asks for that."""

    logic: Any
    now_us: int = 0
    waits: list[int] = field(default_factory=list)

    def new(self) -> list[Any]:
        """Return the values of `a` that are new, and what was told."""
        given: list[Any] = []
        while True:
            poll = self.logic.poll(self.now_us)
            assert not poll.ended
            for port, batch in poll.outputs:
                given += batch.columns["a"].to_pylist() if port == "down" else batch.columns["reason"].to_pylist()
            wait = poll.next_at_us - self.now_us
            if wait:
                self.now_us = poll.next_at_us
                self.waits.append(wait)
                return given


@pytest.fixture
def follow(folder):
    """Return what begins to follow a path."""
    begun: list[Any] = []

    def begin(path: str, state: Any = None, **config: Any) -> Follower:
        logic = folder.source(state, path=path, tail=True, **({**A, **config}))
        begun.append(logic)
        return Follower(logic)

    yield begin
    for logic in begun:
        logic.close()


def add(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def lines(*values: int) -> str:
    return "".join(f'{{"a":{value}}}\n' for value in values)


def test_lines_are_given_as_they_are_added(folder, follow):
    path = folder.put("f.jsonl", lines(1))
    follower = follow("f.jsonl", poll_interval="5s")
    assert follower.new() == [1]
    assert follower.new() == []
    add(path, lines(2, 3))
    assert follower.new() == [2, 3]
    assert set(follower.waits) == {5 * SECOND}


def test_half_a_line_waits_for_its_end(folder, follow):
    path = folder.put("f.jsonl", '{"a":')
    follower = follow("f.jsonl")
    assert follower.new() == []
    add(path, "1")
    assert follower.new() == []
    add(path, '}\n{"a":2}')
    assert follower.new() == [1]
    add(path, "\n")
    assert follower.new() == [2]


def test_half_a_row_of_csv_waits_for_its_end(folder, follow):
    path = folder.put("f.csv", "a,")
    follower = follow("f.csv")
    assert follower.new() == []
    add(path, "b\n1,")
    assert follower.new() == []
    add(path, '"x\n')
    assert follower.new() == []
    add(path, 'y"\n2,z\n3')
    assert follower.new() == [1, 2]


def test_a_line_that_grows_without_end_costs_itself(folder, follow):
    path = folder.put("f.jsonl", lines(1) + "x" * (3 << 20))
    follower = follow("f.jsonl")
    assert follower.new() == [1, "line 2: it is longer than 1,048,576 bytes"]
    state = follower.logic.snapshot()
    add(path, "x" * (1 << 20) + "\n" + lines(2))
    assert follower.new() == [2]
    assert follow("f.jsonl", state).new() == [2]


def test_new_files_of_a_pattern_are_picked_up(folder, follow):
    follower = follow("logs/*.jsonl")
    assert follower.new() == []
    folder.put("logs/b.jsonl", lines(1))
    assert follower.new() == [1]
    folder.put("logs/a.jsonl", lines(2))
    add(folder.root / "logs/b.jsonl", lines(3))
    assert sorted(follower.new() + follower.new()) == [2, 3]


def test_a_file_may_come_later(folder, follow):
    follower = follow("f.jsonl")
    assert follower.new() == []
    folder.put("f.jsonl", lines(1))
    assert follower.new() == [1]


def test_files_take_turns(folder, follow):
    for name in ("a.jsonl", "b.jsonl"):
        folder.put(name, lines(*range(4)))
    assert follow("*.jsonl", batch_size=2).new() == [0, 1, 0, 1, 2, 3, 2, 3]


def test_a_file_that_was_cut_is_read_anew_and_told(folder, follow):
    path = folder.put("f.jsonl", lines(1, 2, 3))
    follower = follow("f.jsonl")
    follower.new()
    path.write_text(lines(4))
    told = "file 'f.jsonl' was cut to 8 bytes after 24 of them had been read; it is read from its beginning"
    assert follower.new() == [told, 4]


def test_a_file_that_was_replaced_is_read_to_its_end_and_the_new_one_from_its_beginning(folder, follow):
    path = folder.put("f.jsonl", lines(1))
    follower = follow("f.jsonl")
    assert follower.new() == [1]
    add(path, '{"a":2}\n{"a":3}')
    path.rename(folder.root / "f.jsonl.1")
    folder.put("f.jsonl", lines(4))
    told = "file 'f.jsonl' was replaced; the new one is read from its beginning"
    assert [given for _ in range(3) for given in follower.new() if given != told] == [2, 3, 4]
    add(path, lines(5))
    assert follower.new() == [5]
    assert len(follower.logic.files) == 1


def test_a_renamed_file_of_a_pattern_is_not_read_twice(folder, follow):
    path = folder.put("f.log.0", lines(1))
    follower = follow("f.log*", format="jsonl")
    assert follower.new() == [1]
    path.rename(folder.root / "f.log.1")
    add(folder.root / "f.log.1", lines(2))
    folder.put("f.log.0", lines(3))
    assert sorted(follower.new() + follower.new()) == [2, 3]


def test_a_file_that_is_gone_is_read_to_its_end_and_forgotten(folder, follow):
    path = folder.put("a.jsonl", lines(1))
    follower = follow("*.jsonl")
    assert follower.new() == [1]
    add(path, '{"a":2}')
    path.unlink()
    assert follower.new() + follower.new() == [2]
    assert follower.new() == []
    assert follower.logic.files == []


@pytest.mark.parametrize("seen", range(5))
def test_following_resumes_at_its_line(folder, follow, seen):
    path = folder.put("f.jsonl", lines(*range(seen)) + '{"a"')
    first = follow("f.jsonl")
    assert first.new() == list(range(seen))
    state = first.logic.snapshot()
    add(path, ":7}\n" + lines(8))
    assert follow("f.jsonl", state).new() == [7, 8]


def test_what_became_of_a_file_in_the_meantime_is_told(folder, follow):
    path = folder.put("f.jsonl", lines(1, 2))
    first = follow("f.jsonl")
    first.new()
    state = first.logic.snapshot()
    path.write_text(lines(9, 9, 9))
    told = "file 'f.jsonl' was written anew since this job read it; it is read from its beginning"
    assert follow("f.jsonl", state).new() == [told, 9, 9, 9]
    with pytest.raises(BadItemRefused, match="was written anew"):
        follow("f.jsonl", state, on_error="fail").new()


def test_a_source_that_follows_has_no_end():
    source = FileSource.model_validate({"path": "f.jsonl", "tail": True})
    assert not source.bounded()
    assert source.summary() == "follow f.jsonl"


def test_packed_files_are_not_followed(folder, follow):
    findings = folder.derive(path="f.jsonl.gz", tail=True, **A).findings
    assert findings[0].message == "Packed files do not grow line by line. Clear this, or follow plain files."
    assert folder.derive(path="*.parquet", tail=True).findings[0].field == "tail"
    folder.put("f.jsonl", b"\x1f\x8b\x08\x00garbage")
    with pytest.raises(FileRefused, match="is packed as gzip, which cannot be followed"):
        follow("f.jsonl").new()


def test_a_file_that_is_awaited_needs_a_schema(folder):
    found = folder.derive(path="*.jsonl", tail=True).findings[0]
    assert "there is no such file yet to guess the type of its items from; give a schema" in found.message
