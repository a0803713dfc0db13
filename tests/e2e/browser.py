"""The browser that the tests drive: the system's Chromium where there is one, else Playwright's own.

Run as a script, it makes sure that there is one: it takes the system's, or lets Playwright download its own, or, as
root on a Debian where that cannot be, installs the system's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def system_chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch_arguments() -> dict[str, Any]:
    """Return how to launch the browser here."""
    # Chromium refuses its sandbox to root; nobody else gives it up.
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    path = system_chromium()
    return {"headless": True, "args": arguments, **({"executable_path": path} if path else {})}


def main() -> int:
    if system_chromium() or _has_own() or _download() or _install():
        return 0
    print("no Chromium: install it from your system's packages, or run `playwright install chromium`", file=sys.stderr)
    return 1


def _has_own() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def _download() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, capture_output=True, timeout=300, check=False).returncode == 0


def _install() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(command, stdout=subprocess.DEVNULL, timeout=600, check=False)
    return system_chromium() is not None


if __name__ == "__main__":
    sys.exit(main())
