"""Items as rows of CSV, column by column: what `file_source` reads back as the same items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.render import json_column_texts

_SPECIAL = r'[",\t;|\r\n]|^\s|\s$'
"""What needs quotes, whatever the delimiter."""
_FORMULA = r"^[=+\-@\t\r]"
_EMPTY = pa.scalar("", pa.string())
_QUOTE = pa.scalar('"', pa.string())


def csv_header(names: Sequence[str], delimiter: str) -> str:
    """Return the first line of a file."""
    return delimiter.join(csv_cells(pa.array(names, pa.string()), False).to_pylist()) + "\n"


def csv_cells(column: Any, spreadsheet_safe: bool) -> Any:
    """Return a column's cells as texts; null is nothing, and an empty text a pair of quotes."""
    if pa.types.is_string(column.type):
        texts = column
        if spreadsheet_safe:
            texts = pc.replace_substring_regex(texts, pattern=f"({_FORMULA})", replacement=r"'\1")
        return _quoted(texts).fill_null(_EMPTY)
    texts = json_column_texts(column)
    texts = _quoted(texts) if pa.types.is_nested(column.type) else pc.utf8_trim(texts, characters='"')
    return pc.if_else(column.is_valid(), texts, _EMPTY) if column.null_count else texts


def _quoted(texts: Any) -> Any:
    special = pc.or_kleene(pc.match_substring_regex(texts, _SPECIAL), pc.equal(texts, _EMPTY))
    if not pc.any(special).as_py():
        return texts
    doubled = pc.replace_substring(texts, pattern='"', replacement='""')
    return pc.if_else(special, pc.binary_join_element_wise(_QUOTE, doubled, _QUOTE, _EMPTY), texts)
