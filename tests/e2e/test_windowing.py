"""The first journey: an empty canvas, four steps, a run, and the reason why an item was late."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.e2e.studio import Studio

FIELDS = {"time": "timestamp", "user": "str", "val": "int"}
#            a  a  b  a | a   a   b           the users; windows of ten seconds
SECONDS = ((0, "a"), (4, "a"), (5, "b"), (8, "a"), (12, "a"), (13, "a"), (14, "b"))
BEHIND = (3, "a")
"""Comes after a's watermark has reached 13 s: late by 10 s."""


def _lines(*items: tuple[int, str]) -> list[str]:
    return [f'{{"time": "2022-01-01T00:00:{at:02}Z", "user": "{user}", "val": 1}}' for at, user in items]


def _build(studio: Studio) -> None:
    for column, kind in enumerate(("testing_source", "key_on", "collect_window", "stdout_sink")):
        studio.drag_in(kind, 40 + 215 * column, 80 + 120 * (column % 2))
    for source, target in (
        ("testing_source.down", "key_on.up"),
        ("key_on.down", "collect_window.up"),
        ("collect_window.down", "stdout_sink.up"),
    ):
        studio.wire(source, target)
    studio.select("testing_source")
    studio.fields(FIELDS)
    studio.items(_lines(*SECONDS))
    studio.select("key_on")
    studio.write("Key", "user")
    studio.select("collect_window")
    studio.write("Timestamp", "time")
    studio.fill("Wait", "0s")
    studio.fill("Length", "10s")
    studio.fill("Align to", "2022-01-01T00:00:00Z")
    studio.select("stdout_sink")
    studio.choose("Format", "python")
    studio.sees_no_problems()


def test_a_person_builds_the_windowing_flow_and_learns_why_an_item_was_late(studio: Studio) -> None:
    page = studio.page
    studio.shoot("01-empty")
    _build(studio)
    studio.shoot("02-built")
    studio.run()
    studio.ends("Finished")
    results = page.get_by_test_id("printed-line")
    expect(results).to_have_count(4)
    keys_and_windows = [re.findall(r"\('(\w+)', \((\d+)", text) for text in results.all_inner_texts()]
    assert keys_and_windows == [[("a", "0")], [("b", "0")], [("a", "1")], [("b", "1")]]
    studio.shoot("03-output")
    studio.tab("windows")
    expect(page.get_by_test_id("window-item")).to_have_count(4)
    studio.shoot("04-windows")
    studio.tab("late")
    expect(page.get_by_test_id("late-item")).to_have_count(0)
    studio.shoot("05-nothing-late")

    studio.select("testing_source")
    studio.items(_lines(*SECONDS, BEHIND))
    studio.sees_no_problems()
    studio.run()
    late = page.get_by_test_id("late-item")
    expect(late).to_have_count(1)
    studio.ends("Finished")
    late.click()
    studio.shoot("06-late")
    # Its watermark, how late it was, and the wait that would have kept it.
    why = page.get_by_test_id("late-explanation")
    expect(why).to_contain_text("00:00:13")
    expect(why).to_contain_text(re.compile("late by 10 ?s"))
    expect(why).to_contain_text(re.compile("wait of 10 ?s"))


def test_the_wait_that_would_have_kept_it_keeps_it(studio: Studio) -> None:
    _build(studio)
    studio.select("testing_source")
    studio.items(_lines(*SECONDS, BEHIND))
    studio.select("collect_window")
    studio.fill("Wait", "10s")
    studio.sees_no_problems()
    studio.run()
    studio.ends("Finished")
    studio.tab("late")
    expect(studio.page.get_by_test_id("late-item")).to_have_count(0)
    studio.tab("windows")
    expect(studio.page.get_by_test_id("window-item")).to_have_count(4)
