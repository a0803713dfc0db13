"""What tests of previews ask and check."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import httpx

SOURCE = ("src", "demo_source", {})


def flow_of(*steps: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    """Return the document of a flow whose steps follow each other by `down` and `up`."""
    return {
        "steps": [{"id": name, "operator": kind, "config": config} for name, kind, config in steps],
        "streams": [{"from": f"{a[0]}.down", "to": f"{b[0]}.up"} for a, b in pairwise(steps)],
    }


def numbers(count: int) -> tuple[str, str, dict[str, Any]]:
    return "src", "testing_source", {"schema": {"n": "int"}, "items": [{"n": n} for n in range(count)]}


def ask(studio: Any, flow: Any, **more: Any) -> dict[str, Any]:
    """Return a preview."""
    response = studio.client.post("/api/preview", json={"flow": flow, **more}, timeout=300)
    assert response.status_code == 200, response.text
    return dict(response.json())


def check(response: httpx.Response, status: int, code: str) -> None:
    assert (response.status_code, response.json().get("code")) == (status, code), response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


def processes(studio: Any) -> list[int]:
    """Return the ids of a studio's processes of previews."""
    return list(studio.children(b"tidegate_studio.preview_child"))


def upload(studio: Any, name: str, content: bytes, kind: str = "application/octet-stream") -> httpx.Response:
    return studio.client.post(
        "/api/samples", params={"name": name}, content=content, headers={"Content-Type": kind}, timeout=300
    )
