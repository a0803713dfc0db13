"""Controls that fit what they are for: spans and instants of time, files, aggregations, choices; all by keyboard too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_window_step_is_set_up_with_fit_controls(studio: Studio, scheme: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    studio.drag_in("demo_source", 40, 80)
    studio.drag_in("key_on", 255, 200)
    studio.drag_in("aggregate_window", 470, 80)
    studio.wire("demo_source.down", "key_on.up")
    studio.wire("key_on.down", "aggregate_window.up")
    studio.select("key_on")
    studio.panel.get_by_role("group", name="Fields for Key").get_by_role("button").first.click()
    studio.select("aggregate_window")
    form = studio.panel
    form.get_by_role("group", name="Fields for Timestamp").get_by_role("button").first.click()
    studio.choose("Clock", "system")
    expect(form.get_by_label("Wait", exact=True)).to_have_count(0)
    studio.choose("Clock", "event")

    wait = form.get_by_label("Wait", exact=True)
    wait.fill("90 s")
    expect(form).to_contain_text("= 1 min 30 s")
    wait.press("ArrowUp")
    expect(wait).to_have_value("1m 35s")
    form.get_by_role("button", name="Usual values of Wait").click()
    page.get_by_role("menuitem", name="10 s").click()
    expect(wait).to_have_value("10s")
    form.get_by_label("Length", exact=True).fill("1")
    expect(form).to_contain_text("1 what? Add a unit")
    studio.fill("Length", "60s")
    expect(form.get_by_label("Length", exact=True)).to_have_value("1m")
    form.get_by_label("Align to", exact=True).fill("2022-01-01T00:00:00")
    expect(form).to_contain_text("Which zone?")
    studio.fill("Align to", "2022-01-01T01:00:00+01:00")
    expect(form).to_contain_text("2022-01-01 00:00:00 UTC")

    form.get_by_role("button", name="Add result").click()
    row = form.get_by_role("group", name="Result name", exact=True)
    row.get_by_label("Function of name").select_option("mean")
    expect(row).to_contain_text("Takes int, float.")
    row.get_by_role("group", name="Fields for Of").get_by_role("button", name="value").click()
    expect(row).to_contain_text("→ float")
    form.get_by_role("button", name="Add result").click()
    form.get_by_label("Move name_2 up").click()
    expect(form.get_by_label("Name 1", exact=True)).to_have_value("name_2")
    studio.sees_no_errors()
    row.scroll_into_view_if_needed()
    studio.shoot(f"25-form-results-{scheme}")
    form.get_by_label("Clock", exact=True).scroll_into_view_if_needed()
    studio.shoot(f"26-form-clock-{scheme}")


def test_a_file_is_found_in_the_data_folder(studio: Studio) -> None:
    page = studio.page
    root = studio.served.settings.data_root
    (root / "browsed/more").mkdir(parents=True, exist_ok=True)
    for name in ("a.jsonl", "b.jsonl", "a_name_that_goes_on_and_on_" + "x" * 80 + ".csv"):
        (root / "browsed" / name).write_text('{"value": 1}\n')
    studio.drag_in("file_source", 80, 80)
    studio.select("file_source")
    studio.panel.get_by_role("button", name="Browse").click()
    browser = page.get_by_test_id("file-browser")
    browser.get_by_role("button", name="browsed").press("Enter")
    expect(browser.get_by_role("listitem")).to_have_count(4)
    studio.shoot("27-files")
    browser.get_by_role("button", name="All 2 as").click()
    expect(studio.panel.get_by_label("Path", exact=True)).to_have_value("browsed/*.jsonl")
    expect(studio.panel).to_contain_text("2 files match, 26 B")
    studio.fill("Path", "browsed/*.parquet")
    expect(studio.panel).to_contain_text("No file matches now")


def test_an_id_that_is_refused_stays_with_the_reason(studio: Studio) -> None:
    studio.drag_in("map", 300, 200)
    studio.select("map")
    field = studio.panel.get_by_label("Id", exact=True)
    studio.fill("Id", "two words")
    expect(field).to_have_value("two words")
    expect(studio.panel.get_by_text("Use letters, digits, _ and -")).to_be_visible()
    expect(studio.step("map")).to_be_visible()
    field.press("Escape")
    expect(field).to_have_value("map")


def test_escape_in_the_form_goes_back_to_the_step(studio: Studio) -> None:
    page = studio.page
    studio.drag_in("collect_window", 300, 200)
    card = page.locator(".react-flow__node[data-id=collect_window]")
    card.focus()
    page.keyboard.press("F2")
    expect(studio.panel.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("Ten seconds")
    page.keyboard.press("Escape")
    expect(card).to_be_focused()
    expect(card).to_contain_text("Ten seconds")
    expect(studio.panel).to_be_visible()

    # What has a use for the key takes it first: a name that is no id, a menu, completions.
    field = studio.panel.get_by_label("Id", exact=True)
    field.fill("a.b")
    field.press("Escape")
    expect(field).to_have_value("collect_window")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(card).to_be_focused()
    picks = studio.panel.get_by_role("button", name="Usual values of").first
    picks.click()
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(picks).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_focused()
    stamp = studio.panel.get_by_role("textbox", name="Timestamp", exact=True)
    stamp.click()
    page.keyboard.type("parse")
    expect(page.locator(".cm-tooltip-autocomplete")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cm-tooltip-autocomplete")).to_have_count(0)
    expect(stamp).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_focused()
    # Once more, and nothing is selected.
    page.keyboard.press("Escape")
    expect(studio.panel).to_have_count(0)


def test_a_field_that_was_gone_to_takes_the_focus_once(studio: Studio) -> None:
    page = studio.page
    studio.drag_in("map", 300, 200)
    title = studio.panel.get_by_label("Title", exact=True)
    page.keyboard.press("F2")
    expect(title).to_be_focused()
    # At once, while the panel may still be waiting for the field to be drawn.
    field = studio.panel.get_by_role("textbox", name="Value", exact=True)
    field.click()
    page.keyboard.type("upper")
    expect(field).to_contain_text("upper")
    expect(title).to_have_value("")

    page.get_by_role("button", name="Close the panel").click()
    studio.select("map")
    expect(title).not_to_be_focused()
    page.keyboard.press("Delete")
    expect(studio.step("map")).to_have_count(0)
