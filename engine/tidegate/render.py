"""Items as text: JSON for files, screens and error ports, and Python as Bytewax prints it.

Both spellings are written column by column, nested columns included, and joined at the end: no item is ever an object.
What JSON cannot say is text: timestamps and dates as ISO 8601, durations as `1m 30s`, `"NaN"` and `"Infinity"`, and,
where a browser will read it, integers beyond 2**53. A keyed item is the pair of its key and itself in either spelling.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.arrow_views import inner
from tidegate.batch import ITEM, Batch
from tidegate.fields import format_duration, format_instant
from tidegate.text_size import written
from tidegate.types import Record, StreamType, Type

EXACT_IN_A_DOUBLE = 2**53
WINDOW_ITEM = ("window_id", "open_time", "close_time", "value")
"""The fields of an item that leaves a window step; Python spells it as Bytewax does, `(window_id, value)`."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_FINITE = {"nan": '"NaN"', "inf": '"Infinity"', "-inf": '"-Infinity"'}
_ZERO = pa.scalar(0, pa.int64())
_FIRST_US = -62_135_596_800_000_000
_LAST_US = 253_402_300_799_999_999

Texts = Any
"""An Arrow array of text without nulls."""


def json_columns(batch: Batch) -> dict[str, list[Any]]:
    """Return the columns of a batch as JSON values, by name."""
    return {name: json_values(column) for name, column in batch.columns.items()}


def json_values(array: pa.Array[Any]) -> list[Any]:
    """Return the values of one column as JSON values that a browser reads without rounding."""
    texts = _write(array, _Json(big_integers_as_text=True)).to_pylist()
    values: list[Any] = msgspec.json.decode("[" + ",".join(texts) + "]")
    return values


def json_lines(batch: Batch, stream: StreamType) -> list[str]:
    """Return each item as JSON on one line; a keyed one as `["key", item]`."""
    return [line for texts in written(batch, lambda part: json_texts(part, stream)) for line in texts.to_pylist()]


def json_texts(batch: Batch, stream: StreamType) -> Texts:
    """Return each item as JSON, as one column of text."""
    spelling = _Json(big_integers_as_text=False)
    items = _write_item(batch, stream, spelling)
    if not stream.keyed:
        return items
    return _join("[", _write(batch.key_column(), spelling), ",", items, "]")


def json_item_texts(batch: Batch, item: Type, end: str = "") -> Texts:
    """Return each item as JSON without its key, and `end` behind it, as one column of text."""
    spelling = _Json(big_integers_as_text=False)
    if isinstance(item, Record):
        return _write_fields(batch.columns, batch.length, spelling, end)
    return _join(_write(batch.columns[ITEM], spelling), end)


def text_bytes(texts: Texts) -> memoryview:
    """Return a column of text as the bytes of all its texts, one behind another, without a copy."""
    _, offsets, data = texts.buffers()
    if data is None:
        return memoryview(b"")
    bounds = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(data)[bounds[0] : bounds[-1]]


def json_column_texts(array: pa.Array[Any]) -> Texts:
    """Return each value of one column as JSON, as one column of text."""
    return _write(array, _Json(big_integers_as_text=False))


def python_lines(batch: Batch, stream: StreamType) -> list[str]:
    """Return each item as Bytewax prints it: `('key', {'user': 'a', 'val': 1})`."""
    return [line for texts in written(batch, lambda part: _python_texts(part, stream)) for line in texts.to_pylist()]


def _python_texts(batch: Batch, stream: StreamType) -> Texts:
    spelling = _Python()
    windowed = stream.keyed and tuple(stream.fields()) == WINDOW_ITEM
    if windowed:
        window_ids, values = _write(batch.columns["window_id"], spelling), _write(batch.columns["value"], spelling)
        items = _join("(", window_ids, ", ", values, ")")
    else:
        items = _write_item(batch, stream, spelling)
    if stream.keyed:
        return _join("(", _write(batch.key_column(), spelling), ", ", items, ")")
    return items


