"""The flows behind the pictures of the studio: names as long as people make them, late items, windows of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

LONG = "averages_of_each_sensor_over_ten_seconds_with_a_wait_of_two"
EVENT = {"type": "event", "timestamp": "time", "wait": "2s"}
AGGREGATIONS = {"n": {"function": "count"}, "mean": {"function": "mean", "of": "value"}}
REASON = "10 / (value - value) > " + " + ".join(["1"] * 90)


def step(step_id: str, operator: str, title: str | None = None, **config: Any) -> dict[str, Any]:
    return {"id": step_id, "operator": operator, "config": config} | ({"title": title} if title else {})


def flow(name: str, steps: Sequence[dict[str, Any]], late: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a flow of steps in a row; the late items of `late` go to a step below."""
    ids = [one["id"] for one in steps]
    streams = [{"from": f"{up}.down", "to": f"{down}.up"} for up, down in pairwise(ids)]
    layout = {step_id: {"x": 280 * at, "y": 0} for at, step_id in enumerate(ids)}
    every = list(steps)
    if late:
        every.append(step("late", "inspect", label="measurements that came too late"))
        streams.append({"from": f"{late}.late", "to": "late.up"})
        layout["late"] = {"x": layout[late]["x"] + 280, "y": 160}
    return {"name": name, "steps": every, "streams": streams, "layout": layout, **more}


LIVE = flow(
    "readings of every sensor in the great hall, by ten seconds, with all that came too late put aside",
    [
        step(
            "sensors_of_the_great_hall_and_its_cellars",
            "demo_source",
            "Sensors of the great hall 🌡️ and its cellars",
            interval="25ms",
            keys=5,
            late_share=0.3,
            max_lateness="6s",
        ),
        step("by_sensor", "key_on", key="sensor"),
        step(
            LONG,
            "aggregate_window",
            "Averages of each sensor over ten seconds",
            clock=EVENT | {"wait": "500ms"},
            windower={"type": "tumbling", "length": "2s"},
            aggregations=AGGREGATIONS,
        ),
        step("out", "null_sink", "שלום: out to the archive"),
    ],
    late=LONG,
    run={"clock": "live"},
)
STALLED = flow(
    "stalls",
    [
        step("sensors", "demo_source", interval="50ms", keys=2),
        step("by_sensor", "key_on", key="sensor"),
        step("weeks", "collect_window", clock=EVENT, windower={"type": "tumbling", "length": "7d"}),
        step("out", "null_sink"),
    ],
    run={"clock": "frozen"},
)
BROKEN = flow(
    "broken",
    [
        step("sensors", "demo_source"),
        step("keep", "filter", keep="valeu > 3"),
        step("counted", "count_window", clock=EVENT, windower={"type": "tumbling", "length": "1m"}, key="senser"),
        step("gone", "an_operator_that_nobody_has_here"),
    ],
)
FAILING = flow(
    "failing",
    [
        step("numbers", "testing_source", schema={"value": "int"}, items=[{"value": 0}]),
        step("keep", "filter", keep=REASON, on_error="fail"),
        step("out", "null_sink"),
    ],
)
NOTED = flow(
    "noted",
    [step("sensors", "demo_source"), step("keep", "filter", keep="value > 1"), step("out", "null_sink")],
    notes=[
        {
            "id": "why",
            "text": "**Why a filter?**\n\nA sensor that is off reports `0`, and says so every second.",
            "x": 0,
            "y": 180,
            "width": 260,
            "height": 120,
            "color": "amber",
        },
    ],
    groups=[{"id": "hall", "title": "Sensors of the great hall", "steps": ["sensors", "keep"], "color": "teal"}],
)
OLDER = flow(
    "kept", [step("sensors", "demo_source"), step("keep", "filter", keep="value > 1"), step("out", "null_sink")]
)
NEWER = flow(
    "kept", [step("sensors", "demo_source", seed=7), step("by", "key_on", key="sensor"), step("out", "null_sink")]
)


def windows_of(kind: str) -> dict[str, Any]:
    """Return a bounded flow whose windows are of that kind, with keys of forty characters and late items."""
    windowers: dict[str, Any] = {
        "tumbling": {"type": "tumbling", "length": "10s"},
        "sliding": {"type": "sliding", "length": "10s", "offset": "5s"},
        "session": {"type": "session", "gap": "3s"},
    }
    steps = [
        step(
            "input",
            "testing_source",
            schema={"time": "timestamp", "user": "str", "val": "int"},
            items=_items(),
            batch_size=1,
        ),
        step("by_user", "key_on", key="user"),
        step("windows", "collect_window", clock=EVENT, windower=windowers[kind]),
        step("out", "null_sink"),
    ]
    return flow(kind, steps)


def _items() -> list[dict[str, Any]]:
    users = ("ann", "bob", "a-customer-whose-number-has-forty-signs-9")
    return [_item(number, users[number % 3]) for number in range(90)]


def _item(number: int, user: str) -> dict[str, Any]:
    second = number - (number * 7 % 9 if number % 4 == 3 else 0)
    return {"time": f"2022-01-01T00:{second // 60:02}:{second % 60:02}Z", "user": user, "val": number * 37 % 101}
