"""The whole studio without a mouse: building, wiring, filling in, running, walking, finding, the outline, the regions."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long


def choose(page: Page, words: str) -> None:
    """Type into the list that is open, and take what it finds first."""
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def on_step(page: Page, step_id: str) -> None:
    """Wait until the focus is on a step."""
    expect(page.locator(f".react-flow__node[data-id='{step_id}']")).to_be_focused()


def built(studio: Studio) -> None:
    """Build source, key and window, each after the one before, and a sink that is not connected."""
    page = studio.page
    page.keyboard.press("/")
    choose(page, "demo source")
    on_step(page, "demo_source")
    for words, step_id in (("key on", "key_on"), ("collect window", "collect_window")):
        page.keyboard.press("a")
        choose(page, words)
        on_step(page, step_id)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    choose(page, "nowhere")
    on_step(page, "null_sink")
    expect(page.locator(".react-flow__edge")).to_have_count(2)


def said(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until something was said to those who do not see the screen."""
    expect(page.get_by_test_id("announcement").filter(has_text=words)).to_have_count(1)


def test_a_windowing_flow_is_built_and_run_without_a_mouse(studio: Studio) -> None:
    page = studio.page
    built(studio)
    # From the sink back to the window: only ports that fit come up, and each is said.
    page.keyboard.press("c")
    said(page, re.compile(r"collect_window\.down to null_sink\.up, 1 of \d"))
    studio.shoot("40-connecting")
    page.keyboard.press("ArrowDown")
    said(page, re.compile(r"to null_sink\.up, 2 of \d"))
    page.keyboard.press("Escape")
    said(page, "Nothing connected.")
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    said(page, "Connected collect_window.down to null_sink.up.")
    expect(page.locator(".react-flow__edge")).to_have_count(3)

    # Problems lead to their fields, one after the other.
    for field, text in (("key", "sensor"), ("clock.timestamp", "time"), ("windower.length", "10s")):
        page.keyboard.press("F8")
        focused = page.locator(f"[data-field='{field}'] :focus")
        expect(focused).to_have_count(1)
        page.keyboard.type(text)
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    studio.sees_no_problems()
    page.keyboard.press("Control+Enter")
    studio.ends("Running")
    page.keyboard.press("Control+k")
    choose(page, "show windows")
    expect(page.get_by_test_id("dock-tab-windows")).to_be_focused()
    page.keyboard.press("Control+k")
    choose(page, "stop")
    studio.ends("Stopped")


def test_arrows_walk_along_the_streams_and_delete_and_undo_need_no_mouse(studio: Studio) -> None:
    page = studio.page
    built(studio)
    page.keyboard.press("Alt+ArrowLeft")
    said(page, "Nothing feeds null_sink.")
    page.keyboard.press("Control+k")
    choose(page, "go to step demo_source")
    on_step(page, "demo_source")
    for step_id in ("key_on", "collect_window"):
        page.keyboard.press("Alt+ArrowRight")
        on_step(page, step_id)
    page.keyboard.press("Alt+ArrowLeft")
    on_step(page, "key_on")
    page.keyboard.press("Delete")
    expect(studio.step("key_on")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(studio.step("key_on")).to_be_visible()
    expect(page.locator(".react-flow__edge")).to_have_count(2)


def test_a_port_that_does_not_fit_is_listed_with_the_reason(studio: Studio) -> None:
    page = studio.page
    page.keyboard.press("/")
    choose(page, "demo source")
    on_step(page, "demo_source")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    choose(page, "collect window")
    on_step(page, "collect_window")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text("Put a Key on step between them.")
    studio.shoot("41-why-not")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_outline_can_do_what_the_canvas_can(studio: Studio, scheme: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    built(studio)
    page.keyboard.press("Shift+O")
    tree = page.get_by_role("tree")
    expect(tree.get_by_role("treeitem")).to_have_count(4)
    expect(tree.locator(":focus")).to_have_count(1)
    page.keyboard.press("Home")
    expect(page.get_by_test_id("outline-demo_source")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_text("up ← demo_source.down")).to_be_visible()
    studio.shoot(f"42-outline-{scheme}")
    # A stream is taken away, and made again.
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("outline-key_on")).to_be_focused()
    page.keyboard.press("c")
    said(page, re.compile("1 of"))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    # A step gets another name, one more comes after it, and one goes.
    page.keyboard.press("F2")
    page.keyboard.type("by_sensor")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("outline-by_sensor")).to_be_visible()
    expect(studio.step("by_sensor")).to_be_visible()
    page.keyboard.press("a")
    choose(page, "filter")
    expect(page.get_by_test_id("outline-filter")).to_be_visible()
    page.keyboard.press("Delete")
    expect(studio.step("filter")).to_have_count(0)


def test_regions_are_gone_round_with_one_key(studio: Studio) -> None:
    page = studio.page
    built(studio)
    where = "document.activeElement.closest('[data-region]')?.dataset.region"
    visited = []
    for _ in range(5):
        page.keyboard.press("F6")
        visited.append(page.evaluate(where))
    assert visited == ["panel", "dock", "bar", "left", "canvas"]
    page.keyboard.press("Shift+F6")
    assert page.evaluate(where) == "left"
    page.keyboard.press("F6")
    on_step(page, "null_sink")


def test_the_first_tab_skips_to_the_canvas(studio: Studio) -> None:
    page = studio.page
    built(studio)
    page.reload()
    expect(studio.step("null_sink")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skip to the canvas")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__node:focus")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_looked_for_is_found_wherever_it_stands(studio: Studio, scheme: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    built(studio)
    expect(page.get_by_test_id("problem-count")).to_be_visible()
    page.keyboard.press("Control+f")
    page.keyboard.type("sensor")
    expect(page.get_by_test_id("found-place").first).to_contain_text("field of its stream")
    page.keyboard.press("Control+a")
    page.keyboard.type("collect")
    places = page.get_by_test_id("found-place")
    expect(places).to_have_count(2)
    studio.shoot(f"43-find-{scheme}")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("find-count")).to_have_text("1 of 2")
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value("collect_window")
    page.keyboard.press("F3")
    expect(page.get_by_test_id("find-count")).to_have_text("2 of 2")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Find in the flow")).to_have_count(0)
    on_step(page, "collect_window")


def test_a_problem_with_an_obvious_remedy_is_mended_at_once(studio: Studio) -> None:
    page = studio.page
    page.keyboard.press("/")
    choose(page, "demo source")
    on_step(page, "demo_source")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    choose(page, "filter")
    on_step(page, "filter")
    page.get_by_test_id("problem-count").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Connect demo_source.down").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    studio.write("Keep", "valeu > 3")
    mend = page.get_by_role("button", name="Write 'value'")
    expect(mend).to_be_visible()
    studio.shoot("44-problems")
    mend.focus()
    page.keyboard.press("Enter")
    field = studio.panel.get_by_role("textbox", name="Keep", exact=True)
    expect(field).to_have_text("value > 3")
    # One goes on in the field that was mended, and from there it is taken back as well.
    expect(field).to_be_focused()
    page.keyboard.press("Control+z")
    expect(field).to_have_text("valeu > 3")
