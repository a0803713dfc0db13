"""Revisions and their names: given with the save or later, and never a change of what was saved."""

from __future__ import annotations

from typing import Any

import pytest


def body(name: str, **more: Any) -> dict[str, Any]:
    """Return the body of a save."""
    return {"flow": {"name": name}, **more}


@pytest.fixture
def kept(studio: Any) -> dict[str, Any]:
    """Return a flow with two revisions, the second one called by a name."""
    kept = dict(studio.client.post("/api/flows", json=body("first")).json())
    path = f"/api/flows/{kept['id']}"
    saved = studio.client.put(path, json=body("second", label=" before the launch "), headers={"If-Match": '"1"'})
    assert (saved.status_code, saved.json()["label"]) == (200, "before the launch")
    return kept


def labels(studio: Any, kept: dict[str, Any]) -> list[tuple[int, str | None]]:
    """Return the revisions and what they are called."""
    listed = studio.client.get(f"/api/flows/{kept['id']}/revisions").json()
    return [(entry["revision"], entry["label"]) for entry in listed]


def test_a_revision_is_called_by_the_name_it_was_saved_with(studio: Any, kept: dict[str, Any]) -> None:
    assert labels(studio, kept) == [(2, "before the launch"), (1, None)]
    assert studio.client.get(f"/api/flows/{kept['id']}/revisions/2").json()["label"] == "before the launch"
    assert studio.client.get(f"/api/flows/{kept['id']}").json()["label"] == "before the launch"


def test_a_name_is_given_later_and_changes_nothing_else(studio: Any, kept: dict[str, Any]) -> None:
    path = f"/api/flows/{kept['id']}/revisions/1"
    before = studio.client.get(path).json()
    answer = studio.client.put(f"{path}/label", json={"label": "the first one"})
    assert (answer.status_code, answer.json()["label"]) == (200, "the first one")
    assert studio.client.get(path).json() == {**before, "label": "the first one"}
    assert labels(studio, kept) == [(2, "before the launch"), (1, "the first one")]


@pytest.mark.parametrize("nothing", [None, "", " \t "])
def test_a_name_without_letters_takes_it_away(studio: Any, kept: dict[str, Any], nothing: str | None) -> None:
    path = f"/api/flows/{kept['id']}/revisions/2/label"
    assert studio.client.put(path, json={"label": nothing}).json()["label"] is None
    assert labels(studio, kept) == [(2, None), (1, None)]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"label": 1}, 422),
        ({"label": "x" * 201}, 422),
        ({"label": "x", "flow": {}}, 422),
        ({"label": "a\0b"}, 200),
    ],
)
def test_what_is_no_name_is_refused(studio: Any, kept: dict[str, Any], sent: Any, status: int) -> None:
    assert studio.client.put(f"/api/flows/{kept['id']}/revisions/1/label", json=sent).status_code == status


def test_a_revision_that_is_not_there_cannot_be_named(studio: Any, kept: dict[str, Any]) -> None:
    missing = studio.client.put(f"/api/flows/{kept['id']}/revisions/3/label", json={"label": "x"})
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    studio.client.delete(f"/api/flows/{kept['id']}")
    assert studio.client.put(f"/api/flows/{kept['id']}/revisions/1/label", json={"label": "x"}).status_code == 404
