"""Request bodies, read strictly: JSON only, bounded in size and time, and nothing that would be read differently elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tidegate import JsonProblem, read_json
from tidegate_studio.problems import ProblemCode, Refused


class StrictRequest(Request):
    """A request whose body is read up to a limit, and only as strict JSON."""

    _whole: bytes | None = None

    async def body(self) -> bytes:
        """Return the whole body; stop reading where it is larger or slower than allowed."""
        if self._whole is None:
            settings = self.app.state.studio.settings
            check_length(self.headers.get("content-length"), settings.body_bytes)
            try:
                async with asyncio.timeout(settings.body_seconds):
                    self._whole = await self._read(settings.body_bytes)
            except TimeoutError:
                raise Refused(
                    ProblemCode.BODY_TOO_SLOW,
                    f"The body was not there within {settings.body_seconds:g} s.",
                    "Send it again.",
                ) from None
            except ClientDisconnect:
                raise Refused(ProblemCode.BAD_REQUEST, "The body broke off.", "Send it again.") from None
            _check_type(self.headers.get("content-type", ""), self._whole)
        return self._whole

    async def json(self) -> Any:
        """Return the value in the body."""
        return strict_json(await self.body())

    async def _read(self, limit: int) -> bytes:
        parts, length = [], 0
        async for part in self.stream():
            length += len(part)
            if length > limit:
                raise too_large(limit)
            parts.append(part)
        return b"".join(parts)


class StrictRoute(APIRoute):
    """A route whose bodies are read by `StrictRequest`, and whose name in the description is its function's."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        options["operation_id"] = options.get("operation_id") or endpoint.__name__
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request here."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly


def strict_json(text: bytes) -> Any:
    """Return the value that JSON text holds, or refuse it; where it holds a flow, that is its field `flow`."""
    try:
        return read_json(text, flow_in="flow")
    except JsonProblem as problem:
        raise Refused(ProblemCode(problem.code.value), str(problem), diagnostics=problem.pinned) from None


def too_large(limit: int, hint: str = "Send less, or split the flow up.") -> Refused:
    """Return the refusal of a body over the limit."""
    return Refused(ProblemCode.BODY_TOO_LARGE, f"The body has more than {limit:,} bytes.", hint)


def check_length(announced: str | None, limit: int, hint: str = "Send less, or split the flow up.") -> None:
    """Refuse a body of this length, if it is none or over the limit."""
    if announced is None:
        return
    if not announced.isdecimal():
        raise Refused(
            ProblemCode.BAD_REQUEST, f"The Content-Length {announced[:40]!r} is no length.", "Send the true length."
        )
    if int(announced[:20]) > limit:
        raise too_large(limit, hint)


def _check_type(given: str, body: bytes) -> None:
    kind = given.partition(";")[0].strip().lower()
    if kind != "application/json" and (body or kind):
        raise Refused(
            ProblemCode.NOT_JSON,
            f"The body is {kind[:60] or 'of no type'}.",
            "Send JSON with Content-Type: application/json.",
        )