class _Spelling(ABC):
    """How values of each kind are written, and what stands around and between them."""

    null: str
    comma: str
    colon: str

    @abstractmethod
    def booleans(self, array: Any) -> Texts: ...

    @abstractmethod
    def integers(self, array: Any) -> Texts: ...

    @abstractmethod
    def floats(self, array: Any) -> Texts: ...

    @abstractmethod
    def strings(self, array: Any) -> Texts: ...

    @abstractmethod
    def timestamps(self, array: Any) -> Texts: ...

    @abstractmethod
    def durations(self, array: Any) -> Texts: ...

    @abstractmethod
    def dates(self, array: Any) -> Texts: ...


class _Json(_Spelling):
    null, comma, colon = "null", ",", ":"

    def __init__(self, big_integers_as_text: bool) -> None:
        self.big_integers_as_text = big_integers_as_text

    def booleans(self, array: Any) -> Texts:
        return array.cast(pa.string())

    def integers(self, array: Any) -> Texts:
        texts = array.cast(pa.string())
        span: Any = pc.min_max(array).as_py() if self.big_integers_as_text else {"min": None}
        if span["min"] is None or (span["min"] >= -EXACT_IN_A_DOUBLE and span["max"] <= EXACT_IN_A_DOUBLE):
            return texts
        numbers = array.fill_null(_ZERO).to_numpy()
        exact = pa.array((numbers <= EXACT_IN_A_DOUBLE) & (numbers >= -EXACT_IN_A_DOUBLE))
        return pc.if_else(exact, texts, _join('"', texts, '"'))

    def floats(self, array: Any) -> Texts:
        numbers = array.to_numpy(zero_copy_only=False)
        texts = msgspec.json.encode(numbers.tolist())[1:-1].decode().split(",")
        for position in np.flatnonzero(~np.isfinite(numbers)):
            texts[position] = _NOT_FINITE[str(numbers[position])]
        return pa.array(texts, pa.string())

    def strings(self, array: Any) -> Texts:
        if pc.any(pc.match_substring_regex(array, r'["\\\x00-\x1f]')).as_py():
            return _each(array, lambda text: msgspec.json.encode(text).decode())
        return _join('"', array, '"')

    def timestamps(self, array: Any) -> Texts:
        span: Any = pc.min_max(array.cast(pa.int64())).as_py()
        if span["min"] is not None and (span["min"] < _FIRST_US or span["max"] > _LAST_US):
            return _each(array.cast(pa.int64()), lambda at_us: f'"{format_instant(at_us)}"')
        whole_seconds = not (array.cast(pa.int64()).fill_null(_ZERO).to_numpy() % 1_000_000).any()
        # Arrow writes a timestamp with a zone twenty times slower than one without.
        texts = array.cast(pa.timestamp("s" if whole_seconds else "us")).cast(pa.string())
        texts = pc.utf8_replace_slice(texts, start=10, stop=11, replacement="T")
        texts = texts if whole_seconds else pc.replace_substring(texts, pattern=".000000", replacement="")
        return _join('"', texts, 'Z"')

    def durations(self, array: Any) -> Texts:
        return _each(array.cast(pa.int64()), lambda span_us: f'"{format_duration(span_us)}"')

    def dates(self, array: Any) -> Texts:
        return _join('"', array.cast(pa.string()), '"')


class _Python(_Spelling):
    null, comma, colon = "None", ", ", ": "

    def booleans(self, array: Any) -> Texts:
        return pc.if_else(array, _word("True"), _word("False"))

    def integers(self, array: Any) -> Texts:
        return array.cast(pa.string())

    def floats(self, array: Any) -> Texts:
        return pa.array(repr(array.to_numpy(zero_copy_only=False).tolist())[1:-1].split(", "), pa.string())

    def strings(self, array: Any) -> Texts:
        if pc.any(pc.match_substring_regex(array, r"['\\]|[^ -~]")).as_py():
            return _each(array, repr)
        return _join("'", array, "'")

    def timestamps(self, array: Any) -> Texts:
        return _each(array.cast(pa.int64()), _python_timestamp)

    def durations(self, array: Any) -> Texts:
        return _each(array.cast(pa.int64()), lambda span_us: repr(timedelta(microseconds=span_us)))

    def dates(self, array: Any) -> Texts:
        return _each(array.cast(pa.int32()), lambda day: repr(date(1970, 1, 1) + timedelta(days=day)))


