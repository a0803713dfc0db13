"""A studio whose kernels are not in the cache yet: who waits for them is told so, in words."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

COMPILING = "compiling kernels, once after an update; takes about a minute"


@pytest.fixture
def fresh(serve: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Serve a studio whose processes find an empty cache."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "no-kernels"))
    with serve() as studio:
        yield studio


def test_a_run_that_waits_for_kernels_says_so(fresh: Any, flows: Any, wait: Any) -> None:
    job = fresh.submit(flows["short"])
    assert (job["status"], job["run"]["reason"]) == ("starting", "")
    wait(lambda: fresh.job(job)["run"]["reason"], "the run does not say what it waits for")
    waiting = fresh.job(job)
    assert (waiting["status"], waiting["run"]["reason"]) == ("starting", COMPILING)
    (told,) = fresh.events(job["run_id"])
    assert (told["type"], told["status"], told["reason"]) == ("status", "starting", COMPILING)
    fresh.client.post(f"/api/jobs/{job['id']}/stop")
    # At once, and not by being killed.
    assert fresh.when(job, "stopped")["run"]["reason"] == ""
    assert [event["type"] for event in fresh.events(job["run_id"])] == ["status", "run_ended"]


def test_a_preview_that_waits_for_kernels_says_so(fresh: Any, flows: Any, wait: Any) -> None:
    def waits_for() -> str:
        return str(fresh.client.get("/api/preview").json()["waits_for"])

    assert waits_for() == ""
    with ThreadPoolExecutor() as others:
        asked = others.submit(fresh.client.post, "/api/preview", json={"flow": flows["short"]})
        wait(waits_for, "the preview does not say what it waits for")
        assert waits_for() == COMPILING
        assert not asked.done()
        for process in fresh.children(b"tidegate_studio.preview_child"):
            os.kill(process, signal.SIGKILL)
    assert asked.result().json()["failure"]["code"] == "process-lost"
    assert waits_for() == ""


def test_a_run_with_its_kernels_at_hand_waits_for_nothing(studio: Any, flows: Any) -> None:
    ended = studio.when(studio.submit(flows["short"]), "finished")
    events = studio.events(ended["run_id"])
    assert events[0]["type"] == "run_started"
    assert {event["reason"] for event in events if event["type"] == "status"} == {""}
