"""A plan is a flow that can run: steps in order, streams wired, types known, the clock chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tidegate import BrokenFlow, Plan, read_flow

ITEMS = {"operator": "testing_source", "config": {"schema": "int", "items": [1]}}
LIVE = {"operator": "demo_source", "config": {}}


def plan(steps: dict[str, dict[str, Any]], streams: str = "", **more: Any) -> Plan:
    """Plan steps by id, and streams such as `a.down>b.up`."""
    pairs = [dict(zip(("from", "to"), text.split(">"), strict=True)) for text in streams.split()]
    flow = read_flow({"steps": [{"id": name, **step} for name, step in steps.items()], "streams": pairs, **more}).flow
    assert flow is not None
    return Plan.of(flow, Path())


def test_steps_come_after_what_feeds_them_and_else_in_the_order_of_the_document() -> None:
    passing = {"operator": "inspect"}
    planned = plan(
        {"z": passing, "y": passing, "b": ITEMS, "a": ITEMS, "x": passing},
        "a.down>y.up y.down>z.up b.down>x.up",
    )
    assert [step.id for step in planned.steps] == ["b", "a", "y", "x", "z"]


def test_streams_into_one_port_keep_the_order_of_the_document() -> None:
    planned = plan(
        {"m": {"operator": "merge"}, "a": ITEMS, "b": ITEMS, "c": ITEMS}, "c.down>m.ups a.down>m.ups b.down>m.ups"
    )
    merge = next(step for step in planned.steps if step.id == "m")
    assert merge.feeds == {"ups": (("c", "down"), ("a", "down"), ("b", "down"))}


def test_every_output_port_has_a_type() -> None:
    planned = plan({"a": ITEMS, "k": {"operator": "key_on", "config": {"key": "str(item)"}}}, "a.down>k.up")
    assert planned.streams() == {
        "a.down": "int",
        "a.quarantine": "{value: int, timestamp: timestamp, arrived_at: timestamp, ahead_by: duration, position: int}",
        "a.errors": "{code: str, reason: str, position: int, item: str}",
        "k.down": "keyed int",
        "k.errors": "{code: str, reason: str, position: int, item: str}",
    }


@pytest.mark.parametrize(
    ("sources", "wish", "frozen"),
    [
        ([ITEMS], "auto", True),
        ([LIVE], "auto", False),
        ([ITEMS, LIVE], "auto", False),
        ([ITEMS], "live", False),
        ([LIVE], "frozen", True),
    ],
)
def test_time_stands_still_when_all_sources_end_or_when_it_is_wished(
    sources: list[Any], wish: str, frozen: bool
) -> None:
    steps = {f"s{number}": source for number, source in enumerate(sources)}
    assert plan(steps, run={"clock": wish}).frozen is frozen


def test_a_warning_is_no_reason_not_to_run() -> None:
    assert plan({"a": ITEMS}).steps


def test_a_broken_flow_is_refused_with_everything_that_stands_in_the_way() -> None:
    with pytest.raises(BrokenFlow, match="3 problems") as caught:
        plan({"a": {"operator": "filter"}, "b": {"operator": "fliter"}})
    assert {problem.code for problem in caught.value.diagnostics} == {"missing-field", "loose-port", "unknown-operator"}
