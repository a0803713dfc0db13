"""A sensor with a wrong clock: the studio says what it did, guards the source with one click, and shows what it put aside."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.e2e.studio import Studio

NOW = datetime.now(UTC)
FLOW: dict[str, Any] = {
    "name": "guarded readings",
    "run": {"clock": "live"},
    "steps": [
        {"id": "readings", "operator": "testing_source", "config": {}},
        {"id": "by_sensor", "operator": "key_on", "config": {"key": "sensor"}},
        {
            "id": "minutes",
            "operator": "count_window",
            "config": {
                "clock": {"type": "event", "timestamp": "time", "wait": "5s"},
                "windower": {"type": "tumbling", "length": "1m", "align_to": "2022-01-01T00:00:00Z"},
                "key": "sensor",
            },
        },
        {"id": "out", "operator": "stdout_sink"},
    ],
    "streams": [
        {"from": "readings.down", "to": "by_sensor.up"},
        {"from": "by_sensor.down", "to": "minutes.up"},
        {"from": "minutes.down", "to": "out.up"},
    ],
    "layout": {
        "readings": {"x": 0, "y": 0},
        "by_sensor": {"x": 280, "y": 0},
        "minutes": {"x": 560, "y": 0},
        "out": {"x": 840, "y": 0},
    },
}


def _item(sensor: str, **ahead: float) -> dict[str, str]:
    return {"time": (NOW + timedelta(**ahead)).isoformat(), "sensor": sensor}


def _open(studio: Studio) -> None:
    """Open the flow: sensor b is three days ahead once and two hours once, and else on time."""
    items = [_item("a"), _item("b", days=3), _item("b"), _item("b", hours=2), _item("a"), _item("b")]
    FLOW["steps"][0]["config"] = {"schema": "{time: timestamp, sensor: str}", "items": items}
    kept = studio.served.client.post("/api/flows", json={"flow": FLOW}).json()
    studio.page.goto(f"{studio.served.url}/flows/{kept['id']}")
    studio.sees_no_problems()


@pytest.mark.long
def test_a_clock_that_is_wrong_is_told_guarded_against_and_its_items_put_aside(studio: Studio) -> None:
    page = studio.page
    _open(studio)
    studio.run()
    studio.ends("Finished")
    banner = page.get_by_test_id("watermark-ahead")
    expect(banner).to_contain_text(
        re.compile(r"The watermark of minutes went [23] d .*ahead of the clock, set by item 1 of 'b'")
    )
    expect(page.get_by_test_id("dock-count-late")).to_contain_text("3")
    studio.shoot("40-watermark-ahead")

    banner.get_by_role("button", name="Turn on the guard of readings").click()
    expect(studio.panel.get_by_label("Guard", exact=True)).to_be_checked()
    expect(banner).to_contain_text("is on for the next run")
    page.keyboard.press("Control+z")
    expect(studio.panel.get_by_label("Guard", exact=True)).not_to_be_checked()
    banner.get_by_role("button", name="Turn on the guard of readings").click()
    expect(studio.step("readings")).to_contain_text("6 items written here, guarded")
    studio.shoot("41-guard-on")

    studio.run()
    note = page.get_by_test_id("quarantine-readings")
    expect(note).to_contain_text("2 items ahead of the clock; worst +2 d 23 h from sensor 'b'")
    expect(banner).to_have_count(0)
    expect(page.get_by_test_id("dock-count-late")).to_have_text("0")
    note.click()
    expect(page.get_by_test_id("output-item")).to_have_count(2)
    studio.shoot("42-quarantine")


def test_the_guard_is_a_switch_with_fields_that_know_the_items(studio: Studio) -> None:
    _open(studio)
    studio.select("readings")
    expect(studio.panel.get_by_label("Max ahead", exact=True)).to_have_count(0)
    studio.panel.get_by_label("Guard", exact=True).check()
    studio.write("Timestamp", "tim")
    expect(studio.panel).to_contain_text("There is no field 'tim'. Did you mean 'time'?")
    studio.write("Timestamp", "time")
    studio.fill("Max ahead", "4h")
    studio.sees_no_problems()
    studio.run()
    expect(studio.page.get_by_test_id("quarantine-readings")).to_contain_text("1 item ahead of the clock")
