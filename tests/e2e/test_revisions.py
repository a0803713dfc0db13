"""Nothing is lost: revisions compared and restored, two tabs on one flow, saves whose answer never came."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests.backend.conftest import until
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

SOURCE = {"id": "source", "operator": "demo_source", "config": {}}
FILTER = {"id": "keep", "operator": "filter", "config": {"keep": "value > 1"}}
SINK = {"id": "sink", "operator": "null_sink", "config": {}}
LAYOUT = {
    "source": {"x": 0, "y": 0},
    "keep": {"x": 280, "y": 0},
    "sink": {"x": 560, "y": 0},
    "key": {"x": 280, "y": 160},
}


def document(*steps: dict[str, Any], description: str = "") -> dict[str, Any]:
    """Return a flow in which each step feeds the next one."""
    ids = [step["id"] for step in steps]
    streams = [{"from": f"{one}.down", "to": f"{other}.up"} for one, other in pairwise(ids)]
    layout = {step_id: LAYOUT[step_id] for step_id in ids}
    return {
        "name": "kept",
        "description": description,
        "steps": list(steps),
        "streams": streams,
        "layout": layout,
    }


def save(studio: Studio, flow: dict[str, Any], onto: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Save a flow behind the back of whoever has it open."""
    client = studio.served.client
    if onto is None:
        answer = client.post("/api/flows", json={"flow": flow, **more})
    else:
        headers = {"If-Match": f'"{onto["revision"]}"'}
        answer = client.put(f"/api/flows/{onto['id']}", json={"flow": flow, **more}, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def newest(studio: Studio, kept: dict[str, Any]) -> dict[str, Any]:
    return dict(studio.served.client.get(f"/api/flows/{kept['id']}").json())


def open_in(page: Page, studio: Studio, kept: dict[str, Any]) -> Studio:
    """Open a kept flow in a tab."""
    page.goto(f"{studio.served.url}/flows/{kept['id']}")
    opened = Studio(page, studio.served, studio._screenshots)
    expect(opened.step("source")).to_be_visible()
    return opened


def describe(studio: Studio, title: str) -> None:
    """Give the source a title: an edit like any other."""
    studio.select("source")
    studio.fill("Title", title)


def draft_is_kept(studio: Studio, text: str) -> None:
    until(lambda: text in studio.page.evaluate("JSON.stringify(localStorage)"), f"no draft holds {text!r}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_revision_is_named_compared_as_a_picture_and_restored(studio: Studio, scheme: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    kept = save(studio, document(SOURCE, FILTER, SINK))
    key = {"id": "key", "operator": "key_on", "config": {"key": "sensor"}}
    changed = {**SOURCE, "config": {"seed": 7}}
    save(studio, document(changed, key, SINK), kept, label="by key")
    studio = open_in(page, studio, kept)
    page.keyboard.press("Control+h")
    history = page.get_by_role("dialog", name="History")
    expect(history.get_by_test_id("revision")).to_have_count(2)
    expect(history.get_by_test_id("revision").first).to_contain_text("by key")

    history.get_by_role("button", name="Name revision 1").click()
    history.get_by_label("Name of revision 1").fill("as it was")
    page.keyboard.press("Enter")
    expect(history.get_by_text("as it was")).to_be_visible()

    history.locator("[data-revision='1']").click()
    marks = {"source": "changed", "key": "added", "keep": "removed", "sink": "same"}
    for step_id, mark in marks.items():
        expect(page.get_by_test_id(f"compared-{step_id}")).to_have_attribute("data-mark", mark)
    page.get_by_test_id("compared-source").click()
    expect(page.get_by_test_id("step-changes")).to_contain_text(re.compile("seed.*not set.*7"))
    studio.shoot(f"30-history-{scheme}")
    history.get_by_text("Text", exact=True).click()
    expect(page.get_by_test_id("comparison-text")).to_contain_text("source.down → keep.up")

    history.get_by_role("button", name="Restore revision 1").click()
    expect(studio.step("keep")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(studio.step("keep")).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("saved-state")).to_contain_text("Saved, revision 3")
    assert [step["id"] for step in newest(studio, kept)["flow"]["steps"]] == ["source", "keep", "sink"]


def test_the_address_of_a_revision_shows_it(studio: Studio) -> None:
    page = studio.page
    kept = save(studio, document(SOURCE, SINK))
    save(studio, document(SOURCE, FILTER, SINK), kept)
    page.goto(f"{studio.served.url}/flows/{kept['id']}/v/1")
    expect(page.get_by_role("region", name="Revision 1 compared")).to_be_visible()
    expect(page.get_by_test_id("compared-keep")).to_have_attribute("data-mark", "added")
    page.keyboard.press("Escape")
    expect(studio.step("keep")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/flows/{kept['id']}$"))


def test_a_save_is_called_by_a_name(studio: Studio) -> None:
    page = studio.page
    kept = save(studio, document(SOURCE, SINK))
    studio = open_in(page, studio, kept)
    describe(studio, "Machines")
    page.keyboard.press("Control+Shift+s")
    page.get_by_label("Name of revision 2").fill("with a title")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("saved-state")).to_contain_text("Saved, revision 2")
    assert newest(studio, kept)["label"] == "with a title"


def test_two_tabs_keep_a_draft_each_and_hear_of_each_others_saves(studio: Studio, forgiven: list[str]) -> None:
    forgiven.append("412 (Precondition Failed)")
    kept = save(studio, document(SOURCE, SINK))
    first = open_in(studio.page, studio, kept)
    second = open_in(studio.page.context.new_page(), studio, kept)
    describe(first, "from the first tab")
    draft_is_kept(first, "from the first tab")
    describe(second, "from the second tab")
    draft_is_kept(second, "from the second tab")
    for tab, title in ((first, "from the first tab"), (second, "from the second tab")):
        tab.page.reload()
        expect(tab.step("source")).to_contain_text(title)
        expect(tab.page.get_by_test_id("saved-state")).to_contain_text("Unsaved since revision 1")

    first.page.keyboard.press("Control+s")
    expect(first.page.get_by_test_id("saved-state")).to_contain_text("Saved, revision 2")
    expect(first.page.get_by_test_id("newer-revision")).to_have_count(0)
    expect(second.page.get_by_test_id("newer-revision")).to_contain_text("Compare revision 2")
    second.shoot("31-saved-in-another-tab")

    second.page.keyboard.press("Control+s")
    dialog = second.page.get_by_role("dialog", name="This flow was saved elsewhere")
    expect(dialog.get_by_test_id("compared-source")).to_have_attribute("data-mark", "changed")
    expect(dialog.get_by_test_id("step-changes")).to_contain_text(re.compile("from the first tab.*from the second tab"))
    second.shoot("32-conflict-light")
    second.page.emulate_media(color_scheme="dark")
    second.shoot("32-conflict-dark")
    dialog.get_by_role("button", name="Keep mine as revision 3").click()
    expect(second.page.get_by_test_id("saved-state")).to_contain_text("Saved, revision 3")
    titles = [
        studio.served.client.get(f"/api/flows/{kept['id']}/revisions/{number}").json()["flow"]["steps"][0]["title"]
        for number in (2, 3)
    ]
    assert titles == ["from the first tab", "from the second tab"]
    # The first tab has no edits of its own: what is newer comes onto the screen, and Undo takes it back.
    first.page.get_by_test_id("newer-revision").click()
    expect(first.step("source")).to_contain_text("from the second tab")
    expect(first.page.get_by_test_id("saved-state")).to_contain_text("Saved, revision 3")


def test_taking_theirs_loses_nothing_of_mine(studio: Studio, forgiven: list[str]) -> None:
    forgiven.append("412 (Precondition Failed)")
    page = studio.page
    kept = save(studio, document(SOURCE, SINK))
    studio = open_in(page, studio, kept)
    describe(studio, "mine")
    save(studio, document({**SOURCE, "title": "theirs"}, SINK), kept)
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Take theirs").click()
    expect(studio.step("source")).to_contain_text("theirs")
    page.get_by_role("button", name="Undo").click()
    expect(studio.step("source")).to_contain_text("mine")
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("saved-state")).to_contain_text("Saved, revision 3")
    assert newest(studio, kept)["flow"]["steps"][0]["title"] == "mine"


def test_a_save_whose_answer_never_came_is_no_conflict(studio: Studio, forgiven: list[str]) -> None:
    forgiven += ["net::ERR_FAILED", "412 (Precondition Failed)"]
    page = studio.page
    kept = save(studio, document(SOURCE, SINK))
    studio = open_in(page, studio, kept)
    describe(studio, "saved all the same")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(f"**/api/flows/{kept['id']}", lose, times=1)
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("saved-state")).to_contain_text("Not saved")
    assert newest(studio, kept)["revision"] == 2
    describe(studio, "and edited since")
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("saved-state")).to_contain_text("Saved, revision 3")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert newest(studio, kept)["flow"]["steps"][0]["title"] == "and edited since"


def test_edits_of_a_tab_that_was_closed_are_shown_when_the_flow_is_opened_again(studio: Studio) -> None:
    context = studio.page.context
    kept = save(studio, document(SOURCE, SINK))
    closed = open_in(context.new_page(), studio, kept)
    describe(closed, "left behind")
    draft_is_kept(closed, "left behind")
    closed.page.close()
    opened = open_in(studio.page, studio, kept)
    expect(opened.step("source")).to_contain_text("left behind")
    expect(opened.page.get_by_text("Unsaved edits are shown")).to_be_visible()
    opened.page.get_by_role("button", name="Undo").click()
    expect(opened.step("source")).not_to_contain_text("left behind")
