"""Lines of JSON as columns: one item a line, decoded straight into the fields of the schema."""

from __future__ import annotations

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
from tidegate.formats.lines import Lines
from tidegate.types import ListOf, MapOf, Record, Scalar, Type, arrow_type

_SCALARS: dict[Scalar, Any] = {Scalar.BOOL: bool, Scalar.INT: int, Scalar.FLOAT: float}


class JsonDecoder:
    """Decodes lines into the columns of one type."""

    def __init__(self, item: Type) -> None:
        self.item = item
        decoder = msgspec.json.Decoder(_python_type(item, flat=True))
        self._decode, self._decode_lines = decoder.decode, decoder.decode_lines
        self._columns = _columns_of_records(item) if isinstance(item, Record) else _columns_of_values(item)

    def columns_at_once(self, lines: Lines) -> tuple[Columns, int] | None:
        """Return the columns of all these lines and their number, or None where lines have to be told apart.

        msgspec takes values one after another, whatever the lines. Where each line begins with `{` and ends with `}`
        no value reaches over a line's end, since nothing valid has `}` and `{` side by side; so when there are as many
        values as lines, each line is one value.
        """
        count = lines.objects()
        if not count or not isinstance(self.item, Record):
            return None
        try:
            objects = self._decode_lines(lines.text)
            return (self._columns(objects), count) if len(objects) == count else None
        except UNFIT:
            return None

    def columns(self, lines: Sequence[bytes]) -> Columns:
        """Return the columns of these lines; raise one of `UNFIT` if any is bad."""
        return self._columns(list(map(self._decode, lines)))


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
