"""What the examples of window operators share: instants of one minute, and windows of ten seconds."""

from __future__ import annotations

from typing import Any

WINDOW = "window_id: int, open_time: timestamp, close_time: timestamp"
"""The fields that begin the type of every result."""


def at(second: int) -> str:
    """Return an instant of the first minute of 2022."""
    return f"2022-01-01T00:00:{second:02}Z" if second >= 0 else f"2021-12-31T23:59:{60 + second:02}Z"


TUMBLING = {"type": "tumbling", "length": "10s", "align_to": at(0)}
SLIDING = {"type": "sliding", "length": "10s", "offset": "5s", "align_to": at(0)}
SESSIONS = {"type": "session", "gap": "5s"}


def windows(windower: dict[str, str], wait: str = "0s", **more: Any) -> dict[str, Any]:
    """Return the configuration of a step with these windows, by the timestamps in the field `at`."""
    return {"clock": {"type": "event", "timestamp": "at", "wait": wait}, "windower": windower, **more}


def result(key: str, window_id: int, opened: int, closed: int, **results: Any) -> list[Any]:
    """Return what leaves of a window that opens and closes at these seconds."""
    return [key, {"window_id": window_id, "open_time": at(opened), "close_time": at(closed), **results}]


def late_items(value: str) -> str:
    """Return the type of late items."""
    return (
        f"keyed {{window_id: int, value: {value}, timestamp: timestamp, watermark: timestamp, late_by: duration, "
        "wait_needed: duration, window_open_time: timestamp, window_close_time: timestamp, window_was_open: bool, "
        "arrived_at: timestamp, position: int, watermark_position: int}"
    )


def late(key: str, value: Any, second: int, watermark: int, positions: tuple[int, int]) -> list[Any]:
    """Return a late item of window 0, which has closed at second 10; `positions` are its own and its watermark's."""
    return [
        key,
        {
            "window_id": 0,
            "value": value,
            "timestamp": at(second),
            "watermark": at(watermark),
            "late_by": f"{watermark - second}s",
            "wait_needed": f"{watermark - second}s",
            "window_open_time": at(0),
            "window_close_time": at(10),
            "window_was_open": False,
            "arrived_at": None,
            "position": positions[0],
            "watermark_position": positions[1],
        },
    ]
