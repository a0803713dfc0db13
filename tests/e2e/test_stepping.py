"""A run that is gone through step by step: one item, one window, and in the end what it gives anyway."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect
from tests.e2e.studio import Studio


def _open_example(studio: Studio, name: str) -> None:
    page = studio.page
    page.get_by_role("button", name="Example").first.click()
    page.get_by_role("dialog").get_by_text(name, exact=True).click()
    studio.sees_no_problems()


def _choose(studio: Studio, menu: str, item: str) -> None:
    studio.page.get_by_role("button", name=menu, exact=True).click()
    studio.page.get_by_role("menuitem", name=item).click()


def _passed(studio: Studio, stream: str) -> Locator:
    """Return the figures of a stream on the canvas."""
    return studio.page.get_by_test_id(f"figures-{stream}")


@pytest.fixture
def straight(studio: Studio) -> list[str]:
    """What the example prints when nobody stops it."""
    _open_example(studio, "windowing")
    studio.run()
    studio.ends("Finished")
    lines = studio.page.get_by_test_id("printed-line")
    expect(lines).to_have_count(4)
    return lines.all_inner_texts()


def test_a_run_is_gone_through_item_by_item_and_window_by_window(studio: Studio, straight: list[str]) -> None:
    page = studio.page
    note = page.get_by_test_id("paused-note")
    _choose(studio, "How to run", "Run paused, from before the first item")
    studio.ends("Paused")
    expect(note).to_contain_text("Paused.")
    studio.tab("windows")
    for count in (1, 2, 3):
        page.get_by_role("button", name="Step", exact=True).click()
        expect(_passed(studio, "input.down>key_on_user.up")).to_contain_text(str(count))
        expect(_passed(studio, "key_on_user.down>windows.up")).to_contain_text(str(count))
    studio.shoot("stepping-1-items")
    expect(page.get_by_test_id("window-item")).to_have_count(0)
    _choose(studio, "Step to", "Next window close")
    expect(page.get_by_test_id("window-item")).to_have_count(1)
    # The item at 12 s closes it, and no other has left after that.
    expect(_passed(studio, "input.down>key_on_user.up")).to_contain_text("5")
    studio.shoot("stepping-2-window")
    page.keyboard.press("F10")
    expect(_passed(studio, "input.down>key_on_user.up")).to_contain_text("6")
    page.get_by_role("button", name="Resume", exact=True).click()
    studio.ends("Finished")
    expect(note).to_have_count(0)
    studio.tab("output")
    lines = page.get_by_test_id("printed-line")
    expect(lines).to_have_count(4)
    assert lines.all_inner_texts() == straight


def test_a_paused_live_run_says_where_its_clock_stands_and_may_go_faster(studio: Studio) -> None:
    page = studio.page
    _open_example(studio, "live_sensors")
    page.keyboard.press("Control+Shift+Enter")
    studio.ends("Paused")
    note = page.get_by_test_id("paused-note")
    expect(note).to_contain_text(re.compile(r"clock stands still at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d"))
    stands = note.locator("time").get_attribute("datetime")
    page.get_by_role("button", name="Speed: 1×").click()
    studio.shoot("stepping-3-speed")
    page.get_by_role("menuitemradio", name="100×").click()
    expect(page.get_by_role("button", name="Speed: 100×")).to_be_visible()
    expect(note.locator("time")).to_have_attribute("datetime", str(stands))
    page.keyboard.press("F9")
    studio.ends("Running")
    page.get_by_role("button", name="Stop", exact=True).click()
    studio.ends("Stopped")


def test_a_frozen_run_says_that_it_goes_as_fast_as_it_can(studio: Studio) -> None:
    page = studio.page
    _open_example(studio, "windowing")
    page.keyboard.press("Control+Shift+Enter")
    studio.ends("Paused")
    page.get_by_role("button", name="Speed: As fast as it can").click()
    expect(page.get_by_role("menuitemradio", name="As fast as possible")).to_be_checked()
    expect(page.get_by_role("menuitemradio", name="10×", exact=True)).to_be_disabled()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Finish", exact=True).click()
    studio.ends("Finished")
