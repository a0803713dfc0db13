"""What a contender came to, in a form that can be compared: every result as a line, sorted, and a digest of it all."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

Answer = dict[str, Any]


def answer(lines: Iterable[str]) -> Answer:
    """Return how many results there are, the digest of all of them, and some of them to look at."""
    found = sorted(lines)
    return {
        "results": len(found),
        "digest": sha256("\n".join(found).encode()).hexdigest(),
        "sample": found[:: max(1, len(found) // 10)],
    }


def sum_line(key: str, window: int, total: int, count: int) -> str:
    return f"{key}/{window}: {total} of {count}"


def list_line(key: str, window: int, values: list[int]) -> str:
    return f"{key}/{window}: {values}"


def join_line(key: str, window: int, left: int | None, right: int | None) -> str:
    return f"{key}/{window}: {left} and {right}"


def collect_line(key: str, values: list[int]) -> str:
    return f"{key}: {values}"


def map_line(user: str, value: float) -> str:
    return f"{user}: {value!r}"
