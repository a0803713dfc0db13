"""Every error the studio answers with: one shape (RFC 9457), one list of codes, one place that writes them.

raise Refused(...) -> answer() -> application/problem+json, at most 4 KiB, never a traceback
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tidegate import Diagnostic

MEDIA_TYPE = "application/problem+json"
MAX_PROBLEM_BYTES = 4096
MAX_TEXT = 600


class ProblemCode(StrEnum):
    """Every kind of error, once; its status and title are in `MEANING`."""

    BAD_REQUEST = "bad-request"
    JSON_SYNTAX = "json-syntax"
    JSON_DUPLICATE = "json-duplicate"
    JSON_NUMBER = "json-number"
    JSON_DEPTH = "json-depth"
    ENCODING = "encoding"
    NOT_SIGNED_IN = "not-signed-in"
    WRONG_TOKEN = "wrong-token"  # noqa: S105 (a name, not a secret)
    WRONG_SCOPE = "wrong-scope"
    FOREIGN_ORIGIN = "foreign-origin"
    WRONG_HOST = "wrong-host"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    BODY_TOO_SLOW = "body-too-slow"
    BODY_TOO_LARGE = "body-too-large"
    FLOW_SIZE = "flow-size"
    NOT_JSON = "not-json"
    INVALID_REQUEST = "invalid-request"
    BROKEN_FLOW = "broken-flow"
    FLOW_SHAPE = "flow-shape"
    REVISION_CONFLICT = "revision-conflict"
    IF_MATCH_MISSING = "if-match-missing"
    IDEMPOTENCY_MISMATCH = "idempotency-mismatch"
    JOB_ENDED = "job-ended"
    JOB_NOT_PAUSED = "job-not-paused"
    TOO_MANY_TOKENS = "too-many-tokens"
    TOO_MANY_RUNS = "too-many-runs"
    TOO_MANY_SOCKETS = "too-many-sockets"
    TOO_MANY_PREVIEWS = "too-many-previews"
    PREVIEW_OVERTAKEN = "preview-overtaken"
    SAMPLE_UNREADABLE = "sample-unreadable"
    NOT_BYTES = "not-bytes"
    INTERNAL = "internal"


MEANING: dict[ProblemCode, tuple[int, str]] = {
    ProblemCode.BAD_REQUEST: (400, "The request cannot be understood"),
    ProblemCode.JSON_SYNTAX: (400, "The body is not JSON"),
    ProblemCode.JSON_DUPLICATE: (400, "A field is there twice"),
    ProblemCode.JSON_NUMBER: (400, "A number cannot be kept as it is"),
    ProblemCode.JSON_DEPTH: (400, "The JSON nests too deep"),
    ProblemCode.ENCODING: (400, "The text is not UTF-8"),
    ProblemCode.NOT_SIGNED_IN: (401, "Nobody is signed in"),
    ProblemCode.WRONG_TOKEN: (401, "The token is not this studio's"),
    ProblemCode.WRONG_SCOPE: (403, "This is not allowed to you"),
    ProblemCode.FOREIGN_ORIGIN: (403, "The request comes from another site"),
    ProblemCode.WRONG_HOST: (421, "The studio is not known by this name"),
    ProblemCode.NOT_FOUND: (404, "There is nothing here"),
    ProblemCode.METHOD_NOT_ALLOWED: (405, "This cannot be done here"),
    ProblemCode.BODY_TOO_SLOW: (408, "The body took too long"),
    ProblemCode.BODY_TOO_LARGE: (413, "The body is too large"),
    ProblemCode.FLOW_SIZE: (413, "The flow is too large"),
    ProblemCode.NOT_JSON: (415, "The body must be JSON"),
    ProblemCode.INVALID_REQUEST: (422, "The request does not fit"),
    ProblemCode.BROKEN_FLOW: (422, "The flow cannot run"),
    ProblemCode.FLOW_SHAPE: (422, "This is not a flow"),
    ProblemCode.REVISION_CONFLICT: (412, "The flow was saved by someone else"),
    ProblemCode.IF_MATCH_MISSING: (428, "The revision that was edited is not named"),
    ProblemCode.IDEMPOTENCY_MISMATCH: (409, "The key was used for another job"),
    ProblemCode.JOB_ENDED: (409, "The job has ended"),
    ProblemCode.JOB_NOT_PAUSED: (409, "The job is not paused"),
    ProblemCode.TOO_MANY_TOKENS: (429, "Too many wrong tokens"),
    ProblemCode.TOO_MANY_RUNS: (429, "Too many runs"),
    ProblemCode.TOO_MANY_SOCKETS: (429, "Too many live connections"),
    ProblemCode.TOO_MANY_PREVIEWS: (429, "Too many previews"),
    ProblemCode.PREVIEW_OVERTAKEN: (409, "A newer preview was asked for"),
    ProblemCode.SAMPLE_UNREADABLE: (422, "The sample cannot be read"),
    ProblemCode.NOT_BYTES: (415, "The body must be a file's bytes"),
    ProblemCode.INTERNAL: (500, "The studio made a mistake"),
}


class Problem(BaseModel):
    """What went wrong with a request, as RFC 9457 has it."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    type: str = Field("about:blank", description="`urn:tidegate:problem:` and the code.")
    title: str = Field(description="The kind of problem, in words.")
    status: int
    code: ProblemCode
    detail: str = Field(description="What happened, to what, with the value.")
    hint: str = Field("", description="What to do.")
    diagnostics: list[Diagnostic] = Field(
        default_factory=list, description="Problems of the flow, where it is about one."
    )


