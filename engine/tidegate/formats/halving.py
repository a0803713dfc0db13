"""Decoding with bad items among good ones: all at once where all are good, by halves where some are not.

One bad item among n costs about 2 n and never takes a good one with it; the same items are good whatever their
company, because a half is decoded in the same way as the whole.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import pyarrow as pa

from tidegate.formats.casts import UNFIT

Columns = dict[str, Any]


class BadRow(NamedTuple):
    """A row that could not be decoded: which, and why."""

    at: int
    code: str
    reason: str


class Rows(Protocol):
    """Text of some items, cut into one piece each."""

    def decode(self, first: int, last: int) -> Columns:
        """Return the columns of rows `first` to `last`, end exclusive; raise one of `UNFIT` if any is bad."""

    def decode_alone(self, at: int) -> Columns | BadRow:
        """Return the columns of one row that did not fit as part of many, or why it is bad."""


def decode(rows: Rows, count: int) -> tuple[Columns | None, list[BadRow]]:
    """Return the columns of all good rows, None without any, and the bad rows, both in order."""
    parts: list[Columns] = []
    bad: list[BadRow] = []
    if count:
        _decode(rows, 0, count, parts, bad)
    if len(parts) < 2:
        return (parts[0] if parts else None), bad
    return {name: pa.concat_arrays([part[name] for part in parts]) for name in parts[0]}, bad


def _decode(rows: Rows, first: int, last: int, parts: list[Columns], bad: list[BadRow]) -> None:
    try:
        parts.append(rows.decode(first, last))
        return
    except UNFIT:
        if last - first > 1:
            middle = (first + last) // 2
            _decode(rows, first, middle, parts, bad)
            _decode(rows, middle, last, parts, bad)
            return
    alone = rows.decode_alone(first)
    if isinstance(alone, BadRow):
        bad.append(alone)
    else:
        parts.append(alone)
