"""The README does what it says: its client is run as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.backend.conftest import TOKEN, serving

HOUSE = Path(__file__).parents[1]


def test_the_client_in_the_readme_submits_a_flow_and_prints_what_comes_back(tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(_client())
    with serving(tmp_path / "data") as served:
        said = subprocess.run(
            [sys.executable, tmp_path / "client.py", served.url, TOKEN, HOUSE / "examples" / "windowing.json"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert said.stderr == ""
    lines = said.stdout.splitlines()
    assert [line[:8] for line in lines[:4]] == ["('a', (0", "('b', (0", "('a', (1", "('b', (1"]
    assert lines[-1] == "finished"


def test_the_client_has_no_more_than_twenty_lines_of_code() -> None:
    code = [line for line in _client().splitlines() if line.strip()]
    assert len(code) <= 20, len(code)


def _client() -> str:
    found = re.search(r"```python\n(.*?)```", (HOUSE / "README.md").read_text(), re.DOTALL)
    assert found, "the README has no Python client any more"
    return found[1]
