"""Who may do what: the token, the sessions made from it, and the guard that every route and socket must have.

    token --POST /api/session--> cookie (HttpOnly, SameSite=Strict; only its hash is kept)
    token --Authorization: Bearer--> for clients that are no browsers

A route without `requires(scope)` or `public(reason)` stops the app from starting.
"""

from __future__ import annotations

import hmac
import secrets
import stat
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from sqlmodel import col, delete, select
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope
from starlette.websockets import WebSocket

from tidegate_studio.database import Database
from tidegate_studio.problems import ProblemCode, Refused, answer
from tidegate_studio.settings import PREFIX, BadSettings
from tidegate_studio.tables import SessionRow, now

SESSION_DAYS = 30
MAX_SECRET_LENGTH = 128
FORGET_AFTER_S = 60.0
MAX_ADDRESSES = 10_000

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


class Scope(StrEnum):
    """What a route asks of whoever calls it."""

    READ = "read"
    WRITE = "write"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may use a route: holders of a scope, or everyone, for a reason."""

    scope: Scope | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Someone who has shown the token, and may do these things."""

    by: str
    """`cookie` or `bearer`."""
    scopes: frozenset[Scope] = frozenset(Scope)


def requires(scope: Scope) -> Callable[[Endpoint], Endpoint]:
    """Mark a route as open to whoever has shown the token and has this scope."""
    return _marked(Guard(scope))


def public(reason: str) -> Callable[[Endpoint], Endpoint]:
    """Mark a route as open to everyone, and say why that does no harm."""
    return _marked(Guard(None, reason))


def _marked(guard: Guard) -> Callable[[Endpoint], Endpoint]:
    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["tidegate_guard"] = guard
        return endpoint

    return mark


def guard_of(route: BaseRoute) -> Guard:
    """Return a route's guard; raise if it has none, so that the app does not start."""
    endpoint = getattr(route, "endpoint", None)
    guard = getattr(endpoint, "tidegate_guard", None)
    if not isinstance(guard, Guard) or not isinstance(route, (Route, WebSocketRoute)):
        name = getattr(route, "path", repr(route))
        raise RuntimeError(
            f"the route {name!r} has no guard; put requires(scope) or public(reason) under its decorator"
        )
    return guard


def guarded(routes: Iterable[BaseRoute], doorkeeper: Doorkeeper) -> list[BaseRoute]:
    """Put each route behind its guard, before anything of a request is read."""
    kept: list[BaseRoute] = []
    for route in routes:
        guard = guard_of(route)
        assert isinstance(route, (Route, WebSocketRoute)), "guard_of has let it through"
        behind = copy(route)  # The room's own route stays as it is: another studio may be made from it.
        behind.app = _Guarded(route.app, guard, doorkeeper)
        kept.append(behind)
    return kept


