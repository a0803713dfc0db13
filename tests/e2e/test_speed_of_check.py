"""How long a person waits for the check: from a keystroke to the badge, in a flow of a hundred steps."""

from __future__ import annotations

import statistics
import time
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long

STEPS = 100
PAUSE_MS = 50
"""What the studio waits for more letters (state/checking.ts)."""
AIM_MS, FELT_MS = 150, 1_000

# Types a letter, and measures in the page itself until the badge of the step has changed and is drawn.
MEASURE = """async ([wrong, step]) => {
  const field = document.querySelector('[data-field="keep"] [contenteditable=true]');
  const badge = () => document.querySelector(`[data-testid="step-${step}"]`)?.textContent.includes("! 1") ?? false;
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  field.focus();
  const began = performance.now();
  if (wrong) document.execCommand("insertText", false, "x");
  else document.execCommand("delete");
  while (badge() !== wrong) {
    if (performance.now() - began > 20000) return -1;
    await drawn();
  }
  return performance.now() - began;
}"""


def chain() -> dict[str, Any]:
    """Return a source, filters one after the other, and a sink."""
    ids = ["source", *(f"keep_{number}" for number in range(STEPS - 2)), "sink"]
    steps = [
        {"id": "source", "operator": "demo_source"},
        *({"id": step_id, "operator": "filter", "config": {"keep": "value > 1"}} for step_id in ids[1:-1]),
        {"id": "sink", "operator": "null_sink"},
    ]
    streams = [{"from": f"{one}.down", "to": f"{other}.up"} for one, other in pairwise(ids)]
    layout = {step_id: {"x": at % 10 * 280, "y": at // 10 * 140} for at, step_id in enumerate(ids)}
    return {"name": "long", "steps": steps, "streams": streams, "layout": layout}


def test_a_badge_follows_a_keystroke_in_a_flow_of_a_hundred_steps(studio: Studio) -> None:
    page, client = studio.page, studio.served.client
    flow = chain()
    kept = client.post("/api/flows", json={"flow": flow}).json()
    server_ms = []
    for _ in range(10):
        began = time.perf_counter()
        assert client.post("/api/check", json={"flow": flow}).json()["runnable"]
        server_ms.append((time.perf_counter() - began) * 1_000)
    page.goto(f"{studio.served.url}/flows/{kept['id']}")
    studio.sees_no_problems()
    studio.select("keep_3")
    field = studio.panel.get_by_role("textbox", name="Keep", exact=True)
    field.click()
    page.keyboard.press("End")
    waits_ms = [page.evaluate(MEASURE, [number % 2 == 0, "keep_3"]) for number in range(12)]
    assert min(waits_ms) > 0, "the badge never changed"
    whole, server = statistics.median(waits_ms), statistics.median(server_ms)
    print(
        f"\n{STEPS} steps: keystroke to badge {whole:.0f} ms (aim: {AIM_MS}), {whole - PAUSE_MS:.0f} ms without the pause;"
        f" the check alone, over HTTP, {server:.0f} ms; slowest {max(waits_ms):.0f} ms"
    )
    expect(studio.step("keep_3")).to_be_visible()
    # The pause counts as well: this is what a person waits. The aim is told; a machine that does much else may miss it.
    assert whole < FELT_MS
