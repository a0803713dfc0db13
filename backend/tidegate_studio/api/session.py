"""Signing in with the printed token, signing out, and whether anyone is there."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tidegate_studio.bodies import StrictRoute
from tidegate_studio.problems import Refused
from tidegate_studio.security import MAX_SECRET_LENGTH, Scope, address_of, public, requires, set_cookie
from tidegate_studio.studio import VERSION, Here

router = APIRouter(route_class=StrictRoute, tags=["session"])


class SessionState(BaseModel):
    """Whether the caller is signed in."""

    authenticated: bool
    version: str


class SignIn(BaseModel):
    """The token, as printed when the studio started."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=MAX_SECRET_LENGTH)


class Health(BaseModel):
    """The studio is there."""

    status: str = "ok"
    version: str


@router.get("/api/session")
@public("says only whether the caller is signed in")
def session(request: Request, studio: Here) -> SessionState:
    """Return whether the caller is signed in."""
    try:
        known = studio.doorkeeper.identify(request) is not None
    except Refused:
        known = False
    return SessionState(authenticated=known, version=VERSION)


@router.post("/api/session", status_code=204)
@public("this is the door")
def sign_in(body: SignIn, request: Request, studio: Here) -> Response:
    """Exchange the token for a cookie."""
    secret = studio.doorkeeper.sign_in(body.token, address_of(request))
    return Response(status_code=204, headers=set_cookie(studio.doorkeeper.cookie, secret))


@router.delete("/api/session", status_code=204)
@requires(Scope.READ)
def sign_out(request: Request, studio: Here) -> Response:
    """End this browser's session."""
    studio.doorkeeper.sign_out(request.cookies.get(studio.doorkeeper.cookie, ""))
    return Response(status_code=204, headers=set_cookie(studio.doorkeeper.cookie, ""))


@router.get("/health")
@public("tells nothing but that the studio runs")
def health() -> Health:
    """Return that the studio runs."""
    return Health(version=VERSION)
