"""The table of late items: filtered, sorted, put into a file and found again by its address; and one of them asked for from elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.backend.conftest import until
from tests.e2e.looking import cut_words, violations
from tests.e2e.studio import Studio
from tests.e2e.test_timeline import flow_of, instant, look_at, ran, source
from tests.e2e.test_timeline_speed import Work, many_late

pytestmark = pytest.mark.long

LATE = ((3, "a"), (21, "b"), (9, "a"), (1, "b"), (14, "a"), (7, "c"))
"""Seconds and users of what comes last, each behind the watermark of its key, which stands at 57 s."""
STRETCH = "..".join((instant(0), instant(10)))
INSIDE = [second for second, _ in LATE if second < 10]
OUTSIDE = 11
"""The position of the item at 14 s, after seven that are on time and four that are late."""


def flow() -> dict[str, Any]:
    """Return a flow that finds six items late."""
    known = flow_of("tumbling")
    early = ((2, "a"), (2, "b"), (2, "c"), (12, "a"), (59, "a"), (59, "b"), (59, "c"))
    known["steps"][0] = source((*early, *LATE), "source0")
    return known


def rows(page: Page) -> Locator:
    return page.get_by_test_id("late-item")


def seconds(page: Page) -> list[int]:
    """Return the timestamps that are shown, from the top."""
    texts: list[str] = rows(page).evaluate_all(
        "(rows) => rows.sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((row) => row.children[1].textContent)"
    )
    return [int(text.removeprefix("00:00:")) for text in texts]


def shows(page: Page, wanted: list[int]) -> None:
    until(lambda: seconds(page) == wanted, f"the table shows {seconds(page)} and not {wanted}")


def saved(page: Page, folder: Path) -> list[dict[str, Any]]:
    """Put what is shown into a file, and return its items."""
    page.get_by_test_id("export").click()
    with page.expect_download() as download:
        page.get_by_test_id("export-jsonl").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_late_items_are_filtered_sorted_put_into_a_file_and_found_again(
    studio: Studio, tmp_path: Path, scheme: str
) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 1024, "height": 800})
    page.goto(f"{studio.served.url}/runs/{ran(studio, flow())}?tab=late")
    shows(page, [second for second, _ in LATE])

    page.get_by_label("Filter").fill("late_by > 45s")
    shows(page, [3, 9, 1, 7])
    expect(page.get_by_test_id("dock")).to_contain_text("4 of 6 late items")
    head = page.get_by_role("columnheader").filter(has=page.get_by_test_id("sort-timestamp"))
    for direction, wanted in (("ascending", [1, 3, 7, 9]), ("descending", [9, 7, 3, 1])):
        page.get_by_test_id("sort-timestamp").press("Enter")
        expect(head).to_have_attribute("aria-sort", direction)
        shows(page, wanted)
    assert [item["timestamp"] for item in saved(page, tmp_path)] == [instant(second) for second in (9, 7, 3, 1)]
    studio.shoot(f"22-late-filtered-{scheme}")
    assert violations(page) == []
    assert cut_words(page) == []

    expect(page).to_have_url(re.compile("late-filter=late_by.*late-sort=-timestamp"))
    page.reload()
    shows(page, [9, 7, 3, 1])
    expect(page.get_by_label("Filter")).to_have_value("late_by > 45s")
    page.get_by_label("Filter").fill("late_by > 1h")
    expect(page.get_by_test_id("nothing-fits")).to_have_text("None of the kept rows fits the filter.")
    studio.shoot(f"22-late-none-{scheme}")


def test_a_late_item_outside_the_marked_stretch_is_shown_when_it_is_chosen_or_linked_to(studio: Studio) -> None:
    page, run_id = studio.page, ran(studio, flow())
    look_at(studio, run_id)
    page.goto(f"{studio.served.url}/runs/{run_id}?tab=timeline&timeline-range={quote(STRETCH)}&timeline-item={OUTSIDE}")
    expect(page.get_by_test_id("timeline-card")).to_contain_text(f"Item {OUTSIDE} of")
    studio.tab("late")
    sees_it_outside(page)
    expect(page).to_have_url(re.compile("late-item="))
    studio.shoot("23-late-outside")
    assert violations(page) == []

    other = page.context.new_page()
    other.goto(page.url)
    sees_it_outside(other)
    other.close()

    rows(page).filter(has_text="00:00:09").click()
    expect(page.get_by_test_id("why-late")).to_contain_text("(item 9) came")
    shows(page, INSIDE)
    page.get_by_test_id("why-late").get_by_role("button", name="Close").click()
    expect(page.get_by_test_id("why-late")).to_have_count(0)


def sees_it_outside(page: Page) -> None:
    """Look for what is in the stretch and the chosen item, in its place and marked, and for its card."""
    shows(page, [3, 9, 1, 14, 7])
    chosen = rows(page).filter(has_text="00:00:14")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(chosen.get_by_test_id("left-out")).to_have_text("outside the stretch")
    expect(page.get_by_test_id("why-late")).to_contain_text(f"(item {OUTSIDE}) came")
    expect(page.get_by_test_id("dock")).to_contain_text("4 of 6 late items")


SEEN = """async (ms) => {
  const [table, seen, end] = [document.querySelector('.dk-table'), [], performance.now() + ms];
  while (performance.now() < end) {
    await new Promise((done) => setTimeout(done, 10));
    const { top, bottom } = table.getBoundingClientRect();
    const inside = (row) => row.getBoundingClientRect().bottom > top + 48 && row.getBoundingClientRect().top < bottom - 24;
    seen.push([...table.querySelectorAll('.dk-body-row')].filter(inside).length);
  }
  return seen;
}"""


def test_late_items_that_run_by_are_seen_at_any_time_and_chosen_by_a_press(studio: Studio) -> None:
    page, endless = studio.page, many_late()
    endless["steps"][0]["config"] |= {"interval": "1ms", "count": None}
    job = studio.served.submit(endless)
    page.goto(f"{studio.served.url}/runs/{job['run_id']}?tab=late")
    until(lambda: rows(page).count() > 8, "there are no late items")
    assert min(page.evaluate(SEEN, 3_000)) > 0

    box = page.get_by_role("grid").bounding_box()
    assert box
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    expect(page.get_by_test_id("why-late")).to_be_visible()
    page.mouse.up()
    expect(page.get_by_test_id("new-items")).to_be_visible()
    studio.served.client.post(f"/api/jobs/{job['id']}/stop")


MANY = 100_000
LEAST_FRAMES = 20

FRAMES = """() => {
  window.framesDrawn = 0;
  const frame = () => { window.framesDrawn += 1; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""


def test_a_hundred_thousand_late_items_are_filtered_and_sorted_smoothly(
    studio: Studio, capsys: pytest.CaptureFixture[str]
) -> None:
    page = studio.page
    job = studio.served.submit(many_late())
    page.goto(f"{studio.served.url}/runs/{job['run_id']}?tab=late")
    kept = page.get_by_text(f"the newest {MANY:,} are kept")
    until(lambda: kept.count() > 0, f"there are fewer than {MANY:,} late items", 120)
    until(lambda: "Finished" in page.get_by_test_id("dock-status").inner_text(), "the run has not ended", 120)
    page.evaluate(FRAMES)
    work, figures = Work(page), {}
    field, looking = page.get_by_label("Filter"), page.get_by_text("Looking…")
    for name, act in (
        ("typing", lambda: field.press_sequentially("sensor-1", delay=60)),
        ("comparing", lambda: field.fill("late_by > 30s")),
        ("sorting", lambda: page.get_by_test_id("sort-late_by").click()),
        ("sorting all", lambda: field.fill("")),
        ("by value", lambda: page.get_by_test_id("sort-value").click()),
    ):
        before_ms, frames = work.so_far_ms(), page.evaluate("framesDrawn")
        act()
        expect(looking).to_have_count(0)
        figures[name] = (work.so_far_ms() - before_ms) / max(1, page.evaluate("framesDrawn") - frames)
    with capsys.disabled():
        print(f"\n{MANY:,} late items, ms of work a frame:", *(f"{name} {ms:.0f}" for name, ms in figures.items()))
    assert max(figures.values()) <= 1_000 / LEAST_FRAMES, figures
    rows(page).first.click()
    expect(page.get_by_test_id("why-late")).to_be_visible()
    studio.tab("metrics")
    cell = page.locator(".dk-cell:has([data-metric=late])").filter(has_text=",")
    assert cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth"), "how many are late is cut short"
