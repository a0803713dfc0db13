"""Bytes of a file as whole lines: a bounded number at a time, and no line longer than a megabyte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

BLOCK = 1 << 20
MAX_LINE = 1 << 20
MOST_HELD = 16 << 20
"""Bytes held at most, however long the lines are."""

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a file that are not blank, without their ends; `numbers` count from 1."""

    texts: list[bytes]
    numbers: Sequence[int]
    too_long: list[tuple[int, bytes]] = field(default_factory=list)
    """The numbers and beginnings of lines that were too long to keep."""
    ended: bool = False


class LineBuffer:
    """What has been read of a file and not been taken yet; `offset` and `line` say where in the file that begins."""

    def __init__(self, read: Callable[[int], bytes | None], offset: int = 0, line: int = 1) -> None:
        self._read, self.offset, self.line = read, offset, line
        self.rest, self.ended, self._breaks = b"", False, 0

    def fill(self, count: int) -> bytes:
        """Return the bytes at hand after reading until they hold that many lines, if there are so many."""
        blocks = [self.rest] if self.rest else []
        held = len(self.rest)
        while (
            not self.ended and self._breaks < count and held < MOST_HELD and not (held > MAX_LINE and not self._breaks)
        ):
            block = self._read(BLOCK) or b""
            self.ended = not block
            self._breaks += block.count(b"\n")
            held += len(block)
            blocks.append(block)
        self.rest = b"".join(blocks)
        if self.offset == 0 and self.rest.startswith(BOM):
            self.take(len(BOM), 0)
        return self.rest

    def glimpse(self) -> LineBuffer:
        """Return a buffer of what is at hand, about a megabyte, from which taking takes nothing away here."""
        seen = LineBuffer(lambda _: b"", self.offset, self.line)
        seen.rest = self.fill(1)
        return seen

    def take(self, length: int, breaks: int) -> bytes:
        """Take so many bytes, which hold so many line ends, off the beginning."""
        taken, self.rest = self.rest[:length], self.rest[length:]
        self.offset, self.line, self._breaks = self.offset + length, self.line + breaks, self._breaks - breaks
        return taken

    def skip_line(self) -> None:
        """Pass over the rest of a line of any length, without holding it."""
        while (end := self.rest.find(b"\n")) < 0 and not self.ended:
            self.offset += len(self.rest)
            self.rest = self._read(BLOCK) or b""
            self.ended = not self.rest
            self._breaks = self.rest.count(b"\n")
        self.take(end + 1 if end >= 0 else len(self.rest), 1)


def take_lines(buffer: LineBuffer, count: int) -> Lines:
    """Take up to `count` lines; `ended` once nothing is left."""
    text, first = buffer.fill(count), buffer.line
    end = _end_of_lines(text, count, buffer.ended)
    if end == 0 and text:
        start = text[:200]
        buffer.skip_line()
        return Lines([], [], [(first, start)])
    taken = buffer.take(end, text.count(b"\n", 0, end))
    texts = taken.split(b"\n")
    if taken.endswith(b"\n"):
        texts.pop()
    return _cleaned(texts, first, buffer.ended and not buffer.rest)


def _end_of_lines(text: bytes, count: int, ended: bool) -> int:
    """Return where the last whole line ends, of `count` at most."""
    breaks = np.flatnonzero(np.frombuffer(text, np.uint8) == 10)
    if len(breaks) >= count:
        return int(breaks[count - 1]) + 1
    if ended:
        return len(text)
    return int(breaks[-1]) + 1 if len(breaks) else 0


def _cleaned(texts: list[bytes], first: int, ended: bool) -> Lines:
    """Leave out blank lines, and those that are too long."""
    if all(texts) and max(map(len, texts), default=0) <= MAX_LINE and not any(map(bytes.isspace, texts)):
        return Lines(texts, range(first, first + len(texts)), [], ended)
    kept, numbers, too_long = [], [], []
    for number, text in enumerate(texts, first):
        if len(text) > MAX_LINE:
            too_long.append((number, text[:200]))
        elif text and not text.isspace():
            kept.append(text)
            numbers.append(number)
    return Lines(kept, numbers, too_long, ended)
