"""The description of the HTTP interface: as OpenAPI, and as a page to read, without scripts from elsewhere."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from tidegate_studio.openapi import describe_http
from tidegate_studio.security import Scope, requires

router = APIRouter()

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Tidegate Studio: HTTP interface</title>
<style>body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }}
code, pre {{ font: 13px/1.5 ui-monospace, monospace }} pre {{ background: #8881; padding: .75em; overflow: auto }}
:root {{ color-scheme: light dark }} summary {{ cursor: pointer; padding: .3em 0 }}</style>
<h1>HTTP interface</h1><p>{description}</p><p>The same <a href="/openapi.json">as OpenAPI</a>.</p>
<h2>Routes</h2>{operations}<h2>Types</h2>{types}</html>
"""


@router.get("/openapi.json", include_in_schema=False)
@requires(Scope.READ)
def openapi(request: Request) -> Response:
    """Return the OpenAPI document."""
    return JSONResponse(describe_http(request.app))


@router.get("/docs", include_in_schema=False)
@requires(Scope.READ)
def docs(request: Request) -> Response:
    """Return the description as a page."""
    document = describe_http(request.app)
    operations = [
        _operation(method, path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    types = [_folded(name, name, schema) for name, schema in sorted(document["components"]["schemas"].items())]
    description = escape(document["info"]["description"])
    return HTMLResponse(PAGE.format(description=description, operations="".join(operations), types="".join(types)))


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    shown = {name: operation[name] for name in ("parameters", "requestBody", "responses") if name in operation}
    return _folded(operation["operationId"], f"{method.upper()} {path}", shown, operation.get("description", ""))


def _folded(anchor: str, title: str, shown: Any, text: str = "") -> str:
    body = escape(json.dumps(shown, indent=2, ensure_ascii=False))
    heading = f"<summary><code>{escape(title)}</code> {escape(text)}</summary>"
    return f'<details id="{escape(anchor)}">{heading}<pre>{body}</pre></details>'
