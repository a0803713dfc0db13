"""Bytes of a file as they are read: a bounded number at hand, and what has been taken of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 20
MAX_LINE = 1 << 20
"""No line is longer than a megabyte."""
MOST_HELD = 16 << 20
"""Bytes held at most, however long the lines are."""

BOM = b"\xef\xbb\xbf"

Bytes = npt.NDArray[np.uint8]


class LineBuffer:
    """What has been read of a file and not been taken yet; `offset` and `line` say where in the file that begins.

    A file that is followed has no end: where nothing can be read it is `dry`, and may have more later.
    """

    def __init__(
        self,
        read: Callable[[int], bytes | None],
        offset: int = 0,
        line: int = 1,
        *,
        followed: bool = False,
        skipping: bool = False,
    ) -> None:
        self._read, self.offset, self.line = read, offset, line
        self.followed, self.skipping = followed, skipping
        self.ended, self.dry = False, False
        self._held, self._at, self._breaks = b"", 0, 0

    def __len__(self) -> int:
        """Return how many bytes are at hand."""
        return len(self._held) - self._at

    def fill(self, count: int) -> Bytes:
        """Return the bytes at hand after reading until they hold that many lines, if there are so many."""
        if self.skipping:
            self.skip_line()
        blocks, held = [], len(self)
        self.dry = False
        while not self._enough(count, held) and (block := self._block()):
            self._breaks += block.count(b"\n")
            held += len(block)
            blocks.append(block)
        if blocks:
            self._held, self._at = b"".join([self._held[self._at :], *blocks]), 0
        if self.offset == 0 and self._held.startswith(BOM, self._at):
            self.take(len(BOM), 0)
        return self.at_hand()

    def has_line(self) -> bool:
        """Return whether a whole line is at hand, or more than one may have."""
        self.fill(1)
        return self._breaks > 0 or self.stuck

    def at_hand(self) -> Bytes:
        """Return the bytes at hand, without reading."""
        return np.frombuffer(self._held, np.uint8)[self._at :]

    def _enough(self, count: int, held: int) -> bool:
        return self._breaks >= count or held >= MOST_HELD or (held > MAX_LINE and not self._breaks)

    def _block(self) -> bytes:
        block = b"" if self.ended else self._read(BLOCK) or b""
        self.dry = not block
        self.ended = self.dry and not self.followed
        return block

    @property
    def over(self) -> bool:
        """Whether nothing is at hand and nothing will follow."""
        return self.ended and not len(self)

    @property
    def stuck(self) -> bool:
        """Whether a line is at hand that is too long to keep and whose end is not."""
        return len(self) > MAX_LINE and not self._breaks

    def glimpse(self) -> LineBuffer:
        """Return a buffer of what is at hand, about a megabyte, from which taking takes nothing away here."""
        self.fill(1)
        seen = LineBuffer(lambda _: b"", self.offset, self.line)
        seen._held, seen._at = self._held, self._at
        return seen

    def take(self, length: int, breaks: int) -> None:
        """Take so many bytes, which hold so many line ends, off the beginning."""
        self._at, self._breaks = self._at + length, self._breaks - breaks
        self.offset, self.line = self.offset + length, self.line + breaks

    def beginning(self, length: int) -> bytes:
        """Return the first of the bytes at hand."""
        return self._held[self._at : self._at + length]

    def skip_line(self) -> None:
        """Pass over the rest of a line of any length, without holding it; one that still grows is passed later."""
        self.skipping = True
        while (end := self._held.find(b"\n", self._at)) < 0:
            self.take(len(self), 0)
            self._held, self._at = self._block(), 0
            self._breaks = self._held.count(b"\n")
            if not self._held:
                break
        self.skipping = end < 0 and not self.ended
        if end >= 0:
            self.take(end + 1 - self._at, 1)
