"""How long items can be as text, and batches cut so that their text has room in a column of text.

Arrow counts the bytes of a column of text in 32 bits. A batch that may need more is written in parts; an item that needs
more alone, such as a window of a hundred million items, ends the run with a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import pyarrow as pa

from tidegate.arrow_views import inner
from tidegate.batch import Batch
from tidegate.errors import TextLimit

T = TypeVar("T")

TEXT_LIMIT = 2**31 - 2
"""How many bytes a column of text holds."""
_NULL = 4
_SEPARATORS = 4
_NUMBER = 26
_TIME = 96
_ESCAPED = 6
"""What one byte of a text can become: `\\u0001`."""


def written(batch: Batch, write: Callable[[Batch], T], limit: int = TEXT_LIMIT) -> Iterator[T]:
    """Yield what `write` makes of the items, part by part; raise `TextLimit` at an item that is too large by itself."""
    for part in _portions(batch, limit):
        try:
            yield write(part)
        except (pa.ArrowCapacityError, pa.ArrowInvalid) as error:
            if part.length > 1 or (most := most_bytes(part)) <= limit:
                raise
            raise TextLimit(
                f"an item would be up to {most:,} bytes of text, and there is room for {limit:,}; make it smaller "
                "before it comes here, such as by shorter windows or by aggregating"
            ) from error


def _portions(batch: Batch, limit: int) -> Iterator[Batch]:
    if batch.length <= 1 or most_bytes(batch) <= limit:
        yield batch
        return
    half = batch.length // 2
    yield from _portions(batch.slice(0, half), limit)
    yield from _portions(batch.slice(half, batch.length - half), limit)


def most_bytes(batch: Batch) -> int:
    """Return how many bytes the items can be at most, as JSON or Python, each with its key and the end of its line."""
    keys = 0 if batch.key_ids is None else _most(batch.key_column()) + _SEPARATORS * batch.length
    return keys + _most_of_fields(batch.columns.keys(), batch.columns.values(), batch.length)


def _most_of_fields(names: Iterable[str], columns: Iterable[Any], length: int) -> int:
    around = _SEPARATORS + sum(_ESCAPED * len(name.encode()) + 2 * _SEPARATORS for name in names)
    return around * length + sum(_most(column) for column in columns)


def _most(array: Any) -> int:
    kind: Any = array.type
    nulls: int = (_NULL + _SEPARATORS) * len(array)
    if pa.types.is_struct(kind):
        return nulls + _most_of_fields(kind.names, array.flatten(), len(array))
    if pa.types.is_map(kind):
        return nulls + _most(inner(array, array.keys)) + _most(inner(array, array.items))
    if pa.types.is_list(kind):
        return nulls + _most(inner(array, array.values))
    if pa.types.is_string(kind):
        return nulls + _ESCAPED * int(array.nbytes)
    return nulls + (_TIME if pa.types.is_temporal(kind) else _NUMBER) * len(array)
