"""A flow of many steps: rows of filters under one source, all of them with items passing through."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect
from tests.e2e.studio import Studio


def many_steps(count: int, columns: int, **source: Any) -> dict[str, Any]:
    """Return a flow of so many steps, the source and `step_1` on, in rows of so many filters."""
    ids = [f"step_{number}" for number in range(1, count)]
    filters = [{"id": name, "operator": "filter", "config": {"keep": "value > -1000"}} for name in ids]
    streams = [
        {"from": "source.down" if at % columns == 0 else f"{ids[at - 1]}.down", "to": f"{name}.up"}
        for at, name in enumerate(ids)
    ]
    places = {name: {"x": 288 * (at % columns + 1), "y": 136 * (at // columns)} for at, name in enumerate(ids)}
    return {
        "format": 1,
        "name": "many steps",
        "steps": [{"id": "source", "operator": "demo_source", "config": source}, *filters],
        "streams": streams,
        "layout": {"source": {"x": 0, "y": 0}, **places},
    }


def open_flow(studio: Studio, flow: dict[str, Any]) -> Page:
    """Keep a flow, open it, and wait until all its steps are in view."""
    answer = studio.served.client.post("/api/flows", json={"flow": flow})
    assert answer.status_code == 201, answer.text
    studio.page.goto(f"{studio.served.url}/flows/{answer.json()['id']}")
    expect(studio.page.locator(".react-flow__node-step")).to_have_count(len(flow["steps"]))
    return studio.page
