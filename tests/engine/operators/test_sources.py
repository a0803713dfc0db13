"""When the testing source and the demo source give what, and where they go on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tidegate.errors import Aborted

SECOND = 1_000_000
EOF, ABORT, PAUSE = {"$": "EOF"}, {"$": "ABORT"}, {"$": "PAUSE", "for": "2s"}


def check(stage: Any, items: list[Any], polls: list[list[Any]], batch_size: int = 1, state: Any = None) -> Any:
    """A frozen testing source gives these batches, empty polls aside, and then ends."""
    step, seen = stage("testing_source", schema="int", items=items, batch_size=batch_size).open(state), []
    for _ in range(100):
        given, ended, next_at_us = step.poll(0)
        seen += [given] if given else []
        if ended:
            assert seen == polls
            return step.logic.snapshot()
        assert given or next_at_us == 0, "a source that waits for a frozen clock waits for ever"
    raise AssertionError("it never ended")


def test_items_come_in_batches(stage):
    check(stage, [1, 2, 3], [[1], [2], [3]])
    check(stage, [1, 2, 3], [[1, 2], [3]], batch_size=2)
    check(stage, [], [])
    check(stage, [None, 1], [[None, 1]], batch_size=9)


def test_every_mark_ends_the_batch_before_it(stage):
    check(stage, [1, 2, PAUSE, 3], [[1, 2], [3]], batch_size=9)
    check(stage, [PAUSE, PAUSE, 1], [[1]])
    check(stage, [1, 2, EOF, 3], [[1, 2]], batch_size=9)
    check(stage, [1, 2, EOF, 3], [[1, 2]], batch_size=2)


def test_a_resumed_source_goes_on_behind_the_end_mark(stage):
    state = check(stage, [1, EOF, 2, EOF, 3], [[1]])
    state = check(stage, [1, EOF, 2, EOF, 3], [[2]], state=state)
    check(stage, [1, EOF, 2, EOF, 3], [[3]], state=state)


def test_abort_comes_after_the_items_before_it_and_only_once(stage):
    step = stage("testing_source", schema="int", items=[1, 2, ABORT, 3], batch_size=9)
    assert step.poll()[0] == [1, 2]
    with pytest.raises(Aborted):
        step.poll()
    check(stage, [1, 2, ABORT, 3], [[3]], state=step.logic.snapshot())


def test_a_pause_lasts_where_time_passes_and_not_where_it_stands_still(stage):
    config = {"schema": "int", "items": [1, PAUSE, 2]}
    live, frozen = stage("testing_source", frozen=False, **config), stage("testing_source", **config)
    assert live.poll(5 * SECOND) == ([1], False, None)
    assert live.poll(5 * SECOND) == ([], False, 7 * SECOND)
    assert live.poll(7 * SECOND) == ([2], False, None)
    assert [frozen.poll(0)[2], frozen.poll(0)[2]] == [None, 0]


@pytest.mark.parametrize(
    ("schema", "item", "problem"),
    [
        ("int", "1", 'expected int, got the text "1"'),
        ("int", 1.5, "expected int, got the number 1.5"),
        ("int", True, "expected int, got the truth value true"),
        ("int", 2**63, "does not fit into 64 bits"),
        ("float", "1", 'expected float, got the text "1"'),
        ("float", 10**400, "is too big for a float"),
        ("str", 1, "expected str, got the number 1"),
        ("str", "\ud800", "half of a surrogate pair"),
        ("bool", 0, "expected bool, got the number 0"),
        ("timestamp", 1640995200, "expected timestamp as ISO 8601 text, got the number 1640995200; make the field int"),
        ("timestamp", "", '"" is not a time'),
        ("timestamp", "yesterday", '"yesterday" is not a time'),
        ("timestamp", 1e20, "as ISO 8601 text, got the number"),
        ("timestamp", -1, "as ISO 8601 text, got the number -1"),
        ("timestamp", "0001-01-01T00:00:00+05:00", "not within the years 1 to 9999"),
        ("date", "2022-02-30", '"2022-02-30" is not a date'),
        ("duration", "5 parsecs", "not a duration"),
        ("duration", 5, "expected duration, got the number 5"),
        ("list[int]", 1, "expected list[int], got the number 1"),
        ("list[int]", [1, "x"], '[1]: expected int, got the text "x"'),
        ("map[int]", {"a": "x"}, 'a: expected int, got the text "x"'),
        ("{a: {b: int}}", {"a": {"b": []}}, "a.b: expected int, got the list []"),
        ("{a: int}", {"b": 1}, "there is no field 'b' in the schema"),
        ("{a: int}", None, "a record may have null fields and is never null itself"),
        ("{a: int}", [1], "expected {a: int}, got the list [1]"),
        ("int", {"$": "STOP"}, "a mark is"),
        ("int", {"$": "EOF", "for": "1s"}, "a mark is"),
        ("int", {"$": "PAUSE"}, "a mark is"),
        ("int", {"$": "PAUSE", "for": "soon"}, "not a duration"),
        ("int", {"$": "PAUSE", "for": "-1s"}, "cannot be negative"),
    ],
)
def test_an_item_that_does_not_fit_is_told_with_its_number(stage, schema, item, problem):
    findings = stage(
        "testing_source", schema=schema, items=[None if schema == "int" else {"$": "EOF"}, item]
    ).derived.findings
    assert [finding.field for finding in findings] == ["items.1"]
    assert problem in findings[0].message
    assert findings[0].message.startswith("Item 1: ")


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("2022-01-01T00:00:00Z", 1_640_995_200_000_000),
        ("2022-01-01T00:00:00", 1_640_995_200_000_000),
        ("2022-01-01", 1_640_995_200_000_000),
        ("2022-01-01 01:00:00.25+01:00", 1_640_995_200_250_000),
        ("2022-01-01T00:00:00.0000019Z", 1_640_995_200_000_001),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
        ("3000-01-01T00:00:00Z", 32_503_680_000_000_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
    ],
)
def test_these_texts_are_these_instants(stage, text, us):
    columns = stage("testing_source", schema="timestamp", items=[text]).logic.items.columns
    assert columns["item"].cast("int64").to_pylist() == [us]


def test_only_so_many_wrong_items_are_told(stage):
    assert len(stage("testing_source", schema="int", items=["x"] * 1_000).messages) == 20


def demo(stage: Any, frozen: bool = True, **config: Any) -> Any:
    """Return a demo source of a hundred measurements."""
    return stage("demo_source", frozen=frozen, **({"count": 100, "batch_size": 7} | config))


def everything(step: Any) -> list[Any]:
    """Poll until the end."""
    items = []
    while True:
        given, ended, _ = step.poll(0)
        items += given
        if ended:
            return items


def test_a_seed_gives_the_same_measurements_whatever_the_batches(stage):
    first = everything(demo(stage, gap_share=0.3, skew=1))
    assert first == everything(demo(stage, gap_share=0.3, skew=1, batch_size=1_000))
    assert first != everything(demo(stage, gap_share=0.3, skew=1, seed=1))
    assert len(first) == 100


def test_a_resumed_demo_goes_on_where_it_was(stage):
    whole, half = everything(demo(stage)), demo(stage)
    seen = [item for _ in range(5) for item in half.poll(0)[0]]
    assert seen + everything(demo(stage).open(half.logic.snapshot())) == whole


def test_measurements_are_late_by_as_much_as_asked(stage):
    step = demo(stage, count=10_000, interval="1s", late_share=0.25, max_lateness="5s", batch_size=10_000)
    batch = step.logic.poll(0).outputs[0][1]
    due_us = step.config.start_us + SECOND * np.arange(10_000)
    late_us = due_us - batch.columns["time"].cast("int64").to_numpy()
    assert 0.22 < (late_us > 0).mean() < 0.28
    assert late_us.min() == 0
    assert 4_500_000 < late_us.max() <= 5_000_000


def test_skew_makes_some_sensors_talk_more(stage):
    def counts(skew: float) -> list[int]:
        sensors = [item["sensor"] for item in everything(demo(stage, count=6_000, keys=3, skew=skew, batch_size=6_000))]
        return [sensors.count(f"sensor-{number}") for number in (1, 2, 3)]

    even, zipf = counts(0), counts(1)
    assert all(1_850 < count < 2_150 for count in even)
    assert 3_100 < zipf[0] < 3_450
    assert 1_500 < zipf[1] < 1_780


def test_a_gap_silences_one_sensor_for_as_long_as_asked(stage):
    step = demo(
        stage, count=5_000, keys=2, interval="100ms", late_share=0, gap_share=0.5, gap_length="10s", batch_size=9
    )
    spans = {(item["sensor"], item["time"].timestamp() // 10) for item in everything(step)}
    possible = 2 * len({span for _, span in spans})
    assert 0.4 < len(spans) / possible < 0.8


def test_live_measurements_come_when_they_are_due(stage):
    step = demo(stage, frozen=False, count=5, interval="1s", late_share=0)
    given, ended, next_at_us = step.poll(100 * SECOND)
    assert (len(given), ended, next_at_us) == (1, False, 101 * SECOND)
    assert given[0]["time"].timestamp() == 100
    assert step.poll(int(100.5 * SECOND))[0] == []
    given, _, next_at_us = step.poll(103 * SECOND)
    assert [item["time"].timestamp() for item in given] == [101, 102, 103]
    assert next_at_us == 104 * SECOND
    assert len(step.poll(200 * SECOND)[0]) == 1, "not more than it should count"
    assert step.poll(200 * SECOND)[1]


def test_a_resumed_live_demo_does_not_catch_up_with_the_time_it_was_down(stage):
    step = demo(stage, frozen=False, count=None, interval="1s")
    step.poll(100 * SECOND)
    other = demo(stage, frozen=False, count=None, interval="1s").open(step.logic.snapshot())
    other.logic.stood_still(799 * SECOND)
    assert len(other.poll(900 * SECOND)[0]) == 1


def test_a_demo_ends_only_if_it_counts(stage):
    assert not demo(stage, count=None).config.bounded()
    assert demo(stage).config.bounded()
    assert everything(demo(stage, count=0)) == []
