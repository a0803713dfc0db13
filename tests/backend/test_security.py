"""Who gets in, and who does not: tokens, sessions, host names, foreign pages, and a guard on every route."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, WebSocketRoute

from tidegate_studio.main import ROOMS, build_app
from tidegate_studio.problems import Refused
from tidegate_studio.security import Identity, Scope, check_scope, guard_of, guarded, kept_token, public
from tidegate_studio.settings import BadSettings, Settings

ROUTES = [route for room in ROOMS for route in room.router.routes]
CLOSED = [route for route in ROUTES if guard_of(route).scope is not None]
NOBODY = "00000000-0000-4000-8000-000000000000"


def path_of(route: BaseRoute) -> str:
    """Return a path that leads to this route."""
    assert isinstance(route, (APIRoute, WebSocketRoute))
    return (
        route.path.replace("{number}", "1")
        .replace("{run_id}", NOBODY)
        .replace("{flow_id}", NOBODY)
        .replace("{job_id}", NOBODY)
    )


@pytest.mark.parametrize("route", [route for route in CLOSED if isinstance(route, APIRoute)], ids=path_of)
def test_a_closed_route_is_closed_to_who_shows_nothing(studio: Any, route: APIRoute) -> None:
    for method in route.methods:
        with studio.browser() as stranger:
            response = stranger.request(
                method, path_of(route), content=b"{", headers={"Content-Type": "application/json"}
            )
        assert (response.status_code, response.json()["code"]) == (401, "not-signed-in")
        assert response.headers["www-authenticate"] == "Bearer"


def test_only_these_routes_are_open() -> None:
    opened = {path_of(route) for route in ROUTES if guard_of(route).scope is None}
    assert opened == {"/api/session", "/health", "/{path:path}"}
    assert all(guard_of(route).reason for route in ROUTES if guard_of(route).scope is None)


def test_a_route_without_a_guard_keeps_the_app_from_starting(tmp_path: Path) -> None:
    router = APIRouter()

    @router.get("/open")
    def opened() -> None: ...

    @router.websocket("/live")
    async def live() -> None: ...

    app = build_app(Settings(data=tmp_path))
    for route in (*router.routes, Mount("/mounted", app)):
        with pytest.raises(RuntimeError, match="has no guard"):
            guarded([route], app.state.studio.doorkeeper)
    app.state.studio.database.close()


def test_a_guard_does_not_touch_the_rooms_own_route(tmp_path: Path) -> None:
    router = APIRouter()
    router.add_api_route("/open", public("a test")(lambda: None))
    app = build_app(Settings(data=tmp_path))
    before = router.routes[0].app
    assert guarded(router.routes, app.state.studio.doorkeeper)[0].app is not before
    assert router.routes[0].app is before
    app.state.studio.database.close()


@pytest.mark.parametrize("token", ["-", "wrong", "a-token-for-the-tests-1235", "x" * 4000, "tökén"])
def test_a_wrong_token_is_refused(serve: Any, token: str) -> None:
    with serve() as studio, studio.browser() as stranger:
        header = {"Authorization": f"Bearer {token}".encode("latin-1")}
        response = stranger.get("/api/flows", headers=header)
        assert (response.status_code, response.json()["code"]) == (401, "wrong-token")
        assert stranger.post("/api/session", json={"token": token[:100]}).json()["code"] == "wrong-token"


def test_a_token_in_the_address_is_not_looked_at(studio: Any) -> None:
    with studio.browser() as stranger:
        assert stranger.get(f"/api/flows?token={_token(studio)}").status_code == 401
        assert stranger.get("/api/flows", headers={"Authorization": f"Basic {_token(studio)}"}).status_code == 401


def test_too_many_wrong_tokens_make_even_the_right_one_wait(serve: Any) -> None:
    with serve(wrong_tokens=3) as studio, studio.browser() as stranger:
        assert stranger.post("/api/session", json={"token": _token(studio)}).status_code == 204
        for _ in range(3):
            assert stranger.post("/api/session", json={"token": "guess"}).status_code == 401
        response = stranger.post("/api/session", json={"token": _token(studio)})
        assert (response.status_code, response.json()["code"]) == (429, "too-many-tokens")
        assert 0 < int(response.headers["retry-after"]) <= 60
        assert studio.client.get("/api/flows").status_code == 429
        assert stranger.get("/api/flows").status_code == 200, "who is signed in stays signed in"


def test_the_token_is_exchanged_for_a_session(studio: Any) -> None:
    with studio.browser() as browser:
        assert browser.get("/api/session").json()["authenticated"] is False
        response = browser.post("/api/session", json={"token": _token(studio)})
        assert response.status_code == 204
        cookie = response.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Path=/" in cookie
        assert _token(studio) not in cookie
        assert browser.get("/api/session").json()["authenticated"] is True
        assert browser.get("/api/flows").status_code == 200


def test_a_session_ends_with_the_sign_out(studio: Any) -> None:
    with studio.browser() as browser:
        browser.post("/api/session", json={"token": _token(studio)})
        secret = browser.cookies[studio.cookie]
        assert browser.delete("/api/session").status_code == 204
        assert studio.cookie not in browser.cookies
        for value in (secret, secret[:-1], secret + "x", "", "x" * 5000):
            assert browser.get("/api/flows", headers={"Cookie": f"{studio.cookie}={value}"}).status_code == 401


def test_a_cookie_that_was_altered_is_no_session(studio: Any) -> None:
    with studio.browser() as browser:
        browser.post("/api/session", json={"token": _token(studio)})
        secret = browser.cookies[studio.cookie]
    with studio.browser() as browser:
        altered = ("A" if secret[0] != "A" else "B") + secret[1:]
        assert browser.get("/api/flows", headers={"Cookie": f"{studio.cookie}={altered}"}).status_code == 401
        assert browser.get("/api/flows", headers={"Cookie": f"tidegate_session_1={secret}"}).status_code == 401
        assert browser.get("/api/flows", headers={"Cookie": f"{studio.cookie}={secret}"}).status_code == 200


def test_a_session_outlives_a_restart_and_not_a_change_of_the_token(serve: Any) -> None:
    with serve() as studio, studio.browser() as browser:
        browser.post("/api/session", json={"token": _token(studio)})
        secret = browser.cookies[studio.cookie]
    with serve() as studio, studio.browser() as browser:
        cookie = {"Cookie": f"{studio.cookie}={secret}"}
        assert browser.get("/api/flows", headers=cookie).status_code == 200
    with serve(token="another-token-for-tests") as studio, studio.browser() as browser:
        cookie = {"Cookie": f"{studio.cookie}={secret}"}
        assert browser.get("/api/flows", headers=cookie).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.com", 421),
        ("localhost.evil.com", 421),
        ("127.0.0.1.evil.com:8765", 421),
        ("2130706433", 421),
        ("localhost/abc?x=", 400),
        ("", 400),
        ("127.0.0.1:99999", 400),
        ("127.0.0.1:", 400),
        ("user@localhost", 400),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:8765", 200),
    ],
)
def test_only_the_studios_own_names_are_answered_to(studio: Any, host: str, status: int) -> None:
    response = studio.client.get("/api/flows", headers={"Host": host})
    assert response.status_code == status
    if status != 200:
        assert response.json()["code"] == ("wrong-host" if status == 421 else "bad-request")
        assert response.headers["content-type"] == "application/problem+json"
        assert "default-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.com"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"},
    ],
)
def test_a_foreign_page_changes_nothing(studio: Any, headers: dict[str, str]) -> None:
    response = studio.client.post("/api/flows", json={"flow": {}}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "foreign-origin")
    assert studio.client.get("/api/flows", headers=headers).status_code == 200, "reading changes nothing"


def test_the_studios_own_page_may_change_things(studio: Any) -> None:
    own = {"Origin": studio.url, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    assert studio.client.post("/api/flows", json={"flow": {}}, headers=own).status_code == 201


@pytest.mark.parametrize("path", ["/", "/flows/1", "/health", "/api/flows", "/api/nothing", "/docs"])
def test_every_answer_carries_the_policy(studio: Any, path: str) -> None:
    headers = studio.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


def test_an_identity_does_what_its_scopes_say() -> None:
    reader = Identity("token", frozenset({Scope.READ}))
    check_scope(reader, Scope.READ)
    with pytest.raises(Refused) as refused:
        check_scope(reader, Scope.RUN)
    assert (refused.value.status_code, refused.value.problem.code) == (403, "wrong-scope")


def test_the_token_that_was_made_is_kept_and_private(tmp_path: Path) -> None:
    path = tmp_path / "token"
    token = kept_token(path)
    assert len(token) >= 32
    assert kept_token(path) == token
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(BadSettings, match="chmod 600"):
        kept_token(path)


def _token(studio: Any) -> str:
    return str(studio.settings.token)
