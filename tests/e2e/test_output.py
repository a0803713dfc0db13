"""Reading what a run gives: filtered, sorted, held still, put into a file, drawn, and found again by its address."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

ITEMS = 240
USERS = ("ann", "=bob()", 'c"c, d')
EXACT = 9_007_199_254_740_993
"""No number of a browser holds it."""


def _item(number: int) -> dict[str, Any]:
    return {
        "time": f"2022-01-01T00:{number // 60:02}:{number % 60:02}Z",
        "user": USERS[number % 3],
        "val": EXACT if number == 7 else (number * 37) % 101,
        "mean": None if number % 10 == 0 else number / 8,
    }


BOUNDED = {
    "format": 1,
    "name": "figures",
    "steps": [
        {
            "id": "source",
            "operator": "testing_source",
            "config": {
                "schema": {"time": "timestamp", "user": "str", "val": "int", "mean": "float"},
                "items": [_item(number) for number in range(ITEMS)],
                "batch_size": 50,
            },
        },
        {"id": "by_user", "operator": "key_on", "config": {"key": "user"}},
        {
            "id": "windows",
            "operator": "aggregate_window",
            "config": {
                "clock": {"type": "event", "timestamp": "time", "wait": "0s"},
                "windower": {"type": "tumbling", "length": "10s"},
                "aggregations": {"n": {"function": "count"}},
            },
        },
        {"id": "out", "operator": "null_sink", "config": {}},
    ],
    "streams": [
        {"from": "source.down", "to": "by_user.up"},
        {"from": "by_user.down", "to": "windows.up"},
        {"from": "windows.down", "to": "out.up"},
    ],
    "layout": {name: {"x": 280 * place, "y": 0} for place, name in enumerate(("source", "by_user", "windows", "out"))},
}
LIVE = {
    "format": 1,
    "name": "live",
    "steps": [
        {"id": "source", "operator": "demo_source", "config": {"interval": "20ms", "keys": 3}},
        {"id": "out", "operator": "null_sink", "config": {}},
    ],
    "streams": [{"from": "source.down", "to": "out.up"}],
    "layout": {"source": {"x": 0, "y": 0}, "out": {"x": 280, "y": 0}},
}


def _open(studio: Studio, flow: dict[str, Any], status: str) -> Page:
    """Open a saved flow with a run of it, submitted from elsewhere."""
    answer = studio.served.client.post("/api/flows", json={"flow": flow})
    assert answer.status_code == 201, answer.text
    job = studio.served.submit(flow)
    studio.page.goto(f"{studio.served.url}/flows/{answer.json()['id']}?run={job['run_id']}")
    expect(studio.step("out")).to_be_visible()
    studio.ends(status)
    return studio.page


@pytest.fixture
def kept(studio: Studio) -> Page:
    """All items of a run that has ended, as they left a step with keys."""
    page = _open(studio, BOUNDED, "Finished")
    page.get_by_test_id("dock-select").select_option("by_user.down")
    expect(page.get_by_test_id("dock")).to_contain_text(f"{ITEMS} items")
    return page


def _rows(page: Page) -> Locator:
    return page.get_by_test_id("output-item")


def _column(page: Page, place: int, count: int = 5) -> list[str]:
    rows = _rows(page).evaluate_all(
        "(rows) => rows.sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    return [row[place] for row in rows[:count]]


def _shown(page: Page, count: int) -> None:
    expect(page.get_by_test_id("row-count")).to_have_text(f"{count} of ")


def test_a_filter_leaves_the_rows_that_fit_and_says_what_it_cannot_read(kept: Page) -> None:
    wanted = [item for item in map(_item, range(ITEMS)) if item["user"] == "ann" and item["val"] > 90]
    kept.get_by_label("Filter").fill("user = ann and val > 90")
    _shown(kept, len(wanted))
    expect(_rows(kept).first).to_contain_text("ann")
    kept.get_by_label("Filter").fill("usr = ann")
    expect(kept.get_by_test_id("filter-why")).to_have_text(
        "There is no field 'usr'; there are key, time, user, val, mean."
    )
    # What cannot be read changes nothing.
    _shown(kept, len(wanted))
    kept.get_by_label("Filter").fill("bob")
    _shown(kept, ITEMS // 3)
    kept.keyboard.press("Escape")
    expect(kept.get_by_test_id("row-count")).to_have_count(0)


def test_any_column_sorts_by_click_and_by_key_and_nulls_come_last(kept: Page) -> None:
    kept.get_by_test_id("sort-val").click()
    expect(kept.get_by_role("columnheader", name="val")).to_have_attribute("aria-sort", "ascending")
    expect(_rows(kept).first).to_be_visible()
    kept.get_by_role("grid").evaluate("(grid) => (grid.scrollTop = 0)")
    in_order = sorted(item["val"] for item in map(_item, range(ITEMS)))
    expect(kept.locator("[aria-rowindex='2'] [role=gridcell]").nth(3)).to_have_text(str(in_order[0]))
    assert _column(kept, 3) == [str(val) for val in in_order[:5]]
    kept.get_by_test_id("sort-val").press("Enter")
    expect(kept.get_by_role("columnheader", name="val")).to_have_attribute("aria-sort", "descending")
    expect(kept.locator("[aria-rowindex='2'] [role=gridcell]").nth(3)).to_have_text(str(EXACT))
    head = kept.get_by_role("columnheader").filter(has=kept.get_by_test_id("sort-mean"))
    head.click(position={"x": 14, "y": 12})  # All of a head sorts, and not its words alone.
    kept.get_by_test_id("sort-mean").click()
    largest = max(item["mean"] for item in map(_item, range(ITEMS)) if item["mean"] is not None)
    expect(kept.locator("[aria-rowindex='2'] [role=gridcell]").nth(4)).to_have_text(str(largest))


def _saved(page: Page, kind: str, folder: Path) -> Path:
    page.get_by_test_id("export").click()
    with page.expect_download() as download:
        page.get_by_test_id(f"export-{kind}").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_what_is_put_into_a_file_is_exactly_what_left_the_port(kept: Page, tmp_path: Path) -> None:
    lines = _saved(kept, "jsonl", tmp_path)
    assert lines.name == "figures-by_user-down.jsonl"
    items = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert items == [{"key": _item(number)["user"], **_item(number)} for number in range(ITEMS)]

    table = _saved(kept, "csv", tmp_path).read_bytes().decode("utf-8")
    assert table.count("\r\n") == ITEMS + 1
    first, *rows = csv.reader(table.splitlines())
    assert first == ["key", "time", "user", "val", "mean"]
    assert [(row[2], int(row[3])) for row in rows] == [(item["user"], item["val"]) for item in map(_item, range(ITEMS))]
    assert [row[4] == "" for row in rows] == [number % 10 == 0 for number in range(ITEMS)]

    kept.get_by_label("Filter").fill("val >= 100 or user ~ bob")
    kept.get_by_test_id("sort-val").click()
    wanted = sorted(
        (item for item in map(_item, range(ITEMS)) if item["val"] >= 100 or "bob" in item["user"]),
        key=lambda item: int(item["val"]),
    )
    _shown(kept, len(wanted))
    safe = list(csv.reader(_saved(kept, "csv_for_spreadsheets", tmp_path).read_text("utf-8").splitlines()))
    assert [(row[2], int(row[3])) for row in safe[1:]] == [
        (f"'{item['user']}" if item["user"].startswith("=") else item["user"], item["val"]) for item in wanted
    ]


def test_a_table_that_is_frozen_loses_nothing_and_catches_up(studio: Studio) -> None:
    page = _open(studio, LIVE, "Running")
    expect(_rows(page).nth(3)).to_be_visible()
    page.get_by_test_id("freeze").click()
    last = _rows(page).last.inner_text()
    expect(page.get_by_test_id("new-items")).to_contain_text(re.compile(r"\+\d\d new"))
    assert _rows(page).last.inner_text() == last
    page.get_by_test_id("new-items").click()
    expect(page.get_by_test_id("freeze")).to_have_text("Freeze")
    expect(_rows(page).filter(has_text=last)).to_have_count(0)
    # What is sorted stands still, and says how much it does not show.
    page.get_by_test_id("sort-value").click()
    expect(page.get_by_test_id("freeze")).to_have_text("Still")
    expect(page.get_by_test_id("new-items")).to_contain_text(re.compile(r"\+\d+ new"))
    page.get_by_role("button", name="Stop").click()
    studio.ends("Stopped")


def test_a_number_is_drawn_and_told_in_figures(kept: Page, studio: Studio) -> None:
    kept.get_by_label("Filter").fill("val < 1000")
    kept.get_by_test_id("chart-toggle").click()
    figures = kept.get_by_test_id("chart-figures")
    values = [item["val"] for item in map(_item, range(ITEMS)) if item["val"] != EXACT]
    expect(figures).to_contain_text(f"{len(values)} values of val, 00:00:00 to 00:03:59.")
    expect(figures.locator("tbody tr")).to_have_count(3)
    ann = [item["val"] for item in map(_item, range(ITEMS)) if item["user"] == "ann"]
    row = figures.locator("tbody tr").filter(has_text="ann").locator("td")
    expect(row).to_have_text([str(len(ann)), str(min(ann)), re.compile(r"\d"), str(max(ann)), str(ann[-1])])
    chart = kept.get_by_test_id("chart").locator(".u-over")
    box = chart.bounding_box()
    assert box
    # Dragging over the right half looks at it alone.
    kept.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    kept.mouse.down()
    kept.mouse.move(box["x"] + box["width"] - 2, box["y"] + 30, steps=5)
    kept.mouse.up()
    expect(figures).to_contain_text(re.compile(r"1[12]\d values of val, 00:0[12]:"))
    studio.shoot("20-chart")
    kept.get_by_role("button", name="Show all, and follow").click()
    expect(figures).to_contain_text("00:00:00 to 00:03:59")


def test_a_reload_and_a_shared_link_show_the_same(kept: Page, studio: Studio) -> None:
    kept.get_by_label("Filter").fill("user = ann")
    kept.get_by_test_id("sort-val").click()
    studio.step("windows").click(position={"x": 60, "y": 20})
    expect(kept).to_have_url(re.compile("run=.*view=by_user.down.*filter=.*sort=val"))
    expect(kept).to_have_url(re.compile("step=windows"))
    kept.reload()
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value("windows")
    expect(kept.get_by_label("Filter")).to_have_value("user = ann")
    _shown(kept, ITEMS // 3)
    expect(kept.get_by_role("columnheader", name="val")).to_have_attribute("aria-sort", "ascending")
    studio.tab("windows")
    kept.get_by_label("Filter").fill("n > 3")
    expect(kept).to_have_url(re.compile("tab=windows.*windows-filter=n"))
    link = kept.url
    other = kept.context.new_page()
    other.goto(link)
    expect(other.get_by_test_id("window-item").first).to_be_visible()
    expect(other.get_by_label("Filter")).to_have_value("n > 3")
    other.close()


def test_a_link_to_a_tab_unfolds_the_dock_of_a_small_window(kept: Page) -> None:
    kept.set_viewport_size({"width": 720, "height": 450})
    frame = kept.locator("[data-open]", has=kept.get_by_test_id("dock"))
    expect(frame).to_have_attribute("data-open", "false")
    kept.goto(re.sub("[?].*", "?tab=windows", kept.url))
    expect(frame).to_have_attribute("data-open", "true")
    expect(kept.get_by_test_id("dock-tab-windows")).to_have_attribute("aria-selected", "true")
    kept.get_by_role("button", name="Fold the dock").click()
    expect(kept).not_to_have_url(re.compile("tab="))
    kept.reload()
    expect(frame).to_have_attribute("data-open", "false")
    expect(kept.get_by_test_id("dock-tab-windows")).to_have_attribute("aria-selected", "true")


def test_a_link_to_what_is_not_there_says_so(kept: Page, studio: Studio) -> None:
    kept.goto(re.sub("[?].*", "?tab=nope&step=gone&step=out", kept.url))
    expect(kept.get_by_text("There is no step 'gone'.", exact=False)).to_contain_text("There is no tab 'nope'")
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value("out")
    expect(kept.get_by_test_id("dock-tab-output")).to_have_attribute("aria-selected", "true")


def test_back_closes_a_dialog_and_then_leaves_the_page(kept: Page, studio: Studio) -> None:
    url = kept.url.split("?")[0]
    kept.keyboard.press("Control+o")
    expect(kept.get_by_role("dialog")).to_be_visible()
    kept.go_back()
    expect(kept.get_by_role("dialog")).to_have_count(0)
    expect(studio.step("windows")).to_be_visible()
    assert kept.url.startswith(url)
    # Closed by hand, it leaves no place behind that Back would have to pass.
    kept.keyboard.press("Control+o")
    expect(kept.get_by_role("dialog")).to_be_visible()
    kept.keyboard.press("Escape")
    expect(kept.get_by_role("dialog")).to_have_count(0)
    kept.go_back()
    expect(studio.step("windows")).to_have_count(0)
