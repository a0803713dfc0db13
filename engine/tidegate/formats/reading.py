"""`Reader`: a file's items from a position on, some lines at a time, in whichever format it is written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa

from tidegate.arrow_views import positions
from tidegate.bad_items import BadItemCode
from tidegate.formats.casts import UNFIT
from tidegate.formats.csv import CsvRows, read_names, take_rows
from tidegate.formats.halving import BadRow, Columns, decode
from tidegate.formats.json_cut import JsonCut, JsonCutter, Rows
from tidegate.formats.jsonl import JsonDecoder, JsonRows
from tidegate.formats.lines import MAX_LINE, LineBuffer
from tidegate.kernels.json_rows import GOOD, TOO_LONG
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
    """Reads lines of JSON: the plain ones quickly, the others with care."""

    def __init__(self, buffer: LineBuffer, item: Type) -> None:
        super().__init__(buffer)
        self._decoder, self._cutter = JsonDecoder(item), JsonCutter(item)

    def next(self, count: int) -> Portion:
        cut = self._cutter.take(self.buffer, count)
        odd, quick = cut.odd(), self._columns(cut)
        careful = odd if quick is not None else np.flatnonzero(cut.status != TOO_LONG)
        texts = [cut.text(row) for row in careful]
        columns, bad = decode(JsonRows(self._decoder, texts), len(texts))
        told = [BadRow(int(careful[row.at]), row.code, row.reason) for row in bad]
        if quick is not None:
            columns = _woven(quick, columns, cut, careful, {row.at for row in told})
        told += [BadRow(int(at), BadItemCode.TOO_LONG, _TOO_LONG) for at in cut.too_long()]
        misread = [
            Misread(row.at, int(cut.numbers[row.at]), row.code, row.reason, _text(cut.text(row.at)))
            for row in sorted(told)
        ]
        return Portion(columns, len(cut) - len(told), misread, cut.ended)

    def _columns(self, cut: JsonCut) -> Columns | None:
        """Return the columns of what could be read quickly, None where that is little or some text of it is bad."""
        good = np.count_nonzero(cut.status == GOOD)
        if 2 * good <= len(cut):
            return None
        try:
            return self._cutter.columns(cut)
        except UNFIT:
            return None


def _woven(quick: Columns, careful: Columns | None, cut: JsonCut, rows: Rows, bad: set[int]) -> Columns:
    """Return all good lines in order: `rows` out of the careful columns where they are not bad, the others quick ones."""
    if len(rows) == 0 and (cut.status == GOOD).all():
        return quick
    places = np.arange(len(cut))
    kept = np.array([row for row in rows if row not in bad], np.int64)
    places[kept] = len(cut) + np.arange(len(kept))
    good = cut.status == GOOD
    good[kept] = True
    picked = positions(places[good])
    both = [quick] if careful is None else [quick, careful]
    return {name: pa.concat_arrays([part[name] for part in both]).take(picked) for name in quick}


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
