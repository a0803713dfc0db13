"""Trying a flow on sample items while it is edited; nothing of it is saved, written or shown elsewhere."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from tidegate import PreviewResult, SampleLook
from tidegate_studio import uploads
from tidegate_studio.bodies import StrictRoute, check_length
from tidegate_studio.preview_orders import PreviewFlow
from tidegate_studio.previewer import READABLE
from tidegate_studio.problems import ProblemCode, Refused
from tidegate_studio.security import Scope, requires
from tidegate_studio.studio import Here

router = APIRouter(route_class=StrictRoute, tags=["previews"])

BYTES = "application/octet-stream"


class UploadedSample(BaseModel):
    """A sample that was uploaded; it is kept for a day."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    upload: str = Field(description="What to name it by in a preview.")
    look: SampleLook


class PreviewsNow(BaseModel):
    """How the studio's previews are at this moment."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    waits_for: str = Field("", description="Why none can be tried yet, in words; empty when that is not so.")


@router.get("/api/preview")
@requires(Scope.READ)
async def read_previews(studio: Here) -> PreviewsNow:
    """Return what previews that take long wait for."""
    return PreviewsNow(waits_for=studio.previewer.waits_for)


@router.post("/api/preview", response_model=PreviewResult)
@requires(Scope.RUN)
async def preview_flow(body: PreviewFlow, request: Request, studio: Here) -> Response:
    """Return what a flow makes of sample items, as far as it can run; its sinks write nothing.

    A newer preview of the same `tab` overtakes an older one, which is then refused.
    """
    answer = await studio.previewer.preview(body.tab, await request.body())
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post(
    "/api/samples",
    status_code=201,
    response_model=UploadedSample,
    openapi_extra={
        "requestBody": {"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
    },
)
@requires(Scope.WRITE)
async def upload_sample(
    request: Request, studio: Here, name: Annotated[str, Query(min_length=1, max_length=255)]
) -> Response:
    """Keep a file of sample items for a day: CSV, JSON Lines or Parquet, by the ending of its name."""
    ending = uploads.ending_of(name)
    if ending is None:
        raise Refused(ProblemCode.SAMPLE_UNREADABLE, f"{name[:80]!r} is of no format that is known.", READABLE)
    content = await _content(request, studio.settings.sample_bytes, studio.settings.body_seconds)
    upload = await asyncio.to_thread(uploads.keep, studio.settings.samples, ending, content)
    try:
        look = SampleLook.model_validate_json(await studio.previewer.look_at(upload))
    except BaseException:
        uploads.drop(studio.settings.samples, upload)
        raise
    return Response(UploadedSample(upload=upload, look=look).model_dump_json(), 201, media_type="application/json")


async def _content(request: Request, most: int, seconds: float) -> bytes:
    if request.headers.get("content-type", "").strip().lower() != BYTES:
        raise Refused(
            ProblemCode.NOT_BYTES, "The body is not sent as a file's bytes.", f"Send it with Content-Type: {BYTES}."
        )
    check_length(request.headers.get("content-length"), most, "Send a part of the file.")
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, most)
    except TimeoutError:
        detail = f"The file was not there within {seconds:g} s."
        raise Refused(ProblemCode.BODY_TOO_SLOW, detail, "Send it again.") from None
    except ClientDisconnect:
        raise Refused(ProblemCode.BAD_REQUEST, "The body broke off.", "Send it again.") from None


async def _read(request: Request, most: int) -> bytes:
    content = bytearray()
    async for part in request.stream():
        content += part
        check_length(str(len(content)), most, "Send a part of the file.")
    return bytes(content)
