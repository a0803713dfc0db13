"""Files packed with gzip and zstd: read and written as what is packed in them, and refused where they are damaged."""

from __future__ import annotations

import gzip
from typing import Any

import pyarrow as pa
import pytest

from tidegate.errors import FileRefused

A = {"schema": {"a": "int"}}
LINES = "".join(f'{{"a":{n}}}\n' for n in range(1_000)).encode()


def zstd(data: bytes) -> bytes:
    """Pack with zstd."""
    return pa.Codec("zstd").compress(data, asbytes=True)


PACK = {"gz": gzip.compress, "zst": zstd}


def values(read: Any) -> list[int]:
    return [item["a"] for item in read.items]


@pytest.mark.parametrize("ending", PACK)
def test_a_packed_file_is_read_as_what_is_packed_in_it(folder, ending):
    folder.put(f"f.jsonl.{ending}", PACK[ending](LINES))
    folder.put(f"f.csv.{ending}", PACK[ending](b"a\n1\n2\n"))
    assert values(folder.read(path=f"f.jsonl.{ending}", **A)) == list(range(1_000))
    assert folder.read(path=f"f.csv.{ending}").items == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("ending", PACK)
def test_packed_parts_one_behind_another_are_one_file(folder, ending):
    folder.put(f"f.jsonl.{ending}", b"".join(PACK[ending](part) for part in (LINES[:100], b"", LINES[100:])))
    assert values(folder.read(path=f"f.jsonl.{ending}", **A)) == list(range(1_000))


@pytest.mark.parametrize("ending", PACK)
def test_a_packed_file_without_its_ending_is_told_by_its_first_bytes(folder, ending):
    folder.put("f.jsonl", PACK[ending](LINES))
    assert len(folder.read(path="f.jsonl").items) == 1_000


@pytest.mark.parametrize("ending", PACK)
def test_an_empty_file_holds_nothing_whatever_it_is_called(folder, ending):
    folder.put(f"f.jsonl.{ending}", b"")
    assert folder.read(path=f"f.jsonl.{ending}", **A).items == []


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda packed: packed[: len(packed) // 2], "is damaged behind byte"),
        (lambda packed: packed + b"garbage that is long enough", "is damaged behind byte"),
        (lambda packed: b"plain text", "does not begin as"),
    ],
    ids=["cut", "garbage behind", "not packed"],
)
def test_a_damaged_file_is_refused(folder, ending, damage, words):
    folder.put(f"f.jsonl.{ending}", damage(PACK[ending](LINES * 100)))
    with pytest.raises((FileRefused, AssertionError), match=words):
        folder.read(path=f"f.jsonl.{ending}", batch_size=100_000, **A)


@pytest.mark.parametrize("ending", PACK)
def test_what_is_packed_twice_is_refused(folder, ending):
    folder.put(f"f.jsonl.{ending}", PACK[ending](PACK[ending](LINES)))
    with pytest.raises((FileRefused, AssertionError), match="packed twice; unpack it once"):
        folder.read(path=f"f.jsonl.{ending}", **A)


def test_a_file_that_swells_out_of_proportion_is_refused(folder):
    folder.put("bomb.csv.gz", gzip.compress(b"a\n" + (b"x" * 500_000 + b"\n") * 200))
    with pytest.raises(FileRefused, match=r"swells to 6\d,\d{3},\d{3} bytes out of \d+,\d{3}, more than 200 times"):
        folder.read(path="bomb.csv.gz", batch_size=10)


@pytest.mark.parametrize("ending", PACK)
def test_a_packed_file_resumes_at_its_line(folder, ending):
    name = f"f.jsonl.{ending}"
    folder.put(name, PACK[ending](LINES))
    first = folder.source(path=name, batch_size=300, **A)
    first.poll(0)
    state = first.snapshot()
    first.close()
    assert values(folder.read(state, path=name, **A)) == list(range(300, 1_000))


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_what_is_written_packed_is_read_back(folder, ending, kind):
    items = [{"a": n} for n in range(100)]
    sink = folder.sink("{a: int}", path=f"f.{kind}.{ending}")
    folder.send(sink, items[:50])
    state = sink.snapshot()
    folder.send(sink, items[60:])
    sink.close()
    sink = folder.sink("{a: int}", state, path=f"f.{kind}.{ending}")
    folder.send(sink, items[50:])
    sink.on_eof(0)
    sink.close()
    assert folder.read(path=f"f.{kind}.{ending}").items == items


def test_a_packed_file_of_nothing_is_one_that_can_be_unpacked(folder):
    sink = folder.sink("{a: int}", path="f.jsonl.gz")
    sink.on_eof(0)
    sink.close()
    assert gzip.decompress((folder.root / "f.jsonl.gz").read_bytes()) == b""
