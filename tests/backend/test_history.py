"""A run's events on disk: what is kept, what is thinned, and that nothing goes missing without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate import EVENT
from tidegate_studio.history import SEGMENTS, History, thinned


def items(seq: int, first: int, count: int, port: str = "down") -> bytes:
    """Return a sample of items as a line."""
    columns = {"value": list(range(first, first + count))}
    return line(seq, type="items", step_id="s", port=port, first=first, count=count, keys=None, columns=columns)


def line(seq: int, **event: Any) -> bytes:
    """Return an event as a line."""
    return json.dumps({"seq": seq, "at": "2022-01-01T00:00:00.000Z", **event}).encode()


def read(history: History, after: int = 0) -> list[dict[str, Any]]:
    """Return everything that follows, however many reads that takes."""
    events: list[dict[str, Any]] = []
    while lines := history.read(after, 7):
        events += [json.loads(found) for found in lines]
        after = events[-1]["seq"]
    return events


def test_items_that_are_thinned_become_one_gap() -> None:
    gap = line(2, type="gap", step_id="s", port="down", first=3, skipped=4)
    (found,) = thinned([items(1, 0, 3), gap, items(3, 7, 2)])
    assert json.loads(found) == json.loads(line(3, type="gap", step_id="s", port="down", first=0, skipped=9))


def test_printed_lines_that_are_thinned_are_counted() -> None:
    printed = [line(seq, type="printed", step_id="s", lines=["a", "b"], skipped=seq) for seq in (1, 2)]
    (found,) = thinned(printed)
    assert json.loads(found) == json.loads(line(2, type="printed", step_id="s", lines=[], skipped=7))


def test_of_stats_the_last_is_kept_and_of_the_rest_everything() -> None:
    stats = [line(seq, type="stats", steps={}, turns=seq, elapsed_s=0.5) for seq in (2, 4)]
    status = line(3, type="status", status="running")
    started = line(1, type="run_started", flow_name="x", clock="live", streams={})
    found = [json.loads(each) for each in thinned([started, stats[0], status, stats[1]])]
    assert [(event["seq"], event["type"]) for event in found] == [(1, "run_started"), (3, "status"), (4, "stats")]


@given(
    st.lists(st.tuples(st.sampled_from(["down", "late"]), st.integers(1, 5)), min_size=1, max_size=60),
    st.integers(1, 9),
)
def test_every_item_is_shown_or_told_to_be_missing(samples: list[tuple[str, int]], at_once: int) -> None:
    lines, totals = [], {"down": 0, "late": 0}
    for seq, (port, count) in enumerate(samples, 1):
        lines.append(items(seq, totals[port], count, port))
        totals[port] += count
    kept: list[bytes] = []
    for start in range(0, len(lines), at_once):
        kept = thinned([*kept, *lines[start : start + at_once]])
    events = [EVENT.validate_json(each) for each in kept]
    assert {event.port: event.skipped for event in events} == {port: total for port, total in totals.items() if total}
    assert [event.seq for event in events] == sorted(event.seq for event in events)
    assert events[-1].seq == len(lines)


@pytest.mark.parametrize("batch", [1, 3, 50])
def test_a_long_history_stays_small_and_whole(tmp_path: Path, batch: int) -> None:
    limit = 64 * 1024
    history = History(tmp_path / "events", limit)
    count = 3000
    for first in range(0, count, batch):
        history.append([items(seq + 1, seq, 1) for seq in range(first, min(first + batch, count))])
    assert history.last_seq == count
    size = sum(path.stat().st_size for path in (tmp_path / "events").iterdir())
    longest_append = batch * len(items(count, count, 1)) + batch
    assert size < limit + SEGMENTS * longest_append + 1000
    for found in (history, History(tmp_path / "events", limit)):
        events = read(found)
        shown = [value for event in events if event["type"] == "items" for value in event["columns"]["value"]]
        missing = [event["skipped"] for event in events if event["type"] == "gap"]
        assert len(missing) == 1
        assert shown == list(range(missing[0], count))
        assert found.last_seq == events[-1]["seq"] == count
        assert read(found, after=count - 5) == events[-5:]
        assert read(found, after=count) == []


def test_a_client_before_the_thinned_part_gets_what_stands_for_it(tmp_path: Path) -> None:
    history = History(tmp_path, 16 * 200)
    for seq in range(1, 101):
        history.append([items(seq, seq - 1, 1)])
    gap, following, *_ = read(history, after=3)
    assert (gap["type"], gap["first"] + gap["skipped"]) == ("gap", following["first"])
    assert gap["seq"] + 1 == following["seq"]


def test_a_history_of_nothing_is_empty(tmp_path: Path) -> None:
    history = History(tmp_path / "nothing", 1000)
    assert (history.last_seq, history.read(0, 10)) == (0, [])
    assert not (tmp_path / "nothing").exists(), "reading changes nothing"
