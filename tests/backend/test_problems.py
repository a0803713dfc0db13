"""Inputs that must get a clear error, and never a traceback, a 5xx or a broken server."""

from __future__ import annotations

import json
import socket
import sqlite3
import tracemalloc
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tidegate_studio.problems import ProblemCode

FLOW = '{"format": 1, "name": "x", "steps": [%s]}'
NOBODY = "00000000-0000-4000-8000-000000000000"
MIB = 1024 * 1024


def body(text: str | bytes, kind: str = "application/json") -> dict[str, Any]:
    """Return a request's body and type."""
    return {"content": text, "headers": {"Content-Type": kind}}


def flow(text: str) -> dict[str, Any]:
    """Return the body of a save."""
    return body('{"flow": ' + text + "}")


STEPS = ",".join(f'{{"id": "s{number}", "operator": "map"}}' for number in range(100_000))
CYCLE = json.dumps(
    {
        "steps": [{"id": name, "operator": "map", "config": {"value": "item"}} for name in "ab"],
        "streams": [{"from": "a.down", "to": "b.up"}, {"from": "b.down", "to": "a.up"}],
    }
)
DEEP = "[" * 100_000 + "]" * 100_000

CASES: list[tuple[str, str, str, dict[str, Any], int, str]] = [
    ("no such route", "GET", "/api/nothing", {}, 404, "not-found"),
    ("a path that climbs", "GET", "/api/%2e%2e/flows", {}, 404, "not-found"),
    ("two slashes", "GET", "/api//flows", {}, 404, "not-found"),
    ("another method", "DELETE", "/api/catalog", {}, 405, "method-not-allowed"),
    ("a method that is none", "BREW", "/api/flows", {}, 405, "method-not-allowed"),
    ("a post to a page", "POST", "/about", body("{}"), 405, "method-not-allowed"),
    ("no JSON", "POST", "/api/flows", body("{"), 400, "json-syntax"),
    ("an empty body of a type", "POST", "/api/flows", body(""), 422, "invalid-request"),
    ("no body", "POST", "/api/flows", {}, 422, "invalid-request"),
    ("a field twice", "POST", "/api/check", flow('{"name": "a", "name": "b"}'), 400, "json-duplicate"),
    ("NaN", "POST", "/api/check", flow('{"name": NaN}'), 400, "json-number"),
    ("Infinity", "POST", "/api/check", flow('{"name": -Infinity}'), 400, "json-number"),
    ("1e999", "POST", "/api/check", flow('{"name": 1e999}'), 400, "json-number"),
    ("a huge integer", "POST", "/api/check", flow('{"format": 18446744073709551616}'), 400, "json-number"),
    ("an integer of 10,000 digits", "POST", "/api/check", flow('{"format": ' + "9" * 10_000 + "}"), 400, "json-number"),
    ("JSON 100,000 deep", "POST", "/api/check", flow(DEEP), 400, "json-depth"),
    ("JSON 101 deep", "POST", "/api/flows", flow("[" * 101 + "]" * 101), 400, "json-depth"),
    ("UTF-16", "POST", "/api/check", body('{"flow": {}}'.encode("utf-16")), 400, "encoding"),
    ("invalid UTF-8", "POST", "/api/check", body(b'{"flow": "\xff"}'), 400, "encoding"),
    ("half a surrogate pair", "POST", "/api/flows", flow(r'{"name": "\ud800"}'), 400, "encoding"),
    ("JSON as text", "POST", "/api/flows", body('{"flow": {}}', "text/plain"), 415, "not-json"),
    ("JSON as a form", "POST", "/api/flows", body("flow=1", "application/x-www-form-urlencoded"), 415, "not-json"),
    ("a file", "POST", "/api/flows", {"files": {"x": b"/etc/passwd"}}, 415, "not-json"),
    ("JSON of no type", "POST", "/api/flows", {"content": b"{}"}, 415, "not-json"),
    ("an unknown field", "POST", "/api/flows", body('{"flow": {}, "more": 1}'), 422, "invalid-request"),
    ("a body that is a list", "POST", "/api/flows", body("[]"), 422, "invalid-request"),
    ("a token that is no text", "POST", "/api/session", body('{"token": 1}'), 422, "invalid-request"),
    ("a token of a megabyte", "POST", "/api/session", body(json.dumps({"token": "x" * 10**6})), 422, "invalid-request"),
    ("a flow that is a list", "POST", "/api/flows", flow("[]"), 422, "flow-shape"),
    ("a flow that is null", "POST", "/api/flows", flow("null"), 422, "flow-shape"),
    ("a newer format", "POST", "/api/flows", flow('{"format": 2}'), 422, "flow-shape"),
    ("an unknown field of a flow", "POST", "/api/flows", flow('{"nodes": []}'), 422, "flow-shape"),
    (
        "a step id of 10 KB",
        "POST",
        "/api/flows",
        flow(FLOW % f'{{"id": "{"a" * 10_000}", "operator": "map"}}'),
        422,
        "flow-shape",
    ),
    ("a step without id", "POST", "/api/flows", flow(FLOW % '{"id": "", "operator": "map"}'), 422, "flow-shape"),
    ("a step with an emoji", "POST", "/api/flows", flow(FLOW % '{"id": "🌊", "operator": "map"}'), 422, "flow-shape"),
    ("a position of 1e308", "POST", "/api/flows", flow('{"layout": {"a": {"x": 1e308, "y": 0}}}'), 422, "flow-shape"),
    ("a position of text", "POST", "/api/flows", flow('{"layout": {"a": {"x": "1px", "y": 0}}}'), 422, "flow-shape"),
    ("a flow of 100,000 steps", "POST", "/api/flows", flow(FLOW % STEPS), 413, "flow-size"),
    ("a job of 100,000 steps", "POST", "/api/jobs", flow(FLOW % STEPS), 413, "flow-size"),
    ("a job of nothing", "POST", "/api/jobs", body("{}"), 422, "invalid-request"),
    (
        "a job of two things",
        "POST",
        "/api/jobs",
        body(json.dumps({"flow": {}, "flow_id": NOBODY})),
        422,
        "invalid-request",
    ),
    ("a job of an empty flow", "POST", "/api/jobs", flow("{}"), 422, "broken-flow"),
    ("a job of no flow", "POST", "/api/jobs", flow("3"), 422, "broken-flow"),
    ("a job of a cycle", "POST", "/api/jobs", flow(CYCLE), 422, "broken-flow"),
    ("a job of a flow that is not there", "POST", "/api/jobs", body(json.dumps({"flow_id": NOBODY})), 404, "not-found"),
    ("revision 0", "POST", "/api/jobs", body(json.dumps({"flow_id": NOBODY, "revision": 0})), 422, "invalid-request"),
    ("an id that is no UUID", "GET", "/api/flows/1", {}, 422, "invalid-request"),
    ("a flow that is not there", "GET", f"/api/flows/{NOBODY}", {}, 404, "not-found"),
    ("a revision that cannot be", "GET", f"/api/flows/{NOBODY}/revisions/99999999999999999999", {}, 404, "not-found"),
    ("a revision that is text", "GET", f"/api/flows/{NOBODY}/revisions/new", {}, 422, "invalid-request"),
    ("a job that is not there", "POST", f"/api/jobs/{NOBODY}/stop", {}, 404, "not-found"),
    ("a run that is not there", "GET", f"/api/runs/{NOBODY}/events", {}, 404, "not-found"),
    ("a page of -1", "GET", "/api/jobs?limit=-1", {}, 422, "invalid-request"),
    ("a page of 0", "GET", "/api/jobs?limit=0", {}, 422, "invalid-request"),
    ("a page of a billion", "GET", "/api/jobs?limit=1000000000", {}, 422, "invalid-request"),
    ("a page of words", "GET", "/api/jobs?limit=' OR 1=1", {}, 422, "invalid-request"),
    ("events after -1", "GET", f"/api/runs/{NOBODY}/events?after=-1", {}, 422, "invalid-request"),
    ("a delete of nothing", "DELETE", f"/api/flows/{NOBODY}", {}, 404, "not-found"),
    (
        "an endless key",
        "POST",
        "/api/jobs",
        {"json": {"flow": {}}, "headers": {"Idempotency-Key": "k" * 300}},
        422,
        "invalid-request",
    ),
]


