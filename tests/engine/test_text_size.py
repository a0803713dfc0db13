"""Items whose text would outgrow a column of text: they are written in parts, and one too large by itself is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.batch import ITEM, Batch, batch_of
from tidegate.errors import TextLimit
from tidegate.formats.file_writing import TextSinkLogic, WritingOrder
from tidegate.keys import KeyDictionary
from tidegate.operator import BuildContext
from tidegate.render import json_lines, json_texts, python_lines
from tidegate.text_size import TEXT_LIMIT, most_bytes, written
from tidegate.types import StreamType, parse_type

KIND = "{s: str, n: list[int], m: map[{x: float, é: str}], t: timestamp, d: duration, y: date, b: bool}"
STREAM = StreamType(parse_type(KIND), keyed=True)


def nested(key: str, text: str, numbers: list[int | None], longest: bool) -> dict[str, Any]:
    """Return an item with something of every type."""
    within = {key: {"x": -1.2345678901234567e-300, "é": text}, "": None}
    times = {"t": 253_402_300_799_999_999, "d": -(2**62), "y": date(2022, 1, 1), "b": False}
    return {"s": text, "n": numbers, "m": within, **(times if longest else dict.fromkeys(times))}


ITEMS = st.lists(
    st.builds(
        nested, st.text(), st.text(), st.lists(st.none() | st.just(-(2**63)) | st.integers(0, 9)), longest=st.booleans()
    ),
    min_size=1,
    max_size=6,
)


def keyed(items: list[dict[str, Any]]) -> Batch:
    """Return items under keys that are written longer than they are."""
    keys = KeyDictionary()
    return batch_of(items, STREAM).with_keys(keys.intern(pa.array(["\x01"] * len(items), pa.string())), keys)


@given(items=ITEMS)
@settings(deadline=None)
def test_no_item_is_longer_than_was_said(items: list[dict[str, Any]]) -> None:
    batch = keyed(items)
    for lines in (json_lines(batch, STREAM), python_lines(batch, STREAM)):
        assert sum(len(line.encode()) + 1 for line in lines) <= most_bytes(batch)


@given(items=ITEMS, limit=st.integers(0, 4_000))
@settings(deadline=None)
def test_items_written_in_parts_are_the_same_items(items: list[dict[str, Any]], limit: int) -> None:
    parts = list(written(keyed(items), lambda part: json_texts(part, STREAM).to_pylist(), limit))
    assert [line for part in parts for line in part] == json_lines(keyed(items), STREAM)
    assert all(len(part) == 1 or sum(len(line.encode()) for line in part) <= limit for part in parts)


def windows(count: int, size: int) -> Batch:
    """Return lists of large numbers; all have the same numbers."""
    numbers = pa.array(np.full(count * size, -(10**18), np.int64))
    offsets = pa.array(np.arange(count + 1, dtype=np.int32) * size)
    lists: Any = pa.ListArray.from_arrays(offsets, numbers)
    return Batch({ITEM: lists}, count)


def test_items_that_have_no_room_together_are_cut_apart() -> None:
    sizes = [part.length for part in written(windows(5, 100), lambda part: part, limit=most_bytes(windows(2, 100)))]
    assert sizes == [2, 1, 2]


def test_an_item_that_has_no_room_alone_is_told_with_its_size() -> None:
    # Arrow's own refusal, and of a text that nobody has to allocate.
    refuse: Any = lambda _part: pc.binary_repeat(pa.array(["a" * 2**20]), 4096)  # noqa: E731
    most = most_bytes(windows(1, 100))
    with pytest.raises(TextLimit, match=rf"an item would be up to {most:,} bytes of text, and there is room for 50;"):
        list(written(windows(1, 100), refuse, limit=50))


def test_a_refusal_for_another_reason_stays_what_it_is() -> None:
    cast: Any = lambda _part: pa.array(["x"]).cast(pa.int64())  # noqa: E731
    with pytest.raises(pa.ArrowInvalid, match="Failed to parse"):
        list(written(windows(1, 1), cast))


@pytest.mark.long
def test_a_window_of_a_hundred_million_items_ends_the_run_with_a_message(tmp_path: Path) -> None:
    numbers, keys = StreamType(parse_type("list[int]")), KeyDictionary()
    context = BuildContext("sink", {"up": [numbers]}, {}, keys, tmp_path, frozen=True, print=print)
    sink = TextSinkLogic(WritingOrder("out.jsonl", "overwrite", None, ",", False, "jsonl"), context)
    sink.open(None)
    with pytest.raises(TextLimit, match=f"there is room for {TEXT_LIMIT:,}; make it smaller"):
        sink.process("up", windows(1, 110_000_000), 0)
    sink.close()
    assert (tmp_path / "out.jsonl").read_bytes() == b""