class _Guarded:
    """A route's app behind its guard."""

    def __init__(self, app: ASGIApp, guard: Guard, doorkeeper: Doorkeeper) -> None:
        self.app, self.guard, self.doorkeeper = app, guard, doorkeeper

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        try:
            self.doorkeeper.admit(HTTPConnection(scope), self.guard)
        except Refused as refused:
            await refuse(refused, scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def refuse(refused: Refused, scope: AsgiScope, receive: Receive, send: Send) -> None:
    """Answer with a problem: as a response, or before a socket is accepted."""
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(answer(refused))
    else:
        await answer(refused)(scope, receive, send)


class Doorkeeper:
    """Knows the token and the sessions, and counts wrong guesses."""

    def __init__(self, token: str, database: Database, port: int, wrong_tokens: int) -> None:
        self._token_hash = _hash(token)
        self._database = database
        self._wrong = _WrongGuesses(wrong_tokens)
        # Browsers send cookies to every port of a host, so two studios on one machine need two names.
        self.cookie = f"tidegate_session_{port}"
        self._sessions = self._kept_sessions()

    def admit(self, connection: HTTPConnection, guard: Guard) -> None:
        """Return if this connection may pass the guard, else raise `Refused`."""
        if guard.scope is None:
            return
        identity = self.identify(connection)
        if identity is None:
            raise Refused(
                ProblemCode.NOT_SIGNED_IN,
                "The request shows no session that is known here.",
                "Open the address that the studio printed, or send the header Authorization: Bearer TOKEN.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        check_scope(identity, guard.scope)

    def identify(self, connection: HTTPConnection) -> Identity | None:
        """Return who this is, or None; raise `Refused` for a wrong token."""
        header = connection.headers.get("authorization")
        if header is not None:
            kind, _, token = header.partition(" ")
            if kind.lower() != "bearer":
                raise _wrong_token()
            self.check_token(token.strip(), address_of(connection))
            return Identity("bearer")
        secret = connection.cookies.get(self.cookie, "")
        return Identity("cookie") if self._is_session(secret) else None

    def check_token(self, token: str, address: str) -> None:
        """Return if this is the token; else count the guess and raise `Refused`."""
        self._wrong.refuse_if_many(address)
        if len(token) > MAX_SECRET_LENGTH or not hmac.compare_digest(_hash(token), self._token_hash):
            self._wrong.count(address)
            raise _wrong_token()

    def sign_in(self, token: str, address: str) -> str:
        """Return the secret of a new session for whoever shows the token."""
        self.check_token(token, address)
        secret = secrets.token_urlsafe(32)
        row = SessionRow(
            hash=_hash(secret), token_hash=self._token_hash, expires_at=now() + timedelta(days=SESSION_DAYS)
        )
        with self._database.writing() as session:
            session.add(row)
        self._sessions[row.hash] = row.expires_at.timestamp()
        return secret

    def sign_out(self, secret: str) -> None:
        """End a session, if there is one."""
        digest = _hash(secret)
        self._sessions.pop(digest, None)
        with self._database.writing() as session:
            session.exec(delete(SessionRow).where(col(SessionRow.hash) == digest))

    def _is_session(self, secret: str) -> bool:
        if not secret or len(secret) > MAX_SECRET_LENGTH:
            return False
        return self._sessions.get(_hash(secret), 0.0) > time.time()

    def _kept_sessions(self) -> dict[str, float]:
        """Return the sessions that still hold; those made with another token, or too old, are ended."""
        with self._database.writing() as session:
            too_old = col(SessionRow.expires_at) < now()
            session.exec(delete(SessionRow).where(too_old | (col(SessionRow.token_hash) != self._token_hash)))
            return {row.hash: row.expires_at.timestamp() for row in session.exec(select(SessionRow))}


def check_scope(identity: Identity, scope: Scope) -> None:
    """Return if this identity has the scope, else raise `Refused`."""
    if scope not in identity.scopes:
        hint = "Sign in with a token that has it."
        raise Refused(ProblemCode.WRONG_SCOPE, f"This needs the scope {scope.value!r}.", hint)


class _WrongGuesses:
    """Wrong tokens of the last minute, by address; bounded."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, address: str) -> None:
        times = self._times.setdefault(address, deque(maxlen=self._limit))
        times.append(time.monotonic())
        self._times.move_to_end(address)
        while len(self._times) > MAX_ADDRESSES:
            self._times.popitem(last=False)

    def refuse_if_many(self, address: str) -> None:
        times = self._times.get(address)
        if times is None or len(times) < self._limit:
            return
        left_s = FORGET_AFTER_S - (time.monotonic() - times[0])
        if left_s > 0:
            raise Refused(
                ProblemCode.TOO_MANY_TOKENS,
                f"{self._limit} wrong tokens came from this address within a minute.",
                f"Wait {left_s:.0f} s, then use the token that the studio printed.",
                headers={"Retry-After": f"{left_s:.0f}"},
            )


def address_of(connection: HTTPConnection) -> str:
    """Return where a connection comes from."""
    return connection.client.host if connection.client else "unknown"


def kept_token(path: Path) -> str:
    """Return the token kept in this file, made and kept there the first time."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadSettings(
            f"others can read the token in {path}; run chmod 600 on it, or delete it to have a new one made"
        )
    token = path.read_text().strip()
    if not token:
        raise BadSettings(f"the token in {path} is empty; delete the file to have one made, or set {PREFIX}TOKEN")
    return token


def set_cookie(name: str, secret: str) -> Mapping[str, str]:
    """Return the header that gives a browser its session."""
    age = SESSION_DAYS * 24 * 3600 if secret else 0
    return {"Set-Cookie": f"{name}={secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age={age}"}


def _hash(secret: str) -> str:
    return sha256(secret.encode(errors="surrogateescape")).hexdigest()


def _wrong_token() -> Refused:
    return Refused(
        ProblemCode.WRONG_TOKEN,
        "The token that was shown is not this studio's.",
        "Use the one in the address that the studio printed when it started.",
        headers={"WWW-Authenticate": "Bearer"},
    )
