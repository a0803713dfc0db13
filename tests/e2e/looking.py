"""What is measured of a screen: violations of accessibility, what sticks out of the window, and words that are cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")

_RUN_AXE = "() => axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)"
_OUTSIDE = "() => document.scrollingElement.scrollWidth - innerWidth"
_CUT = """() => {
  const places = '.react-flow__node [data-testid^="step-"], [data-testid^="strip-"], .dk-run-line, .dk-bar';
  const cut = (part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === 'hidden';
  const said = (part) => part.closest('[title]') !== null;
  return [...document.querySelectorAll(places)]
    .flatMap((place) => [place, ...place.querySelectorAll('*')])
    .filter((part) => part instanceof HTMLElement && part.innerText && cut(part) && !said(part))
    .map((part) => part.innerText);
}"""


def violations(page: Page) -> list[str]:
    """Return the grave violations that axe finds, each with the places it is at."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(_RUN_AXE)
    return [_told(violation) for violation in found if violation["impact"] in GRAVE]


def _told(violation: dict[str, Any]) -> str:
    places = [f"{node['html'][:160]} {node['failureSummary']}" for node in violation["nodes"][:4]]
    return "\n  ".join([f"{violation['id']}: {violation['help']}", *places])


def sticking_out(page: Page) -> int:
    """Return how many pixels the page is wider than its window."""
    return int(page.evaluate(_OUTSIDE))


def cut_words(page: Page) -> list[str]:
    """Return the words of steps and status rows that are cut short and nowhere said in full."""
    return list(page.evaluate(_CUT))
