"""The files of the work from JSON Lines to JSON Lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from tests.bench.answers import sum_line
from tests.bench.items import START_US, Drawn

START = datetime.fromtimestamp(START_US // 1_000_000, UTC)


class Summed(msgspec.Struct):
    """A line of the file that is written."""

    user: str
    window_id: int
    total: int
    n: int


def write_items(drawn: Drawn, path: Path) -> None:
    """Write the items, a JSON object on each line."""
    with path.open("w") as file:
        for key, time_us, val in zip(drawn.texts(), drawn.time_us.tolist(), drawn.val.tolist(), strict=True):
            at = START + timedelta(microseconds=time_us - START_US)
            file.write(f'{{"user":"{key}","time":"{at:%Y-%m-%dT%H:%M:%S.%fZ}","val":{val}}}\n')


def line_sums(path: Path) -> list[str]:
    """Return what was written, as the lines of an answer."""
    found = msgspec.json.Decoder(Summed).decode_lines(path.read_bytes())
    return [sum_line(row.user, row.window_id, row.total, row.n) for row in found]
