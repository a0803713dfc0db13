"""The ends of streams taken hold of: to another port, to a new step, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.studio import Studio
from tests.e2e.test_canvas import middle, open_flow, stream, streams, undo

pytestmark = pytest.mark.long

FORK = {"source": "demo_source", "first": "filter", "second": "filter", "other": "demo_source"}
APART = {
    "source": {"x": 0, "y": 0},
    "other": {"x": 0, "y": 240},
    "first": {"x": 400, "y": 0},
    "second": {"x": 400, "y": 240},
}


def end_of(studio: Studio, port: str, side: float) -> tuple[float, float]:
    """Return where the end of a stream is taken hold of: just beside its port."""
    x, y = middle(studio.page.get_by_test_id(f"port-{port}"))
    return x + side * 18, y


def pull(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag as a hand does, which stops before it lets go."""
    page.mouse.move(*start)
    page.mouse.down()
    for part in (0.1, 0.5, 0.9, 1.0):
        page.mouse.move(start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part, steps=3)
    page.mouse.up()


@pytest.mark.parametrize(
    ("taken", "side", "onto", "after"),
    [
        ("first-up", -1, "second-up", ("source.down", "second.up")),
        ("source-down", 1, "other-down", ("other.down", "first.up")),
    ],
)
def test_either_end_of_a_stream_is_dragged_to_another_port(
    studio: Studio, taken: str, side: float, onto: str, after: tuple[str, str]
) -> None:
    page = studio.page
    open_flow(studio, FORK, ["source.down first.up"], layout=APART)
    pull(page, end_of(studio, taken, side), middle(page.get_by_test_id(f"port-{onto}")))
    expect(stream(page, *after)).to_have_count(1)
    expect(streams(page)).to_have_count(1)
    undo(page)
    expect(stream(page, "source.down", "first.up")).to_have_count(1)
    expect(streams(page)).to_have_count(1)


@pytest.mark.parametrize(("taken", "side"), [("first-up", -1), ("source-down", 1)])
def test_the_end_of_a_stream_let_go_over_the_canvas_stays_or_goes_to_what_is_chosen(
    studio: Studio, taken: str, side: float
) -> None:
    page = studio.page
    open_flow(studio, FORK, ["source.down first.up"], layout=APART)
    start = end_of(studio, taken, side)
    pull(page, start, (start[0], start[1] + 130))
    expect(page.get_by_role("option").first).to_be_visible()
    studio.shoot("35-stream-let-go")
    page.keyboard.press("Escape")
    expect(stream(page, "source.down", "first.up")).to_have_count(1)
    pull(page, start, (start[0], start[1] + 130))
    page.keyboard.type("map" if side < 0 else "demo source")
    page.keyboard.press("Enter")
    made = ("source.down", "map.up") if side < 0 else ("demo_source.down", "first.up")
    expect(stream(page, *made)).to_have_count(1)
    expect(streams(page)).to_have_count(1)
    undo(page)
    expect(stream(page, "source.down", "first.up")).to_have_count(1)
    expect(streams(page)).to_have_count(1)


def test_the_end_of_a_stream_dropped_on_a_port_that_refuses_stays_and_says_why(studio: Studio) -> None:
    page = studio.page
    steps = {"source": "demo_source", "first": "filter", "second": "collect_window", "other": "demo_source"}
    open_flow(studio, steps, ["source.down first.up"], layout=APART)
    pull(page, end_of(studio, "first-up", -1), middle(page.get_by_test_id("port-second-up")))
    expect(page.get_by_test_id("drop-note")).to_contain_text("Key on")
    expect(stream(page, "source.down", "first.up")).to_have_count(1)
