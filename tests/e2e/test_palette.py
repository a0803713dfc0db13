"""The command palette and the list of shortcuts: everything that can be done, found by typing, with keys of one's own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long


def opened(studio: Studio) -> Locator:
    """Open the palette and return its list."""
    studio.page.keyboard.press("Control+k")
    palette = studio.page.get_by_role("dialog", name="Command palette")
    expect(palette.get_by_role("combobox")).to_be_focused()
    return palette


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_cannot_be_done_is_there_and_says_why(studio: Studio, scheme: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    palette = opened(studio)
    page.keyboard.type("delete")
    first = palette.get_by_role("option").first
    expect(first).to_have_attribute("aria-disabled", "true")
    expect(first).to_contain_text("Nothing is selected.")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(palette.get_by_text("Open…", exact=True)).to_be_visible()
    studio.shoot(f"45-palette-{scheme}")


def test_operators_steps_examples_and_tabs_are_found_and_the_last_comes_first(studio: Studio) -> None:
    page = studio.page
    for words, seen in (("add coll wi", "collect_window"), ("add demo", "demo_source")):
        opened(studio)
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(studio.step(seen)).to_be_visible()
    palette = opened(studio)
    expect(palette.get_by_test_id("command").first).to_contain_text("Add Demo source")
    page.keyboard.type("collect_window")
    page.keyboard.press("Enter")
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value("collect_window")
    opened(studio)
    page.keyboard.type("example wind")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("flow-name")).to_have_text("windowing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_action_is_given_other_keys_and_keeps_them(studio: Studio, scheme: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_test_id("shortcut-save")).to_contain_text("Ctrl")
    studio.shoot(f"46-shortcuts-{scheme}")
    page.keyboard.type("command pal")
    row = sheet.get_by_test_id("shortcut-palette")
    expect(sheet.get_by_test_id("shortcut-save")).to_have_count(0)
    row.get_by_role("button", name="Change the keys").press("Enter")
    page.keyboard.press("Control+s")
    expect(row).to_contain_text("Ctrl S is 'Save'. Give that other keys first.")
    row.get_by_role("button", name="Change the keys").press("Enter")
    page.keyboard.press("Alt+p")
    expect(row).to_contain_text("Alt")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    # The dialog's place in the history is given back a moment later, and a page that is leaving cannot be loaded again.
    page.wait_for_function("history.state !== 'overlay'")

    page.reload()
    expect(page.get_by_test_id("palette-demo_source")).to_be_visible()
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("dialog", name="Command palette")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    sheet.get_by_role("button", name="Reset the keys of Command palette").click()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    opened(studio)


def test_the_focus_is_where_it_was_when_a_dialog_closes(studio: Studio) -> None:
    page = studio.page
    page.get_by_label("Search operators").focus()
    opened(studio)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Search operators")).to_be_focused()
