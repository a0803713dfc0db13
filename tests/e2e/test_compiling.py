"""The first use after an update: kernels are compiled meanwhile, and the screen says so."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.backend.conftest import TOKEN, serving
from tests.e2e.studio import Studio

pytestmark = pytest.mark.long
STARTING = "compiling kernels, once after an update; takes about a minute"


def test_a_run_and_a_preview_say_that_kernels_are_compiled(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "no-kernels"))
    with serving(tmp_path / "data", stop_seconds=0.2) as served:
        page.goto(f"{served.url}/#token={TOKEN}")
        studio = Studio(page, served, Path(os.environ.get("TIDEGATE_SCREENSHOTS", "build/screenshots")))
        studio.drag_in("demo_source", 200, 100)
        studio.select("demo_source")
        expect(page.get_by_test_id("preview")).to_contain_text(f"Starting: {STARTING}.")
        studio.run()
        expect(page.get_by_test_id("starting-note")).to_have_text(f"Starting: {STARTING}")
        expect(page.get_by_role("tabpanel")).to_contain_text(f"Its process is {STARTING}.")
        studio.shoot("starting")
        page.get_by_role("button", name="Stop", exact=True).click()
        studio.ends("Stopped")
        expect(page.get_by_test_id("starting-note")).to_be_empty()
        for process in served.children(b"tidegate_studio.preview_child"):
            os.kill(process, signal.SIGKILL)
        expect(page.get_by_test_id("preview")).to_contain_text("was killed by SIGKILL")
