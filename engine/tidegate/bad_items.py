"""What becomes of bad items: they leave by `errors`, are dropped and counted, or fail the run, as `on_error` says.

A bad item is one that cannot be decoded, has no timestamp or key, or whose expression failed. Each has a stable code
and a sentence; both are made only for items that are bad, so that good ones cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.batch import Batch
from tidegate.errors import BadItemRefused
from tidegate.operator import ERROR_ITEM, Counters, OnError, Outputs
from tidegate.render import json_lines
from tidegate.types import StreamType, arrow_type

ERRORS_STREAM = StreamType(ERROR_ITEM)
MAX_ITEM_TEXT = 10_000
"""Characters of a bad item that its error shows; what is longer ends in an ellipsis."""

Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]
Reason = Callable[[int], tuple[str, str]]
"""Gives the code and the sentence of one bad item, by its position in the batch."""


class BadItemCode(StrEnum):
    """Why an item is bad, where no expression says it."""

    JSON = "item-json"
    ENCODING = "item-encoding"
    TYPE = "item-type"
    NULL = "item-null"
    TOO_LONG = "item-too-long"
    TIMESTAMP = "item-timestamp"
    KEY_NULL = "key-null"
    KEY_TOO_LONG = "key-too-long"
    CSV_CELLS = "csv-cells"
    CSV_QUOTE = "csv-quote"
    NO_MATCH = "no-match"


class BadItem(NamedTuple):
    """One bad item; `position` counts the items of its step from 0."""

    code: str
    reason: str
    position: int
    text: str


class BadItemRule:
    """Applies one step's `on_error` to its bad items and keeps count of them."""

    def __init__(self, on_error: OnError, step_id: str, counters: Counters) -> None:
        self.on_error, self.step_id, self.counters = on_error, step_id, counters

    def split(self, batch: Batch, stream: StreamType, bad: Mask, reason: Reason, first: int | Positions) -> Outputs:
        """Return what leaves by `errors` for the items in the mask; `first` is the position of the first, or of each."""
        rows = np.flatnonzero(bad)
        if self.on_error is OnError.DROP:
            self.counters.dropped += len(rows)
            return []
        shown = rows[:1] if self.on_error is OnError.FAIL else rows
        texts = json_lines(batch.take(shown), stream)
        return self.refuse(
            [
                BadItem(*reason(row), _position(first, row), text)
                for row, text in zip(shown.tolist(), texts, strict=True)
            ]
        )

    def refuse(self, items: Sequence[BadItem]) -> Outputs:
        """Return what leaves by `errors` for these items; raise `BadItemRefused` for the first if the step says so."""
        if not items:
            return []
        if self.on_error is OnError.FAIL:
            code, reason, position, text = items[0]
            self.counters.bad += 1
            raise BadItemRefused(
                f"item {position} is bad ({code}): {reason}; it reads {_shortened(text, 200)}", self.step_id
            )
        if self.on_error is OnError.DROP:
            self.counters.dropped += len(items)
            return []
        self.counters.bad += len(items)
        return [("errors", _error_batch(items))]

    def tell(self, troubles: Sequence[BadItem]) -> Outputs:
        """Return what leaves by `errors` for troubles that cost no item, such as a sum that is null; none is counted."""
        if self.on_error is OnError.FAIL and troubles:
            raise BadItemRefused(troubles[0].reason, self.step_id)
        return [("errors", _error_batch(troubles))] if troubles and self.on_error is OnError.ERRORS else []


def _position(first: int | Positions, row: int) -> int:
    return first + row if isinstance(first, int) else int(first[row])


def _error_batch(items: Sequence[BadItem]) -> Batch:
    cells: list[Sequence[Any]] = [list(cell) for cell in zip(*items, strict=True)]
    cells[3] = [_shortened(text, MAX_ITEM_TEXT) for text in cells[3]]
    kinds = ERROR_ITEM.fields
    columns = {name: pa.array(cell, arrow_type(kind)) for (name, kind), cell in zip(kinds, cells, strict=True)}
    return Batch(columns, len(items))


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
