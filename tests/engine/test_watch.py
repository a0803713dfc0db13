"""What is shown of items that are too large to be looked at: nothing but how many there were."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from tidegate import Gap, Items
from tidegate.batch import Batch
from tidegate.watch import BYTES_PER_ITEM, BYTES_PER_TAKE, Watch

LARGE = BYTES_PER_ITEM // 8 + 1
"""So many integers of eight bytes are too many for one item."""
HALF = BYTES_PER_ITEM // 16


def told(lengths: Sequence[int]) -> list[tuple[str, int, int]]:
    """Return what is told of items that are lists of these lengths: what, from which item on, how many."""
    watch = Watch({("s", "down"): "main"})
    values = pa.array(range(sum(lengths)), pa.int64())
    offsets = pa.array([sum(lengths[:end]) for end in range(len(lengths) + 1)], pa.int32())
    watch.saw("s", "down", Batch({"item": pa.ListArray.from_arrays(offsets, values)}, len(lengths)))
    events = watch.take()
    assert all(len(event.columns["item"]) == event.count for event in events if isinstance(event, Items))
    return [
        ("items", event.first, event.count) if isinstance(event, Items) else ("gap", event.first, event.skipped)
        for event in events
        if isinstance(event, (Items, Gap))
    ]


def test_an_item_of_millions_is_told_to_be_missing_where_it_was() -> None:
    #  small small LARGE small LARGE LARGE
    assert told([1, 2, LARGE, 3, LARGE, LARGE]) == [
        ("items", 0, 2),
        ("gap", 2, 1),
        ("items", 3, 1),
        ("gap", 4, 2),
    ]


def test_small_items_are_told_in_one_piece() -> None:
    assert told([1] * 400) == [("items", 0, 400)]


def test_many_middling_items_are_shown_until_there_is_no_room() -> None:
    fit = BYTES_PER_TAKE // (HALF * 8 + 8)
    assert told([HALF] * 40) == [("items", 0, fit), ("gap", fit, 40 - fit)]
