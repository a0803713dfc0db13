"""Jobs: submitted, watched, stopped, finished, and failing one by one without harm to the server."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any


def test_a_job_runs_to_its_end_and_tells_everything(studio: Any, flows: Any) -> None:
    job = studio.submit(flows["short"])
    assert job["status"] in ("starting", "running")
    done = studio.when(job, "finished", "failed")
    assert (done["status"], done["run"]["reason"]) == ("finished", "")
    events = studio.events(job["run_id"])
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert [events[0]["type"], events[1]["type"], events[-1]["type"]] == ["run_started", "status", "run_ended"]
    items = [event for event in events if event["type"] == "items"]
    assert [value for event in items for value in event["columns"]["value"]] == [0, 1, 2, 3, 4]
    lines = [line for event in events if event["type"] == "printed" for line in event["lines"]]
    assert lines == [f'{{"value":{number}}}' for number in range(5)]
    assert done["run"]["last_seq"] == len(events)
    assert all(event["at"].endswith("Z") for event in events)


def test_a_run_has_its_flow_and_its_times(studio: Any, flows: Any) -> None:
    job = studio.when(studio.submit(flows["short"]), "finished")
    run = studio.client.get(f"/api/runs/{job['run_id']}").json()
    assert run["flow"]["name"] == "short"
    assert run["job_id"] == job["id"]
    assert job["submitted_at"] <= run["started_at"] <= run["ended_at"]
    assert studio.client.get("/api/jobs?limit=1").json() == [job]


def test_events_are_paged_by_seq(studio: Any, flows: Any) -> None:
    job = studio.when(studio.submit(flows["short"]), "finished")
    everything = studio.events(job["run_id"])
    assert studio.events(job["run_id"], after=2, limit=2) == everything[2:4]
    assert studio.events(job["run_id"], after=len(everything)) == []
    assert studio.events(job["run_id"], after=10**15) == []


def test_a_revision_can_be_submitted(studio: Any, flows: Any) -> None:
    kept = studio.client.post("/api/flows", json={"flow": flows["short"]}).json()
    studio.client.put(f"/api/flows/{kept['id']}", json={"flow": flows["broken"]}, headers={"If-Match": '"1"'})
    newest = studio.client.post("/api/jobs", json={"flow_id": kept["id"]})
    assert (newest.status_code, newest.json()["code"]) == (422, "broken-flow")
    job = studio.client.post("/api/jobs", json={"flow_id": kept["id"], "revision": 1}).json()
    assert (job["name"], job["flow_id"], job["revision"]) == ("short", kept["id"], 1)
    studio.client.delete(f"/api/flows/{kept['id']}")
    assert studio.when(job, "finished")["flow_id"] == kept["id"]


def test_a_broken_flow_is_no_job(studio: Any, flows: Any) -> None:
    before = len(studio.client.get("/api/jobs").json())
    refused = studio.client.post("/api/jobs", json={"flow": flows["broken"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "broken-flow")
    assert refused.json()["diagnostics"][0]["step_id"] == "no_such_operator_1"
    assert len(studio.client.get("/api/jobs").json()) == before


def test_the_same_key_submits_once(studio: Any, flows: Any) -> None:
    first = studio.submit(flows["short"], **{"Idempotency-Key": "once"})
    assert studio.submit(flows["short"], **{"Idempotency-Key": "once"})["id"] == first["id"]
    assert studio.submit(flows["short"], **{"Idempotency-Key": "twice"})["id"] != first["id"]
    other = studio.client.post("/api/jobs", json={"flow": flows["endless"]}, headers={"Idempotency-Key": "once"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-mismatch")


def test_a_live_run_is_stopped_once(studio: Any, flows: Any) -> None:
    job = studio.submit(flows["endless"])
    studio.when(job, "running")
    stopping = studio.client.post(f"/api/jobs/{job['id']}/stop")
    assert (stopping.status_code, stopping.json()["status"]) == (202, "stopping")
    done = studio.when(job, "stopped", "failed", "finished")
    assert (done["status"], done["run"]["reason"]) == ("stopped", "")
    events = studio.events(job["run_id"])
    assert [event["status"] for event in events if event["type"] == "status"] == ["running", "stopping"]
    assert (events[-1]["type"], events[-1]["status"]) == ("run_ended", "stopped")
    for command in ("stop", "finish"):
        again = studio.client.post(f"/api/jobs/{job['id']}/{command}")
        assert (again.status_code, again.json()["code"]) == (409, "job-ended")


def test_a_live_run_is_finished(studio: Any, flows: Any) -> None:
    job = studio.submit(flows["endless"])
    studio.when(job, "running")
    assert studio.client.post(f"/api/jobs/{job['id']}/finish").status_code == 202
    assert studio.when(job, "stopped", "failed", "finished")["status"] == "finished"


def test_a_job_can_be_stopped_before_it_has_started(studio: Any, flows: Any) -> None:
    job = studio.submit(flows["endless"])
    assert studio.client.post(f"/api/jobs/{job['id']}/stop").status_code == 202
    assert studio.when(job, "stopped", "failed", "finished")["status"] == "stopped"


def test_a_run_that_fails_says_where_and_why(studio: Any, flows: Any) -> None:
    job = studio.when(studio.submit(flows["failing"]), "failed", "finished")
    assert job["status"] == "failed"
    failure, ended = studio.events(job["run_id"])[-2:]
    assert (failure["type"], failure["step_id"], failure["code"]) == ("step_failed", "map_1", "bad-item")
    assert (ended["type"], ended["status"]) == ("run_ended", "failed")
    assert job["run"]["reason"] == ended["reason"] == failure["message"]
    assert "Traceback" not in failure["message"]


def test_a_run_that_met_abort_names_what_can_be_done_in_the_studio(studio: Any) -> None:
    items = {"schema": "int", "items": [1, {"$": "ABORT"}, 2]}
    steps = [{"id": "src", "operator": "testing_source", "config": items}]
    reason = studio.when(studio.submit({"name": "aborts", "steps": steps}), "failed")["run"]["reason"]
    assert reason.endswith("; take the mark out of its items to run past it")
    assert "resume" not in reason


def test_a_process_that_is_killed_is_a_failed_run_and_no_more(studio: Any, flows: Any) -> None:
    for number in (signal.SIGKILL, signal.SIGSEGV):
        job = studio.submit(flows["endless"])
        studio.when(job, "running")
        for pid in studio.children():
            os.kill(pid, number)
        failed = studio.when(job, "failed")
        assert number.name in failed["run"]["reason"]
        assert studio.events(job["run_id"])[-1]["reason"] == failed["run"]["reason"]
        assert studio.client.get("/health").status_code == 200
    after = studio.when(studio.submit(flows["short"]), "finished", "failed")
    assert after["status"] == "finished", "the next run gets a new process"


def test_a_run_that_does_not_stop_is_killed(serve: Any, flows: Any) -> None:
    with serve(stop_seconds=0.3) as studio:
        job = studio.submit(flows["endless"])
        studio.when(job, "running")
        for pid in studio.children():
            os.kill(pid, signal.SIGSTOP)
        studio.client.post(f"/api/jobs/{job['id']}/stop")
        done = studio.when(job, "stopped", "failed")
        assert (done["status"], done["run"]["reason"]) == (
            "stopped",
            "The run did not stop within 0.3 s and was killed.",
        )
        studio.kill_children()


def test_more_runs_than_allowed_are_refused(serve: Any, flows: Any) -> None:
    with serve(max_runs=1) as studio:
        job = studio.submit(flows["endless"])
        refused = studio.client.post("/api/jobs", json={"flow": flows["short"]})
        assert (refused.status_code, refused.json()["code"]) == (429, "too-many-runs")
        studio.client.post(f"/api/jobs/{job['id']}/stop")
        studio.when(job, "stopped")


def test_a_run_gets_limits_and_nothing_of_the_servers(studio: Any, flows: Any) -> None:
    job = studio.submit(flows["endless"])
    studio.when(job, "running")
    limits = []
    for pid in studio.children():
        variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        names = {variable.partition(b"=")[0].decode() for variable in variables if variable}
        allowed = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"}
        assert names <= allowed, names - allowed
        assert os.getpgid(pid) == pid, "its own process group"
        limits.append(Path(f"/proc/{pid}/limits").read_text())
    assert any(str(studio.settings.run_memory_bytes) in limit for limit in limits)
    studio.client.post(f"/api/jobs/{job['id']}/stop")
    studio.when(job, "stopped")


def test_a_run_whose_events_cannot_be_kept_is_failed(serve: Any, flows: Any) -> None:
    with serve() as studio:
        (studio.settings.data / "runs").write_text("a file where the folder should be")
        failed = studio.when(studio.submit(flows["endless"]), "failed")
        assert failed["run"]["reason"].startswith("The studio could not carry on with the run: ")
        assert studio.client.get("/health").status_code == 200
