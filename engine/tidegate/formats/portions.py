"""`Portion`: some items of a file, the good ones as columns and the bad ones with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tidegate.formats.halving import Columns


class Misread(NamedTuple):
    """A line that could not be decoded; `at` counts the items of its portion from 0."""

    at: int
    line: int
    code: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Portion:
    """Some items of a file: columns of the good ones, and the bad ones."""

    columns: Columns | None
    length: int
    bad: list[Misread]
    ended: bool
