"""Groups by hand: steps that are dragged into a frame and out of it, and the same from the outline."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.backend.conftest import until
from tests.e2e.studio import Studio
from tests.e2e.test_canvas import ROW, STREAMS, drag, middle, open_flow, pick, place, sees_at, undo

pytestmark = pytest.mark.long

GROUP = [{"id": "g", "title": "Kept", "steps": ["source", "filter"]}]


def carry(studio: Studio, step_id: str, by: tuple[float, float]) -> None:
    """Take hold of a step by its title and carry it, without letting go."""
    at = place(studio, step_id)
    studio.page.mouse.move(at[0] + 60, at[1] + 20)
    studio.page.mouse.down()
    studio.page.mouse.move(at[0] + 60 + by[0] / 2, at[1] + 20 + by[1] / 2, steps=4)
    studio.page.mouse.move(at[0] + 60 + by[0], at[1] + 20 + by[1], steps=4)


def apart(studio: Studio) -> tuple[float, float]:
    """Return how far the sink is from the source, wherever the canvas is looked at."""
    (x, y), (from_x, from_y) = place(studio, "sink"), place(studio, "source")
    return x - from_x, y - from_y


def holds(studio: Studio, count: int) -> None:
    """Expect so many steps in the group, which its title tells."""
    expect(studio.page.get_by_test_id("group-g").locator("small")).to_have_text(str(count))


def test_a_step_dragged_into_a_frame_joins_the_group(studio: Studio) -> None:
    page = studio.page
    layout = {"source": {"x": 0, "y": 0}, "filter": {"x": 0, "y": 240}, "sink": {"x": 400, "y": 60}}
    open_flow(studio, ROW, STREAMS, groups=GROUP, layout=layout)
    frame = page.get_by_test_id("group-g")
    before, onto = place(studio, "sink"), place(studio, "source")
    off = apart(studio)
    carry(studio, "sink", (onto[0] - before[0] + 20, 40))
    expect(frame).to_have_attribute("data-receiving", "true")
    studio.shoot("29-joining-a-group")
    page.mouse.up()
    expect(frame).to_have_attribute("data-receiving", "false")
    holds(studio, 3)
    undo(page)
    holds(studio, 2)
    until(lambda: apart(studio) == off, "the sink is not where it was")


def test_a_step_dragged_out_of_its_frame_leaves_the_group(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS, groups=GROUP)
    before = place(studio, "filter")
    wide = page.get_by_test_id("group-g").bounding_box()
    carry(studio, "filter", (0, 200))
    narrow = page.get_by_test_id("group-g").bounding_box()
    assert wide and narrow and narrow["width"] < wide["width"] - 100, "the frame lets go of it while it is carried"
    studio.shoot("30-leaving-a-group")
    page.mouse.up()
    holds(studio, 1)
    undo(page)
    holds(studio, 2)
    sees_at(studio, {"filter": before})


def test_a_frame_moved_over_a_step_does_not_take_it_in(studio: Studio) -> None:
    page = studio.page
    layout = {"source": {"x": 0, "y": 0}, "filter": {"x": 0, "y": 160}, "sink": {"x": 400, "y": 80}}
    open_flow(studio, ROW, STREAMS, groups=GROUP, layout=layout)
    at = middle(page.get_by_test_id("group-g").get_by_text("Kept"))
    far = place(studio, "sink")[0] - place(studio, "source")[0]
    drag(page, at, (at[0] + far, at[1]))
    until(lambda: abs(place(studio, "source")[0] - place(studio, "sink")[0]) < 60, "the frame is not over the sink")
    holds(studio, 2)


def test_a_copy_carried_into_a_frame_is_of_the_group_and_its_original_is_not(studio: Studio) -> None:
    page = studio.page
    layout = {"source": {"x": 0, "y": 0}, "filter": {"x": 0, "y": 240}, "sink": {"x": 400, "y": 60}}
    open_flow(studio, ROW, STREAMS, groups=GROUP, layout=layout)
    before, onto = place(studio, "sink"), place(studio, "source")
    off = apart(studio)
    page.keyboard.down("Alt")
    carry(studio, "sink", (onto[0] - before[0] + 20, 40))
    studio.shoot("31-copy-into-a-group")
    page.mouse.up()
    page.keyboard.up("Alt")
    holds(studio, 3)
    wide = page.get_by_test_id("group-g").bounding_box()
    page.keyboard.down("Alt")
    carry(studio, "filter", (280, 40))
    after = page.get_by_test_id("group-g").bounding_box()
    assert wide and after and abs(after["width"] - wide["width"]) < 30, "the frame stays with what is copied"
    page.mouse.up()
    page.keyboard.up("Alt")
    expect(studio.step("filter_2")).to_be_visible()
    holds(studio, 3)
    undo(page)
    undo(page)
    holds(studio, 2)
    until(lambda: apart(studio) == off, "the sink is not where it was")


def test_an_operator_dropped_into_a_frame_belongs_to_the_group(studio: Studio) -> None:
    page = studio.page
    layout = {"source": {"x": 0, "y": 0}, "filter": {"x": 0, "y": 300}, "sink": {"x": 400, "y": 60}}
    open_flow(studio, ROW, ["filter.down sink.up"], groups=GROUP, layout=layout)
    pane, frame = studio.canvas.bounding_box(), page.get_by_test_id("group-g").bounding_box()
    assert pane and frame
    at = {"x": frame["x"] + frame["width"] / 2 - pane["x"], "y": frame["y"] + frame["height"] / 2 - pane["y"]}
    page.get_by_test_id("palette-map").drag_to(studio.canvas, target_position=at, force=True)  # type: ignore[arg-type]
    expect(studio.step("map")).to_be_visible()
    holds(studio, 3)
    undo(page)
    holds(studio, 2)


def test_a_step_joins_and_leaves_a_group_from_the_outline(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS, groups=GROUP)
    page.keyboard.press("Shift+O")
    row = page.get_by_test_id("outline-sink")
    row.click()
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Add to group…").click()
    studio.shoot("32-add-to-group")
    page.get_by_role("option", name="Kept").click()
    holds(studio, 3)
    expect(row.get_by_test_id("outline-group")).to_have_text("Kept")
    studio.shoot("33-outline-groups")
    row.click(button="right")
    studio.shoot("34-outline-menu")
    page.get_by_role("menuitem", name="Take out of group").click()
    holds(studio, 2)
    expect(row.get_by_test_id("outline-group")).to_have_count(0)


def test_a_group_made_by_mistake_is_taken_back_at_once(studio: Studio) -> None:
    open_flow(studio, ROW, STREAMS)
    pick(studio, "source", "filter")
    studio.page.keyboard.press("Control+g")
    expect(studio.page.get_by_label("Title of the group")).to_be_focused()
    studio.page.keyboard.press("Control+z")
    expect(studio.page.get_by_test_id("group-group")).to_have_count(0)
    studio.page.keyboard.press("Control+Shift+z")
    expect(studio.page.get_by_test_id("group-group")).to_be_visible()


def test_a_group_holds_its_steps_and_moves_them_by_its_title(studio: Studio) -> None:
    page = studio.page
    open_flow(studio, ROW, STREAMS)
    pick(studio, "source", "filter")
    page.keyboard.press("Control+g")
    title = page.get_by_label("Title of the group")
    expect(title).to_be_focused()
    page.keyboard.type("Orders of today")
    page.keyboard.press("Enter")
    group = page.get_by_test_id("group-group")
    expect(group).to_contain_text("Orders of today")
    before = {step_id: place(studio, step_id) for step_id in ROW}
    at = middle(group.get_by_text("Orders of today"))
    drag(page, at, (at[0], at[1] + 120))
    until(lambda: place(studio, "source")[1] - before["source"][1] > 60, "the group was not moved")
    moved = {step_id: place(studio, step_id) for step_id in ROW}
    assert moved["source"][1] - before["source"][1] == moved["filter"][1] - before["filter"][1]
    assert moved["sink"] == before["sink"]
    studio.shoot("26-group")
    undo(page)
    sees_at(studio, before)
    page.locator(".react-flow__node-frame").focus()
    page.keyboard.press("F2")
    page.keyboard.type("Renamed")
    page.keyboard.press("Enter")
    expect(group).to_contain_text("Renamed")
    page.keyboard.press("Control+Shift+g")
    expect(group).to_have_count(0)
    expect(studio.step("filter")).to_be_visible()


def test_a_group_follows_a_step_that_is_moved(studio: Studio) -> None:
    page = studio.page
    groups = [{"id": "g", "title": "Both", "steps": ["source", "filter"]}]
    open_flow(studio, ROW, STREAMS, groups=groups)
    frame = page.get_by_test_id("group-g")
    before = frame.bounding_box()
    at = place(studio, "filter")
    drag(page, (at[0] + 60, at[1] + 20), (at[0] + 60, at[1] + 90))
    after = frame.bounding_box()
    assert before and after and after["height"] > before["height"] + 40
