"""The wait that the evidence names keeps exactly the late item, and one microsecond less does not: twelve streams, and time that passes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest
from tests.engine.windows.why_late_streams import STREAMS, TUMBLING, Stream, whole_flow

from tidegate.fields import format_duration, parse_duration
from tidegate.testing import run_flow


class LateOnes(NamedTuple):
    """The late items of a step: which, and the wait that each needs."""

    positions: frozenset[int]
    needed: Mapping[int, str]


def late_of(flow: dict[str, Any], names: tuple[str, ...], **how: Any) -> dict[str, LateOnes]:
    """Run a flow; return the late items of these steps."""
    result = run_flow(flow, **how)
    found = {}
    for name in names:
        rows = [item for _, item in result.items(f"{name}.late")]
        needed = {row["position"]: row["wait_needed"] for row in rows}
        found[name] = LateOnes(frozenset(needed), needed)
    return found


@cache
def all_streams(which: str) -> dict[str, LateOnes]:
    """Run all streams `as_drawn`, with the wait that is `needed`, or with a microsecond `less`."""
    names = tuple(stream.name for stream in STREAMS)
    waits = {
        "as_drawn": {},
        "needed": {stream.name: stream.needed for stream in STREAMS},
        "less": {stream.name: format_duration(parse_duration(stream.needed) - 1) for stream in STREAMS},
    }
    return late_of(whole_flow(waits[which]), names)


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_the_wait_that_is_named_keeps_exactly_that_item(stream: Stream) -> None:
    drawn = all_streams("as_drawn")[stream.name]
    assert drawn.needed[stream.position] == (stream.alone or stream.needed)
    assert all_streams("needed")[stream.name].positions == drawn.positions - {stream.position}


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_a_microsecond_less_does_not(stream: Stream) -> None:
    assert stream.position in all_streams("less")[stream.name].positions


# -- time that passes --------------------------------------------------------------------------------------------------


def passing(times: list[tuple[int, int]], wait: str) -> LateOnes:
    """Return the late ones of items that happened and came at these seconds; a wake-up comes before each of them."""
    items = [{"at": f"2022-01-01T00:{at // 60:02}:{at % 60:02}Z", "user": "a"} for at, _ in times]
    clock = {"type": "event", "timestamp": "at", "wait": wait}
    flow = {
        "format": 1,
        "name": "passing",
        "steps": [
            {
                "id": "in",
                "operator": "testing_source",
                "config": {"schema": "{at: timestamp, user: str}", "items": items},
            },
            {"id": "key", "operator": "key_on", "config": {"key": "user"}},
            {"id": "windows", "operator": "collect_window", "config": {"clock": clock, "windower": TUMBLING}},
        ],
        "streams": [{"from": "in.down", "to": "key.up"}, {"from": "key.down", "to": "windows.up"}],
    }
    readings = [reading for _, now in times for reading in (now * 1_000_000 - 1, now * 1_000_000)]
    return late_of(flow, ("windows",), system_us=readings, batches=[0, 1] * len(times))["windows"]


def kept_by(times: list[tuple[int, int]], wait: str, asked: int) -> None:
    """Demand that what the evidence of an item names keeps it, and a microsecond less does not."""
    needed = passing(times, wait).needed[asked]
    assert asked not in passing(times, needed).positions
    assert asked in passing(times, format_duration(parse_duration(needed) - 1)).positions


def test_silence_alone_makes_an_item_late_and_its_wait_keeps_it() -> None:
    # happened  2          4        of which the watermark has long passed 4, though nothing newer has come
    # came      100        107      the window [0, 10) is open until 2 - 5 + 13 = 10
    times = [(2, 100), (4, 109)]
    assert passing(times, "5s").needed == {1: "7s"}
    kept_by(times, "5s", asked=1)


def test_an_item_after_its_key_was_forgotten_is_on_time() -> None:
    # The window of the first has closed at 113; a key with no open window has no clock.
    assert passing([(2, 100), (1, 114)], "5s").positions == frozenset()


def test_after_a_key_was_forgotten_the_wait_counts_from_what_came_since() -> None:
    # happened  2 (forgotten)   120        119
    # came      100             200        205
    times = [(2, 100), (120, 200), (110, 205)]
    assert passing(times, "5s").needed == {2: "15s"}
    kept_by(times, "5s", asked=2)


def test_a_wait_that_keeps_a_key_from_being_forgotten_changes_what_an_item_is_compared_with() -> None:
    # With 21 s the window of the first is open until 31, so the key still remembers it: the third needs 62 s then.
    times = [(100, 0), (50, 20), (80, 21), (60, 22)]
    assert passing(times, "5s").needed == {3: "21s"}
    assert 3 in passing(times, "21s").positions
    assert 3 in passing(times, format_duration(parse_duration("62s") - 1)).positions
    assert 3 not in passing(times, "62s").positions
