"""What the hand does on the canvas: putting into streams, joining, marking, copying, noting, grouping, and taking it back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.backend.conftest import TOKEN, until
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

ROW = {"source": "demo_source", "filter": "filter", "sink": "null_sink"}
STREAMS = ["source.down filter.up", "filter.down sink.up"]


def open_flow(studio: Studio, steps: dict[str, str], streams: list[str], **more: Any) -> None:
    """Open a flow of steps in a row, 320 apart."""
    flow = {
        "name": "canvas",
        "steps": [{"id": step_id, "operator": kind} for step_id, kind in steps.items()],
        "streams": [{"from": up, "to": down} for up, down in (text.split() for text in streams)],
        "layout": {step_id: {"x": 320 * at, "y": 0} for at, step_id in enumerate(steps)},
        **more,
    }
    kept = studio.served.client.post("/api/flows", json={"flow": flow}).json()
    studio.page.goto(f"{studio.served.url}/flows/{kept['id']}")
    expect(studio.step(next(iter(steps)))).to_be_visible()


def streams(page: Page) -> Locator:
    return page.locator(".react-flow__edge")


def stream(page: Page, source: str, target: str) -> Locator:
    return page.get_by_role("group", name=f"Stream from {source} to {target}", exact=True)


def middle(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box, "it is not on the screen"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def place(studio: Studio, step_id: str) -> tuple[float, float]:
    box = studio.step(step_id).bounding_box()
    assert box, f"{step_id} is not on the screen"
    return round(box["x"]), round(box["y"])


def sees_at(studio: Studio, places: dict[str, tuple[float, float]]) -> None:
    """Wait until the steps are drawn at these places."""
    until(lambda: all(place(studio, step_id) == at for step_id, at in places.items()), f"they are not at {places}")


def rows_of(studio: Studio) -> list[float]:
    """Return how much lower each step is than the source."""
    return [place(studio, step_id)[1] - place(studio, "source")[1] for step_id in ROW]


def pick(studio: Studio, *step_ids: str) -> None:
    """Click the steps, all but the first with Shift."""
    for number, step_id in enumerate(step_ids):
        studio.step(step_id).click(position={"x": 60, "y": 20}, modifiers=["Shift"] if number else [])


def test_a_step_dropped_on_a_stream_is_put_into_it(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, {"source": "demo_source", "sink": "null_sink"}, ["source.down sink.up"])
    box = stream(page, "source.down", "sink.up").bounding_box()
    pane = studio.canvas.bounding_box()
    assert box and pane
    at = {"x": box["x"] + box["width"] / 2 - pane["x"], "y": box["y"] + box["height"] / 2 - pane["y"]}
    page.get_by_test_id("palette-filter").drag_to(studio.canvas, target_position=at, force=True)  # type: ignore[arg-type]
    expect(stream(page, "source.down", "filter.up")).to_have_count(1)
    expect(stream(page, "filter.down", "sink.up")).to_have_count(1)
    expect(streams(page)).to_have_count(2)
    studio.shoot("20-spliced")
    undo(page)
    expect(stream(page, "source.down", "sink.up")).to_have_count(1)
    expect(studio.step("filter")).to_have_count(0)


def test_a_step_without_streams_is_carried_onto_a_stream(studio: Studio) -> None:
    page = studio.page
    layout = {"source": {"x": 0, "y": 0}, "sink": {"x": 640, "y": 0}, "filter": {"x": 320, "y": 240}}
    steps = {"source": "demo_source", "sink": "null_sink", "filter": "filter"}
    open_flow(studio, steps, ["source.down sink.up"], layout=layout)
    before = place(studio, "filter")
    start = (before[0] + 60, before[1] + 20)
    on = middle(stream(page, "source.down", "sink.up"))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(on[0] - 30, on[1], steps=6)
    expect(page.locator("[data-lit=true]").first).to_be_attached()
    studio.shoot("21-stream-lights-up")
    page.mouse.up()
    expect(stream(page, "source.down", "filter.up")).to_have_count(1)
    expect(stream(page, "filter.down", "sink.up")).to_have_count(1)
    undo(page)
    expect(streams(page)).to_have_count(1)
    sees_at(studio, {"filter": before})


def test_a_step_that_does_not_fit_a_stream_says_why(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, {"source": "demo_source", "sink": "null_sink"}, ["source.down sink.up"])
    at = middle(stream(page, "source.down", "sink.up"))
    pane = studio.canvas.bounding_box()
    assert pane
    target = {"x": at[0] - pane["x"], "y": at[1] - pane["y"]}
    page.get_by_test_id("palette-collect_window").drag_to(studio.canvas, target_position=target, force=True)  # type: ignore[arg-type]
    expect(page.get_by_test_id("drop-note")).to_contain_text("Key on")
    expect(stream(page, "source.down", "sink.up")).to_have_count(1)


def test_a_step_is_deleted_and_what_is_left_is_joined(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS)
    studio.select("filter")
    page.keyboard.press("Control+Delete")
    expect(studio.step("filter")).to_have_count(0)
    expect(stream(page, "source.down", "sink.up")).to_have_count(1)
    undo(page)
    expect(streams(page)).to_have_count(2)
    expect(studio.step("filter")).to_be_visible()


def test_what_cannot_be_joined_is_told(studio: Studio) -> None:
    page = studio.page
    steps = {"source": "demo_source", "key": "key_on", "collect": "collect_window"}
    open_flow(studio, steps, ["source.down key.up", "key.down collect.up"])
    studio.select("key")
    page.keyboard.press("Control+Delete")
    expect(page.get_by_text("A stream could not be joined")).to_be_visible()
    expect(page.get_by_text("works per key", exact=False).first).to_be_visible()


def test_a_stream_let_go_over_the_canvas_offers_what_fits(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, {"source": "demo_source"}, [])
    start = middle(page.get_by_test_id("port-source-down"))
    drag(page, start, (start[0] + 220, start[1] + 160))
    options = page.get_by_role("option")
    window = options.filter(has_text="Collect window")
    expect(options.first).to_have_attribute("aria-disabled", "false")
    expect(window).to_have_attribute("aria-disabled", "true")
    expect(window).to_contain_text("carry no key")
    # What only the types tell is found out by the server.
    flatten = options.filter(has_text="Flatten")
    expect(flatten).to_have_attribute("aria-disabled", "true")
    expect(flatten).to_contain_text("only lists")
    studio.shoot("22-quick-add-fits")
    page.keyboard.type("filter")
    page.keyboard.press("Enter")
    expect(stream(page, "source.down", "filter.up")).to_have_count(1)
    undo(page)
    expect(studio.step("filter")).to_have_count(0)


def test_a_stream_drawn_back_from_an_input_offers_what_can_feed_it(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, {"collect": "collect_window"}, [])
    start = middle(page.get_by_test_id("port-collect-up"))
    drag(page, start, (start[0] - 120, start[1] + 120))
    expect(page.get_by_role("combobox", name="Feed collect.up")).to_be_visible()
    expect(page.get_by_role("option").filter(has_text="Demo source")).to_have_attribute("aria-disabled", "true")
    page.keyboard.type("key on")
    page.keyboard.press("Enter")
    expect(stream(page, "key_on.down", "collect.up")).to_have_count(1)


def test_the_empty_canvas_offers_a_step_where_it_is_clicked_twice(studio: Studio) -> None:
    open_flow(studio, {"source": "demo_source"}, [])
    studio.canvas.dblclick(position={"x": 500, "y": 80})
    studio.page.keyboard.type("null")
    studio.page.keyboard.press("Enter")
    expect(studio.step("null_sink")).to_be_visible()


def test_steps_are_enclosed_by_a_marquee_and_put_in_line(studio: Studio) -> None:
    page = studio.page
    layout = {"source": {"x": 0, "y": 0}, "filter": {"x": 320, "y": 96}, "sink": {"x": 640, "y": 40}}
    open_flow(studio, ROW, STREAMS, layout=layout)
    rows = rows_of(studio)
    first, last = studio.step("source").bounding_box(), studio.step("sink").bounding_box()
    assert first and last
    drag(page, (first["x"] - 30, first["y"] - 30), (last["x"] + 40, last["y"] + 130))
    expect(page.get_by_role("complementary", name="Selection")).to_contain_text("3 steps selected")
    page.get_by_role("button", name="Align tops").click()
    until(lambda: len({place(studio, step_id)[1] for step_id in ROW}) == 1, "their tops are not in line")
    studio.shoot("23-aligned")
    undo(page)
    page.get_by_role("button", name="Close the panel").click()
    expect(studio.step("sink")).to_have_attribute("data-selected", "false")
    until(lambda: rows_of(studio) == rows, "they are not where they were")


def test_shift_adds_to_what_is_selected(studio: Studio) -> None:
    open_flow(studio, ROW, STREAMS)
    pick(studio, "source", "filter")
    expect(studio.page.get_by_role("complementary", name="Selection")).to_contain_text("2 steps selected")
    pick(studio, "sink")
    expect(studio.page.get_by_role("complementary", name="Selection")).to_have_count(0)


def test_arrows_move_what_is_selected_as_one_change(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS)
    studio.select("filter")
    page.locator(".react-flow__node", has=studio.step("filter")).focus()
    before = place(studio, "filter")
    for keys in ("ArrowDown", "Shift+ArrowDown", "ArrowDown"):
        page.keyboard.press(keys)
    zoom = float(page.get_by_role("button", name=re.compile(r"^\d+ %$")).inner_text().split()[0]) / 100
    far = 7 * 8 * zoom
    until(lambda: place(studio, "filter")[1] - before[1] == pytest.approx(far, abs=1), "it is not seven lines lower")
    undo(page)
    sees_at(studio, {"filter": before})


def test_steps_are_copied_in_one_tab_and_pasted_in_another(studio: Studio) -> None:
    page = studio.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    note = {"id": "note", "text": "Why this filter", "x": 320, "y": -140}
    open_flow(studio, ROW, STREAMS, notes=[note])
    pick(studio, "source", "filter")
    page.get_by_test_id("note-note").click(modifiers=["Shift"])
    page.keyboard.press("Control+c")
    other = page.context.new_page()
    other.goto(f"{studio.served.url}/#token={TOKEN}")
    there = Studio(other, studio.served, studio._screenshots)
    there.canvas.click(position={"x": 300, "y": 20})
    other.keyboard.press("Control+v")
    expect(there.step("source")).to_be_visible()
    expect(stream(other, "source.down", "filter.up")).to_have_count(1)
    expect(other.get_by_test_id("note-note")).to_contain_text("Why this filter")
    undo(other)
    expect(there.step("source")).to_have_count(0)
    other.close()


def test_a_copy_keeps_what_came_in_when_that_is_asked_for(studio: Studio) -> None:
    page = studio.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_flow(studio, ROW, STREAMS)
    studio.select("filter")
    page.locator(".react-flow__node", has=studio.step("filter")).focus()
    page.keyboard.press("Control+c")
    studio.canvas.hover(position={"x": 300, "y": 40})
    page.keyboard.press("Control+Shift+v")
    expect(stream(page, "source.down", "filter_2.up")).to_have_count(1)


def test_alt_drags_a_copy_and_leaves_the_original(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS)
    before = place(studio, "filter")
    page.keyboard.down("Alt")
    page.mouse.move(before[0] + 60, before[1] + 20)
    page.mouse.down()
    page.mouse.move(before[0] + 60, before[1] + 180, steps=6)
    studio.shoot("24-carrying-a-copy")
    page.mouse.up()
    page.keyboard.up("Alt")
    expect(studio.step("filter_2")).to_be_visible()
    sees_at(studio, {"filter": before})
    assert place(studio, "filter_2")[1] > before[1]
    undo(page)
    expect(studio.step("filter_2")).to_have_count(0)


def test_a_note_is_written_taken_back_sized_and_deleted(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS)
    studio.canvas.click(position={"x": 200, "y": 30})
    page.keyboard.press("n")
    field = page.get_by_label("Text of the note")
    expect(field).to_be_focused()
    page.keyboard.type("## Why")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("- one")
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    note = page.get_by_test_id("note-note")
    expect(note).to_contain_text("Why")
    note.dblclick()
    page.get_by_label("Text of the note").fill("something else")
    page.keyboard.press("Escape")
    expect(note).to_contain_text("Why")
    expect(note).not_to_contain_text("something else")
    wide = note.bounding_box()
    corner = page.locator(".react-flow__resize-control.handle.bottom.right")
    at = middle(corner)
    drag(page, at, (at[0] + 80, at[1] + 40))
    grown = note.bounding_box()
    assert wide and grown and grown["width"] > wide["width"] + 40
    studio.shoot("25-note")
    undo(page)
    back = note.bounding_box()
    assert back and back["width"] == pytest.approx(wide["width"], abs=1)
    page.locator(".react-flow__node-note").focus()
    page.keyboard.press("Delete")
    expect(note).to_have_count(0)


def test_the_menu_of_a_step_does_what_its_entries_say(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS)
    studio.step("filter").click(button="right")
    menu = page.get_by_test_id("context-menu")
    expect(menu.get_by_role("menuitem", name="Delete and reconnect")).to_be_visible()
    studio.shoot("27-menu")
    menu.get_by_role("menuitem", name="Delete and reconnect").click()
    expect(stream(page, "source.down", "sink.up")).to_have_count(1)
    undo(page)
    studio.canvas.click(button="right", position={"x": 400, "y": 60})
    page.get_by_role("menuitem", name="Add a note").click()
    expect(page.get_by_label("Text of the note")).to_be_focused()


def test_the_menu_opens_by_the_keyboard(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS)
    page.locator(".react-flow__node", has=studio.step("filter")).focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_test_id("context-menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("context-menu")).to_have_count(0)


def test_a_stream_tells_what_flows_in_it(studio: Studio) -> None:
    page = studio.page
    steps = {"source": "demo_source", "key": "key_on", "sink": "null_sink"}
    open_flow(studio, steps, ["source.down key.up", "key.down sink.up"])
    studio.select("key")
    studio.write("Key", "sensor")
    studio.sees_no_problems()
    page.mouse.move(*middle(stream(page, "key.down", "sink.up")))
    tip = page.get_by_test_id("stream-tip")
    expect(tip).to_contain_text("keyed by sensor")
    expect(tip).to_contain_text("timestamp")
    studio.shoot("28-stream-tip")


def test_keys_are_meant_for_a_step_as_soon_as_it_is_dropped(studio: Studio) -> None:
    page = studio.page
    studio.drag_in("map", 300, 200)
    page.keyboard.press("Delete")
    expect(studio.step("map")).to_have_count(0)
    undo(page)
    expect(studio.step("map")).to_be_visible()


def test_text_that_was_selected_is_not_in_the_way_of_steps(studio: Studio) -> None:
    page = studio.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_flow(studio, ROW, STREAMS)
    page.get_by_text("Nothing has run yet").click(click_count=3)
    assert "Nothing has run yet" in page.evaluate("String(getSelection())")
    studio.select("filter")
    page.keyboard.press("Control+c")
    until(lambda: '"filter"' in page.evaluate("navigator.clipboard.readText()"), "the step is not on the clipboard")


def test_text_that_is_no_flow_is_refused_without_a_word_of_json(studio: Studio) -> None:
    page = studio.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('a line of prose')")
    page.keyboard.press("Control+v")
    expect(page.get_by_text("The clipboard holds no steps.", exact=True)).to_be_visible()
