"""`Reader`: a file's items from a position on, some lines at a time, in whichever format it is written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from tidegate.bad_items import BadItemCode
from tidegate.formats.csv import CsvRows, read_names, take_rows
from tidegate.formats.halving import BadRow, Columns, decode
from tidegate.formats.jsonl import JsonDecoder, JsonRows
from tidegate.formats.lines import MAX_LINE, LineBuffer, take_lines
from tidegate.types import Record, Type

Format = Literal["csv", "jsonl"]

_TOO_LONG = f"it is longer than {MAX_LINE:,} bytes"


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


class Reader(ABC):
    """Reads on from where its buffer stands."""

    def __init__(self, buffer: LineBuffer) -> None:
        self.buffer = buffer

    @abstractmethod
    def next(self, count: int) -> Portion:
        """Return what is on the next lines, `count` at most."""

    def position(self) -> dict[str, Any]:
        """Return where the reader is, as data for `at`."""
        return {"offset": self.buffer.offset, "line": self.buffer.line}


class JsonlReader(Reader):
    """Reads lines of JSON."""

    def __init__(self, buffer: LineBuffer, item: Type) -> None:
        super().__init__(buffer)
        self._decoder = JsonDecoder(item)

    def next(self, count: int) -> Portion:
        taken = take_lines(self.buffer, count)
        if (whole := self._decoder.columns_at_once(taken)) is not None:
            return Portion(*whole, [], taken.ended)
        lines = taken.split()
        columns, bad = decode(JsonRows(self._decoder, lines.texts), len(lines.texts))
        told = [(lines.numbers[row.at], row.code, row.reason, lines.texts[row.at]) for row in bad]
        told += [(number, BadItemCode.TOO_LONG, _TOO_LONG, start) for number, start in lines.too_long]
        numbers = sorted([*lines.numbers, *(number for number, _ in lines.too_long)]) if told else []
        misread = [
            Misread(bisect_left(numbers, line), line, code, reason, _text(raw))
            for line, code, reason, raw in sorted(told)
        ]
        return Portion(columns, len(lines.texts) - len(bad), misread, taken.ended)


class CsvReader(Reader):
    """Reads rows of CSV; raises ValueError for a broken header, in words."""

    def __init__(self, buffer: LineBuffer, item: Type, delimiter: str, header: bool, names: list[str] | None) -> None:
        super().__init__(buffer)
        assert isinstance(item, Record), "CSV holds records"
        self._delimiter = delimiter
        self._names = names if names is not None else read_names(buffer, delimiter, header)
        missing = [name for name in item.as_dict() if name not in self._names]
        if self._names and missing:
            raise ValueError(f"there is no column {missing[0][:60]!r}")
        self._kinds = {name: (self._names.index(name), kind) for name, kind in item.fields} if self._names else {}

    def next(self, count: int) -> Portion:
        cut = take_rows(self.buffer, count, len(self._names), self._delimiter)
        rows = CsvRows(cut, self._kinds)
        columns, bad = decode(rows, len(rows.rows))
        told = [BadRow(int(rows.rows[row.at]), row.code, row.reason) for row in bad]
        told += [cut.why_misshapen(int(at)) for at in np.flatnonzero(cut.misshapen())]
        misread = [
            Misread(row.at, int(cut.numbers[row.at]), row.code, row.reason, _text(cut.text(row.at)))
            for row in sorted(told)
        ]
        return Portion(columns, len(cut) - len(misread), misread, cut.ended)

    def position(self) -> dict[str, Any]:
        return super().position() | {"names": self._names}


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").rstrip("\r\n")
