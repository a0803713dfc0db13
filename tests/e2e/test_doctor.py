"""The stall doctor: a window step that has items and gives nothing says what it waits for, and can be helped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

LONG = "a_window_step_whose_name_goes_on_and_on_until_nobody_wants_to_read_it_any_more"


def flow_of(
    clock: str, windows: Mapping[str, Any], keep: str = "true", window_step: str = "win", interval: str = "50ms"
) -> dict[str, Any]:
    """Return a flow of a source without an end, a filter, and windows."""
    steps = [
        ("sensors", "demo_source", {"interval": interval, "keys": 2}),
        ("only", "filter", {"keep": keep}),
        ("key", "key_on", {"key": "sensor"}),
        (
            window_step,
            "collect_window",
            {"clock": {"type": "event", "timestamp": "time", "wait": "5s"}, "windower": windows},
        ),
    ]
    ids = [step for step, _, _ in steps]
    return {
        "format": 1,
        "name": "stalls",
        "run": {"clock": clock},
        "steps": [{"id": step, "operator": kind, "config": config} for step, kind, config in steps],
        "streams": [{"from": f"{up}.down", "to": f"{down}.up"} for up, down in pairwise(ids)],
        "layout": {step: {"x": 250 * column, "y": 0} for column, step in enumerate(ids)},
    }


def start(studio: Studio, flow: dict[str, Any], folder: Path) -> None:
    """Import a flow and put it to work."""
    file = folder / "flow.json"
    file.write_text(json.dumps(flow), "utf-8")
    with studio.page.expect_file_chooser() as chooser:
        studio.page.get_by_role("button", name="Menu").click()
        studio.page.get_by_role("menuitem", name="Import").click()
    chooser.value.set_files(file)
    studio.sees_no_errors()
    studio.run()
    studio.ends("Running")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_step_whose_windows_are_long_says_when_the_clock_closes_them(
    studio: Studio, tmp_path: Path, scheme: str
) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    start(studio, flow_of("live", {"type": "tumbling", "length": "7d"}, window_step=LONG), tmp_path)
    studio.tab("windows")
    page.get_by_test_id("ask-doctor").click()
    verdict = page.get_by_test_id(f"verdict-{LONG}")
    expect(verdict).to_contain_text("closes when its watermark reaches")
    expect(verdict).to_contain_text("If nothing comes, the clock closes it in")
    studio.shoot(f"28-doctor-waiting-{scheme}")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(verdict).to_contain_text("The run is paused: its clock stands still")
    verdict.get_by_test_id("remedy-resume").click()
    studio.ends("Running")
    verdict.get_by_test_id("remedy-finish").click()
    studio.ends("Finished")
    studio.tab("windows")
    expect(page.get_by_test_id("window-item").first).to_be_visible()


def test_a_frozen_clock_is_named_and_the_badge_leads_there(studio: Studio, tmp_path: Path) -> None:
    page = studio.page
    # A frozen run goes as fast as the machine: so close to each other, its items stay within the first day.
    start(studio, flow_of("frozen", {"type": "tumbling", "length": "7d"}, interval="1ms"), tmp_path)
    badge = page.get_by_test_id("stalled-win")
    expect(badge).to_contain_text("stalled: needs later items")
    badge.click()
    verdict = page.get_by_test_id("verdict-win")
    expect(verdict).to_contain_text("The run's clock is frozen: only a later item of")
    # Where time stands still, the watermark is one of the items' time.
    expect(verdict).to_contain_text("; now 2022-01-01")
    verdict.get_by_test_id("remedy-wait").click()
    expect(verdict.get_by_test_id("remedy-wait")).to_be_disabled()
    studio.shoot("29-doctor-frozen")
    studio.select("win")
    expect(studio.panel.get_by_label("Wait", exact=True)).to_have_value("500ms")
    page.get_by_role("button", name="Undo").first.click()
    expect(studio.panel.get_by_label("Wait", exact=True)).to_have_value("5s")
    page.get_by_role("button", name="Stop", exact=True).click()
    studio.ends("Stopped")
    expect(badge).to_have_count(0)


def test_a_step_above_that_lets_nothing_through_is_named(studio: Studio, tmp_path: Path) -> None:
    page = studio.page
    start(studio, flow_of("live", {"type": "tumbling", "length": "1s"}, keep="value < -1000000.0"), tmp_path)
    studio.tab("doctor")
    verdict = page.get_by_test_id("verdict-win")
    expect(verdict).to_contain_text("No item has come: only above let none of its items by down")
    studio.shoot("30-doctor-filtered")
    verdict.get_by_role("button", name="Go to only").click()
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value("only")
    page.get_by_role("button", name="Stop", exact=True).click()
    studio.ends("Stopped")
