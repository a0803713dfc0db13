"""A run's events as they happen, by one socket per client."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from tidegate_studio.api.runs import run_row
from tidegate_studio.hub import Hub
from tidegate_studio.problems import ProblemCode, Refused, answer, not_found
from tidegate_studio.security import Scope, requires
from tidegate_studio.studio import Studio, studio_of

router = APIRouter()

NOTHING_FOLLOWS = 1000
NOT_UNDERSTOOD = 1003
NOT_JSON = 1007
SLOW_CLIENT = 4408
IN_THE_FUTURE = 4409
LAST_WORD_SECONDS = 20.0

Goodbye = tuple[int, str]
"""A code and a reason to close with."""


@router.websocket("/api/runs/{run_id}/live")
@requires(Scope.READ)
async def live(websocket: WebSocket, run_id: str) -> None:
    """Send what a run has told after `after`, then what it tells, in frames that are JSON arrays of events."""
    studio = studio_of(websocket)
    try:
        after = _after(websocket.query_params.get("after", "0"))
        hub = await asyncio.to_thread(_hub_of, studio, run_id)
        with studio.seats.taken():
            await websocket.accept()
            goodbye = _from_the_future(hub, after) or await _serve(websocket, hub, after, studio.settings.slow_seconds)
            if goodbye is not None:
                await _close(websocket, *goodbye)
    except Refused as refused:
        await websocket.send_denial_response(answer(refused))


def _after(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Refused(
            ProblemCode.INVALID_REQUEST, f"`after` cannot be {text[:40]!r}.", "Send the last `seq` that was seen, or 0."
        )
    return int(text)


def _hub_of(studio: Studio, text: str) -> Hub:
    """Return the hub of a run: the one that is fed, or one over the history of a run that has ended."""
    try:
        run_id = UUID(text)
    except ValueError:
        raise not_found("run", text) from None
    with studio.database.reading() as session:
        run_row(session, run_id)
    return studio.supervisor.hub(run_id) or Hub(studio.supervisor.history(run_id), ended=True)


def _from_the_future(hub: Hub, after: int) -> Goodbye | None:
    if after <= hub.shown_seq:
        return None
    return IN_THE_FUTURE, f"the newest event is {hub.shown_seq}; begin again after 0"


async def _serve(websocket: WebSocket, hub: Hub, after: int, slow_s: float) -> Goodbye | None:
    """Send and listen until one of both is over; return what to close with, or None if the client is gone."""
    listening = asyncio.create_task(_listen(websocket))
    sending = asyncio.create_task(_send(websocket, hub, after, slow_s))
    try:
        done, _ = await asyncio.wait((listening, sending), return_when=asyncio.FIRST_COMPLETED)
    finally:
        listening.cancel()
        sending.cancel()
    return next((goodbye for task in done if (goodbye := task.result()) is not None), None)


async def _send(websocket: WebSocket, hub: Hub, after: int, slow_s: float) -> Goodbye | None:
    while (frame := await hub.after(after)) is not None:
        try:
            await asyncio.wait_for(websocket.send_text(frame.text), slow_s)
        except TimeoutError:
            return SLOW_CLIENT, f"slow client; come back after {after}"
        except WebSocketDisconnect:
            return None
        after = frame.last
    return NOTHING_FOLLOWS, "the run has ended"


async def _listen(websocket: WebSocket) -> Goodbye | None:
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        text = message.get("text")
        if text is None:
            return NOT_UNDERSTOOD, "only text is understood here"
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return NOT_JSON, "this is not JSON"
        if not isinstance(said, dict) or said.get("type") != "ack":
            return NOT_UNDERSTOOD, "only acknowledgements are understood here; commands go by HTTP"


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    # A client that does not read cannot be told why either: it gets some time to, then the connection is dropped.
    with suppress(TimeoutError, WebSocketDisconnect):
        await asyncio.wait_for(websocket.close(code, reason), LAST_WORD_SECONDS)
