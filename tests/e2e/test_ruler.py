"""The window ruler: which windows a step will have, and where a timestamp falls, before anything has run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long


def ruler_of(studio: Studio, length: str, align_to: str = "2022-01-01T00:00:00Z") -> Locator:
    """Put a window step on the canvas with windows of this length; return its ruler."""
    studio.drag_in("collect_window", 80, 80)
    studio.select("collect_window")
    ruler = studio.panel.get_by_test_id("window-ruler")
    expect(ruler).to_contain_text("once length can be read")
    studio.fill("Length", length)
    studio.fill("Align to", align_to)
    return ruler


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_pasted_timestamp_is_told_its_window_and_why(studio: Studio, scheme: str) -> None:
    studio.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    ruler = ruler_of(studio, "10m")
    expect(ruler.get_by_test_id("ruler-strip")).to_be_visible()
    asked = ruler.get_by_label("A timestamp, or several, to see where they fall")
    asked.fill("2022-01-01T10:14:12Z\n2021-12-31T23:59:59Z\n2022-01-01T00:00:00")
    said = ruler.get_by_test_id("ruler-said")
    expect(said).to_contain_text("2022-01-01 10:14:12 falls into window 61 [10:10:00, 10:20:00)")
    expect(said).to_contain_text("falls into window -1")
    expect(said).to_contain_text("Which zone?")
    asked.fill("2022-01-01T10:14:12Z")
    ruler.get_by_text("As a list").click()
    expect(ruler.get_by_role("row")).to_have_count(3)
    studio.panel.get_by_test_id("ruler-strip").scroll_into_view_if_needed()
    studio.shoot(f"22-ruler-{scheme}")


def test_days_that_do_not_follow_local_midnight_are_flagged(studio: Studio) -> None:
    ruler = ruler_of(studio, "1d", "2026-07-31T22:00:00Z")
    ruler.get_by_text("Local", exact=True).click()
    ruler.get_by_label("Time zone").select_option("Europe/Berlin")
    ruler.get_by_label("A timestamp, or several").fill("2026-08-01T10:00:00Z")
    expect(ruler).to_contain_text("A length of 1 d is 24 hours: it will not follow local midnight over 2026-10-25")
    expect(ruler).to_contain_text("2026-08-01 12:00:00 falls into window 0")
    studio.shoot("23-ruler-summer-time")


def test_sessions_are_told_pair_by_pair(studio: Studio) -> None:
    ruler = ruler_of(studio, "10s")
    studio.choose("Windower", "session")
    studio.fill("Gap", "5m")
    ruler.get_by_label("Timestamps, to see").fill("2022-01-01T00:00:00Z, 2022-01-01T00:05:00Z, 2022-01-01T00:20:00Z")
    expect(ruler).to_contain_text("exactly the gap, which is still together")
    expect(ruler).to_contain_text("Together they make 2 sessions.")
    studio.shoot("24-ruler-sessions")
