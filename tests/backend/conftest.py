"""A studio of its own for each test that asks: a real server, a real database, real processes."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from tidegate_studio.main import build_app, listen, server_for
from tidegate_studio.settings import Settings, checked

TOKEN = "a-token-for-the-tests-1234"
DEADLINE_S = 20.0

Found = TypeVar("Found")


def until(look: Callable[[], Found], what: str, seconds: float = DEADLINE_S) -> Found:
    """Return what `look` returns, as soon as that is something."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (found := look()):
        assert time.monotonic() < deadline, f"after {seconds:g} s: {what}"
        pause.wait(0.02)
    return found


class Served:
    """A studio that is being served, and a client that holds its token."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.settings = settings
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.cookie = f"tidegate_session_{port}"
        self.client = self.browser(headers={"Authorization": f"Bearer {TOKEN}"})

    def browser(self, headers: Mapping[str, str] | None = None) -> httpx.Client:
        """Return a client that has shown nothing yet but these headers."""
        # The server closes what was idle for five seconds; a client that let go later could ask into a closed line.
        limits = httpx.Limits(keepalive_expiry=2)
        return httpx.Client(base_url=self.url, headers=headers, timeout=DEADLINE_S, limits=limits)

    def submit(self, flow: Any, **headers: str) -> dict[str, Any]:
        """Submit a flow and return its job."""
        response = self.client.post("/api/jobs", json={"flow": flow}, headers=headers)
        assert response.status_code == 201, response.text
        return dict(response.json())

    def job(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Return a job as it is now."""
        return dict(self.client.get(f"/api/jobs/{job['id']}").json())

    def when(self, job: Mapping[str, Any], *statuses: str) -> dict[str, Any]:
        """Return a job once it has one of these statuses."""
        last: dict[str, Any] = {}

        def look() -> bool:
            last.update(self.job(job))
            ended = last["run"]["ended_at"] is not None
            assert last["status"] in statuses or not ended, f"{last['status']}: {last['run']['reason']}"
            return last["status"] in statuses

        until(look, f"the job is not {' or '.join(statuses)}")
        return last

    def events(self, run_id: str, after: int = 0, limit: int = 10_000) -> list[dict[str, Any]]:
        """Return what a run has told."""
        response = self.client.get(f"/api/runs/{run_id}/events", params={"after": after, "limit": limit})
        assert response.status_code == 200, response.text
        return list(response.json())

    def live(self, run_id: str, after: int | str = 0, **headers: str) -> ClientConnection:
        """Return a live connection to a run, with the token unless other headers are given."""
        shown = headers or {"Authorization": f"Bearer {TOKEN}"}
        return connect(
            f"ws://127.0.0.1:{self.port}/api/runs/{run_id}/live?after={after}",
            additional_headers=shown,
            max_size=None,
            compression=None,
            proxy=None,
        )

    def children(self, module: bytes = b"tidegate_studio.child") -> list[int]:
        """Return the ids of the processes that this studio has started, running or waiting."""
        return [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if self._is_child(pid, module)]

    def _is_child(self, pid: int, module: bytes) -> bool:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            return module in command and Path(f"/proc/{pid}/cwd").readlink() == self.settings.data_root
        except OSError:
            return False

    def kill_children(self) -> None:
        """Kill every process that this studio has started."""
        for pid in self.children():
            os.kill(pid, signal.SIGKILL)


@contextmanager
def serving(data: Path, send_buffer: int = 0, **given: Any) -> Iterator[Served]:
    """Serve a studio from this folder for as long as this lasts; each connection may get a small buffer to send."""
    settings = checked(Settings(data=data, port=0, token=TOKEN).model_copy(update=given))
    listener = listen(settings.host, 0)
    if send_buffer:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    port = listener.getsockname()[1]
    server = server_for(build_app(settings, port))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    served = Served(settings, port)
    try:
        until(lambda: server.started, "the server has not started")
        yield served
    finally:
        served.client.close()
        server.should_exit = True
        thread.join(DEADLINE_S)
        listener.close()
        assert not thread.is_alive(), "the server does not stop"
        assert not served.children(), "processes outlive the server"


Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One studio for all tests of a file."""
    with serving(tmp_path_factory.mktemp("studio")) as served:
        yield served


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., Any]:
    """Return what serves a studio of its own, with other settings: `with serve(max_runs=1) as studio`."""
    return lambda **given: serving(tmp_path / "data", **given)


def flow_of(*steps: tuple[str, dict[str, Any]], name: str = "a flow") -> dict[str, Any]:
    """Return the document of a flow whose steps follow each other by `down` and `up`."""
    ids = [f"{operator}_{number}" for number, (operator, _) in enumerate(steps)]
    return {
        "format": 1,
        "name": name,
        "steps": [
            {"id": step, "operator": operator, "config": config}
            for step, (operator, config) in zip(ids, steps, strict=True)
        ],
        "streams": [{"from": f"{up}.down", "to": f"{down}.up"} for up, down in pairwise(ids)],
    }


def _numbers(count: int) -> tuple[str, dict[str, Any]]:
    items = [{"value": number} for number in range(count)]
    return "testing_source", {"schema": {"value": "int"}, "items": items, "batch_size": 2}


SHORT = flow_of(_numbers(5), ("stdout_sink", {"format": "json"}), name="short")
FAILING = flow_of(
    _numbers(5), ("map", {"value": "value // (value - 2)", "on_error": "fail"}), ("null_sink", {}), name="failing"
)
ENDLESS = flow_of(("demo_source", {"interval": "10ms"}), ("null_sink", {}), name="endless")
FAST = flow_of(("demo_source", {"interval": "1ms"}), ("stdout_sink", {"format": "json"}), name="fast")
# It lasts two seconds on any machine, because time passes in it, and tells megabytes all the while.
LOUD = {
    **flow_of(
        ("demo_source", {"interval": "1ms", "count": 2_000}),
        ("set_fields", {"fields": {"text": f'"{"x" * 3_000}"'}}),
        ("inspect", {}),
        ("null_sink", {}),
        name="loud",
    ),
    "run": {"clock": "live"},
}
BROKEN = flow_of(_numbers(1), ("no_such_operator", {}), name="broken")


@pytest.fixture(scope="session")
def flows() -> dict[str, dict[str, Any]]:
    """Return flows by what becomes of them."""
    return {"short": SHORT, "failing": FAILING, "endless": ENDLESS, "fast": FAST, "broken": BROKEN, "loud": LOUD}


@pytest.fixture(scope="session")
def wait() -> Callable[..., Any]:
    """Return `until`, for tests that have no studio to ask."""
    return until


@pytest.fixture
def serve_again() -> Callable[..., Any]:
    """Return what serves a studio from a folder that another has used."""
    return serving
