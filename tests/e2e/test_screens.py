"""The main screens, light and dark: each is reached as a person would, kept as a picture, and checked for what it must not be.

No grave violation of accessibility, nothing outside the window, no words of a step that are cut and nowhere in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e import screen_flows as flows
from tests.e2e.looking import cut_words, sticking_out, violations
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
SMALL = {"width": 720, "height": 450}
"""A window of 1440 by 900 at 200 %."""


@pytest.fixture
def page(page: Page, scheme: str) -> Page:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    return page


class Screens:
    """Looks at the screens of one colour scheme, one after the other."""

    def __init__(self, studio: Studio, scheme: str) -> None:
        self.studio, self.page, self._scheme = studio, studio.page, scheme
        self._wrong: list[str] = []

    def look(self, name: str) -> None:
        """Keep a picture of what is on the screen, and note what is wrong with it."""
        self.studio.shoot(f"screen-{name}-{self._scheme}")
        found = violations(self.page)
        if (wide := sticking_out(self.page)) > 0:
            found.append(f"the page is {wide} px wider than the window")
        found += [f"cut: {words!r}" for words in cut_words(self.page)]
        self._wrong += [f"{name}: {text}" for text in found]

    def judge(self) -> None:
        """Fail on everything that was wrong, all of it at once."""
        assert not self._wrong, "\n".join(self._wrong)

    def open(self, flow: Mapping[str, Any]) -> dict[str, Any]:
        """Open a kept flow by its address."""
        kept: dict[str, Any] = self.studio.served.client.post("/api/flows", json={"flow": flow}).json()
        self.page.goto(f"{self.studio.served.url}/flows/{kept['id']}")
        expect(self.studio.step(flow["steps"][0]["id"])).to_be_visible()
        return kept

    def ran(self, flow: Mapping[str, Any], tab: str) -> None:
        """Run a flow to its end, and open a tab of that run."""
        job = self.studio.served.submit(flow)
        self.studio.served.when(job, "finished")
        self.page.goto(f"{self.studio.served.url}/runs/{job['run_id']}")
        self.studio.ends("Finished")
        self.studio.tab(tab)


@pytest.fixture
def screens(studio: Studio, scheme: str) -> Screens:
    return Screens(studio, scheme)


@SCHEMES
def test_what_shows_before_anything_is_made(screens: Screens) -> None:
    page = screens.page
    screens.look("01-empty")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Command palette").get_by_role("option").first).to_be_visible()
    screens.look("11-palette")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    screens.look("12-shortcuts")
    screens.judge()


@SCHEMES
def test_what_shows_while_a_flow_is_made(screens: Screens) -> None:
    studio, page = screens.studio, screens.page
    screens.open(flows.windows_of("tumbling"))
    studio.select("windows")
    expect(studio.panel.get_by_test_id("ruler-strip")).to_be_visible()
    expect(page.get_by_test_id("preview").locator("tbody tr").first).to_be_visible()
    screens.look("02-window-step")
    studio.panel.get_by_test_id("ruler-strip").scroll_into_view_if_needed()
    screens.look("02-ruler")
    screens.open(flows.BROKEN)
    page.get_by_test_id("problem-count").click()
    expect(page.get_by_role("button", name="Write 'value'")).to_be_visible()
    screens.look("13-problems")
    screens.open(flows.NOTED)
    expect(page.get_by_test_id("note-why")).to_be_visible()
    screens.look("15-notes-and-groups")
    screens.judge()


@SCHEMES
def test_what_shows_while_a_flow_runs(screens: Screens) -> None:
    studio, page = screens.studio, screens.page
    screens.open(flows.LIVE)
    studio.run()
    expect(page.get_by_test_id("dock-count-late")).not_to_have_text("0")
    expect(page.get_by_test_id(f"strip-{flows.LONG}")).to_contain_text("behind")
    screens.look("03-live")
    studio.tab("late")
    page.get_by_test_id("late-item").first.click()
    expect(page.get_by_test_id("late-drawing")).to_be_visible()
    screens.look("05-late")
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    screens.look("16-zoomed")
    page.set_viewport_size({"width": 1024, "height": 700})
    screens.look("17-narrow")
    page.get_by_role("button", name="Stop", exact=True).click()
    studio.ends("Stopped")
    screens.judge()


@SCHEMES
def test_what_shows_of_a_step_that_stalls(screens: Screens) -> None:
    studio, page = screens.studio, screens.page
    screens.open(flows.STALLED)
    studio.run()
    page.get_by_test_id("stalled-weeks").click()
    expect(page.get_by_test_id("verdict-weeks")).to_contain_text("clock is frozen")
    screens.look("08-doctor")
    studio.tab("windows")
    screens.look("08-windows")
    page.get_by_role("button", name="Stop", exact=True).click()
    studio.ends("Stopped")
    screens.judge()


@SCHEMES
def test_what_shows_of_a_run_that_ended(screens: Screens) -> None:
    studio, page = screens.studio, screens.page
    screens.ran(flows.windows_of("tumbling"), "output")
    page.get_by_test_id("dock-select").select_option("input.down")
    page.get_by_test_id("chart-toggle").click()
    expect(page.get_by_test_id("chart-figures")).to_contain_text("90 values of val")
    screens.look("04-output-chart")
    studio.tab("timeline")
    expect(page.get_by_test_id("what-if-words")).to_be_visible()
    screens.look("06-timeline-arrival")
    if page.get_by_test_id("dock-tab-cost").count():
        studio.tab("cost")
        screens.look("09-cost")
    for kind in ("sliding", "session"):
        screens.ran(flows.windows_of(kind), "timeline")
        page.get_by_role("group", name="What goes down").get_by_role("button", name="Keys").click()
        expect(page.get_by_test_id("timeline-plot")).to_be_visible()
        screens.look(f"07-timeline-keys-{kind}")
    screens.judge()


@SCHEMES
def test_what_shows_of_a_run_that_failed(screens: Screens) -> None:
    screens.open(flows.FAILING)
    screens.studio.run()
    screens.studio.ends("Failed")
    screens.look("14-failed")
    screens.judge()


@SCHEMES
def test_what_shows_of_how_a_flow_was(screens: Screens) -> None:
    page = screens.page
    kept = screens.open(flows.OLDER)
    headers = {"If-Match": f'"{kept["revision"]}"'}
    saved = screens.studio.served.client.put(f"/api/flows/{kept['id']}", json={"flow": flows.NEWER}, headers=headers)
    assert saved.status_code == 200, saved.text
    page.goto(f"{screens.studio.served.url}/flows/{kept['id']}/v/1")
    page.get_by_test_id("compared-sensors").click()
    expect(page.get_by_test_id("step-changes")).to_contain_text("seed")
    screens.look("10-history")
    screens.judge()
