"""The timeline as a person sees it: the windows that were, the items and why they were late, and what another wait did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from tests.backend.conftest import until
from tests.e2e.studio import Studio

FIELDS = {"time": "timestamp", "user": "str", "val": "int"}
EVENT = {"type": "event", "timestamp": "time", "wait": "2s"}
WINDOWERS: dict[str, Any] = {
    "tumbling": {"type": "tumbling", "length": "10s", "align_to": "2022-01-01T00:00:00Z"},
    "sliding": {"type": "sliding", "length": "10s", "offset": "5s", "align_to": "2022-01-01T00:00:00Z"},
    "session": {"type": "session", "gap": "3s"},
}
# Seconds and users: the 3 of b and the 8 of a are late with a wait of 2 s; with one of 5 s that 3 joins two sessions.
ITEMS = ((0, "a"), (4, "a"), (0, "b"), (6, "b"), (3, "b"), (13, "a"), (8, "a"), (12, "b"), (30, "a"), (31, "c"))
TALL = "Home"
"""The key that makes the dock as high as it can be."""


def instant(second: int) -> str:
    return f"2022-01-01T00:00:{second:02}Z"


def source(items: tuple[tuple[int, str], ...], step_id: str = "source") -> dict[str, Any]:
    rows = [{"time": instant(second), "user": user, "val": 1} for second, user in items]
    return {
        "id": step_id,
        "operator": "testing_source",
        "config": {"schema": FIELDS, "items": rows, "batch_size": 1},
    }


def keyed(step_id: str, up: str) -> tuple[dict[str, Any], dict[str, str]]:
    step = {"id": step_id, "operator": "key_on", "config": {"key": "user"}}
    return step, {"from": f"{up}.down", "to": f"{step_id}.up"}


def flow_of(windower: str) -> dict[str, Any]:
    """Return a flow of one step of such windows, or of a join of two streams in tumbling ones."""
    port = "sides" if windower == "join" else "up"
    sides = (ITEMS,) if windower != "join" else (ITEMS[::2], ITEMS[1::2])
    steps, streams = [], []
    for number, items in enumerate(sides):
        key, stream = keyed(f"by{number}", f"source{number}")
        steps += [source(items, f"source{number}"), key]
        streams += [stream, {"from": f"by{number}.down", "to": f"windows.{port}"}]
    config = {"clock": EVENT, "windower": WINDOWERS["tumbling" if windower == "join" else windower]}
    if windower == "session":
        # Only where a later item can lie between two sessions do they merge.
        config |= {"ordered": False, "clock": EVENT | {"wait": "5s"}}
    if windower == "join":
        config |= {"names": ["left", "right"], "insert_mode": "product"}
    steps.append(
        {"id": "windows", "operator": "join_window" if windower == "join" else "collect_window", "config": config}
    )
    steps.append({"id": "out", "operator": "null_sink", "config": {}})
    streams.append({"from": "windows.down", "to": "out.up"})
    layout = {step["id"]: {"x": 220 * at, "y": 40} for at, step in enumerate(steps)}
    return {"format": 1, "name": windower, "steps": steps, "streams": streams, "layout": layout}


def look_at(studio: Studio, run_id: str) -> Locator:
    """Open a run's timeline in a dock that is as high as it can be; return the picture."""
    studio.page.goto(f"{studio.served.url}/runs/{run_id}?tab=timeline")
    expect(studio.page.get_by_test_id("timeline")).to_be_visible()
    studio.page.get_by_role("separator", name="Height of the dock").press(TALL)
    plot = studio.page.get_by_test_id("timeline-plot")
    expect(plot).to_be_visible()
    return plot


def show(studio: Studio, by: str) -> None:
    studio.page.get_by_role("group", name="What goes down").get_by_role("button", name=by).click()


def ran(studio: Studio, flow: dict[str, Any]) -> str:
    """Run a flow to its end and return the run's id."""
    job = studio.served.submit(flow)
    studio.served.when(job, "finished")
    return str(job["run_id"])


Window = tuple[str, str, str, str, str]
"""Key, id, open time, close time, and what was merged into it."""


def closed_in(events: list[dict[str, Any]]) -> list[Window]:
    """Return what `meta` told."""
    return [window for event in events if event.get("port") == "meta" for window in _told(event)]


def _told(event: dict[str, Any]) -> Iterator[Window]:
    columns = event["columns"]
    names = ("window_id", "open_time", "close_time", "merged_ids")
    for key, number, opens, closes, merged in zip(event["keys"], *(columns[name] for name in names), strict=True):
        yield key, str(number), opens, closes, ",".join(map(str, merged))


def listed(studio: Studio, state: str) -> list[tuple[Window, bool]]:
    """Return the windows of the text form, and whether each got a bar of its own."""
    found = studio.page.locator(f"[data-testid=timeline-window] [data-state={state}]")
    rows = found.evaluate_all("rows => rows.map(row => ({...row.dataset}))")
    return [
        ((row["key"], row["window"], row["open"], row["close"], row["merged"]), row["bar"] == "true") for row in rows
    ]


