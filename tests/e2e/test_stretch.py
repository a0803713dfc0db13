"""A stretch of event time that is marked in the timeline: every table that knows when its rows happened shows just that."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, expect
from tests.e2e.studio import Studio
from tests.e2e.test_timeline import ITEMS, flow_of, instant, look_at, ran

MARKED = (3, 9)
"""Seconds: from the first of them to before the last."""
INSIDE = [(second, user) for second, user in ITEMS if MARKED[0] <= second < MARKED[1]]


def flow() -> dict[str, Any]:
    """Return a flow whose items say when they happened, until one step leaves only a number of them."""
    known = flow_of("tumbling")
    known["steps"].append({"id": "bare", "operator": "map", "config": {"value": "val"}})
    known["streams"].append({"from": "source0.down", "to": "bare.up"})
    return known


def chip(studio: Studio) -> Locator:
    return studio.page.get_by_test_id("stretch")


def seconds(rows: Locator) -> list[int]:
    return [int(re.findall(r"00:00:(\d\d)", text)[0]) for text in rows.all_inner_texts()]


def look_at_port(studio: Studio, port: str) -> Locator:
    studio.tab("output")
    studio.page.get_by_test_id("dock-select").select_option(port)
    return studio.page.get_by_test_id("output-item")


@pytest.mark.long
def test_a_marked_stretch_of_time_narrows_output_late_items_and_windows_until_it_is_put_away(studio: Studio) -> None:
    page = studio.page
    run_id = ran(studio, flow())
    look_at(studio, run_id)
    stretch = "..".join(instant(second) for second in MARKED)
    page.goto(f"{studio.served.url}/runs/{run_id}?tab=timeline&timeline-range={quote(stretch)}")
    expect(page.get_by_test_id("timeline-range")).to_contain_text(f"{len(INSIDE)} items, 2 late")

    studio.tab("late")
    rows = page.get_by_test_id("late-item")
    expect(chip(studio)).to_contain_text("00:00:03 – 00:00:09")
    expect(rows).to_have_count(2)
    expect(page.get_by_test_id("row-count")).to_have_text("2 of ")

    rows = look_at_port(studio, "source0.down")
    expect(rows).to_have_count(len(INSIDE))
    assert seconds(rows) == [second for second, _ in INSIDE]
    page.get_by_test_id("sort-time").click()
    expect(rows).to_have_count(len(INSIDE))
    page.get_by_test_id("export").click()
    with page.expect_download() as saved:
        page.get_by_test_id("export-jsonl").click()
    assert len(saved.value.path().read_text().splitlines()) == len(INSIDE)

    rows = look_at_port(studio, "bare.down")
    expect(rows).to_have_count(len(ITEMS))
    expect(chip(studio)).to_have_attribute("title", re.compile("nothing in them says when they happened"))

    studio.tab("windows")
    expect(page.get_by_test_id("window-item")).to_have_count(2)
    studio.shoot("64-stretch-windows")
    expect(page).to_have_url(re.compile("tab=windows"))
    page.reload()
    expect(chip(studio)).to_contain_text("00:00:03 – 00:00:09")
    expect(page.get_by_test_id("window-item")).to_have_count(2)

    chip(studio).get_by_role("button", name="Show all times").press("Enter")
    expect(chip(studio)).to_have_count(0)
    expect(page.get_by_test_id("window-item")).to_have_count(6)
    studio.tab("timeline")
    expect(page.get_by_test_id("timeline-range")).to_have_count(0)