def _python_timestamp(at_us: int) -> str:
    try:
        return repr(_EPOCH + timedelta(microseconds=at_us))
    except OverflowError:
        return repr(format_instant(at_us))


def _write(array: Any, spelling: _Spelling) -> Texts:
    """Write every value of an array; nulls too, so that the texts have none."""
    kind = array.type
    if pa.types.is_null(kind):
        return pa.array([spelling.null] * len(array), pa.string())
    if len(array) == 0:
        return pa.array([], pa.string())
    texts = _write_filled(array, spelling)
    return pc.if_else(array.is_valid(), texts, _word(spelling.null)) if array.null_count else texts


def _write_filled(array: Any, spelling: _Spelling) -> Texts:
    """Write an array; what stands in place of a null does not matter."""
    kind = array.type
    if pa.types.is_struct(kind):
        return _write_fields(dict(zip(kind.names, array.flatten(), strict=True)), len(array), spelling)
    if pa.types.is_map(kind):
        return _write_map(array, spelling)
    if pa.types.is_list(kind):
        return _write_spans(array, _write(inner(array, array.values), spelling), "[]", spelling)
    return _scalar_writer(kind, spelling)(array)


def _scalar_writer(kind: pa.DataType, spelling: _Spelling) -> Callable[[Any], Texts]:
    tests: Mapping[Callable[[Any], bool], Callable[[Any], Texts]] = {
        pa.types.is_boolean: spelling.booleans,
        pa.types.is_integer: spelling.integers,
        pa.types.is_floating: spelling.floats,
        pa.types.is_string: spelling.strings,
        pa.types.is_timestamp: spelling.timestamps,
        pa.types.is_duration: spelling.durations,
        pa.types.is_date: spelling.dates,
    }
    return next(write for test, write in tests.items() if test(kind))


def _write_item(batch: Batch, stream: StreamType, spelling: _Spelling) -> Texts:
    if isinstance(stream.item, Record):
        return _write_fields(batch.columns, batch.length, spelling)
    return _write(batch.columns[ITEM], spelling)


def _write_fields(columns: Mapping[str, Any], length: int, spelling: _Spelling, end: str = "") -> Texts:
    if not columns or not length:
        return pa.array(["{}" + end] * length, pa.string())
    pieces: list[Any] = []
    names = _write(pa.array(list(columns), pa.string()), spelling).to_pylist()
    for name, column in zip(names, columns.values(), strict=True):
        pieces += [("{" if not pieces else spelling.comma) + name + spelling.colon, _write(column, spelling)]
    return _join(*pieces, "}" + end)


def _write_map(array: Any, spelling: _Spelling) -> Texts:
    keys, values = inner(array, array.keys), inner(array, array.items)
    if len(keys) == 0:
        return _write_spans(array, keys, "{}", spelling)
    return _write_spans(array, _join(_write(keys, spelling), spelling.colon, _write(values, spelling)), "{}", spelling)


def _write_spans(array: Any, texts: Texts, brackets: str, spelling: _Spelling) -> Texts:
    """Write lists of which the elements have been written."""
    offsets = pc.subtract(array.offsets, array.offsets[0])
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, texts), _word(spelling.comma))
    return _join(brackets[0], joined, brackets[1])


def _each(array: Any, write: Callable[[Any], str]) -> Texts:
    """Write every different value once, in Python; a sink's last resort."""
    encoded = array.dictionary_encode()
    words = [write(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)


def _join(*pieces: Any) -> Texts:
    """Concatenate columns of text and constant texts, item by item."""
    return pc.binary_join_element_wise(
        *(_word(piece) if isinstance(piece, str) else piece for piece in pieces), _word("")
    )


@lru_cache(maxsize=4096)
def _word(text: str) -> Any:
    # Without a type, and without pandas, pyarrow searches the disk for pandas every time: 0.1 ms.
    return pa.scalar(text, pa.string())
