"""The worker's promises: order, accounting, waking, ending, and what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate import (
    Aborted,
    BadItemRefused,
    Gap,
    Items,
    Plan,
    Printed,
    Stats,
    Worker,
    read_flow,
)
from tidegate.batch import Batch
from tidegate.flow import Flow
from tidegate.operator import DOWN, BuildContext, Group, Logic, Operator, Outputs, Poll, Port, Source, SourceLogic
from tidegate.plan import PlannedStep
from tidegate.running_step import COOL_DOWN_US
from tidegate.testing import drawn, run_flow
from tidegate.types import INT, StreamType
from tidegate.watch import ITEMS_PER_TAKE, LINES_PER_TAKE, RARE_ITEMS_PER_TAKE

SECOND = 1_000_000


def flow(streams: str, **steps: Any) -> dict[str, Any]:
    """Return a flow of steps, each an operator and its configuration, and streams such as `a.down>b.up`."""
    pairs = [dict(zip(("from", "to"), text.split(">"), strict=True)) for text in streams.split()]
    return {
        "steps": [{"id": name, "operator": kind, "config": config} for name, (kind, config) in steps.items()],
        "streams": pairs,
    }


def items(values: Sequence[Any], batch_size: int = 1, schema: Any = "int") -> tuple[str, Any]:
    return "testing_source", {"schema": schema, "items": list(values), "batch_size": batch_size}


def worker_of(document: dict[str, Any], clock: str = "auto", **more: Any) -> Worker:
    found = read_flow(document | {"run": {"clock": clock}}).flow
    assert found is not None
    worker = Worker(Plan.of(found, Path()), data_root=Path(), **more)
    worker.open()
    return worker


KEY_ALL = ("key_on", {"key": "'ALL'"})
LISTS = ("collect", {"timeout": "10s", "max_size": 3})
WINDOW = {
    "clock": {"type": "event", "timestamp": "at", "wait": "0s"},
    "windower": {"type": "tumbling", "length": "10s"},
}


@pytest.mark.parametrize(
    ("batch_size", "merged"), [(1, [1, 10, 2, 20, 3]), (2, [1, 2, 10, 20, 3]), (3, [1, 2, 3, 10, 20])]
)
def test_a_round_of_merged_streams_follows_the_order_of_the_streams(batch_size: int, merged: list[int]) -> None:
    document = flow(
        "left.down>all.ups long.down>all.ups right.down>long.up",
        right=items([10, 20], batch_size),
        left=items([1, 2, 3], batch_size),
        long=("inspect", {}),
        all=("merge", {}),
    )
    assert run_flow(document).items("all.down") == merged


def test_a_stream_that_goes_to_two_steps_gives_both_everything() -> None:
    document = flow("a.down>b.up a.down>c.up", a=items([1, 2, 3]), b=("map", {"value": "item * 2"}), c=("inspect", {}))
    result = run_flow(document)
    assert (result.items("b.down"), result.items("c.down")) == ([2, 4, 6], [1, 2, 3])


def test_there_is_more_to_do_until_the_end_has_gone_through_every_step() -> None:
    document = flow(
        "a.down>k.up k.down>c.up c.down>d.up d.down>e.up", a=items([1]), k=KEY_ALL, c=LISTS, d=LISTS, e=LISTS
    )
    worker = worker_of(document)
    while worker.turn(0):
        assert not worker.ended
    assert worker.ended
    assert [worker.stats().steps[name].items_out for name in "cde"] == [{"down": 1}] * 3


def test_a_step_ends_only_when_all_that_feeds_it_has_ended() -> None:
    document = flow(
        "a.down>m.ups b.down>m.ups m.down>k.up k.down>c.up",
        a=items([1]),
        b=items([2, 3, 4]),
        m=("merge", {}),
        k=KEY_ALL,
        c=("collect", {"timeout": "1s", "max_size": 9}),
    )
    assert run_flow(document).items("c.down") == [["ALL", [1, 2, 3, 4]]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-3, 9) | st.none(), max_size=20), st.integers(1, 7), st.sampled_from(["errors", "drop"]))
def test_every_step_accounts_for_every_item(values: list[int | None], batch_size: int, on_error: str) -> None:
    document = flow(
        "a.down>m.up m.down>f.up f.down>k.up k.down>c.up",
        a=items(values, batch_size),
        m=("map", {"value": "6 // item", "on_error": on_error}),
        f=("filter", {"keep": "item > 1"}),
        k=KEY_ALL,
        c=LISTS,
    )
    stats = run_flow(document).stats
    assert stats is not None
    for name, step in stats.steps.items():
        assert step.items_in == (0 if name == "a" else step.kept + step.late + step.bad + step.filtered + step.dropped)
    assert [stats.steps[name].items_in for name in "mf"] == [len(values), stats.steps["m"].items_out.get("down", 0)]
    bad = values.count(0)
    assert (stats.steps["m"].bad, stats.steps["m"].dropped) == ((bad, 0) if on_error == "errors" else (0, bad))


def test_the_sum_of_the_counters_is_asserted_while_running() -> None:
    worker = worker_of(flow("a.down>b.up", a=items([1]), b=("inspect", {})))
    worker._by_id["b"].logic.counters.kept += 1
    with pytest.raises(AssertionError, match="got 1 items and accounts for 2"):
        worker.turn(0)


def test_a_window_closes_on_the_microsecond_and_the_worker_says_when() -> None:
    """
    at         0    5    10
    items      x
    system           +5        the window [0, 10) is due 10 s after its item at 0 was seen
    """
    source = (
        "testing_source",
        {
            "schema": {"at": "timestamp"},
            "items": [{"at": "1970-01-01T00:00:00Z"}, {"$": "PAUSE", "for": "99s"}],
            "batch_size": 9,
        },
    )
    worker = worker_of(flow("a.down>k.up k.down>w.up", a=source, k=KEY_ALL, w=("collect_window", WINDOW)), clock="live")
    assert worker.turn(5 * SECOND) is False
    assert worker.wake_at() == 15 * SECOND
    worker.turn(15 * SECOND - 1)
    assert "down" not in worker.stats().steps["w"].items_out
    worker.turn(15 * SECOND)
    assert worker.stats().steps["w"].items_out == {"down": 1, "meta": 1}
    assert worker.wake_at() == 104 * SECOND


class Idle(Source):
    """A source that never has anything, and never ends."""

    kind = "idle"
    title = "Idle"
    downs = (DOWN,)

    def build(self, context: BuildContext) -> SourceLogic:
        return IdleLogic()


class IdleLogic(SourceLogic):
    """Has nothing, and does not know when it will have something."""

    def poll(self, system_us: int) -> Poll:
        return Poll([])


def idle_worker(frozen: bool) -> Worker:
    planned = PlannedStep("idle", Idle(), {}, {}, {"down": StreamType(INT)})
    worker = Worker(Plan(Flow(), (planned,), frozen), data_root=Path())
    worker.open()
    return worker


class Sides(Operator):
    """Tells which streams it was given, and settles with their number."""

    kind = "sides"
    title = "Sides"
    group = Group.JOIN
    ups = (Port("sides", "Streams that stay apart.", many=True, apart=True),)
    downs = (DOWN,)

    def build(self, context: BuildContext) -> Logic:
        return SidesLogic()


class SidesLogic(Logic):
    """Accounts for its items only once all of them are there."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[tuple[str, int]] = []
        self.settled: list[list[tuple[str, int]]] = []

    def process(self, port: str, batch: Batch, system_us: int) -> Outputs:
        self.came.append((port, batch.length))
        return []

    def settle(self, system_us: int) -> Outputs:
        self.counters.kept += sum(length for _, length in self.came)
        self.settled.append(self.came)
        self.came = []
        return []


