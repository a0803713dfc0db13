"""Watching a run: the examples, a run that goes on until it is paused or stopped, one that fails."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect
from tests.e2e.studio import Studio


def _open_example(studio: Studio, name: str) -> None:
    page = studio.page
    if page.get_by_role("button", name="Example").count() == 0:
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Example").first.click()
    page.get_by_role("dialog").get_by_text(name, exact=True).click()
    studio.sees_no_problems()


def test_the_example_windowing_runs_as_it_comes(studio: Studio) -> None:
    _open_example(studio, "windowing")
    studio.run()
    studio.ends("Finished")
    expect(studio.page.get_by_test_id("printed-line")).to_have_count(4)
    studio.tab("windows")
    expect(studio.page.get_by_test_id("window-item")).to_have_count(4)


def test_the_live_example_counts_as_it_goes_and_stops_when_told(studio: Studio) -> None:
    page = studio.page
    _open_example(studio, "live_sensors")
    studio.run()
    studio.ends("Running")
    studio.tab("output")
    choices = page.get_by_test_id("dock-select")
    choices.select_option(
        next(text for text in choices.locator("option").all_inner_texts() if text.startswith("sensors"))
    )
    expect(page.get_by_test_id("output-item").first).to_be_visible()
    expect(page.get_by_test_id("output-item").nth(5)).to_be_visible()
    studio.shoot("14-live")
    page.get_by_role("button", name="Stop").click()
    studio.ends("Stopped")
    run_id = page.url.rsplit("run", 1)[-1]
    assert run_id, "the run is not in the address"
    page.reload()
    studio.ends("Stopped")


@pytest.mark.long
def test_what_turns_while_a_run_starts_is_in_the_middle_of_its_button(studio: Studio) -> None:
    page = studio.page
    held: list[Route] = []
    page.route("**/api/jobs", lambda route: held.append(route))
    _open_example(studio, "windowing")
    studio.run()
    expect(page.locator(".mantine-Button-loader")).to_be_visible()
    button, loader = (
        page.locator(place).bounding_box() for place in ("button[data-loading]", ".mantine-Button-loader")
    )
    assert button and loader
    for side, length in (("x", "width"), ("y", "height")):
        assert loader[side] + loader[length] / 2 == pytest.approx(button[side] + button[length] / 2, abs=1.5)
    held[0].continue_()
    studio.ends("Finished")


def test_a_paused_run_stands_still_until_it_is_resumed(studio: Studio) -> None:
    page = studio.page
    studio.drag_in("demo_source", 80, 80)
    studio.drag_in("null_sink", 420, 80)
    studio.wire("demo_source.down", "null_sink.up")
    studio.sees_no_problems()
    studio.run()
    studio.ends("Running")
    page.get_by_role("button", name="Pause", exact=True).click()
    studio.ends("Paused")
    studio.shoot("17-paused")
    page.get_by_role("button", name="Resume", exact=True).click()
    studio.ends("Running")
    page.get_by_role("button", name="Stop", exact=True).click()
    studio.ends("Stopped")


def test_a_run_that_fails_says_why_in_full(studio: Studio) -> None:
    page = studio.page
    studio.drag_in("testing_source", 80, 80)
    studio.drag_in("filter", 420, 80)
    studio.wire("testing_source.down", "filter.up")
    studio.select("testing_source")
    studio.fields({"val": "int"})
    studio.items(['{"val": 0}'])
    studio.select("filter")
    studio.write("Keep", "10 / val > 1")
    studio.choose("On error", "fail")
    studio.run()
    studio.ends("Failed")
    expect(page.get_by_text("divides by zero", exact=False).first).to_be_visible()
    studio.shoot("15-failed")


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_studio_follows_the_persons_colours(studio: Studio, scheme: str) -> None:
    studio.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    expect(studio.page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
    _open_example(studio, "windowing")
    studio.run()
    studio.ends("Finished")
    studio.tab("windows")
    expect(studio.page.get_by_test_id("window-item")).to_have_count(4)
    studio.select("windows")
    studio.shoot(f"16-{scheme}")
