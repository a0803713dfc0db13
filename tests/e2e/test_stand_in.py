"""From far away a picture moves in the flow's place: it looks as the flow does, and gives way to it."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.many_steps import many_steps, open_flow
from tests.e2e.studio import Studio

STEPS, COLUMNS = 90, 10
pytestmark = pytest.mark.long
MOST_OFF = 0.02
"""Letters lie between pixels: this part of the pixels may differ."""
OTHER, PALE = 90, 24
"""How far apart two pixels are that look different, and a note and the card of a step."""

# A hand that never rests: a pixel to and fro, so that the picture stays where the flow is.
HOLD = """
() => {
  const pane = document.querySelector('.react-flow__pane');
  let way = 1;
  window.holding = setInterval(() => {
    pane.dispatchEvent(new WheelEvent('wheel', { deltaX: way, bubbles: true, cancelable: true }));
    way = -way;
  }, 40);
}
"""
DIFFERENCE = """
async ([one, other, most]) => {
  const pixels = async (png) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + png;
    await image.decode();
    const pen = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d');
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height).data;
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  let off = 0;
  for (let at = 0; at < a.length; at += 4) off += Math.abs(a[at] - b[at]) + Math.abs(a[at + 1] - b[at + 1]) + Math.abs(a[at + 2] - b[at + 2]) > most;
  return off / (a.length / 4);
}
"""


@pytest.fixture
def far(studio: Studio) -> Page:
    """Long and short titles, a broken step, a group and notes, one of them behind steps, all in view."""
    flow = many_steps(STEPS, COLUMNS)
    steps = flow["steps"]
    steps[12]["title"] = "A title that is much too long for its card"
    steps[13]["config"] = {"keep": "no_such_field > 0"}
    flow["groups"] = [{"id": "g", "title": "Together", "steps": [step["id"] for step in steps[21:24]]}]
    beside = {"id": "n", "text": "# A note", "x": 0, "y": 600, "width": 240, "height": 160}
    flow["notes"] = [beside, {"id": "m", "text": "# Behind", "x": 900, "y": 500, "width": 800, "height": 400}]
    page = open_flow(studio, flow)
    expect(page.get_by_test_id("step-step_13")).to_contain_text("! 1")
    return page


def _shot(page: Page, name: str, studio: Studio) -> str:
    studio.shoot(name)
    return base64.b64encode(page.locator("[data-canvas]").screenshot()).decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_looks_as_the_flow_does(far: Page, studio: Studio, theme: str) -> None:
    far.evaluate("theme => document.documentElement.setAttribute('data-mantine-color-scheme', theme)", theme)
    for zoom in ("far", "tiny"):
        flow = _shot(far, f"31-{zoom}-{theme}", studio)
        far.evaluate(HOLD)
        expect(far.get_by_test_id("step-step_40")).to_be_hidden()
        picture = _shot(far, f"31-{zoom}-{theme}-moving", studio)
        far.evaluate("clearInterval(window.holding)")
        expect(far.get_by_test_id("step-step_40")).to_be_visible()
        assert far.evaluate(DIFFERENCE, [flow, picture, OTHER]) < MOST_OFF
        for _ in range(3):
            far.get_by_role("button", name="Zoom out").click()


def test_steps_lie_over_notes_while_it_moves(far: Page) -> None:
    note = far.locator(".react-flow__node[data-id='note:m']").bounding_box()
    assert note
    shots = []
    for moving in (False, True):
        if moving:
            far.evaluate(HOLD)
            expect(far.get_by_test_id("step-step_40")).to_be_hidden()
        shots.append(base64.b64encode(far.screenshot(clip=note)).decode())  # type: ignore[arg-type]
    far.evaluate("clearInterval(window.holding)")
    # Cards are half of it; their edges and letters are a tenth.
    assert far.evaluate(DIFFERENCE, [*shots, PALE]) < 0.2


def test_when_the_hand_rests_the_steps_are_there_to_be_used(far: Page, studio: Studio) -> None:
    far.locator("[data-canvas]").hover()
    far.mouse.wheel(40, 40)
    studio.step("step_40").click()
    expect(studio.panel.get_by_label("Id", exact=True)).to_have_value("step_40")


def test_the_step_that_has_the_focus_keeps_it(far: Page, studio: Studio) -> None:
    node = far.locator(".react-flow__node[data-id=step_40]")
    node.focus()
    far.evaluate(HOLD)
    expect(studio.step("step_41")).to_be_hidden()
    expect(node).to_be_focused()
    expect(studio.step("step_40")).to_be_visible()
    far.evaluate("clearInterval(window.holding)")
    expect(studio.step("step_41")).to_be_visible()


def test_the_map_is_dragged_to_look_elsewhere(far: Page, studio: Studio) -> None:
    for _ in range(4):
        far.get_by_role("button", name="Zoom in").click()
    map_ = far.get_by_role("img", name="Map of the flow")
    box = map_.bounding_box()
    assert box
    last = f"step_{STEPS - 1}"
    for x, y, seen, unseen in ((20, 20, "step_1", last), (box["width"] - 20, box["height"] - 20, last, "step_1")):
        map_.click(position={"x": x, "y": y})
        expect(studio.step(seen)).to_be_in_viewport()
        expect(studio.step(unseen)).not_to_be_in_viewport()
