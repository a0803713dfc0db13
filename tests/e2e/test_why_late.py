"""The wait that the card of a late item prints: applied, it keeps exactly that item; one microsecond less does not.

The streams are drawn in `tests/engine/windows/why_late_streams.py`; here they are twelve branches of one flow, so that three
runs show it of all of them. What is asked about is chosen in the table, and the wait is read off the card.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from tests.e2e.studio import Studio
from tests.engine.windows.why_late_streams import STREAMS, Stream, whole_flow

from tidegate.fields import format_duration, parse_duration

PRINTED = re.compile(r"A wait of ([^.]*(?:\.\d+[^.]*)*) would have kept it")


def open_flow(studio: Studio, flow: Mapping[str, object], folder: Path) -> None:
    """Import a flow from a file, as a person does."""
    file = folder / "flow.json"
    file.write_text(json.dumps(flow), "utf-8")
    with studio.page.expect_file_chooser() as chooser:
        studio.page.get_by_role("button", name="Menu").click()
        studio.page.get_by_role("menuitem", name="Import").click()
    chooser.value.set_files(file)


def run_whole(studio: Studio, start: Locator) -> str:
    """Run the flow, and return the run's id once it has finished."""
    before = studio.page.url
    start.click()
    expect(studio.page).not_to_have_url(before)
    studio.ends("Finished")
    return studio.page.url.rpartition("run=")[2].partition("&")[0]


def late_positions(studio: Studio, run_id: str) -> dict[str, set[int]]:
    """Return the late items of each stream, as the run told them."""
    found: dict[str, set[int]] = {stream.name: set() for stream in STREAMS}
    for event in studio.served.events(run_id):
        if event["type"] == "items" and event["port"] == "late":
            found[event["step_id"]] |= set(event["columns"]["position"])
    return found


def explain(studio: Studio, stream: Stream) -> Locator:
    """Choose the item that is asked about in the table of late items; return its card."""
    page = studio.page
    page.get_by_test_id("dock-select").select_option(stream.name)
    rows = page.get_by_test_id("late-item")
    card = page.get_by_test_id("why-late")
    for number in range(rows.count()):
        rows.nth(number).click()
        if card.get_by_test_id("late-explanation").filter(has_text=f"(item {stream.position}) came").count():
            return card
    raise AssertionError(f"no card tells of item {stream.position} of {stream.name}")


def printed_wait(card: Locator) -> str:
    """Return the wait that the card's sentence names, in the words of a document."""
    text = card.get_by_test_id("late-explanation").inner_text()
    words = PRINTED.search(text)
    assert words, text
    parts = re.findall(r"([\d.]+) ?(µs|ms|min|s|h|d)", words[1])
    return format_duration(sum(parse_duration(f"{count}{unit}") for count, unit in parts))


def test_the_printed_wait_keeps_exactly_the_item_and_a_microsecond_less_does_not(
    studio: Studio, tmp_path: Path
) -> None:
    page = studio.page
    open_flow(studio, whole_flow(), tmp_path)
    studio.sees_no_errors()
    drawn = late_positions(studio, run_whole(studio, page.get_by_role("button", name="Run", exact=True)))
    studio.tab("late")
    printed: dict[str, str] = {}
    for stream in STREAMS:
        card = explain(studio, stream)
        printed[stream.name] = printed_wait(card)
        card.get_by_test_id("apply-wait").click()
        expect(card.get_by_test_id("apply-wait")).to_be_disabled()
    assert printed == {stream.name: stream.needed for stream in STREAMS}
    studio.shoot("20-why-late-applied")

    kept = late_positions(studio, run_whole(studio, page.get_by_test_id("run-again")))
    assert kept == {stream.name: drawn[stream.name] - {stream.position} for stream in STREAMS}

    for stream in STREAMS:
        studio.select(stream.name)
        studio.fill("Wait", format_duration(parse_duration(printed[stream.name]) - 1))
    studio.sees_no_errors()
    less = late_positions(studio, run_whole(studio, page.get_by_role("button", name="Run", exact=True)))
    assert all(stream.position in less[stream.name] for stream in STREAMS), less


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_the_card_names_who_moved_the_watermark_and_its_edit_can_be_taken_back(
    studio: Studio, tmp_path: Path, scheme: str
) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    open_flow(studio, whole_flow(), tmp_path)
    studio.sees_no_errors()
    run_whole(studio, page.get_by_role("button", name="Run", exact=True))
    studio.tab("late")
    card = explain(studio, STREAMS[0])
    expect(card).to_contain_text("item 2, which moved the watermark")
    expect(card).to_contain_text('name: "c"')
    studio.shoot(f"21-why-late-{scheme}")
    studio.select(STREAMS[0].name)
    expect(studio.panel.get_by_label("Wait", exact=True)).to_have_value("5s")
    card.get_by_test_id("apply-wait").click()
    expect(studio.panel.get_by_label("Wait", exact=True)).to_have_value("30s")
    note = "The flow has changed since this run. Here the wait is 30 s; in the run it was 5 s."
    expect(card.get_by_test_id("late-flow-note")).to_have_text(note)
    card.get_by_role("button", name="Undo").click()
    expect(studio.panel.get_by_label("Wait", exact=True)).to_have_value("5s")
    expect(card.get_by_test_id("late-flow-note")).to_have_text("")
