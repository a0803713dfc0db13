"""Lines of a file from a position on, some at a time, as JSON or CSV."""

from __future__ import annotations

from typing import Any, Literal

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
from tidegate.formats.portions import Misread, Portion
from tidegate.kernels.json_rows import GOOD, TOO_LONG
from tidegate.types import Record, Type

Format = Literal["csv", "jsonl", "parquet"]

_TOO_LONG = f"it is longer than {MAX_LINE:,} bytes"


class LineReader:
    """Reads on from where its buffer stands."""

    unit = "line"

    def __init__(self, buffer: LineBuffer) -> None:
        self.buffer = buffer

    def next(self, count: int) -> Portion:
        """Return what is on the next lines, `count` at most."""
        raise NotImplementedError

    def position(self) -> dict[str, Any]:
        """Return where the reader is, as data for `line_buffer` and, of CSV, the names of its columns."""
        buffer = self.buffer
        return {"offset": buffer.offset, "line": buffer.line, "skipping": buffer.skipping}


class JsonlReader(LineReader):
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


class CsvReader(LineReader):
    """Reads rows of CSV; raises ValueError for a broken header, in words."""

    def __init__(self, buffer: LineBuffer, item: Type, delimiter: str, header: bool, names: list[str] | None) -> None:
        super().__init__(buffer)
        assert isinstance(item, Record), "CSV holds records"
        self._delimiter, self._header, self._item = delimiter, header, item
        self.missing: list[str] = []
        self._names, self._kinds = names, dict[str, tuple[int, Type]]()
        self._learn_names()

    def _learn_names(self) -> None:
        """Read the header; that of a file which is followed may come later, once it is whole."""
        if not self._names:
            if self.buffer.followed and not self.buffer.has_line():
                return
            self._names = read_names(self.buffer, self._delimiter, self._header)
        self.missing = [name for name in self._item.as_dict() if name not in self._names] if self._names else []
        places = {name: self._names.index(name) for name in self._names}
        self._kinds = {name: (places[name], kind) for name, kind in self._item.fields if name in places}

    def next(self, count: int) -> Portion:
        if not self._names:
            self._learn_names()
        if not self._names and self.buffer.followed:
            return Portion(None, 0, [], False)
        cut = take_rows(self.buffer, count, len(self._names or ()), self._delimiter)
        rows = CsvRows(cut, self._kinds)
        if self.missing:
            reason = f"there is no column {self.missing[0][:60]!r}"
            columns, bad = None, [BadRow(at, BadItemCode.TYPE, reason) for at in range(len(rows.rows))]
        else:
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