def test_streams_that_stay_apart_come_one_by_one_and_are_settled_together() -> None:
    sources = {"a": items([1, 2, 3], 2), "b": items([4], 9)}
    found = read_flow(flow("", **sources)).flow
    assert found is not None
    planned = Plan.of(found, Path())
    feeds = {"sides": (("b", "down"), ("a", "down"), ("b", "down"))}
    sides = PlannedStep("sides", Sides(), feeds, {"sides": [StreamType(INT)] * 3}, {})
    worker = Worker(Plan(found, (*planned.steps, sides), frozen=True), data_root=Path())
    worker.open()
    while worker.turn(0):
        pass
    logic = worker._by_id["sides"].logic
    assert isinstance(logic, SidesLogic)
    assert logic.settled == [[("sides.0", 1), ("sides.1", 2), ("sides.2", 1)], [("sides.1", 1)]]


def test_a_source_that_has_nothing_now_is_left_alone_for_a_moment() -> None:
    worker = idle_worker(frozen=False)
    assert worker.turn(7) is False
    assert worker.wake_at() == 7 + COOL_DOWN_US
    worker.turn(6 + COOL_DOWN_US)
    assert worker.wake_at() == 7 + COOL_DOWN_US
    worker.turn(7 + COOL_DOWN_US)
    assert worker.wake_at() == 7 + 2 * COOL_DOWN_US


