"""A run's events by socket: in order, without holes, resumable, and closed to strangers."""

from __future__ import annotations

import json
import socket
import struct
from contextlib import closing
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

NOBODY = "00000000-0000-4000-8000-000000000000"


def frame_of(connection: ClientConnection) -> list[dict[str, Any]]:
    """Return the next frame's events."""
    return list(json.loads(connection.recv(20)))


def rest_of(connection: ClientConnection) -> tuple[list[dict[str, Any]], int]:
    """Return every event until the connection is closed, and the code it is closed with."""
    events: list[dict[str, Any]] = []
    while True:
        try:
            events += frame_of(connection)
        except ConnectionClosed as closed:
            return events, closed.rcvd.code if closed.rcvd is not None else 1006


def seqs(events: list[dict[str, Any]]) -> list[int]:
    """Return the numbers of events."""
    return [event["seq"] for event in events]


@pytest.fixture(scope="module")
def ended(studio: Any, flows: Any) -> dict[str, Any]:
    """Return a job that has ended."""
    return dict(studio.when(studio.submit(flows["short"]), "finished"))


@pytest.fixture
def running(studio: Any, flows: Any) -> Any:
    """Give a job that goes on until the test is over."""
    job = studio.submit(flows["endless"])
    studio.when(job, "running")
    yield job
    studio.client.post(f"/api/jobs/{job['id']}/stop")
    studio.when(job, "stopped")


def test_events_come_in_order_without_holes_until_the_end(studio: Any, flows: Any) -> None:
    job = studio.submit(flows["short"])
    with studio.live(job["run_id"]) as connection:
        events, code = rest_of(connection)
    assert seqs(events) == list(range(1, len(events) + 1))
    assert (events[-1]["type"], code) == ("run_ended", 1000)
    assert studio.job(job)["status"] == "finished", "the job is told to have ended before its events say so"
    assert events == studio.events(job["run_id"])


def test_a_client_that_comes_back_goes_on_where_it_was(studio: Any, running: Any) -> None:
    with studio.live(running["run_id"]) as connection:
        seen = frame_of(connection)
        while len(seen) < 6:
            seen += frame_of(connection)
    with studio.live(running["run_id"], after=seen[-1]["seq"]) as connection:
        more = frame_of(connection)
    with studio.live(running["run_id"], after=2) as connection:
        again = frame_of(connection)
    assert seqs(seen + more) == list(range(1, len(seen + more) + 1))
    assert again[0] == seen[2], "the middle of a frame is a place to go on from"


def test_all_clients_get_the_same(studio: Any, running: Any) -> None:
    with studio.live(running["run_id"]) as one, studio.live(running["run_id"]) as two:
        first, second = [], []
        while len(first) < 5 or len(second) < 5:
            first += frame_of(one)
            second += frame_of(two)
    shorter = min(len(first), len(second))
    assert first[:shorter] == second[:shorter]


def test_an_ended_run_is_told_from_its_history(studio: Any, ended: Any) -> None:
    for after in (0, 3, ended["run"]["last_seq"]):
        with studio.live(ended["run_id"], after=after) as connection:
            events, code = rest_of(connection)
        assert events == studio.events(ended["run_id"], after=after)
        assert code == 1000


def test_a_place_in_the_future_is_told_so(studio: Any, running: Any, ended: Any) -> None:
    for job in (running, ended):
        with studio.live(job["run_id"], after=10**9) as connection:
            assert rest_of(connection) == ([], 4409)


@pytest.mark.parametrize("after", ["-1", "x", "", "1e9", "9" * 30, "NaN", "%00"])
def test_a_place_that_is_none_is_refused(studio: Any, ended: Any, after: str) -> None:
    assert refused(studio, ended["run_id"], after=after) == (422, "invalid-request")


@pytest.mark.parametrize("run_id", [NOBODY, "1", "%2e%2e"])
def test_a_run_that_is_not_there_is_refused(studio: Any, run_id: str) -> None:
    assert refused(studio, run_id) == (404, "not-found")