class Refused(HTTPException):
    """A request that is not carried out; becomes a `Problem`."""

    def __init__(
        self,
        code: ProblemCode,
        detail: str,
        hint: str = "",
        *,
        diagnostics: Sequence[Diagnostic] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        status, title = MEANING[code]
        super().__init__(status, detail, dict(headers or {}))
        self.more = dict(more or {})
        self.problem = Problem(
            type=f"urn:tidegate:problem:{code}",
            title=title,
            status=status,
            code=code,
            detail=_shortened(detail),
            hint=_shortened(hint),
            diagnostics=list(diagnostics),
        )


def answer(refused: Refused) -> Response:
    """Return the response for a refused request."""
    body = refused.problem.model_dump(mode="json")
    text = _fitted(body)
    if refused.more:
        text = json.dumps({**json.loads(text), **refused.more})
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(refused.headers or {})}
    return Response(text, refused.status_code, headers, media_type=MEDIA_TYPE)


def not_found(what: str, name: object) -> Refused:
    """Return the refusal for a thing that is not there."""
    return Refused(
        ProblemCode.NOT_FOUND, f"There is no {what} {str(name)[:80]!r}.", "Look it up in the list, and try again."
    )


def install(app: FastAPI) -> None:
    """Make every error of this app a `Problem`."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(Exception, _on_mistake)


def _on_http(request: Request, error: Exception) -> Response:
    if isinstance(error, Refused):
        return answer(error)
    assert isinstance(error, HTTPException), "registered for HTTPException only"
    path = request.url.path
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        refused = Refused(
            ProblemCode.METHOD_NOT_ALLOWED,
            f"{request.method[:20]} is not possible on {path[:200]}.",
            f"Possible are: {allowed}." if allowed else "",
            headers=error.headers,
        )
    elif error.status_code == 404:
        refused = Refused(
            ProblemCode.NOT_FOUND, f"There is nothing at {path[:200]}.", "Look at /docs for what there is."
        )
    else:
        phrase = HTTPStatus(error.status_code).phrase
        refused = Refused(ProblemCode.BAD_REQUEST, f"{phrase}: {error.detail}", "Look at /docs for what is expected.")
    return answer(refused)


def _on_invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "registered for RequestValidationError only"
    found = [_finding(entry) for entry in error.errors()[:5]]
    return answer(
        Refused(ProblemCode.INVALID_REQUEST, " ".join(found), "Correct it, or look at /docs for what is expected.")
    )


def _finding(entry: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in entry["loc"])[:120]
    return f"{place}: {str(entry['msg'])[:200]}."


def _on_mistake(request: Request, _: Exception) -> Response:
    # The traceback is for whoever runs the server: it is raised again after this answer, and logged there.
    return answer(
        Refused(ProblemCode.INTERNAL, f"{request.method} {request.url.path[:200]} failed.", "Look at the server's log.")
    )


def _shortened(text: str) -> str:
    clean = "".join(character if character.isprintable() else " " for character in text)
    return clean if len(clean) <= MAX_TEXT else clean[: MAX_TEXT - 1] + "…"


def _fitted(body: dict[str, Any]) -> str:
    """Return the problem as text, with as many of its diagnostics as there is room for."""
    everything = body["diagnostics"]
    text = json.dumps(body)
    while len(text) > MAX_PROBLEM_BYTES and body["diagnostics"]:
        body["diagnostics"] = body["diagnostics"][: len(body["diagnostics"]) // 2]
        left = len(everything) - len(body["diagnostics"])
        text = json.dumps(
            {**body, "hint": f"{body['hint']} {left} more problems are not shown; check the flow for all.".strip()}
        )
    return text