def test_finish_brings_the_final_watermark_to_every_step() -> None:
    document = flow(
        "a.down>k.up k.down>w.up",
        a=items([{"at": "2022-01-01T00:00:00Z"}, {"at": "2022-01-01T00:00:01Z"}], schema={"at": "timestamp"}),
        k=KEY_ALL,
        w=("collect_window", WINDOW),
    )
    worker = worker_of(document)
    worker.turn(0)
    worker.finish(0)
    assert not worker.ended
    worker.turn(0)
    assert worker.ended
    assert worker.stats().steps["w"].items_out == {"down": 1, "meta": 1}


def test_what_is_drawn_arrives_in_the_order_of_its_letters() -> None:
    timeline = drawn(
        """
              0         10
        a     a    e  b   d
        b         c
        """
    )
    assert [(item.key, item.second, item.name) for item in timeline] == [
        ("a", 0, "a"),
        ("a", 8, "b"),
        ("b", 4, "c"),
        ("a", 12, "d"),
        ("a", 5, "e"),
    ]
    source = items(
        [{"at": f"2022-01-01T00:00:{item.second:02}Z", "key": item.key, "name": item.name} for item in timeline],
        schema={"at": "timestamp", "key": "str", "name": "str"},
    )
    result = run_flow(
        flow("s.down>k.up k.down>w.up", s=source, k=("key_on", {"key": "key"}), w=("collect_window", WINDOW))
    )
    kept = [[key, [item["name"] for item in window["value"]]] for key, window in result.items("w.down")]
    assert kept == [["a", ["a", "b"]], ["a", ["d"]], ["b", ["c"]]]
    assert [(key, late["value"]["name"], late["late_by"]) for key, late in result.items("w.late")] == [("a", "e", "7s")]


def test_an_error_says_in_which_step() -> None:
    refused = flow("a.down>m.up", a=items([1, 0]), m=("map", {"value": "1 // item", "on_error": "fail"}))
    with pytest.raises(BadItemRefused, match="item 1 is bad") as caught:
        run_flow(refused)
    assert caught.value.step_id == "m"
    with pytest.raises(Aborted) as aborted:
        run_flow(flow("a.down>b.up", a=items([1, {"$": "ABORT"}, 2], 9), b=("null_sink", {})))
    assert aborted.value.step_id == "a"


WINDOW_STEPS: dict[str, dict[str, Any]] = {
    "collect_window": {},
    "aggregate_window": {"aggregations": {"number": {"function": "count"}}},
    "count_window": {"key": "'ALL'"},
    "fold_window": {"initial": "0", "fold": "acc + 1"},
    "reduce_window": {"reduce": "a"},
    "max_window": {"by": "at"},
    "min_window": {"by": "at"},
    "join_window": {},
}
WINDOWERS = [
    WINDOW["windower"],
    {"type": "sliding", "length": "10s", "offset": "10s"},
    {"type": "session", "gap": "5s"},
]


@pytest.mark.parametrize("windower", WINDOWERS, ids=lambda windower: windower["type"])
@pytest.mark.parametrize("kind", WINDOW_STEPS)
def test_an_item_without_a_timestamp_is_told_by_the_window_step(kind: str, windower: dict[str, str]) -> None:
    source = items([{"at": None}, {"at": "2022-01-01T00:00:00Z"}], schema={"at": "timestamp"})
    reason = "the timestamp is null; give every item one, or choose another field"
    said = {"code": "item-timestamp", "reason": reason, "position": 0, "item": '["ALL",{"at":null}]'}
    window = {**WINDOW, **WINDOW_STEPS[kind], "windower": windower}
    streams = f"s.down>k.up k.down>w.{'sides' if kind == 'join_window' else 'up'}"
    result = run_flow(flow(streams, s=source, k=KEY_ALL, w=(kind, window)))
    assert (result.items("w.errors"), len(result.items("w.down"))) == ([said], 1)
    with pytest.raises(BadItemRefused) as refused:
        run_flow(flow(streams, s=source, k=KEY_ALL, w=(kind, {**window, "on_error": "fail"})))
    assert str(refused.value) == f"item 0 is bad (item-timestamp): {reason}; it reads {said['item']}"
    assert refused.value.step_id == "w"