@pytest.mark.parametrize("windower", ["tumbling", "sliding", "session", "join"])
def test_the_windows_that_are_drawn_are_those_that_the_run_told(studio: Studio, windower: str) -> None:
    run_id = ran(studio, flow_of(windower))
    told = closed_in(studio.served.events(run_id))
    assert any(window[4] for window in told) == (windower == "session"), "sessions merge, and nothing else does"
    plot = look_at(studio, run_id)
    show(studio, "Keys")
    studio.page.get_by_role("button", name="As table").click()
    expect(plot).not_to_be_visible()
    expect(studio.page.get_by_test_id("timeline-window")).to_have_count(len(told))
    drawn = listed(studio, "closed")
    assert sorted(window for window, _ in drawn) == sorted(told)
    assert all(has_bar for _, has_bar in drawn)
    words = studio.page.get_by_test_id("timeline-words")
    expect(words).to_contain_text(f"{len(told)} windows closed, 0 open")
    studio.shoot(f"60-timeline-table-{windower}")
    studio.page.get_by_role("button", name="As table").click()
    expect(plot).to_be_visible()
    studio.shoot(f"61-timeline-{windower}")


def test_the_windows_that_are_drawn_as_open_are_those_that_are(studio: Studio) -> None:
    flow = flow_of("tumbling")
    flow["steps"][0] = {
        "id": "source0",
        "operator": "demo_source",
        "config": {"keys": 4, "interval": "100ms", "late_share": 0.1, "max_lateness": "4s"},
    }
    flow["steps"][1]["config"]["key"] = "sensor"
    job = studio.served.submit(flow)
    look_at(studio, job["run_id"])
    show(studio, "Keys")
    studio.page.get_by_role("button", name="As table").click()
    expect(studio.page.locator("[data-testid=timeline-window] [data-state=open]").first).to_be_visible()
    studio.page.get_by_role("button", name="Pause", exact=True).click()
    studio.ends("Paused")

    def agrees() -> bool:
        return sorted(window[:4] for window, _ in listed(studio, "open")) == open_in(studio, job["run_id"])

    until(agrees, "the open windows that are drawn are others than those that were told")
    assert listed(studio, "open")
    studio.served.client.post(f"/api/jobs/{job['id']}/stop")


def open_in(studio: Studio, run_id: str) -> list[tuple[str, ...]]:
    """Return the windows that were told as open last and not as closed since."""
    events = studio.served.events(run_id)
    last = next(event for event in reversed(events) if event["type"] == "open_windows")
    closed = {window[:2] for event in events if event["seq"] > last["seq"] for window in closed_in([event])}
    windows = [
        (one["key"], str(one["window_id"]), one["open_time"], one["close_time"] or one["last_timestamp"])
        for one in last["windows"]
    ]
    return sorted(window for window in windows if window[:2] not in closed)


def test_a_late_item_is_found_by_key_explained_and_chosen_in_the_list_too(studio: Studio) -> None:
    page = studio.page
    plot = look_at(studio, ran(studio, flow_of("tumbling")))
    expect(page.get_by_test_id("timeline-words")).to_contain_text("10 items, 2 late")
    plot.press("]")
    expect(page.get_by_test_id("timeline-card")).to_contain_text("Item 4")
    plot.press("]")
    card = page.get_by_test_id("timeline-card")
    expect(card).to_contain_text("Item 6")
    expect(card.get_by_test_id("late-explanation")).to_contain_text("late by 3 s")
    studio.shoot("62-timeline-late")
    card.get_by_role("button", name="Show item 5").click()
    expect(card).to_contain_text("this item")
    studio.tab("late")
    studio.tab("timeline")
    expect(card).to_contain_text("Item 5")
    plot.press("[")
    expect(card).to_contain_text("late by 3 s")
    studio.tab("late")
    expect(page.get_by_test_id("why-late")).to_contain_text("late by 3 s")
    expect(page.locator("[data-testid=late-item][aria-selected=true]")).to_have_count(1)


def test_what_is_chosen_among_late_items_is_chosen_in_the_picture(studio: Studio) -> None:
    page = studio.page
    look_at(studio, ran(studio, flow_of("tumbling")))
    studio.tab("late")
    page.get_by_test_id("late-item").filter(has_text="00:00:08").first.click()
    expect(page.get_by_test_id("late-explanation")).to_contain_text("(item 6)")
    studio.tab("timeline")
    expect(page.get_by_test_id("timeline-card")).to_contain_text("Item 6")


