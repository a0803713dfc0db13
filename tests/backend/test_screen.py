"""The studio's pages: files as they were built, the page for every other path, and nothing outside the folder."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

from tidegate_studio.api.screen import page_of
from tidegate_studio.problems import Refused


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return a folder of pages, with a secret beside it."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>the page</title>")
    (folder / "assets" / "app-1a2b.js").write_text("app()")
    (folder / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


def test_files_are_served_with_their_type(built: Path) -> None:
    script = page_of(built, "assets/app-1a2b.js")
    assert script.media_type == "text/javascript"
    assert script.headers["cache-control"].endswith("immutable")
    assert page_of(built, "icon.svg").media_type == "image/svg+xml"
    assert page_of(built, "icon.svg").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["", "flows/1", "index.html", "../secret.txt", "..\\secret.txt", "link.txt", "/etc/passwd", "a\0b", "x" * 9000],
)
def test_every_other_path_is_the_page(built: Path, path: str) -> None:
    response = page_of(built, path)
    assert response.body == b"<title>the page</title>"
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["assets/gone.js", "assets/../../secret.txt", "api", "api/x"])
def test_what_must_be_there_is_missed(built: Path, path: str) -> None:
    with pytest.raises(Refused):
        page_of(built, path)


@pytest.fixture
def packed(built: Path) -> Path:
    """Return a folder of pages of which some are packed as well."""
    for name in ("index.html", "assets/app-1a2b.js"):
        (built / f"{name}.gz").write_bytes(gzip.compress((built / name).read_bytes()))
    (built / "assets" / "app-1a2b.js.br").write_bytes(b"as brotli has it")
    return built


@pytest.mark.parametrize(
    ("accepted", "packing"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR ; q=1.0", "br"),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("identity", None),
        ("gzip; q=0.000, br;q=0", None),
        ("", None),
        ("brotli, xbr, ;;q=,", None),
    ],
)
def test_a_browser_gets_the_smallest_form_it_can_unpack(packed: Path, accepted: str, packing: str | None) -> None:
    script = page_of(packed, "assets/app-1a2b.js", accepted)
    assert script.headers.get("content-encoding") == packing
    bodies = {"br": b"as brotli has it", "gzip": gzip.compress(b"app()"), None: b"app()"}
    unpack = gzip.decompress if packing == "gzip" else bytes
    assert unpack(bytes(script.body)) == unpack(bodies[packing])
    # What lies between must not give one browser what another asked for.
    assert script.headers["vary"] == "Accept-Encoding"
    assert script.media_type == "text/javascript"
    assert script.headers["cache-control"].endswith("immutable")


def test_what_was_not_packed_is_sent_as_it_is(packed: Path) -> None:
    assert "content-encoding" not in page_of(packed, "icon.svg", "br, gzip").headers
    page = page_of(packed, "flows/1", "br, gzip")
    assert (page.headers["content-encoding"], gzip.decompress(bytes(page.body))) == ("gzip", b"<title>the page</title>")


def test_what_is_built_is_packed_and_unpacks_to_itself(studio: Any) -> None:
    plain = studio.client.get("/", headers={"Accept-Encoding": "identity"})
    if plain.status_code == 503:
        pytest.skip("the pages are not built here")
    scripts = re.findall(r'"(/assets/[^"]+[.]js)"', plain.text)
    assert scripts
    for path in ("/", *scripts):
        whole = studio.client.get(path, headers={"Accept-Encoding": "identity"})
        small = studio.client.get(path, headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in whole.headers
        assert small.content == whole.content
        # What is smaller than a packet is not worth packing.
        if len(whole.content) >= 1024:
            assert small.headers["content-encoding"] == "gzip"
            assert int(small.headers["content-length"]) < len(whole.content)


@pytest.mark.parametrize("path", ["/api/catalog", "/api/examples"])
def test_what_never_changes_is_packed_once_and_is_the_same_either_way(studio: Any, path: str) -> None:
    whole = studio.client.get(path, headers={"Accept-Encoding": "identity"})
    small = studio.client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert ("content-encoding" in whole.headers, small.headers["content-encoding"]) == (False, "gzip")
    assert small.headers["content-type"] == whole.headers["content-type"] == "application/json"
    assert small.json() == whole.json()
    assert int(small.headers["content-length"]) < len(whole.content) / 3
    with studio.browser() as stranger:
        assert stranger.get(path).status_code == 401


def test_pages_that_are_not_built_say_how_to(tmp_path: Path) -> None:
    response = page_of(tmp_path, "")
    assert response.status_code == 503
    assert b"make build" in response.body


@pytest.mark.parametrize(
    "path", ["/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/....//etc/passwd"]
)
def test_no_path_leads_outside(studio: Any, path: str) -> None:
    response = studio.client.get(path)
    assert "root:" not in response.text
    assert response.status_code in (200, 404, 503)
    assert studio.client.head("/").content == b""
