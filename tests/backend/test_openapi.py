"""The description of the HTTP interface: fresh in the repository, and good to generate types from."""

from __future__ import annotations

from typing import Any

import pytest

from tidegate_studio.openapi import FILE, describe_http, rendered
from tidegate_studio.problems import MEANING, ProblemCode

EVENTS = {"RunStarted", "StatusChanged", "Stats", "Items", "Gap", "Printed", "StepFailed", "RunEnded"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the description of this version."""
    from tidegate_studio.main import described_app

    return describe_http(described_app())


def test_the_file_in_the_repository_is_fresh(document: dict[str, Any]) -> None:
    assert FILE.read_text(encoding="utf-8") == rendered(document), "run: python -m tidegate_studio.openapi"


def test_events_are_one_named_union(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    events = document["paths"]["/api/runs/{run_id}/events"]["get"]["responses"]["200"]["content"]["application/json"]
    assert events["schema"]["items"] == {"$ref": "#/components/schemas/RunEvent"}
    members = {f"#/components/schemas/{name}" for name in EVENTS}
    assert {member["$ref"] for member in schemas["RunEvent"]["oneOf"]} >= members
    mapping = schemas["RunEvent"]["discriminator"]["mapping"]
    for tag, ref in mapping.items():
        member = schemas[ref.rpartition("/")[2]]
        assert member["properties"]["type"]["const"] == tag
        assert {"type", "seq", "at"} <= set(member["required"])
    assert set(mapping.values()) == {member["$ref"] for member in schemas["RunEvent"]["oneOf"]}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for ref in _refs(document):
        assert ref.removeprefix("#/components/schemas/") in schemas, ref


def test_every_route_tells_of_problems_and_has_a_name(document: dict[str, Any]) -> None:
    names = []
    for path, operations in document["paths"].items():
        for operation in operations.values():
            names.append(operation["operationId"])
            assert operation["description"].endswith("."), path
            problem = operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
            assert problem == {"$ref": "#/components/schemas/Problem"}
            assert "422" not in operation["responses"]
    assert len(names) == len(set(names))


def test_a_flow_is_sent_as_it_is_received(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("SaveFlow", "CheckFlow", "SubmitJob", "FlowDetail", "Run", "Example"):
        assert schemas[name]["properties"]["flow"]["$ref"] == "#/components/schemas/Flow"
    assert not [name for name in schemas if name.endswith(("-Input", "-Output"))]


def test_every_code_has_a_meaning() -> None:
    assert set(MEANING) == set(ProblemCode)


def test_the_description_is_served(studio: Any, document: dict[str, Any]) -> None:
    assert studio.client.get("/openapi.json").json() == document
    page = studio.client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "POST /api/jobs" in page.text
    assert "<script" not in page.text


def _refs(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [*filter(None, [part.get("$ref")]), *(ref for value in part.values() for ref in _refs(value))]
    return [ref for value in part for ref in _refs(value)] if isinstance(part, list) else []