def check(response: httpx.Response, status: int, code: str) -> None:
    """Assert that a response is this problem, whole and short."""
    assert (response.status_code, response.json().get("code")) == (status, code), response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.content) <= 4096
    assert "Traceback" not in response.text
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"] == f"urn:tidegate:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    assert isinstance(problem["diagnostics"], list)


@pytest.mark.parametrize(
    ("method", "path", "request_", "status", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_bad_request_gets_a_problem(
    studio: Any, method: str, path: str, request_: Any, status: int, code: str
) -> None:
    check(studio.client.request(method, path, **request_), status, code)
    assert studio.client.get("/health").json()["status"] == "ok"


@pytest.mark.parametrize("path", ["/api/check", "/api/flows", "/api/jobs", "/api/preview"])
def test_a_number_that_cannot_be_kept_is_refused_with_its_step_and_field(studio: Any, path: str) -> None:
    step = '{"id": "src", "operator": "testing_source", "config": {"items": [{"n": 1e400}]}}'
    refused = studio.client.post(path, **flow(FLOW % step))
    check(refused, 400, "json-number")
    (found,) = refused.json()["diagnostics"]
    assert (found["code"], found["step_id"], found["field"]) == ("json-number", "src", "items.0.n")
    assert found["message"] == refused.json()["detail"]
    elsewhere = studio.client.post(path, **body('{"flow": {}, "more": 1e400}'))
    assert (elsewhere.json()["code"], elsewhere.json()["diagnostics"]) == ("json-number", [])


def test_an_announced_body_over_the_limit_is_refused_unread(studio: Any) -> None:
    head = f"POST /api/flows HTTP/1.1\r\n{_headers(studio)}Content-Length: {100 * MIB}\r\n\r\n"
    said = _answer(studio.port, head.encode())
    assert said.startswith("HTTP/1.1 413")
    assert '"body-too-large"' in said


@pytest.mark.parametrize(
    ("length", "before", "after"),
    [
        (f"Content-Length: {100 * MIB}", b"", b""),
        ("Transfer-Encoding: chunked", b"100000\r\n", b"\r\n"),
    ],
    ids=["announced", "chunked"],
)
def test_a_body_of_100_megabytes_is_refused_and_not_kept(studio: Any, length: str, before: bytes, after: bytes) -> None:
    head = f"POST /api/flows HTTP/1.1\r\n{_headers(studio)}{length}\r\n\r\n".encode()
    part = before + b" " * MIB + after
    tracemalloc.start()
    try:
        said = _answer(studio.port, head, *[part] * 100)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert said.startswith("HTTP/1.1 413")
    assert '"body-too-large"' in said
    assert "The body has more than 8,388,608 bytes." in said
    assert peak < 2 * studio.settings.body_bytes, "the studio is in this process, and so is what it keeps"
    assert studio.client.get("/health").status_code == 200


@pytest.mark.parametrize("length", ["-1", "x", "1, 2"])
def test_a_false_content_length_is_refused(studio: Any, length: str) -> None:
    head = f"POST /api/flows HTTP/1.1\r\n{_headers(studio)}Content-Length: {length}\r\n\r\n"
    assert _answer(studio.port, head.encode()).startswith("HTTP/1.1 400")


def test_a_body_that_comes_too_slowly_is_refused(serve: Any) -> None:
    with serve(body_seconds=0.2) as studio:
        head = f"POST /api/flows HTTP/1.1\r\n{_headers(studio)}Content-Length: 10\r\n\r\n" + "{"
        assert _answer(studio.port, head.encode()).startswith("HTTP/1.1 408")
        assert '"body-too-slow"' in _answer(studio.port, head.encode())


@pytest.mark.parametrize("head", [f"GET /{'a' * 100_000} HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\0\0\0\r\n\r\n"])
def test_what_is_no_http_is_refused(studio: Any, head: str) -> None:
    assert _answer(studio.port, head.encode()).startswith("HTTP/1.1 4")
    assert studio.client.get("/health").status_code == 200


def test_a_mark_of_utf8_is_no_harm(studio: Any) -> None:
    response = studio.client.post("/api/check", **body(b"\xef\xbb\xbf" + b'{"flow": {}}'))
    assert response.status_code == 200


@pytest.mark.parametrize(
    "document",
    ["{}", "[]", "null", "7", '"x"', '{"steps": 3}', '{"steps": [null]}', '{"format": "1"}', DEEP[:90] + DEEP[-90:]],
)
def test_a_broken_flow_is_checked_all_the_same(studio: Any, document: str) -> None:
    response = studio.client.post("/api/check", **flow(document))
    assert response.status_code == 200, response.text
    assert response.json()["runnable"] is False
    assert response.json()["diagnostics"]


def test_ten_thousand_ranges_are_ignored(studio: Any) -> None:
    response = studio.client.get("/health", headers={"Range": "bytes=" + "0-," * 10_000})
    assert response.status_code == 200


def test_many_diagnostics_still_make_a_short_problem(studio: Any) -> None:
    steps = [{"id": f"step_{number}", "operator": "no_such_operator"} for number in range(200)]
    response = studio.client.post("/api/jobs", json={"flow": {"steps": steps}})
    check(response, 422, "broken-flow")
    assert response.json()["diagnostics"][0]["step_id"] == "step_0"
    assert "not shown" in response.json()["hint"]


def test_a_name_with_escapes_is_kept_as_it_is(studio: Any) -> None:
    for name in ("<img src=x onerror=alert(1)>", "a\nb\x1b[31m\u202e", "\0", "constructor", "__proto__"):
        saved = studio.client.post("/api/flows", json={"flow": {"name": name}})
        assert saved.status_code == 201
        assert studio.client.get(f"/api/flows/{saved.json()['id']}").json()["flow"]["name"] == name


def test_a_mistake_of_the_studios_own_shows_nothing_of_its_inside(serve: Any, tmp_path: Path) -> None:
    with serve() as studio:
        kept = studio.client.post("/api/flows", json={"flow": {}}).json()
        with sqlite3.connect(tmp_path / "data" / "studio.db") as connection:
            connection.execute("UPDATE revision SET document = 'no JSON'")
        connection.close()
        # The server hangs up after such an answer, so the next question comes on a connection of its own.
        check(studio.client.get(f"/api/flows/{kept['id']}", headers={"Connection": "close"}), 500, "internal")
        assert studio.client.get("/health").status_code == 200


def test_every_code_is_produced_by_a_test() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert [code.value for code in ProblemCode if f'"{code}"' not in tests] == []


def test_nothing_is_there_under_a_random_id(studio: Any) -> None:
    for thing in ("flows", "jobs", "runs"):
        check(studio.client.get(f"/api/{thing}/{uuid4()}"), 404, "not-found")


def _headers(studio: Any) -> str:
    return (
        f"Host: 127.0.0.1:{studio.port}\r\nAuthorization: {studio.client.headers['Authorization']}\r\n"
        "Content-Type: application/json\r\n"
    )


def _answer(port: int, *parts: bytes) -> str:
    """Send a request part by part, as far as it is taken, and return the answer."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        with suppress(ConnectionError):
            for part in parts:
                connection.sendall(part)
        said = b""
        while not said.endswith(b"}") and (received := connection.recv(8192)):
            said += received
        return said.decode()
