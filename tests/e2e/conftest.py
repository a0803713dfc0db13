"""One studio and one browser for all tests; a fresh page, and a studio without its flows in the way, for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from tests.backend.conftest import TOKEN, Served, serving
from tests.e2e.browser import launch_arguments
from tests.e2e.studio import Studio

PATIENCE_MS = 30_000
"""How long to wait for what a person would see; a machine that does much else is slow."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**launch_arguments())
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("studio")) as studio:
        yield studio


@pytest.fixture
def forgiven() -> list[str]:
    """What the page may complain of in this test: a refusal that the test provokes, say."""
    return []


@pytest.fixture
def page(browser: Browser, forgiven: list[str]) -> Iterator[Page]:
    """A page that must not complain: what reaches its console as an error fails the test."""
    expect.set_options(timeout=PATIENCE_MS)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.extend(_complaint(message)))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [text for text in complaints if not any(part in text for part in forgiven)] == []


def _complaint(message: ConsoleMessage) -> list[str]:
    # The browser tells of every refusal; that a newer preview overtook an older one is how they go.
    overtaken = message.location["url"].endswith("/api/preview") and "409" in message.text
    return [message.text] if message.type == "error" and not overtaken else []


@pytest.fixture
def studio(page: Page, served: Served) -> Studio:
    """The studio, opened by the address that was printed, with an empty canvas."""
    page.goto(f"{served.url}/#token={TOKEN}")
    return Studio(page, served, Path(os.environ.get("TIDEGATE_SCREENSHOTS", "build/screenshots")))
