"""No serious violation on any main screen, light and dark, as axe finds them. Add a screen to `SCREENS`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

AXE = (Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js").read_text("utf-8")
SERIOUS = ("serious", "critical")
EXAMPLES = Path(__file__).parents[2] / "examples"

Screen = Callable[[Studio], None]


def _open_example(studio: Studio, name: str) -> None:
    flow = (EXAMPLES / f"{name}.json").read_text("utf-8")
    answer = studio.served.client.post(
        "/api/flows", content=f'{{"flow": {flow}}}', headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 201, answer.text
    studio.page.goto(f"{studio.served.url}/flows/{answer.json()['id']}")
    expect(studio.page.locator(".react-flow__node").first).to_be_visible()
    studio.sees_no_errors()


def _empty(studio: Studio) -> None:
    expect(studio.page.get_by_text("Begin a flow")).to_be_visible()


def _step_panel(studio: Studio) -> None:
    _open_example(studio, "windowing")
    studio.select("windows")
    expect(
        studio.panel.get_by_role("heading", name="Aggregate window").or_(studio.panel.get_by_role("heading").first)
    ).to_be_visible()


def _stream_looked_at(studio: Studio) -> None:
    _open_example(studio, "windowing")
    studio.page.locator(".react-flow__edge").first.focus()
    studio.page.keyboard.press("Enter")
    expect(studio.page.get_by_role("complementary", name="Stream")).to_be_visible()


def _finished(studio: Studio) -> None:
    _open_example(studio, "payments")
    studio.run()
    studio.ends("Finished")


def _tab(name: str) -> Screen:
    def show(studio: Studio) -> None:
        _finished(studio)
        studio.tab(name)
        expect(studio.page.get_by_test_id(f"dock-tab-{name}")).to_have_attribute("aria-selected", "true")

    return show


def _row_read(studio: Studio) -> None:
    _finished(studio)
    studio.page.get_by_test_id("dock-select").select_option(index=1)
    studio.page.get_by_label("Filter").fill("nope = 1")
    studio.page.get_by_test_id("output-item").first.click()
    expect(studio.page.get_by_test_id("row-detail")).to_be_visible()


def _chart(studio: Studio) -> None:
    _finished(studio)
    # Whichever port has a number to draw.
    select = studio.page.get_by_test_id("dock-select")
    for option in select.locator("option").all():
        select.select_option(option.get_attribute("value"))
        if studio.page.get_by_test_id("chart-toggle").count():
            break
    studio.page.get_by_test_id("chart-toggle").click()
    expect(studio.page.get_by_test_id("chart-figures")).to_be_visible()


def _running(studio: Studio) -> None:
    _open_example(studio, "live_sensors")
    studio.run()
    studio.ends("Running")
    expect(studio.page.get_by_test_id("strip-averages")).to_contain_text("running")


def _menu(test_id: str) -> Screen:
    def show(studio: Studio) -> None:
        _finished(studio)
        studio.page.get_by_test_id(test_id).click()
        expect(studio.page.get_by_role("menu")).to_be_visible()

    return show


def _dialog(keys: str) -> Screen:
    def show(studio: Studio) -> None:
        studio.page.keyboard.press(keys)
        expect(studio.page.get_by_role("dialog")).to_be_visible()

    return show


SCREENS: dict[str, Screen] = {
    "empty": _empty,
    "step panel": _step_panel,
    "stream": _stream_looked_at,
    "running": _running,
    **{
        f"{name} tab": _tab(name)
        for name in ("output", "late", "windows", "timeline", "doctor", "metrics", "problems", "log")
    },
    "row": _row_read,
    "chart": _chart,
    "export menu": _menu("export"),
    "open dialog": _dialog("Control+o"),
    "command palette": _dialog("Control+k"),
    "quick add": _dialog("/"),
    "shortcuts": _dialog("?"),
}


def _violations(studio: Studio) -> list[str]:
    """Return what axe finds, each with where it is."""
    page = studio.page
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run({ resultTypes: ['violations'] })).violations"
    )
    return [
        f"{one['id']}: {one['help']} at {place['target']}: {place['html'][:160]}"
        for one in found
        if one["impact"] in SERIOUS
        for place in one["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_serious_violation(studio: Studio, screen: str) -> None:
    SCREENS[screen](studio)
    for scheme in ("light", "dark"):
        studio.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(studio.page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
        assert _violations(studio) == [], scheme


def test_a_violation_would_be_found(studio: Studio) -> None:
    _empty(studio)
    studio.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/icon.svg\" id=\"no-words\">')"
    )
    assert [one.split(":")[0] for one in _violations(studio)] == ["image-alt"]
