"""What the studio's page computes by itself, as the engine has it: `python -m tests.engine.windows.screen_cases` writes it down.

The page draws windows before anything runs, reads durations and times as they are typed, and tries other waits on what a
run has recorded. Its tests read these cases; a test here demands that they are still what the engine says.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tidegate.clock import EARLIEST_US, LATEST_US
from tidegate.even_windows import EvenWindows
from tidegate.fields import format_duration, format_instant, parse_duration, parse_instant
from tidegate.keys import KeyDictionary
from tidegate.open_windows import Timing
from tidegate.testing import run_flow
from tidegate.windower import Sliding, Tumbling

SOURCES = Path(__file__).parents[3] / "frontend/src"
SECOND = 1_000_000

DURATIONS = (
    *("10s", "1m 30s", "1h30m", "1.5s", "0.000001s", "  -2 min ", "1µs", "2w 1d", "0s", "250ms", "5 min", "1h 0.5m"),
    *("9007199254740993us", "3660000d", "3660001d", "90s", "1d", "01s", "1s1s"),
    *("", " ", "-", "--5s", "s", "5", "5 seconds", "1e3s", ".5s", "1.s", "1.5us", "10 S", "1m,30s", "٥s", "1 m s"),
)
INSTANTS = (
    *(
        "2022-01-01T00:00:00Z",
        "2022-01-01T01:00:00+01:00",
        "2022-01-01 00:00:00.25Z",
        "2022-01-01T00:00Z",
        "1969-12-31T23:59:59.999999Z",
    ),
    *(
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "2024-02-29T12:30:15-09:30",
        "20220101T101112Z",
        "2022-01-01T10Z",
    ),
    *("2022-06-01T00:00:00+00:00:30", "2022-01-01T00:00:00,5Z", "2022-01-01T00:00:00.1234567Z"),
    *(
        "2022-01-01T00:00:00",
        "2022-01-01",
        "2022-13-01T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2022-01-01T24:30:00Z",
        "soon",
        "",
    ),
)


def readings(texts: tuple[str, ...], parse: Any, write: Any) -> list[dict[str, Any]]:
    """Return what each text means, and how the engine writes that; null for what it refuses."""
    found = []
    for text in texts:
        try:
            us = parse(text)
        except ValueError:
            found.append({"text": text, "us": None, "written": None})
        else:
            found.append({"text": text, "us": str(us), "written": write(us)})
    return found


def windower_cases() -> Iterator[dict[str, Any]]:
    """Yield windowers, instants, and the windows that the engine would give an item of that instant."""
    rng = random.Random("windows")
    for number in range(40):
        length = rng.choice([1, 7, SECOND, 10 * SECOND, 3_600 * SECOND, 86_400 * SECOND, rng.randrange(1, 10**13)])
        offset = length if number % 2 else max(1, length // rng.choice([1, 2, 3, 7]) + rng.choice([0, 0, 1]))
        offset = min(offset, length)
        align = rng.choice([0, 1_640_995_200 * SECOND, rng.randrange(-(10**16), 10**17)])
        written = {"length": format_duration(length), "align_to": format_instant(align)}
        if offset == length:
            config: dict[str, Any] = {"type": "tumbling", **written}
            windower: Tumbling | Sliding = Tumbling.model_validate(config)
        else:
            config = {"type": "sliding", **written, "offset": format_duration(offset)}
            windower = Sliding.model_validate(config)
        windows = EvenWindows(windower, Timing(0, False, False), KeyDictionary())
        for at in _instants(rng, windower):
            spans = windows.late_spans(np.array([at], np.int64)).spans
            yield {
                "windower": config,
                "at": str(at),
                "windows": [
                    [str(part) for part in window]
                    for window in zip(spans.ids.tolist(), spans.open_us.tolist(), spans.close_us.tolist(), strict=True)
                ],
            }


def _instants(rng: random.Random, windower: Tumbling | Sliding) -> list[int]:
    """Return instants that lie at an end, beside it, before `align_to`, and anywhere."""
    align, offset = windower.align_to_us, windower.offset_us
    edge = align + rng.randrange(-50, 50) * offset
    wanted = [align, edge, edge - 1, edge + 1, align - rng.randrange(1, 5 * offset), rng.randrange(0, 2 * 10**15)]
    return [max(EARLIEST_US, min(LATEST_US, at)) for at in wanted]


# -- other waits -------------------------------------------------------------------------------------------------------

LONGEST_WAIT = 60
WINDOWERS: tuple[dict[str, Any], ...] = (
    {"type": "tumbling", "length": "10s"},
    {"type": "sliding", "length": "10s", "offset": "4s"},
    {"type": "session", "gap": "5s"},
)


def waiting_cases() -> Iterator[dict[str, Any]]:
    """Yield what came of one key, the last of it late, and the smallest wait with which the engine keeps that.

    Times are whole seconds, so that it is one too, or a microsecond more where windows decide.
    """
    rng = random.Random("waits")
    told = 0
    while told < 24:
        windower, rule = rng.choice(WINDOWERS), rng.choice(["behind_watermark", "window_closed"])
        live = windower["type"] != "session" or rng.random() < 0.3
        now, arrivals = 0, []
        for _ in range(rng.randrange(3, 9)):
            now += rng.choice([0, 1, 2, 6, 15]) if live else 0
            arrivals.append((rng.randrange(40), now))
        wait = rng.choice([0, 2, 5])
        late = _late_by_wait(windower, rule, arrivals, wait)
        if wait * SECOND not in late:
            continue
        kept = [us for us in _waits(wait) if us not in late]
        if kept:
            told += 1
            yield {
                "windower": windower,
                "wait": format_duration(wait * SECOND),
                "by_window": rule == "window_closed",
                "arrivals": [[str(at * SECOND), str(came * SECOND)] for at, came in arrivals],
                "kept_by": format_duration(kept[0]),
            }


def _waits(least: int) -> list[int]:
    return sorted(second * SECOND + finer for second in range(least, LONGEST_WAIT) for finer in (0, 1))


def _late_by_wait(windower: dict[str, Any], rule: str, arrivals: list[tuple[int, int]], wait: int) -> set[int]:
    """Return the waits with which the last of these items is late, all tried at once on one stream."""
    items = [{"at": f"1970-01-01T00:{at // 60:02}:{at % 60:02}Z"} for at, _ in arrivals]
    steps = [
        {"id": "in", "operator": "testing_source", "config": {"schema": "{at: timestamp}", "items": items}},
        {"id": "key", "operator": "key_on", "config": {"key": "'a'"}},
    ]
    streams = [{"from": "in.down", "to": "key.up"}]
    for us in _waits(wait):
        clock = {"type": "event", "timestamp": "at", "wait": format_duration(us), "late_rule": rule}
        config = {"clock": clock, "windower": windower, "ordered": False}
        steps.append({"id": f"w{us}", "operator": "collect_window", "config": config})
        streams.append({"from": "key.down", "to": f"w{us}.up"})
    flow = {"format": 1, "name": "waits", "steps": steps, "streams": streams}
    # A wake-up just before each moment, as a run has one when a window is due; what comes at one moment is one batch.
    moments = Counter(now for _, now in arrivals)
    turns = [(now * SECOND - early, size) for now, count in moments.items() for early, size in ((1, 0), (0, count))]
    result = run_flow(flow, system_us=[reading for reading, _ in turns], batches=[size for _, size in turns])
    last = len(arrivals) - 1
    return {us for us in _waits(wait) if last in {row["position"] for _, row in result.items(f"w{us}.late")}}


def whole() -> dict[str, dict[str, Any]]:
    """Return the cases by the file they are written to."""
    return {
        "flow/micros.fixture.json": {
            "durations": readings(DURATIONS, parse_duration, format_duration),
            "instants": readings(INSTANTS, parse_instant, format_instant),
        },
        "ruler/windower.fixture.json": {"windows": list(windower_cases())},
        "run/replay.fixture.json": {"waits": list(waiting_cases())},
    }


def text_of(cases: dict[str, Any]) -> str:
    """Return cases as they are kept: one a line."""
    parts = [
        f'"{name}": [\n' + ",\n".join(json.dumps(case, ensure_ascii=False) for case in listed) + "\n]"
        for name, listed in cases.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    for name, cases in whole().items():
        (SOURCES / name).write_text(text_of(cases), "utf-8")
