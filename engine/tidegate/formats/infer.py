"""The type of a file's items, guessed from its beginning.

What most values of a field are decides; the others will be bad items, each with its reason. `int` among `float` is
`float`. Text is a timestamp or a date when all of it reads as one. A field that is always null is `str`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from tidegate.decode import Misfit, parse_date, parse_timestamp
from tidegate.formats.casts import UNFIT
from tidegate.formats.csv import read_names, sample_cells
from tidegate.formats.json_cut import JsonCutter
from tidegate.formats.lines import LineBuffer
from tidegate.types import BOOL, DATE, FLOAT, INT, MAX_TYPE_DEPTH, STR, TIMESTAMP, ListOf, Record, Scalar, Type

SAMPLE = 1_000
"""How many lines are looked at."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INT = re.compile(r"-?\d{1,19}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    (list, "list"),
    (dict, "record"),
)


def infer_jsonl(buffer: LineBuffer) -> Type:
    """Return the type of most lines; an empty record when there are none."""
    values = []
    lines = JsonCutter(None).take(buffer, SAMPLE)
    for row in lines.odd():
        try:
            values.append(msgspec.json.decode(lines.text(row)))
        except UNFIT:
            continue
    return infer_values(values) if values else Record(())


def infer_csv(buffer: LineBuffer, delimiter: str, header: bool) -> Record:
    """Return a record of the columns, named by the header or by their numbers; raise ValueError for a broken header."""
    names = read_names(buffer, delimiter, header)
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ValueError(f"the first line names {twice[0][:60]!r} twice; rename one of the columns")
    columns = sample_cells(buffer, len(names), SAMPLE, delimiter) if names else []
    return Record.of({name: _infer_cells(cells) for name, cells in zip(names, columns, strict=True)})


def infer_values(values: Iterable[Any], depth: int = 0) -> Type:
    """Return the type of most of these JSON values."""
    by_kind: dict[str, list[Any]] = {}
    for value in values:
        if value is not None:
            kind = next(name for python, name in _KINDS if isinstance(value, python))
            by_kind.setdefault(kind, []).append(value)
    if "float" in by_kind:
        by_kind["float"] += by_kind.pop("int", [])
    if not by_kind or depth >= MAX_TYPE_DEPTH:
        return STR
    kind, most = max(by_kind.items(), key=lambda entry: len(entry[1]))
    match kind:
        case "list":
            return ListOf(infer_values((part for value in most for part in value), depth + 1))
        case "record":
            return _infer_record(most, depth)
        case "str":
            return _infer_texts(most)
    return Scalar(kind)


def _infer_record(values: Sequence[dict[str, Any]], depth: int) -> Record:
    names = dict.fromkeys(name for value in values for name in value)
    return Record.of({name: infer_values((value.get(name) for value in values), depth + 1) for name in names})


def _infer_texts(texts: Sequence[str]) -> Type:
    for kind, pattern, parse in ((TIMESTAMP, _TIME.match, parse_timestamp), (DATE, _DATE.fullmatch, parse_date)):
        if all(pattern(text) and _reads(text, parse) for text in texts):
            return kind
    return STR


def _infer_cells(cells: Sequence[str | None]) -> Type:
    texts = [cell.strip() for cell in cells if cell is not None]
    if not texts:
        return STR
    if all(_INT.fullmatch(text) and -(2**63) <= int(text) < 2**63 for text in texts):
        return INT
    if all(_NUMBER.fullmatch(text) for text in texts):
        return FLOAT
    if all(text.lower() in ("true", "false") for text in texts):
        return BOOL
    return _infer_texts(texts)


def _reads(text: str, parse: Callable[[str], int]) -> bool:
    try:
        parse(text)
    except Misfit:
        return False
    return True
