"""Making a flow: what fits and what does not, taking back, keeping, and doing it all from the keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import expect
from tests.backend.conftest import until
from tests.e2e.studio import Studio

LONG = "a_step_whose_name_goes_on_and_on_until_nobody_wants_to_read_it_any_more_" + "x" * 40


def test_a_port_that_needs_keys_refuses_a_stream_without_and_says_why(studio: Studio) -> None:
    studio.drag_in("demo_source", 80, 80)
    studio.drag_in("collect_window", 420, 80)
    studio.wire("demo_source.down", "collect_window.up")
    expect(studio.page.get_by_text("key", exact=False).filter(has_text="Key on").first).to_be_visible()
    expect(studio.page.locator(".react-flow__edge")).to_have_count(0)
    studio.shoot("07-refused")


def test_every_change_can_be_taken_back_and_done_again(studio: Studio) -> None:
    page = studio.page
    studio.drag_in("demo_source", 80, 80)
    studio.drag_in("filter", 420, 80)
    studio.wire("demo_source.down", "filter.up")
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    studio.select("filter")
    page.get_by_role("button", name="Delete this step").click()
    expect(studio.step("filter")).to_have_count(0)
    # One deletion is one change: the step comes back with its stream.
    page.get_by_role("button", name="Undo").click()
    expect(studio.step("filter")).to_be_visible()
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    for _ in range(3):
        page.get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("step-demo_source")).to_have_count(0)
    for _ in range(3):
        page.get_by_role("button", name="Redo").click()
    expect(page.locator(".react-flow__edge")).to_have_count(1)


def test_an_expression_completes_fields_and_shows_what_is_wrong_where(studio: Studio) -> None:
    page = studio.page
    studio.drag_in("demo_source", 80, 80)
    studio.drag_in("filter", 420, 80)
    studio.wire("demo_source.down", "filter.up")
    studio.select("filter")
    field = studio.panel.get_by_role("textbox", name="Keep", exact=True)
    field.click()
    page.keyboard.type("val")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("value")
    studio.shoot("08-completion")
    page.keyboard.press("Escape")
    page.keyboard.type("eu > 3")
    expect(studio.panel.get_by_text("Did you mean", exact=False).first).to_be_visible()
    expect(studio.panel.locator(".cm-lintRange-error").first).to_be_visible()
    studio.shoot("09-expression-error")


def test_an_operator_is_found_by_what_can_be_chosen_in_it(studio: Studio) -> None:
    studio.page.get_by_label("Search operators").fill("session")
    expect(studio.page.get_by_test_id("palette-collect_window")).to_be_visible()
    expect(studio.page.get_by_test_id("palette-map")).to_have_count(0)


def test_a_field_shows_where_it_means_something(studio: Studio) -> None:
    studio.drag_in("collect_window", 80, 80)
    studio.select("collect_window")
    name = studio.panel.get_by_role("textbox", name="Name", exact=True)
    expect(studio.panel.get_by_role("radio", name="list", exact=True)).to_be_checked()
    expect(name).to_have_count(0)
    studio.choose("Into", "map")
    expect(name).to_be_visible()


def test_a_saved_flow_is_there_after_a_reload(studio: Studio) -> None:
    page = studio.page
    studio.drag_in("demo_source", 80, 80)
    studio.drag_in("null_sink", 420, 80)
    studio.wire("demo_source.down", "null_sink.up")
    page.keyboard.press("Control+s")
    expect(page).to_have_url(re.compile("/flows/"))
    page.reload()
    expect(studio.step("null_sink")).to_be_visible()
    expect(page.locator(".react-flow__edge")).to_have_count(1)


def test_a_draft_that_was_never_saved_is_there_after_a_reload(studio: Studio) -> None:
    studio.drag_in("demo_source", 80, 80)
    # Not by a function in the page: what waits there is made of text, which the page's policy forbids.
    until(lambda: "demo_source" in studio.page.evaluate("JSON.stringify(localStorage)"), "the draft is not kept")
    studio.page.reload()
    expect(studio.step("demo_source")).to_be_visible()


def test_two_tabs_on_one_flow_end_in_a_conflict_that_is_shown(studio: Studio, forgiven: list[str]) -> None:
    forgiven.append("412 (Precondition Failed)")
    page = studio.page
    studio.drag_in("demo_source", 80, 80)
    page.keyboard.press("Control+s")
    expect(page).to_have_url(re.compile("/flows/"))
    flow_id = page.url.rsplit("/flows/", 1)[1].split("?")[0].split("/")[0]
    kept = studio.served.client.get(f"/api/flows/{flow_id}").json()
    theirs = {"flow": {**kept["flow"], "description": "changed elsewhere"}}
    answer = studio.served.client.put(
        f"/api/flows/{flow_id}", json=theirs, headers={"If-Match": f'"{kept["revision"]}"'}
    )
    assert answer.status_code == 200, answer.text
    studio.drag_in("null_sink", 420, 80)
    page.keyboard.press("Control+s")
    expect(page.get_by_role("dialog")).to_be_visible()
    studio.shoot("10-conflict")
    assert studio.served.client.get(f"/api/flows/{flow_id}").json()["flow"]["description"] == "changed elsewhere"


def test_a_flow_is_built_and_wired_without_a_mouse(studio: Studio) -> None:
    page = studio.page
    page.get_by_test_id("palette-demo_source").focus()
    page.keyboard.press("Enter")
    expect(studio.step("demo_source")).to_be_visible()
    # With nothing selected the next step stands by itself.
    page.locator(".react-flow__node").focus()
    page.keyboard.press("Escape")
    page.get_by_test_id("palette-null_sink").focus()
    page.keyboard.press("Enter")
    expect(studio.step("null_sink")).to_be_visible()
    expect(page.locator(".react-flow__edge")).to_have_count(0)
    page.locator(".react-flow__node", has=studio.step("demo_source")).focus()
    page.keyboard.press("c")
    expect(page.get_by_test_id("aimed-stream")).to_be_attached()
    studio.shoot("11-connect-by-keyboard")
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__edge")).to_have_count(1)


def test_long_names_stay_inside_their_cards(studio: Studio) -> None:
    studio.drag_in("demo_source", 80, 80)
    studio.select("demo_source")
    studio.panel.get_by_label("Title", exact=True).fill(LONG)
    studio.page.keyboard.press("Tab")
    card = studio.step("demo_source").bounding_box()
    assert card and card["width"] < 320, card
    studio.shoot("12-long-name")


def test_a_broken_file_is_refused_in_words_and_loses_nothing(studio: Studio, tmp_path: Path) -> None:
    page = studio.page
    studio.drag_in("demo_source", 80, 80)
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"format": 1, "name": "x", "stepz": []}))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("menuitem", name="Import").click()
    chooser.value.set_files(broken)
    expect(page.get_by_text("stepz", exact=False).first).to_be_visible()
    studio.shoot("13-broken-import")
    expect(studio.step("demo_source")).to_be_visible()
