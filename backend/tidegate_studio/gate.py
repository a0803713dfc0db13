"""The gate in front of every request and socket: the name it asks for, the site it comes from, the headers it gets.

A page of another site can make a browser send anything here, with this studio's cookies perhaps, and a name of another
site can be made to resolve to this machine. So the name must be one of ours, and whatever changes something must come
from our own pages, or from no browser at all.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidegate_studio.problems import ProblemCode, Refused
from tidegate_studio.security import refuse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+)(?::(?P<port>[0-9]{1,5}))?")
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self' blob:; font-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """Lets through what is addressed to the studio and comes from its own pages."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        try:
            check_origin(scope, check_host(scope, self.names))
        except Refused as refused:
            await refuse(refused, scope, receive, _with_headers(send))
        else:
            await self.app(scope, receive, _with_headers(send))


def check_host(scope: Scope, names: frozenset[str]) -> str:
    """Return the host a request asks for; refuse it if it is not ours."""
    hosts = Headers(scope=scope).getlist("host")
    found = HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if found is None or int(found["port"] or 0) > 65_535:
        raise Refused(
            ProblemCode.BAD_REQUEST,
            "The request has no Host header that could be read.",
            "Send one, with host and port.",
        )
    if found["name"].lower() not in names:
        raise Refused(
            ProblemCode.WRONG_HOST,
            f"This studio is not called {found['name'][:80]!r}.",
            "Use the address that it printed, or start it with --allowed-hosts.",
        )
    return hosts[0].lower()


def check_origin(scope: Scope, host: str) -> None:
    """Refuse what changes something, or opens a socket, for a page of another site."""
    headers = Headers(scope=scope)
    socket = scope["type"] == "websocket"
    if not socket and scope["method"] in SAFE_METHODS:
        return
    origin = headers.get("origin")
    if origin is not None and origin.lower() not in (f"http://{host}", f"https://{host}"):
        raise _foreign(f"a page of {origin[:120]}")
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise _foreign(f"a {site[:40]} page")
    if headers.get("sec-fetch-mode") in ("no-cors", "navigate") and site != "same-origin":
        raise _foreign("a page that does not say which")
    if socket and origin is None and "authorization" not in headers:
        raise _foreign("a socket that names no Origin")


def _foreign(source: str) -> Refused:
    return Refused(
        ProblemCode.FOREIGN_ORIGIN,
        f"The request comes from {source}.",
        "Use the studio's own pages, or a token without a browser.",
    )


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
