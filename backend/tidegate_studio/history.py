"""One run's events on disk: all of the newest, and what stands for the older ones.

    events/thinned.jsonl         what is left of the oldest events
           000000000001.jsonl    segments: whole events, one per line, named by the first `seq` in them
           000000000842.jsonl

When the segments grow beyond the limit, the oldest is thinned: its items and printed lines become one `gap` (or one
count of skipped lines) per port, its stats only the last, the rest stays. A thinned event keeps the `seq` of the last
one it stands for, so `after` means the same as ever, and whatever is missing is told. One writer; readers need no lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

THINNED = "thinned.jsonl"
SEGMENTS = 16
MAX_READ_BYTES = 4 * 1024 * 1024


class Header(msgspec.Struct):
    """What the server has to know of an event; the rest passes through unread."""

    seq: int
    type: str
    at: str = ""
    status: str = ""
    reason: str = ""


header_of = msgspec.json.Decoder(Header).decode


class History:
    """The events of one run, in a folder of its own."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._segment_bytes = max(1, limit_bytes // SEGMENTS)
        self._open_bytes = 0
        self._open_name = ""
        self.last_seq = self._find_last_seq()

    def append(self, lines: Iterable[bytes]) -> None:
        """Add events, which follow those that are here without a hole."""
        text = b"".join(line + b"\n" for line in lines)
        if not self._open_name or self._open_bytes >= self._segment_bytes:
            self._next_segment()
        with open(self._folder / self._open_name, "ab", buffering=0) as file:
            file.write(text)
        self._open_bytes += len(text)
        self.last_seq += text.count(b"\n")

    def read(self, after: int, limit: int) -> list[bytes]:
        """Return up to `limit` events with a higher `seq`, in order, and not many megabytes of them."""
        while True:
            try:
                return self._read(after, limit)
            except FileNotFoundError:
                # A segment was thinned while it was looked for: what stands for it is in the other file by now.
                continue

    def _read(self, after: int, limit: int) -> list[bytes]:
        found: list[bytes] = []
        length = 0
        for path in self._files_after(after):
            for line in _whole_lines(path):
                seq = header_of(line).seq
                if seq <= after:
                    continue
                if len(found) == limit or (found and length + len(line) > MAX_READ_BYTES):
                    return found
                found.append(line)
                length += len(line)
                after = seq
        return found

    def _files_after(self, after: int) -> list[Path]:
        segments = self._segments()
        later = [path for path in segments[1:] if int(path.stem) > after + 1]
        files = segments[len(segments) - len(later) - 1 :] if segments else []
        thinned = self._folder / THINNED
        return [thinned, *files] if thinned.exists() and files == segments else files

    def _segments(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*.jsonl") if path.stem.isdecimal())

    def _next_segment(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._open_name, self._open_bytes = f"{self.last_seq + 1:012}.jsonl", 0
        segments = self._segments()
        if len(segments) >= SEGMENTS:
            self._thin(segments[0])
        (self._folder / self._open_name).write_bytes(b"")

    def _thin(self, segment: Path) -> None:
        """Put what stands for this segment beside what stands for those before it, all or nothing."""
        path = self._folder / THINNED
        before = list(_whole_lines(path)) if path.exists() else []
        text = b"".join(line + b"\n" for line in thinned([*before, *_whole_lines(segment)]))
        new = path.with_suffix(".new")
        new.write_bytes(text)
        os.replace(new, path)
        segment.unlink()

    def _find_last_seq(self) -> int:
        segments = self._segments() if self._folder.exists() else []
        if not segments:
            return 0
        # A line that broke off with the machine is left out for good: the next event takes its number and its file.
        lines = list(_whole_lines(segments[-1]))
        return header_of(lines[-1]).seq if lines else int(segments[-1].stem) - 1


def thinned(lines: Iterable[bytes]) -> list[bytes]:
    """Return the fewest events that still tell of everything these told, in order of `seq`."""
    standing: dict[tuple[str, ...], dict[str, Any]] = {}
    for line in lines:
        event = msgspec.json.decode(line)
        place, event = _stand_in(event)
        earlier = standing.pop(place, None)
        standing[place] = event if earlier is None else _merged(earlier, event)
    return [msgspec.json.encode(event) for event in standing.values()]


def _stand_in(event: dict[str, Any]) -> tuple[tuple[str, ...], dict[str, Any]]:
    kind = event["type"]
    if kind in ("items", "gap"):
        skipped = event["count"] if kind == "items" else event["skipped"]
        gap = {
            "seq": event["seq"],
            "at": event["at"],
            "type": "gap",
            "step_id": event["step_id"],
            "port": event["port"],
        }
        return ("gap", event["step_id"], event["port"]), {**gap, "first": event["first"], "skipped": skipped}
    if kind == "printed":
        skipped = len(event["lines"]) + event["skipped"]
        return (kind, event["step_id"]), {**event, "lines": [], "skipped": skipped}
    return (kind,) if kind == "stats" else (kind, str(event["seq"])), event


def _merged(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    if later["type"] == "gap":
        end = max(earlier["first"] + earlier["skipped"], later["first"] + later["skipped"])
        first = min(earlier["first"], later["first"])
        return {**later, "first": first, "skipped": end - first}
    if later["type"] == "printed":
        return {**later, "skipped": earlier["skipped"] + later["skipped"]}
    return later


def _whole_lines(path: Path) -> Iterator[bytes]:
    """Give the lines of a file without their ends; one that is still being written is left out."""
    text = path.read_bytes()
    yield from text.split(b"\n")[:-1]