def test_a_brushed_stretch_of_time_says_what_is_in_it_and_lists_it(studio: Studio) -> None:
    page = studio.page
    plot = look_at(studio, ran(studio, flow_of("tumbling")))
    expect(page.get_by_test_id("timeline-words")).to_contain_text("10 items")
    box = plot.bounding_box()
    assert box is not None
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 116, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 116 + (box["width"] - 116) / 2, box["y"] + 80, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    chip = page.get_by_test_id("timeline-range")
    expect(chip).to_contain_text(re.compile(r"\d+ items, 2 late"))
    items = re.findall(r"(\d+) items", chip.inner_text())
    assert 2 <= int(items[0]) < len(ITEMS)
    chip.get_by_role("button", name="List").click()
    page.get_by_role("button", name=re.compile("^Items")).click()
    expect(page.get_by_test_id("timeline-item")).to_have_count(int(items[0]))


def test_another_wait_is_tried_on_the_slider_set_on_the_canvas_and_does_what_it_said(studio: Studio) -> None:
    page = studio.page
    look_at(studio, ran(studio, flow_of("tumbling")))
    words, text = page.get_by_test_id("what-if-words"), page.get_by_test_id("timeline-words")
    expect(words).to_have_text("wait 2 s: 2 of 10 items late (20.0 %), as it ran.")
    slider = page.get_by_test_id("wait-slider")
    slider.press("Home")
    expect(words).to_have_text("wait 0 s: 2 of 10 items late (20.0 %) instead of 2; every window closes 2 s earlier.")
    expect(text).to_contain_text("10 items, 2 late")
    slider.press("ArrowRight")
    slider.press("End")
    expect(words).to_have_text("wait 5 s: 0 of 10 items late (0 %) instead of 2; every window closes 3 s later.")
    assert slider.get_attribute("aria-valuetext") == words.inner_text()
    expect(text).to_contain_text("10 items, 0 late")
    studio.shoot("63-timeline-what-if")
    page.get_by_test_id("what-if-apply").click()
    page.get_by_test_id("what-if-applied").get_by_role("button", name="Run again").click()
    expect(words).to_have_text("wait 5 s: 0 of 10 items late (0 %), as it ran.")
    studio.ends("Finished")
    expect(page.get_by_test_id("dock-count-late")).to_have_text("0")


@pytest.mark.long
def test_a_wait_is_pointed_at_on_its_curve_and_then_moved_by_key(studio: Studio) -> None:
    page = studio.page
    look_at(studio, ran(studio, flow_of("tumbling")))
    words, slider = page.get_by_test_id("what-if-words"), page.get_by_test_id("wait-slider")
    expect(words).to_contain_text("as it ran")
    curve = slider.locator("xpath=..").bounding_box()
    assert curve is not None
    page.mouse.click(curve["x"] + curve["width"] - 1, curve["y"] + curve["height"] / 2)
    expect(words).to_contain_text("0 of 10 items late (0 %) instead of 2")
    expect(slider).to_be_focused()
    page.keyboard.press("Home")
    expect(words).to_contain_text("wait 0 s: 2 of 10 items late")
    thumb = slider.bounding_box()
    assert thumb is not None
    page.mouse.click(thumb["x"] + thumb["width"] - 2, thumb["y"] + 20)
    expect(words).to_contain_text("wait 0 s: ")


def test_a_flow_without_windows_has_no_timeline_and_says_so(studio: Studio) -> None:
    studio.tab("timeline")
    expect(studio.page.get_by_test_id("dock-empty")).to_contain_text("Nothing has run yet")
    flow = {
        "format": 1,
        "name": "plain",
        "steps": [source(ITEMS), {"id": "out", "operator": "null_sink", "config": {}}],
    }
    run_id = ran(studio, flow | {"streams": [{"from": "source.down", "to": "out.up"}]})
    studio.page.goto(f"{studio.served.url}/runs/{run_id}?tab=timeline")
    expect(studio.page.get_by_test_id("dock-empty")).to_contain_text("No step of this flow has windows")


@pytest.mark.long
def test_a_long_key_is_shortened_in_the_gutter_and_whole_where_it_is_pointed_at(studio: Studio) -> None:
    hall = "the great hall on the second floor, north wing, "
    keys = {"a": "hall", "b": f"{hall}sensor 17", "c": f"{hall * 3}sensor 18"}
    flow = flow_of("tumbling")
    for row in flow["steps"][0]["config"]["items"]:
        row["user"] = keys[row["user"]]
    plot = look_at(studio, ran(studio, flow))
    show(studio, "Keys")
    studio.page.get_by_role("group", name="What goes down").get_by_role("button", name="Keys").hover()
    studio.shoot("60-long-keys")
    box = plot.bounding_box()
    assert box
    tip = studio.page.get_by_test_id("timeline-tip")

    def pointed_at(part: float) -> str:
        studio.page.mouse.move(box["x"] + 60, box["y"] + box["height"] * part)
        return tip.inner_text() if tip.count() else ""

    until(lambda: keys["c"] in pointed_at(0.3), "the whole key is not told")
    studio.shoot("61-long-key-pointed-at")
    # The gutter of long names is wide, a third of the picture at most, and the wheel turns lanes there.
    studio.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    expect(tip).to_contain_text("sensor 18")
