"""Bytes of a file as whole lines: a bounded number at a time, and no line longer than a megabyte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

BLOCK = 1 << 20
MAX_LINE = 1 << 20
MOST_HELD = 16 << 20
"""Bytes held at most, however long the lines are."""

_LF = 10
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Lines:
    """Some whole lines of a file, as they are there; the first has the number `first`, counted from 1."""

    text: bytes
    first: int
    ended: bool
    """Whether nothing follows."""
    too_long: bytes | None = None
    """The beginning of the one line that is here, when it was too long to keep; `text` is empty then."""

    def objects(self) -> int:
        """Return how many lines there are if each begins with `{` and ends with `}`, and 0 otherwise."""
        data = np.frombuffer(self.text, np.uint8)
        ends = np.flatnonzero(data == _LF)
        if len(data) and data[-1] != _LF:
            ends = np.append(ends, len(data))
        starts = np.append(0, ends[:-1] + 1)
        if not len(ends) or (ends - starts).max() > MAX_LINE:
            return 0
        return len(ends) if (data[starts] == ord("{")).all() and (data[ends - 1] == ord("}")).all() else 0

    def split(self) -> Split:
        """Return the lines one by one, without their ends and without blank ones."""
        texts = self.text.split(b"\n")
        kept, numbers, too_long = [], [], []
        for number, text in enumerate(texts, self.first):
            if len(text) > MAX_LINE:
                too_long.append((number, text[:200]))
            elif text and not text.isspace():
                kept.append(text)
                numbers.append(number)
        if self.too_long is not None:
            too_long.append((self.first, self.too_long))
        return Split(kept, numbers, too_long)


class Split(NamedTuple):
    """Lines that are not blank; `numbers` count from 1."""

    texts: list[bytes]
    numbers: list[int]
    too_long: list[tuple[int, bytes]]
    """The numbers and beginnings of lines that were too long to keep."""


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
    """Take up to `count` lines."""
    text, first = buffer.fill(count), buffer.line
    end = _end_of_lines(text, count, buffer.ended)
    if end == 0 and text:
        start = text[:200]
        buffer.skip_line()
        return Lines(b"", first, False, start)
    taken = buffer.take(end, text.count(b"\n", 0, end))
    return Lines(taken, first, buffer.ended and not buffer.rest)


def _end_of_lines(text: bytes, count: int, ended: bool) -> int:
    """Return where the last whole line ends, of `count` at most."""
    breaks = np.flatnonzero(np.frombuffer(text, np.uint8) == _LF)
    if len(breaks) >= count:
        return int(breaks[count - 1]) + 1
    if ended:
        return len(text)
    return int(breaks[-1]) + 1 if len(breaks) else 0
