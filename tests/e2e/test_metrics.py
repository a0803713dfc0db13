"""The figures of every step in one table, the log searched, and a canvas that is no longer the flow that ran."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

WINDOWING: dict[str, Any] = {
    "format": 1,
    "name": "figures of steps",
    "steps": [
        {
            "id": "source",
            "operator": "testing_source",
            "config": {
                "schema": {"time": "timestamp", "user": "str", "val": "int"},
                "items": [
                    {
                        "time": f"2022-01-01T00:{number // 60:02}:{number % 60:02}Z",
                        "user": "ab"[number % 2],
                        "val": number,
                    }
                    for number in (*range(1400), 3, 5)
                ],
                "batch_size": 50,
            },
        },
        {"id": "by_user", "operator": "key_on", "config": {"key": "user"}},
        {
            "id": "windows",
            "operator": "aggregate_window",
            "config": {
                "clock": {"type": "event", "timestamp": "time", "wait": "0s"},
                "windower": {"type": "tumbling", "length": "10s", "align_to": "2022-01-01T00:00:00Z"},
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


def _finished(studio: Studio, flow: dict[str, Any] = WINDOWING) -> str:
    """Open a flow with a run of it that has finished; returns the run's id."""
    answer = studio.served.client.post("/api/flows", json={"flow": flow})
    assert answer.status_code == 201, answer.text
    run_id: str = studio.served.submit(flow)["run_id"]
    studio.page.goto(f"{studio.served.url}/flows/{answer.json()['id']}?run={run_id}")
    expect(studio.step("out")).to_be_visible()
    studio.ends("Finished")
    return run_id


def _told(studio: Studio, run_id: str) -> dict[str, dict[str, Any]]:
    """Return what the server keeps of the run's last figures."""
    stats = [event for event in studio.served.events(run_id) if event["type"] == "stats"]
    steps: dict[str, dict[str, Any]] = stats[-1]["steps"]
    return steps


def _row(page: Page, step: str) -> Locator:
    return page.get_by_test_id("metrics-step").filter(has=page.locator(f'[data-metric="step"][title="{step}"]'))


def _count(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def test_the_figures_of_a_finished_run_are_those_the_server_keeps(studio: Studio) -> None:
    page, run_id = studio.page, _finished(studio)
    studio.tab("metrics")
    steps = _told(studio, run_id)
    assert steps["windows"]["late"] == 2
    expect(page.get_by_test_id("metrics-step")).to_have_count(len(steps))
    for step, told in steps.items():
        wanted = {
            "items_in": "—" if step == "source" else _count(told["items_in"]),
            "items_out": _count(told["items_out"].get("down")),
            "late": _count(told["late"] if step == "windows" else None),
            "keys": _count(told["keys"]),
            "open_windows": _count(told["open_windows"]),
            "held": _count(told["held"]),
            "out_of_order": _count(told["out_of_order"]),
        }
        for metric, text in wanted.items():
            expect(_row(page, step).locator(f"[data-metric={metric}]")).to_have_text(
                ("◆ " if text == "2" else "") + text
            )
    expect(page.get_by_test_id("dock")).not_to_contain_text("NaN")
    studio.shoot("80-metrics")
    table = page.get_by_role("grid", name="Figures of every step")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth"), "a column is out of sight"

    # By keyboard: falling by what came in, which the address then says; the first row selects its step.
    page.get_by_test_id("sort-items_in").press("Enter")
    page.get_by_test_id("sort-items_in").press("Enter")
    head = page.get_by_role("columnheader").filter(has=page.get_by_test_id("sort-items_in"))
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile("metrics-sort=-items_in"))
    ordered = page.locator("[data-testid=metrics-step] [data-metric=step]")
    expect(ordered).to_have_text(["by_user", "windows", "out", "source"])
    _row(page, "windows").click()
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value("windows")


LONG = "average_temperature_of_every_sensor_by_ten_seconds_of_event_time"

TOUCHED = """(name) => {
  const box = name.closest('[role=gridcell]').getBoundingClientRect();
  return [0.1, 0.5, 0.9].map((part) => document.elementFromPoint(box.left + part * box.width, box.top + box.height / 2))
    .every((top) => top.closest('[role=gridcell]') === name.closest('[role=gridcell]'));
}"""
"""Whether nothing that is scrolled lies over the name of a step."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_names_of_steps_stay_when_the_figures_are_scrolled_sideways(studio: Studio, scheme: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 1024, "height": 800})
    _finished(studio, json.loads(json.dumps(WINDOWING).replace('"windows', f'"{LONG}')))
    studio.tab("metrics")
    name = page.locator(f'[data-metric="step"][title="{LONG}"]')
    at = name.bounding_box()
    page.get_by_role("grid", name="Figures of every step").evaluate("table => (table.scrollLeft = table.scrollWidth)")
    expect(page.locator("[data-metric=out_of_order]").first).to_be_in_viewport(ratio=1)
    state = page.locator("[data-metric=state]").first.bounding_box()
    assert at and state and state["x"] < at["x"] + at["width"], "the figures have not moved below the names"
    assert name.bounding_box() == at
    assert name.evaluate(TOUCHED)
    page.get_by_test_id("sort-step").click()
    page.get_by_test_id("metrics-step").filter(has=name).click()
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value(LONG)
    studio.shoot(f"84-metrics-scrolled-{scheme}")


def test_the_log_is_searched_and_taken_as_text(studio: Studio) -> None:
    page = studio.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _finished(studio)
    studio.tab("log")
    lines = page.get_by_test_id("log-line")
    expect(lines.filter(has_text="Ended: finished")).to_have_count(1)
    total = lines.count()
    page.get_by_test_id("log-search").fill("FINISHED ended")
    expect(lines).to_have_count(1)
    expect(page.get_by_test_id("log-count")).to_have_text(f"1 of {total} lines")
    studio.shoot("81-log")
    page.get_by_test_id("log-copy").click()
    expect(page.get_by_test_id("log-copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("\trun\t\tEnded: finished.\n") and copied.count("\n") == 1
    page.get_by_test_id("log-search").fill("no such words")
    expect(page.get_by_test_id("nothing-fits")).to_be_visible()
    page.get_by_test_id("log-search").press("Escape")
    expect(lines).to_have_count(total)


def test_a_canvas_that_has_changed_since_its_run_says_so_compares_and_runs_again(studio: Studio) -> None:
    page = studio.page
    _finished(studio)
    changed = page.get_by_test_id("canvas-changed")
    expect(changed).to_have_count(0)
    studio.select("windows")
    studio.fill("Length", "20s")
    expect(changed).to_contain_text("The canvas has changed since this run.")
    studio.shoot("82-changed")
    changed.get_by_role("button", name="Compare").click()
    expect(page.get_by_test_id("comparison-counts")).to_have_text("~ 1 changed")
    expect(page.get_by_test_id("compared-windows")).to_have_attribute("data-mark", "changed")
    studio.shoot("83-compared")
    page.keyboard.press("Escape")
    changed.get_by_role("button", name="Run again").click()
    expect(changed).to_have_count(0)
    studio.ends("Finished")
    studio.fill("Length", "30s")
    changed.get_by_role("button", name="Put this message away").click()
    studio.fill("Length", "40s")
    studio.sees_no_errors()
    expect(changed).to_have_count(0)
