"""Lines of JSON as columns, with care: every line is decoded by itself, and what is wrong with it is told exactly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import pyarrow as pa

from tidegate.bad_items import BadItemCode
from tidegate.batch import ITEM
from tidegate.decode import Misfit, fit, fitted_columns
from tidegate.formats.casts import UNFIT, cast_texts, is_textual
from tidegate.formats.halving import BadRow, Columns
from tidegate.types import ListOf, MapOf, Record, Scalar, Type, arrow_type

ESCAPED = re.compile(r'["\\\x00-\x1f]')
"""What JSON has to escape."""
_SCALARS: dict[Scalar, Any] = {Scalar.BOOL: bool, Scalar.INT: int, Scalar.FLOAT: float}


class JsonDecoder:
    """Decodes lines into the columns of one type."""

    def __init__(self, item: Type) -> None:
        self.item = item
        self._columns = _columns_of_records(item) if isinstance(item, Record) else _columns_of_values(item)
        self._decode: Callable[[bytes], Any] = msgspec.json.decode
        if ESCAPED.search(_names(item)):
            self._columns = self._fitted_one_by_one
        else:
            self._decode = msgspec.json.Decoder(_python_type(item, flat=True)).decode

    def columns(self, lines: Sequence[bytes]) -> Columns:
        """Return the columns of these lines; raise one of `UNFIT` if any is bad."""
        return self._columns(list(map(self._decode, lines)))

    def _fitted_one_by_one(self, values: list[Any]) -> Columns:
        """Fit values slowly: a name that JSON has to escape can be none of msgspec's objects."""
        if isinstance(self.item, Record) and None in values:
            raise Misfit("it is null where a record is needed")
        return fitted_columns([fit(value, self.item) for value in values], self.item)


class JsonRows:
    """Lines, as rows to decode."""

    def __init__(self, decoder: JsonDecoder, lines: Sequence[bytes]) -> None:
        self._decoder, self._lines = decoder, lines

    def decode(self, first: int, last: int) -> Columns:
        return self._decoder.columns(self._lines[first:last])

    def decode_alone(self, at: int) -> Columns | BadRow:
        item = self._decoder.item
        try:
            value = msgspec.json.decode(self._lines[at])
        except UnicodeDecodeError as error:
            return BadRow(at, BadItemCode.ENCODING, f"it is not UTF-8, {error.reason}")
        except UNFIT as error:
            return BadRow(at, BadItemCode.JSON, f"it is not JSON, {str(error) or 'nested too deep'}")
        if value is None and isinstance(item, Record):
            return BadRow(at, BadItemCode.NULL, "it is null where a record is needed")
        try:
            return fitted_columns([fit(value, item)], item)
        except Misfit as misfit:
            return BadRow(at, BadItemCode.TYPE, str(misfit))
        except UNFIT as error:
            return BadRow(at, BadItemCode.TYPE, f"it does not fit {item}, {str(error)[:200]}")


def _names(kind: Type) -> str:
    """Return the names of all fields, one behind another."""
    match kind:
        case ListOf(inner) | MapOf(inner):
            return _names(inner)
        case Record(fields):
            return "".join(name + _names(part) for name, part in fields)
        case _:
            return ""


def _python_type(kind: Type, flat: bool = False) -> Any:
    """Return the type that msgspec decodes; a record becomes an object when `flat`, else a mapping for Arrow."""
    match kind:
        case Scalar():
            return _SCALARS.get(kind, str) | None
        case ListOf(element):
            return list[_python_type(element)] | None  # type: ignore[misc]
        case MapOf(value):
            return dict[str, _python_type(value)] | None  # type: ignore[misc]
        case Record(fields):
            names = [f"field_{number}" for number in range(len(fields))]
            parts = [(name, _python_type(part), None) for name, (_, part) in zip(names, fields, strict=True)]
            renamed = dict(zip(names, (name for name, _ in fields), strict=True))
            made = msgspec.defstruct("Item", parts, rename=renamed, gc=False)
            return made if flat else made | None


def _columns_of_records(item: Record) -> Callable[[list[Any]], Columns]:
    """Return what makes the columns of decoded objects."""
    makers = [(name, attrgetter(f"field_{at}"), _column(kind)) for at, (name, kind) in enumerate(item.fields)]
    return lambda objects: {name: make(list(map(read, objects))) for name, read, make in makers}


def _columns_of_values(item: Type) -> Callable[[list[Any]], Columns]:
    make = _column(item)
    return lambda values: {ITEM: make(values)}


def _column(kind: Type) -> Callable[[list[Any]], pa.Array[Any]]:
    """Return what makes one column of decoded values."""
    arrow = arrow_type(kind)
    if isinstance(kind, Scalar) and is_textual(kind):
        return lambda values: cast_texts(pa.array(values, pa.string()), kind)
    if isinstance(kind, Scalar):
        return lambda values: pa.array(values, arrow)
    return lambda values: pa.array([_plain(value, kind) for value in values], arrow)


def _plain(value: Any, kind: Type) -> Any:
    """Return a decoded list, map or record as what Arrow makes a nested value of."""
    if value is None:
        return None
    match kind:
        case ListOf(element):
            if isinstance(element, Scalar) and not is_textual(element):
                return value
            return [_plain(part, element) for part in value]
        case MapOf(inner):
            return [(name, _plain(part, inner)) for name, part in value.items()]
        case Record(fields):
            return {name: _plain(getattr(value, f"field_{at}"), part) for at, (name, part) in enumerate(fields)}
        case _:
            return fit(value, kind) if is_textual(kind) else value


def nested_columns(kind: Type) -> Callable[[Sequence[bytes]], pa.Array[Any]]:
    """Return what makes a column of the texts of lists, maps or records; it raises one of `UNFIT` if any is bad."""
    if ESCAPED.search(_names(kind)):
        return lambda texts: pa.array([fit(msgspec.json.decode(text), kind) for text in texts], arrow_type(kind))
    decode, make = msgspec.json.Decoder(list[_python_type(kind)]).decode, _column(kind)  # type: ignore[misc]
    return lambda texts: make(decode(b"[" + b",".join(texts) + b"]"))