def test_strangers_are_refused_before_the_socket_opens(studio: Any, ended: Any) -> None:
    with studio.browser() as browser:
        browser.post("/api/session", json={"token": studio.settings.token})
        cookie = f"{studio.cookie}={browser.cookies[studio.cookie]}"
    run_id, own = ended["run_id"], studio.url
    assert refused(studio, run_id, Origin=own) == (401, "not-signed-in")
    assert refused(studio, run_id, Authorization="Bearer wrong") == (401, "wrong-token")
    assert refused(studio, run_id, Cookie=f"{cookie}x", Origin=own) == (401, "not-signed-in")
    assert refused(studio, run_id, Cookie=cookie) == (403, "foreign-origin")
    for origin in ("https://evil.com", "null", f"{own}1", own.replace("127.0.0.1", "localhost"), "http://127.0.0.1"):
        assert refused(studio, run_id, Cookie=cookie, Origin=origin) == (403, "foreign-origin")
    with studio.live(run_id, Cookie=cookie, Origin=own) as connection:
        assert rest_of(connection)[1] == 1000


def refused(studio: Any, run_id: str, after: str = "0", **headers: str) -> tuple[int, str]:
    """Return the status and code with which a socket is refused."""
    with pytest.raises(InvalidStatus) as error:
        studio.live(run_id, after, **headers)
    response = error.value.response
    assert response.headers["content-type"] == "application/problem+json"
    assert "content-security-policy" in response.headers
    return response.status_code, json.loads(response.body)["code"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"binary", 1003),
        ("not JSON", 1007),
        ("[" * 50_000, 1007),
        ("[]", 1003),
        ('{"type": "stop"}', 1003),
        ("x" * 100_000, 1009),
    ],
)
def test_a_message_that_is_not_understood_ends_the_connection(
    studio: Any, running: Any, message: Any, code: int
) -> None:
    with studio.live(running["run_id"]) as connection:
        connection.send(message)
        assert rest_of(connection)[1] == code
    assert studio.job(running)["status"] == "running"


def test_an_acknowledgement_is_taken(studio: Any, running: Any) -> None:
    with studio.live(running["run_id"]) as connection:
        for _ in range(3):
            connection.send(json.dumps({"type": "ack", "seq": frame_of(connection)[-1]["seq"]}))


def test_more_clients_than_seats_are_refused(serve: Any, flows: Any) -> None:
    with serve(max_sockets=2) as studio:
        job = studio.submit(flows["endless"])
        with studio.live(job["run_id"]), studio.live(job["run_id"]):
            assert refused(studio, job["run_id"], Authorization=f"Bearer {studio.settings.token}") == (
                429,
                "too-many-sockets",
            )
        with studio.live(job["run_id"]) as connection:
            assert frame_of(connection)
        studio.client.post(f"/api/jobs/{job['id']}/stop")
        studio.when(job, "stopped")


def test_a_client_that_does_not_read_is_let_go_and_loses_nothing(serve: Any, flows: Any) -> None:
    with serve(slow_seconds=0.2, send_buffer=16_384) as studio:
        job = studio.submit(flows["loud"])
        with closing(_slow_client(studio, job["run_id"])) as slow:
            done = studio.when(job, "finished")
            last, code = _read_all(slow)
        assert code == 4408
        assert 0 < last < done["run"]["last_seq"]
    # It comes back to a studio with patience, so that nothing hangs on how fast this test reads.
    with serve() as studio, studio.live(job["run_id"], after=last) as connection:
        events, code = rest_of(connection)
    assert (seqs(events), code) == (list(range(last + 1, done["run"]["last_seq"] + 1)), 1000)


def _slow_client(studio: Any, run_id: str) -> socket.socket:
    """Return a live connection with little room for what is not read."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", studio.port))
    connection.sendall(
        f"GET /api/runs/{run_id}/live HTTP/1.1\r\nHost: 127.0.0.1:{studio.port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: Bearer {studio.settings.token}\r\n\r\n".encode()
    )
    connection.settimeout(20)
    return connection


def _read_all(connection: socket.socket) -> tuple[int, int]:
    """Return the `seq` of the last event that comes, and the code that the connection is closed with."""
    last = 0
    with connection.makefile("rb") as stream:
        while stream.readline() != b"\r\n":
            pass
        while True:
            kind, length = stream.read(2)
            length = struct.unpack(">H", stream.read(2))[0] if length == 126 else length
            length = struct.unpack(">Q", stream.read(8))[0] if length == 127 else length
            payload = stream.read(length)
            if kind & 15 == 8:
                return last, struct.unpack(">H", payload[:2])[0]
            if kind & 15 == 1:
                last = json.loads(payload)[-1]["seq"]
