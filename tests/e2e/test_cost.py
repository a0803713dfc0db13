"""What late items cost: asked for with one click, told in a sentence and a table, and taken back with one undo."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.e2e.studio import Studio


def _item(minute: int, second: int, shop: str, revenue: int) -> dict[str, Any]:
    return {"time": f"2026-01-01T09:{minute:02}:{second:02}Z", "shop": shop, "revenue": revenue}


ITEMS = [
    _item(40, 1, "north", 100),
    _item(40, 30, "south", 20),
    _item(41, 0, "north", 3),
    _item(45, 10, "north", 50),
    _item(46, 0, "south", 7),
    _item(40, 59, "north", 6),  # Late: its window is emitted with 103 instead of 109.
    _item(41, 20, "south", 30),  # Late: 20 instead of 50.
    _item(50, 0, "north", 1),
    _item(46, 1, "south", 8),
]
FLOW: dict[str, Any] = {
    "name": "revenue",
    "steps": [
        {
            "id": "orders",
            "operator": "testing_source",
            "config": {"schema": "{time: timestamp, shop: str, revenue: int}", "items": ITEMS},
        },
        {"id": "by_shop", "operator": "key_on", "config": {"key": "shop"}},
        {
            "id": "sums",
            "operator": "aggregate_window",
            "config": {
                "clock": {"type": "event", "timestamp": "time", "wait": "10s"},
                "windower": {"type": "tumbling", "length": "5m", "align_to": "2026-01-01T00:00:00Z"},
                "aggregations": {"revenue": {"function": "sum", "of": "revenue"}, "orders": {"function": "count"}},
            },
        },
        {"id": "out", "operator": "stdout_sink"},
    ],
    "streams": [
        {"from": "orders.down", "to": "by_shop.up"},
        {"from": "by_shop.down", "to": "sums.up"},
        {"from": "sums.down", "to": "out.up"},
    ],
    "layout": {
        "orders": {"x": 0, "y": 0},
        "by_shop": {"x": 280, "y": 0},
        "sums": {"x": 560, "y": 0},
        "out": {"x": 840, "y": 0},
    },
}


def _open(studio: Studio) -> None:
    kept = studio.served.client.post("/api/flows", json={"flow": FLOW}).json()
    studio.page.goto(f"{studio.served.url}/flows/{kept['id']}")
    studio.sees_no_problems()


@pytest.mark.long
def test_a_person_asks_what_late_items_cost_and_reads_it(studio: Studio) -> None:
    page = studio.page
    _open(studio)
    studio.run()
    studio.ends("Finished")
    lines = page.get_by_test_id("printed-line").all_inner_texts()
    studio.tab("cost")
    off = page.get_by_test_id("cost-off")
    expect(off).to_contain_text("Nothing of the run changes")
    studio.shoot("45-cost-off")

    off.get_by_role("button", name="Turn on and run again").click()
    headline = page.get_by_test_id("cost-headline")
    expect(headline).to_contain_text(
        "2 of 5 windows are off by late items; worst 09:40 south, revenue 20 instead of 50 (−60 %)"
    )
    rows = page.get_by_test_id("cost-item")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("north")
    for text in ("09:40:00", "103", "109", "−6", "−5.5 %"):
        expect(rows.nth(1)).to_contain_text(text)
    studio.shoot("46-cost")
    page.get_by_test_id("sort-key").click()
    expect(rows.nth(0)).to_contain_text("north")
    page.get_by_label("Figure").select_option("orders")
    expect(headline).to_contain_text("orders")
    studio.tab("output")
    assert page.get_by_test_id("printed-line").all_inner_texts() == lines, "asking changed what the run prints"

    page.keyboard.press("Control+z")
    studio.run()
    studio.ends("Finished")
    studio.tab("cost")
    expect(page.get_by_test_id("cost-off")).to_be_visible()


def test_a_wait_that_is_long_enough_leaves_no_window_off(studio: Studio) -> None:
    page = studio.page
    _open(studio)
    studio.select("sums")
    studio.fill("Wait", "10m")
    page.keyboard.press("Control+k")
    page.keyboard.type("Flow settings")
    page.keyboard.press("Enter")
    page.get_by_label("Cost of lateness").fill("1h")
    page.keyboard.press("Escape")
    studio.run()
    studio.ends("Finished")
    studio.tab("cost")
    expect(page.get_by_test_id("cost-none")).to_contain_text("5 windows were compared")
