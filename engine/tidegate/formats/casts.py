"""Columns of text as typed columns: all of a column, or an exception for the caller to halve it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.decode import FIRST_US, Misfit, fit, parse_date, parse_timestamp
from tidegate.fields import parse_duration
from tidegate.types import Scalar, Type, arrow_type

Texts = Any
"""An Arrow array of text, nulls included."""

UNFIT = (ValueError, OverflowError, RecursionError, pa.ArrowException, msgspec.MsgspecError)
"""What is raised where some value of a column does not fit."""

_NAIVE = pa.timestamp("us")


def cast_cells(texts: Texts, kind: Type) -> Any:
    """Return the cells of a CSV column as values; blanks around anything but text do not matter."""
    if kind is Scalar.STR:
        return texts
    trimmed = pc.utf8_trim_whitespace(texts)
    if isinstance(kind, Scalar):
        return cast_texts(trimmed, kind) if kind in _TEXTUAL else trimmed.cast(arrow_type(kind))
    cells = [None if cell is None else fit(msgspec.json.decode(cell), kind) for cell in trimmed.to_pylist()]
    return pa.array(cells, arrow_type(kind))


def cast_texts(texts: Texts, kind: Scalar) -> pa.Array[Any]:
    """Return texts as the timestamps, durations or dates that they mean."""
    return _TEXTUAL[kind](texts)


def is_textual(kind: Type) -> bool:
    """Return whether JSON writes values of this type as text that is not a `str`."""
    return kind in _TEXTUAL


def _timestamps(texts: Texts) -> Any:
    kind = arrow_type(Scalar.TIMESTAMP)
    for through in (kind, _NAIVE):
        try:
            instants = texts.cast(through).cast(kind)
        except pa.ArrowInvalid:
            continue  # It has zones where none was expected, or the other way round, or some text is no time at all.
        first: Any = pc.min(instants.cast(pa.int64())).as_py()
        if first is None or first >= FIRST_US:
            return instants
    return _each(texts, parse_timestamp, kind)


def _durations(texts: Texts) -> pa.Array[Any]:
    return _each(texts, parse_duration, arrow_type(Scalar.DURATION))


def _dates(texts: Texts) -> pa.Array[Any]:
    return _each(texts, parse_date, arrow_type(Scalar.DATE))


def _each(texts: Texts, parse: Callable[[str], int], kind: pa.DataType) -> pa.Array[Any]:
    """Parse every different text once."""
    encoded = texts.dictionary_encode()
    values = [parse(text) for text in encoded.dictionary.to_pylist()]
    return (
        pa.array(values, pa.int64() if pa.types.is_timestamp(kind) or pa.types.is_duration(kind) else pa.int32())
        .cast(kind)
        .take(encoded.indices)
    )


_TEXTUAL: dict[Type, Callable[[Texts], pa.Array[Any]]] = {
    Scalar.TIMESTAMP: _timestamps,
    Scalar.DURATION: _durations,
    Scalar.DATE: _dates,
}


def explain_cell(cell: str | None, kind: Type) -> str:
    """Return in words why a cell does not fit; empty when it does."""
    try:
        cast_cells(pa.array([cell], pa.string()), kind)
    except Misfit as misfit:
        return str(misfit)
    except UNFIT:
        shown = repr(cell) if cell is None or len(cell) <= 60 else repr(cell[:59]) + "…"
        return f"expected {kind}, got {shown}"
    return ""
