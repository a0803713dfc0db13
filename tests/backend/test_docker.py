"""The image and its compose file: what they set exists, and what they open is no more than it must be."""

from __future__ import annotations

import re
from pathlib import Path

from tidegate_studio.settings import PREFIX, Settings, read_settings

DOCKER = Path(__file__).parents[2] / "docker"
IMAGE = (DOCKER / "Dockerfile").read_text()
COMPOSE = (DOCKER / "compose.yaml").read_text()


def test_every_variable_is_a_setting() -> None:
    for name in re.findall(rf"{PREFIX}([A-Z_]+)", IMAGE + COMPOSE):
        assert name.lower() in Settings.model_fields


def test_the_image_starts_with_a_token_and_not_without() -> None:
    environment = dict(re.findall(rf"({PREFIX}[A-Z_]+)=([^ \n]+?)(?: \\)?\n", IMAGE))
    assert f"{PREFIX}TOKEN" not in environment
    settings, _ = read_settings([], {**environment, f"{PREFIX}TOKEN": "a-token-for-the-tests-1234"})
    assert (settings.host, settings.port, settings.data) == ("0.0.0.0", 8765, Path("/data"))
    assert f"{PREFIX}TOKEN: ${{{PREFIX}TOKEN:?" in COMPOSE, "compose refuses to start without a token"


def test_only_this_machine_reaches_the_published_port() -> None:
    assert re.findall(r'^ +- "(.+)"$', COMPOSE, re.MULTILINE) == ["127.0.0.1:8765:8765"]
    assert "EXPOSE 8765" in IMAGE
    assert "http://127.0.0.1:8765/health" in IMAGE


def test_the_image_runs_as_nobody_special_from_pinned_packages() -> None:
    assert re.findall(r"^USER (\S+)$", IMAGE, re.MULTILINE) == ["tidegate"]
    assert "--require-hashes -r requirements.lock" in IMAGE
    assert "npm ci" in IMAGE
    for image in re.findall(r"^FROM (\S+)", IMAGE, re.MULTILINE):
        assert "/" not in image, "images are named without a registry"


def test_what_the_image_copies_is_let_through() -> None:
    let_through = set(re.findall(r"^!(\S+)$", (DOCKER / "Dockerfile.dockerignore").read_text(), re.MULTILINE))
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", IMAGE, re.MULTILINE)
    assert {path.partition("/")[0] for paths in copied for path in paths.split()} == let_through
