"""The studio killed in the middle of a run, and started again: no process is left behind, and nothing is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tidegate_studio.main import command, locked


@contextmanager
def studio_process(data: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Serve a studio in a process of its own; give the process, and a client for the address it printed."""
    arguments = [sys.executable, "-m", "tidegate_studio.main", "--data", str(data), "--port", "0"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            found = re.search(r"(http://\S+?)/#token=(\S+)", line)
            assert found, line
            with httpx.Client(base_url=found[1], headers={"Authorization": f"Bearer {found[2]}"}, timeout=20) as client:
                yield process, client
        finally:
            process.kill()


def test_a_run_whose_studio_was_killed_is_failed_and_its_process_is_gone(
    tmp_path: Path, flows: Any, wait: Any, serve_again: Any
) -> None:
    with studio_process(tmp_path) as (process, client):
        job = client.post("/api/jobs", json={"flow": flows["endless"]}).json()
        wait(lambda: client.get(f"/api/runs/{job['run_id']}").json()["last_seq"] >= 4, "the run tells nothing")
        children = wait(lambda: _children(process.pid), "there is no process")
        process.kill()
        process.wait()
        wait(lambda: not any(_is_alive(pid) for pid in children), "a process outlives the studio")
    with serve_again(tmp_path) as studio:
        found = studio.job(job)
        reason = "The studio stopped while the run was under way."
        assert (found["status"], found["run"]["reason"]) == ("failed", reason)
        events = studio.events(job["run_id"])
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        assert (events[-1]["type"], events[-1]["reason"]) == ("run_ended", reason)
        assert found["run"]["last_seq"] == len(events)


def test_a_studio_that_is_told_to_end_stops_its_runs(tmp_path: Path, flows: Any, wait: Any, serve_again: Any) -> None:
    with studio_process(tmp_path) as (process, client):
        kept = client.post("/api/flows", json={"flow": flows["endless"]}).json()
        job = client.post("/api/jobs", json={"flow_id": kept["id"]}).json()
        wait(lambda: client.get(f"/api/jobs/{job['id']}").json()["status"] == "running", "it does not run")
        children = _children(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert not any(_is_alive(pid) for pid in children)
    with serve_again(tmp_path) as studio:
        found = studio.job(job)
        assert (found["status"], found["run"]["reason"]) == ("stopped", "The studio was shut down.")
        assert studio.client.get(f"/api/flows/{kept['id']}").json() == kept


def test_a_folder_is_served_by_one_studio_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with locked(tmp_path / "lock"):
        assert command(["--data", str(tmp_path)]) == 2
    assert "another studio serves" in capsys.readouterr().err


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(pid) for listed in found for pid in listed.read_text().split()]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_log_that_broke_off_goes_on_after_its_last_whole_line(tmp_path: Path) -> None:
    from tidegate_studio.history import History

    history = History(tmp_path, 2**20)
    history.append([json.dumps({"seq": seq, "type": "status"}).encode() for seq in (1, 2)])
    with open(next(tmp_path.iterdir()), "ab") as file:
        file.write(b'{"seq": 3, "ty')
    again = History(tmp_path, 2**20)
    assert again.last_seq == 2
    again.append([b'{"seq": 3, "type": "run_ended"}'])
    assert [json.loads(line)["seq"] for line in History(tmp_path, 2**20).read(0, 10)] == [1, 2, 3]
