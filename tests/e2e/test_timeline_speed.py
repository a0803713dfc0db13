"""How smoothly the timeline moves with a hundred thousand marks; the figure is printed, and a bound that is generous asserted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.backend.conftest import until
from tests.e2e.studio import Studio
from tests.e2e.test_timeline import look_at, show

MARKS = 90_000
"""At least: of a hundred thousand that are kept, ten thousand are let go together."""
LEAST_FRAMES = 20
AIM = 50

MOVE = """async ({kind, lasting_ms}) => {
  const plot = document.querySelector("[data-testid=timeline-plot]");
  const box = plot.getBoundingClientRect();
  const at = {clientX: box.left + box.width / 2, clientY: box.top + box.height / 3, bubbles: true, cancelable: true};
  const turn = (frame) => {
    const there = Math.floor(frame / 20) % 2 === 0 ? 1 : -1;
    const wheel = kind === "pan" ? {deltaX: 24 * there, deltaY: 0} : {deltaX: 0, deltaY: 40 * there};
    plot.dispatchEvent(new WheelEvent("wheel", {...at, ...wheel}));
  };
  return await new Promise((done) => {
    let frames = 0;
    const from = performance.now();
    const frame = () => {
      const passed = performance.now() - from;
      if (passed >= lasting_ms) return done(frames / (passed / 1000));
      turn(frames);
      frames += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}"""


def many_late() -> dict[str, Any]:
    """Return a flow of which so much is late that a run tells nearly all of it: late items are the last to be left out."""
    demo = {
        "keys": 200,
        "interval": "1ms",
        "late_share": 0.9,
        "max_lateness": "60s",
        "count": 130_000,
        "batch_size": 500,
    }
    clock = {"type": "event", "timestamp": "time", "wait": "0s"}
    config = {"clock": clock, "windower": {"type": "tumbling", "length": "10s"}}
    steps = [
        {"id": "source", "operator": "demo_source", "config": demo},
        {"id": "by", "operator": "key_on", "config": {"key": "sensor"}},
        {
            "id": "windows",
            "operator": "aggregate_window",
            "config": config | {"aggregations": {"n": {"function": "count"}}},
        },
        {"id": "out", "operator": "null_sink", "config": {}},
    ]
    names = ("source.down", "by.up"), ("by.down", "windows.up"), ("windows.down", "out.up")
    streams = [{"from": up, "to": down} for up, down in names]
    return {"format": 1, "name": "many late", "steps": steps, "streams": streams}


def in_sight(page: Page) -> int:
    found = re.match(r"([\d,]+) items", page.get_by_test_id("timeline-words").inner_text())
    return int(found[1].replace(",", "")) if found else 0


def test_a_hundred_thousand_marks_move_smoothly(studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    page = studio.page
    job = studio.served.submit(many_late())
    look_at(studio, job["run_id"])
    studio.ends("Finished")
    until(lambda: in_sight(page) >= MARKS, f"there are fewer than {MARKS:,} marks to draw")
    figures = {}
    for by in ("Arrival", "Keys"):
        show(studio, by)
        expect(page.get_by_role("button", name=by, exact=True)).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Everything").click()
        for kind in ("pan", "zoom"):
            figures[f"{by.lower()}, {kind}"] = page.evaluate(MOVE, {"kind": kind, "lasting_ms": 1_500})
        studio.shoot(f"64-timeline-many-{by.lower()}")
    with capsys.disabled():
        shown = "; ".join(f"{name} {frames:.0f}" for name, frames in figures.items())
        print(f"\n{in_sight(page):,} to 100,000 marks, frames/s (aim {AIM}): {shown}")
    assert min(figures.values()) >= LEAST_FRAMES, figures
