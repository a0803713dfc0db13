"""Numbers that JavaScript would write otherwise, from the document through the browser and back to the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.backend.conftest import until
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

WHOLE = [9007199254740993, -9223372036854775808, 1, 0]
FLOATS = [1.0, -0.0, 1e20, 1e-7, 0.1]


def save(studio: Studio, whole: list[int], floats: list[float]) -> dict[str, Any]:
    """Save a flow with two sources, of whole numbers and of floats."""
    steps = [
        {"id": "whole", "operator": "testing_source", "config": {"schema": "{n: int}", "items": items(whole)}},
        {"id": "floats", "operator": "testing_source", "config": {"schema": "{n: float}", "items": items(floats)}},
        {"id": "quiet", "operator": "null_sink", "config": {}},
    ]
    layout = {"whole": {"x": 0.0, "y": 0.0}, "floats": {"x": 0.0, "y": 160.0}, "quiet": {"x": 300.0, "y": 80.0}}
    streams = [{"from": "whole.down", "to": "quiet.up"}]
    flow = {"name": "exact", "steps": steps, "streams": streams, "layout": layout}
    return dict(studio.served.client.post("/api/flows", json={"flow": flow}).raise_for_status().json())


def items(numbers: list[Any]) -> list[dict[str, Any]]:
    return [{"n": number} for number in numbers]


def written(studio: Studio, kept: dict[str, Any], revision: int) -> list[str]:
    """Return the numbers of both sources as the server writes them, once it has this revision."""
    where = f"/api/flows/{kept['id']}"
    until(lambda: studio.served.client.get(where).json()["revision"] == revision, f"there is no revision {revision}")
    return numbers_of(studio.served.client.get(where).json()["flow"])


def numbers_of(flow: dict[str, Any]) -> list[str]:
    return [json.dumps(item["n"]) for step in flow["steps"][:2] for item in step["config"]["items"]]


def test_numbers_are_what_they_were_after_an_edit_of_something_else(studio: Studio, tmp_path: Path) -> None:
    kept, page = save(studio, WHOLE, FLOATS), studio.page
    expected = [json.dumps(number) for number in [*WHOLE, *FLOATS]]
    assert numbers_of(kept["flow"]) == expected

    page.goto(f"{studio.served.url}/flows/{kept['id']}")
    studio.select("quiet")
    studio.fill("Title", "Edited")
    until(lambda: "Edited" in page.evaluate("JSON.stringify(localStorage)"), "the draft is not kept")
    page.reload()
    studio.select("whole")
    expect(studio.panel.get_by_label("n of item 1", exact=True)).to_have_value("9007199254740993")
    studio.select("floats")
    expect(studio.panel.get_by_label("n of item 1", exact=True)).to_have_value("1.0")
    page.keyboard.press("Control+s")
    assert written(studio, kept, 2) == expected


def test_a_float_that_is_typed_stays_one(studio: Studio) -> None:
    kept, page = save(studio, [1], [2.5]), studio.page
    page.goto(f"{studio.served.url}/flows/{kept['id']}")
    studio.select("floats")
    cell = studio.panel.get_by_label("n of item 1", exact=True)
    cell.fill("")
    cell.press_sequentially("1.0")
    expect(cell).to_have_value("1.0")
    page.keyboard.press("Control+s")
    assert written(studio, kept, 2) == ["1", "1.0"]

    studio.items(['{"n": 1.0}', '{"n": 1e20}'])
    page.keyboard.press("Control+s")
    assert written(studio, kept, 3) == ["1", "1.0", "1e+20"]


def test_whole_numbers_of_a_run_are_shown_and_copied_exactly(studio: Studio) -> None:
    kept, page = save(studio, WHOLE, FLOATS), studio.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{studio.served.url}/flows/{kept['id']}")
    expect(studio.step("whole")).to_be_visible()
    studio.run()
    studio.ends("Finished")
    studio.tab("output")
    page.get_by_text("9007199254740993", exact=True).click()
    detail = page.get_by_test_id("row-detail")
    expect(detail).to_contain_text("9007199254740993")
    detail.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == "9007199254740993"


def test_a_number_that_nothing_can_hold_is_told_where_it_stands_instead_of_what_was_told_before(
    studio: Studio, forgiven: list[str]
) -> None:
    forgiven.append("400 (Bad Request)")
    kept, page = save(studio, [1], [1.0]), studio.page
    page.goto(f"{studio.served.url}/flows/{kept['id']}")
    studio.select("whole")
    studio.items(['{"n": 9223372036854775808}'])
    studio.tab("problems")
    problem = page.get_by_test_id("problem")
    expect(problem).to_have_count(1)
    expect(problem).to_contain_text("The integer 9223372036854775808 does not fit in 64 bits.")
    expect(problem).to_contain_text("items.0.n")
    studio.select("quiet")
    problem.click()
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value("whole")
    expect(studio.panel.locator("[data-field=items]:focus-within")).to_have_count(1)

    studio.items(['{"n": 9223372036854775807}'])
    expect(problem.filter(has_text="does not fit")).to_have_count(0)
