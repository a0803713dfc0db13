"""One run's events to many sockets.

    supervisor --write--> history (disk)
               --show---> the newest frames (memory) --after(seq)--> each socket, at its own pace

A client is no more than the `seq` it has seen: it asks for what follows. There is no queue per client, so a slow one
holds nothing up and nothing grows; what the memory no longer holds is read from the history.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tidegate_studio.history import History, header_of
from tidegate_studio.problems import ProblemCode, Refused

NEWEST_BYTES = 4 * 1024 * 1024
FRAME_EVENTS = 500


class Frame:
    """Events that follow each other, encoded once for all who get them."""

    def __init__(self, lines: Sequence[bytes], first: int, last: int) -> None:
        self.lines, self.first, self.last = lines, first, last
        self.text = f"[{b','.join(lines).decode()}]"


class Hub:
    """The events of one run, to whoever asks."""

    def __init__(self, history: History, *, ended: bool = False) -> None:
        self.history = history
        self.ended = ended
        self.shown_seq = history.last_seq
        """The newest event that sockets may have; what it means for the run's row has been written before."""
        self._newest: deque[Frame] = deque()
        self._newest_bytes = 0
        self._news = asyncio.Event()

    def write(self, lines: Sequence[bytes]) -> None:
        """Keep events that follow the newest."""
        self.history.append(lines)

    def show(self, lines: Sequence[bytes]) -> None:
        """Hand out events that have been written, to whoever waits for them."""
        frame = Frame(lines, self.shown_seq + 1, self.shown_seq + len(lines))
        self.shown_seq = frame.last
        self._newest.append(frame)
        self._newest_bytes += len(frame.text)
        while self._newest_bytes > NEWEST_BYTES and len(self._newest) > 1:
            self._newest_bytes -= len(self._newest.popleft().text)
        self._wake()

    def end(self) -> None:
        """Tell whoever waits that nothing follows."""
        self.ended = True
        self._wake()

    async def after(self, seq: int) -> Frame | None:
        """Return what follows this event, waiting for it to happen; None when nothing ever will."""
        while self.shown_seq <= seq:
            if self.ended:
                return None
            await self._news.wait()
        return self._from_memory(seq) or await asyncio.to_thread(self._from_disk, seq)

    def _from_memory(self, seq: int) -> Frame | None:
        if not self._newest or self._newest[0].first > seq + 1:
            return None
        frame = next(frame for frame in self._newest if frame.last > seq)
        return frame if frame.first == seq + 1 else Frame(frame.lines[seq + 1 - frame.first :], seq + 1, frame.last)

    def _from_disk(self, seq: int) -> Frame | None:
        lines = [line for line in self.history.read(seq, FRAME_EVENTS) if header_of(line).seq <= self.shown_seq]
        return Frame(lines, header_of(lines[0]).seq, header_of(lines[-1]).seq) if lines else None

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class Seats:
    """How many may watch at the same time."""

    def __init__(self, number: int) -> None:
        self.free = number

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a seat for as long as this lasts; refuse when there is none."""
        if self.free <= 0:
            raise Refused(
                ProblemCode.TOO_MANY_SOCKETS, "All live connections are taken.", "Close one, in another tab perhaps."
            )
        self.free -= 1
        try:
            yield
        finally:
            self.free += 1