@pytest.mark.parametrize("kind", WINDOW_STEPS)
def test_a_timestamp_after_the_last_year_is_told_by_the_window_step(kind: str) -> None:
    source = items([{"at": "9999-12-31T23:59:59Z"}, {"at": "2022-01-01T00:00:00Z"}], schema={"at": "timestamp"})
    clock = {**WINDOW["clock"], "timestamp": 'at + duration("1d")'}
    window = {**WINDOW, **WINDOW_STEPS[kind], "clock": clock}
    streams = f"s.down>k.up k.down>w.{'sides' if kind == 'join_window' else 'up'}"
    result = run_flow(flow(streams, s=source, k=KEY_ALL, w=(kind, window)))
    said = [(told["position"], told["code"], told["reason"]) for told in result.items("w.errors")]
    assert said == [(0, "time-range", "9999-12-31T23:59:59Z + 1d is outside the years 1 to 9999")]
    assert len(result.items("w.down")) == 1


def test_an_error_of_ours_says_in_which_step_too() -> None:
    worker = worker_of(flow("a.down>b.up", a=items([1]), b=("stdout_sink", {})), print=lambda text: int("x" + text))
    with pytest.raises(ValueError, match="invalid literal") as caught:
        worker.turn(0)
    assert "in step 'b'" in caught.value.__notes__


# -- what a run tells ---------------------------------------------------------------------------------------------------


def test_a_sample_counts_on_and_a_full_one_tells_the_gap() -> None:
    more = 2 * ITEMS_PER_TAKE
    worker = worker_of(flow("a.down>b.up", a=items(range(more + 3), more), b=("inspect", {})))
    worker.turn(0)
    first = [told for told in worker.take_events() if isinstance(told, (Items, Gap)) and told.step_id == "b"]
    assert [(type(told), told.first) for told in first] == [(Items, 0), (Gap, ITEMS_PER_TAKE)]
    assert isinstance(first[0], Items)
    assert first[0].columns["item"] == list(range(ITEMS_PER_TAKE))
    assert isinstance(first[1], Gap)
    assert first[1].skipped == ITEMS_PER_TAKE
    worker.turn(0)
    second = [told for told in worker.take_events() if isinstance(told, Items) and told.step_id == "b"]
    assert [(told.first, told.count, told.columns["item"]) for told in second] == [
        (more, 3, [more, more + 1, more + 2])
    ]


def test_late_and_bad_items_have_more_room_than_others() -> None:
    values = [{"at": "2022-01-01T00:01:00Z"}, *([{"at": "2022-01-01T00:00:00Z"}, {}] * 3_000)]
    document = flow(
        "a.down>k.up k.down>w.up", a=items(values, 10_000, {"at": "timestamp"}), k=KEY_ALL, w=("collect_window", WINDOW)
    )
    worker = worker_of(document)
    worker.turn(0)
    told = [event for event in worker.take_events() if isinstance(event, (Items, Gap)) and event.step_id == "w"]
    shown = {event.port: event.count for event in told if isinstance(event, Items)}
    assert shown == {"late": 3_000, "errors": 3_000, "decisions": 3_001}
    assert RARE_ITEMS_PER_TAKE >= 3_000
    assert not [event for event in told if isinstance(event, Gap)]


def test_printed_lines_are_told_in_order_and_those_left_out_are_counted() -> None:
    count = LINES_PER_TAKE + 7
    worker = worker_of(flow("a.down>b.up", a=items(range(count), count), b=("stdout_sink", {})))
    worker.turn(0)
    [printed] = [told for told in worker.take_events() if isinstance(told, Printed)]
    assert (printed.step_id, printed.lines, printed.skipped) == ("b", [str(n) for n in range(LINES_PER_TAKE)], 7)
    assert [type(told) for told in worker.take_events()] == [Stats]


def test_keys_and_odd_numbers_are_told_as_a_browser_reads_them() -> None:
    worker = worker_of(
        flow("a.down>k.up", a=items([{"n": 2**60, "f": "NaN"}], 1, {"n": "int", "f": "float"}), k=KEY_ALL)
    )
    worker.turn(0)
    [keyed] = [told for told in worker.take_events() if isinstance(told, Items) and told.step_id == "k"]
    assert (keyed.keys, keyed.columns) == (["ALL"], {"n": [str(2**60)], "f": ["NaN"]})
