"""`Standing`: one file that is being read, how far it has been read, and whether it is still the same file.

inode            another one under the same name: the file was replaced
size             smaller than what has been read: it was cut
the first bytes  other ones: it was written anew in place
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Any, Protocol

from tidegate.errors import FileRefused
from tidegate.formats.lines import BOM, LineBuffer
from tidegate.formats.packed import PackedFile, packing_found
from tidegate.formats.portions import Portion
from tidegate.formats.reading import LineReader
from tidegate.paths import open_for_reading

LF = 10
HEAD = 1_024
"""How many of a file's first bytes tell it from another."""


class Reader(Protocol):
    """What reads the items of one file."""

    unit: str

    def next(self, count: int) -> Portion:
        """Return the next items, `count` at most; raise ValueError, in words, where the file is damaged."""

    def position(self) -> dict[str, Any]:
        """Return where the reader is, as data."""


MakeReader = Callable[["OpenFile", dict[str, Any]], Reader]


class FileChanged(FileRefused):
    """A file is no longer the one that was read; `problem` says how."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"file {name!r} {problem}; put it back, or start a new job")
        self.problem = problem


class OpenFile:
    """A file that is open, and what is packed in it."""

    def __init__(self, data_root: Path, name: str, followed: bool = False) -> None:
        self.file: FileIO = open_for_reading(data_root, name)
        self.name, self.followed = name, followed
        try:
            packing = packing_found(self.file, name)
            if followed and packing:
                raise FileRefused(
                    f"file {name!r} is packed as {packing}, which cannot be followed; leave it out of the path"
                )
            self.packed = PackedFile(self.file, name, packing) if packing else None
        except BaseException:
            self.file.close()
            raise

    def read(self, size: int) -> bytes | None:
        """Return the next bytes."""
        return self.packed.read(size) if self.packed else self.file.read(size)

    def line_buffer(self, position: dict[str, Any]) -> LineBuffer:
        """Return what gives the lines from a position on."""
        offset, skipping = position.get("offset", 0), position.get("skipping", False)
        if self.packed:
            self.packed.skip(offset)
        else:
            self.file.seek(offset)
            if not skipping:
                self._expect_whole_line(offset)
        return LineBuffer(self.read, offset, position.get("line", 1), followed=self.followed, skipping=skipping)

    def _expect_whole_line(self, offset: int) -> None:
        """Refuse to go on in the midst of a line: its beginning was taken for all of it when the file ended there."""
        around = os.pread(self.file.fileno(), 2, offset - 1) if offset > len(BOM) else b""
        if len(around) == 2 and around[0] != LF and around[1] not in b"\r\n":
            raise FileChanged(self.name, f"ended in the midst of a line when this job read it, at byte {offset:,}")


class Standing:
    """One file that is being read."""

    def __init__(self, name: str, make_reader: MakeReader, saved: dict[str, Any] | None = None) -> None:
        self.name, self._make_reader = name, make_reader
        self.saved: dict[str, Any] = saved or {}
        self.done = bool(self.saved.get("done"))
        self.inode: int | None = self.saved.get("inode")
        self.leaving = False
        """Whether a followed file is gone, so that it ends where it ends."""
        self.reader: Reader | None = None
        self.open_file: OpenFile | None = None

    def open(self, data_root: Path, followed: bool = False) -> None:
        """Open the file and go to where it has been read to; raise `FileChanged` if it is no longer the same."""
        self.open_file = OpenFile(data_root, self.name, followed)
        found = os.fstat(self.open_file.file.fileno())
        if self.inode is not None and (problem := self.change(found)):
            raise FileChanged(self.name, problem)
        self.inode = found.st_ino
        try:
            self.reader = self._make_reader(self.open_file, self.saved)
        except ValueError as problem:
            raise FileRefused(f"file {self.name!r} is not as it was checked, {problem}; check the flow again") from None

    def change(self, found: os.stat_result) -> str:
        """Return in words how an open file is no longer the one that was read; empty if it is."""
        if found.st_ino != self.inode:
            return "was replaced since this job read it"
        if found.st_size < self.least_size():
            return _cut(found.st_size, self.least_size())
        length, sum = self.saved.get("head", (0, 0))
        if self.open_file and length and self._head(length) != [length, sum]:
            return "was written anew since this job read it"
        return ""

    def least_size(self) -> int:
        """Return how many bytes the file must have at least."""
        if self.open_file is not None and self.reader is not None:
            packed_or_rows = self.open_file.packed is not None or "offset" not in self.reader.position()
            return self.open_file.file.tell() if packed_or_rows else int(self.reader.position()["offset"])
        plain = "offset" in self.saved and not self.saved.get("packed")
        return int(self.saved["offset"] if plain else self.saved.get("size", 0))

    def next(self, count: int) -> Portion:
        """Return the next items; raise `FileRefused` where the file is cut or damaged."""
        assert self.reader is not None and self.open_file is not None, "a file is opened before it is read"
        size = os.fstat(self.open_file.file.fileno()).st_size
        if not self.open_file.followed and size < self.least_size():
            raise FileChanged(self.name, _cut(size, self.least_size()))
        try:
            portion = self.reader.next(count)
        except ValueError as problem:
            raise FileRefused(f"file {self.name!r}: {problem}; replace it by a whole one") from None
        self.done = portion.ended
        return portion

    def leave(self) -> bool:
        """Expect nothing more of a followed file than what it holds now; return whether that is news."""
        news, self.leaving = not self.leaving, True
        if isinstance(self.reader, LineReader):
            self.reader.buffer.followed = False
        else:
            self.done = True
        return news

    def begin_anew(self) -> None:
        """Forget how far the file has been read."""
        if self.open_file is not None:
            self.open_file.file.close()
        self.open_file, self.reader, self.inode, self.saved = None, None, None, {}

    def snapshot(self) -> dict[str, Any]:
        """Return where the file has been read to, as data."""
        if self.open_file is not None and self.reader is not None:
            size = os.fstat(self.open_file.file.fileno()).st_size
            self.saved = {
                "name": self.name,
                "inode": self.inode,
                "size": size,
                "head": self._head(min(HEAD, size)),
                "packed": self.open_file.packed is not None,
                **self.reader.position(),
            }
        return {**self.saved, "name": self.name, "done": self.done}

    def close(self) -> None:
        """Let go of the file; where it has been read to is kept."""
        if self.open_file is not None:
            self.snapshot()
            self.open_file.file.close()
        self.open_file, self.reader = None, None

    def _head(self, length: int) -> list[int]:
        assert self.open_file is not None, "the first bytes of an open file"
        return [length, zlib.crc32(os.pread(self.open_file.file.fileno(), length, 0))]


def _cut(size: int, read: int) -> str:
    return f"was cut to {size:,} bytes after {read:,} of them had been read"
