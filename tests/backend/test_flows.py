"""Flows that are kept: saves that say what they were made from, and revisions that never change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest


def named(name: str) -> dict[str, Any]:
    """Return the body of a save."""
    return {"flow": {"name": name, "steps": [{"id": "a", "operator": "no_such_operator"}]}}


@pytest.fixture
def kept(studio: Any) -> dict[str, Any]:
    """Return a flow that was saved once."""
    response = studio.client.post("/api/flows", json=named("first"))
    assert (response.status_code, response.headers["etag"]) == (201, '"1"')
    return dict(response.json())


def save(studio: Any, kept: dict[str, Any], name: str, revision: int | str | None) -> httpx.Response:
    """Save a flow as made from a revision."""
    headers = {} if revision is None else {"If-Match": f'"{revision}"' if isinstance(revision, int) else revision}
    response: httpx.Response = studio.client.put(f"/api/flows/{kept['id']}", json=named(name), headers=headers)
    return response


def test_a_flow_with_problems_may_be_kept(studio: Any, kept: dict[str, Any]) -> None:
    assert kept["flow"]["steps"][0] == {"id": "a", "operator": "no_such_operator", "title": None, "config": {}}
    found = studio.client.get(f"/api/flows/{kept['id']}")
    assert found.json() == kept
    assert found.headers["etag"] == '"1"'


def test_a_save_adds_a_revision_and_changes_none(studio: Any, kept: dict[str, Any]) -> None:
    saved = save(studio, kept, "second", 1)
    assert (saved.status_code, saved.headers["etag"], saved.json()["revision"]) == (200, '"2"', 2)
    path = f"/api/flows/{kept['id']}/revisions"
    assert [(entry["revision"], entry["name"]) for entry in studio.client.get(path).json()] == [
        (2, "second"),
        (1, "first"),
    ]
    assert studio.client.get(f"{path}/1").json() == kept
    assert studio.client.get(f"{path}/2").json() == saved.json()
    for method in ("PUT", "DELETE", "POST", "PATCH"):
        assert studio.client.request(method, f"{path}/1", json=named("other")).status_code == 405


def test_a_save_from_an_old_revision_is_refused_with_the_newest(studio: Any, kept: dict[str, Any]) -> None:
    save(studio, kept, "second", 1)
    for stale in (1, 3, '"x"', "W/", ""):
        refused = save(studio, kept, "mine", stale)
        assert (refused.status_code, refused.json()["code"]) == (412, "revision-conflict")
        assert refused.json()["current"]["revision"] == 2
        assert refused.json()["current"]["flow"]["name"] == "second"
        assert refused.headers["etag"] == '"2"'


def test_a_save_that_names_no_revision_is_refused(studio: Any, kept: dict[str, Any]) -> None:
    refused = save(studio, kept, "mine", None)
    assert (refused.status_code, refused.json()["code"]) == (428, "if-match-missing")


def test_of_many_saves_at_once_one_wins(studio: Any, kept: dict[str, Any]) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: save(studio, kept, f"save {number}", 1), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    assert studio.client.get(f"/api/flows/{kept['id']}").json()["revision"] == 2


def test_a_deleted_flow_is_gone_once(studio: Any, kept: dict[str, Any]) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: studio.client.delete(f"/api/flows/{kept['id']}").status_code, range(16)))
    assert sorted(codes) == [204] + [404] * 15
    path = f"/api/flows/{kept['id']}"
    assert [studio.client.get(path + rest).status_code for rest in ("", "/revisions", "/revisions/1")] == [404] * 3
    assert save(studio, kept, "again", 1).status_code == 404
    assert kept["id"] not in [flow["id"] for flow in studio.client.get("/api/flows").json()]


def test_the_list_has_the_newest_first(serve: Any) -> None:
    with serve() as studio:
        one, two = (studio.client.post("/api/flows", json=named(name)).json() for name in ("one", "two"))
        save(studio, one, "one again", 1)
        listed = studio.client.get("/api/flows").json()
        assert [(flow["name"], flow["revision"], flow["steps"]) for flow in listed] == [
            ("one again", 2, 1),
            ("two", 1, 1),
        ]
        assert {flow["id"] for flow in listed} == {one["id"], two["id"]}
        assert all(flow["saved_at"].endswith("Z") for flow in listed)


def test_the_order_of_fields_and_streams_is_kept(studio: Any) -> None:
    streams = [{"from": f"{name}.down", "to": "m.up"} for name in "cab"]
    config = {"z": 1, "a": {"y": [1, 2.5, None], "b": "ü"}}
    flow = {"name": "order", "steps": [{"id": "m", "operator": "merge", "config": config}], "streams": streams}
    kept = studio.client.post("/api/flows", json={"flow": flow}).json()["flow"]
    assert kept["streams"] == streams
    assert list(kept["steps"][0]["config"]) == ["z", "a"]
    assert kept["steps"][0]["config"] == config


def test_notes_and_groups_are_kept_as_they_were_drawn(studio: Any) -> None:
    note = {"id": "n", "text": "**why** ü", "x": -8, "y": 16.5, "width": 240, "height": 88, "color": "blue"}
    group = {"id": "g", "title": "Orders", "steps": ["m"], "color": "teal"}
    flow = {"name": "marks", "steps": [{"id": "m", "operator": "merge"}], "notes": [note], "groups": [group]}
    kept = studio.client.post("/api/flows", json={"flow": flow}).json()
    again = studio.client.get(f"/api/flows/{kept['id']}").json()["flow"]
    assert (again["notes"], again["groups"]) == ([note], [group])


def test_a_flow_from_before_notes_has_none(studio: Any) -> None:
    kept = studio.client.post("/api/flows", json={"flow": {"name": "old"}}).json()["flow"]
    assert (kept["notes"], kept["groups"]) == ([], [])
