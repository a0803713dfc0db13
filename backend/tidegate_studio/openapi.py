"""The description of the HTTP interface, and the file of it that the studio's pages are typed by.

python -m tidegate_studio.openapi      writes frontend/openapi.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tidegate_studio.problems import MEDIA_TYPE
from tidegate_studio.studio import VERSION

FILE = Path(__file__).parents[2] / "frontend" / "openapi.json"
DESCRIPTION = (
    "Submit flows, follow their runs, and keep them. Errors are `application/problem+json`. A run's events also come by a "
    "socket: `/api/runs/{run_id}/live?after=SEQ` sends text frames, each a JSON array of `RunEvent`."
)
REF = "#/components/schemas/"
GENERATED_ERRORS = ("HTTPValidationError", "ValidationError")


def describe_http(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of this app."""
    document = get_openapi(title="Tidegate Studio", version=VERSION, description=DESCRIPTION, routes=app.routes)
    schemas = document["components"]["schemas"]
    for name in GENERATED_ERRORS:
        schemas.pop(name, None)
    for name in ("SaveFlow", "CheckFlow", "PreviewFlow", "SubmitJob"):
        # Any JSON is taken, so that what is wrong with it can be told; a client that knows better sends a flow.
        described = schemas[name]["properties"]["flow"]["description"]
        schemas[name]["properties"]["flow"] = {"$ref": f"{REF}Flow", "description": described}
    for operations in document["paths"].values():
        for operation in operations.values():
            _describe_errors(operation)
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}]
    return document


def rendered(document: dict[str, Any]) -> str:
    """Return the document as the text of the file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def write(path: Path = FILE) -> None:
    """Write the description of this version's interface."""
    from tidegate_studio.main import described_app

    path.write_text(rendered(describe_http(described_app())), encoding="utf-8")


def _describe_errors(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    responses["default"] = {"description": "Refused", "content": _problem(f"{REF}Problem")}
    for status, response in responses.items():
        if status.isdecimal() and int(status) >= 400:
            schema = response["content"].pop("application/json")["schema"]
            response["content"] = _problem(schema["$ref"])


def _problem(ref: str) -> dict[str, Any]:
    return {MEDIA_TYPE: {"schema": {"$ref": ref}}}


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:]))
