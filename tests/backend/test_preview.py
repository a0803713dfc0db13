"""Previews: what they show, what they refuse, and what becomes of those that cost too much."""

from __future__ import annotations

import json
import os
import signal
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.backend.previews import SOURCE, ask, check, flow_of, numbers, processes

GOLDEN = sorted((Path(__file__).parents[1] / "flows").glob("*.json"))
SLOW = ("slow", "flat_map", {"values": "range(int(value) * 5000)"})
BOMB = ("bomb", "flat_map", {"values": "range(int(value) * 5000)"})
ALL = {"src": {"first": 10_000}}
WINDOW = {
    "clock": {"type": "event", "timestamp": "time", "wait": "1s"},
    "windower": {"type": "tumbling", "length": "10s", "align_to": "2022-01-01T00:00:00Z"},
}


def test_a_preview_shows_items_counts_and_values(studio: Any) -> None:
    flow = flow_of(numbers(200), ("f", "filter", {"keep": "n % 2 == 0"}), ("out", "stdout_sink", {}))
    shown = ask(studio, flow, expressions=[{"step_id": "f", "text": "10 // (n - 1)"}])
    port = shown["steps"]["f"]["ports"]["down"]
    assert (port["total"], port["count"], port["columns"]["n"][:3], port["type"]) == (100, 50, [0, 2, 4], "{n: int}")
    stats = shown["steps"]["f"]["stats"]
    assert (stats["items_in"], stats["kept"], stats["filtered"]) == (200, 100, 100)
    values = shown["expressions"][0]
    assert (values["type"], values["values"][:3]) == ("int", [-10, None, 10])
    assert "zero" in values["failures"]["1"]
    assert shown["failure"] is None
    assert shown["elapsed_ms"] > 0


def test_only_the_ports_that_were_asked_for_carry_items(studio: Any) -> None:
    flow = flow_of(numbers(5), ("f", "filter", {"keep": "true"}))
    shown = ask(studio, flow, ports=["f.down"], limit=2)["steps"]
    assert shown["src"]["ports"]["down"] == {"type": "{n: int}", "total": 5, "count": 0, "keys": None, "columns": {}}
    assert shown["f"]["ports"]["down"]["columns"] == {"n": [0, 1]}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid-request"),
        ({"flow": {}, "more": 1}, 422, "invalid-request"),
        ({"flow": {}, "limit": 501}, 422, "invalid-request"),
        ({"flow": {}, "limit": 0}, 422, "invalid-request"),
        ({"flow": {}, "sample": {"a": {"first": 10_001}}}, 422, "invalid-request"),
        ({"flow": {}, "sample": {"a": {"upload": "../../token"}}}, 422, "invalid-request"),
        ({"flow": {}, "sample": {"a": {"path": "x"}}}, 422, "invalid-request"),
        ({"flow": {}, "sample": []}, 422, "invalid-request"),
        ({"flow": {}, "expressions": [{"step_id": "a", "text": "x" * 10_001}]}, 422, "invalid-request"),
        ({"flow": {}, "expressions": [{"step_id": "a", "text": "1"}] * 51}, 422, "invalid-request"),
        ({"flow": {}, "ports": ["x"] * 201}, 422, "invalid-request"),
        ({"flow": {}, "tab": "x" * 65}, 422, "invalid-request"),
    ],
    ids=str,
)
def test_a_request_that_does_not_fit_is_refused(studio: Any, body: Any, status: int, code: str) -> None:
    check(studio.client.post("/api/preview", json=body), status, code)


@pytest.mark.parametrize("document", [None, 3, [], {"steps": 3}, {"nodes": []}, {"steps": [{"id": "a.b"}]}], ids=str)
def test_what_is_no_flow_is_told_as_diagnostics(studio: Any, document: Any) -> None:
    shown = ask(studio, document)
    assert shown["steps"] == {}
    assert shown["diagnostics"]


def test_a_preview_needs_the_token_and_comes_from_the_studios_own_pages(studio: Any) -> None:
    for path in ("/api/preview", "/api/samples?name=a.csv"):
        with studio.browser() as stranger:
            check(stranger.post(path, json={"flow": {}}), 401, "not-signed-in")
        check(studio.client.post(path, json={}, headers={"Origin": "http://evil.example"}), 403, "foreign-origin")


def test_sinks_write_nothing_and_start_no_run(studio: Any) -> None:
    root: Path = studio.settings.data_root
    (root / "kept.jsonl").write_text("before\n")
    flow = flow_of(numbers(5))
    for name, kind, config in (
        ("lines", "file_sink", {"path": "kept.jsonl"}),
        ("rows", "file_sink", {"path": "made/rows.csv"}),
        ("table", "table_sink", {"path": "table.db"}),
        ("parquet", "file_sink", {"path": "rows.parquet"}),
        ("printed", "stdout_sink", {}),
    ):
        flow["steps"].append({"id": name, "operator": kind, "config": config})
        flow["streams"].append({"from": "src.down", "to": f"{name}.up"})
    before = {path: path.stat() for path in root.rglob("*")}
    shown = ask(studio, flow)
    assert {name: step["stats"]["items_in"] for name, step in shown["steps"].items() if name != "src"} == dict.fromkeys(
        ["lines", "rows", "table", "parquet", "printed"], 5
    )
    after = {path: path.stat() for path in root.rglob("*")}
    assert {path: (at.st_mtime_ns, at.st_size, at.st_ino) for path, at in after.items()} == {
        path: (at.st_mtime_ns, at.st_size, at.st_ino) for path, at in before.items()
    }
    assert studio.client.get("/api/jobs").json() == []


def test_the_process_could_not_write_if_it_wanted_to(studio: Any) -> None:
    ask(studio, flow_of(numbers(1)))
    (pid,) = processes(studio)
    limits = Path(f"/proc/{pid}/limits").read_text()
    limited = {line[:25].strip(): line[25:].split()[:2] for line in limits.splitlines()[1:]}
    assert limited["Max file size"] == ["0", "0"]
    assert limited["Max core file size"] == ["0", "0"]
    assert limited["Max address space"] == [str(studio.settings.preview_memory_bytes)] * 2
    assert limited["Max cpu time"][0] != "unlimited"
    secrets = [name for name in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") if b"TIDEGATE_STUDIO" in name]
    assert secrets == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_operator_works_where_no_file_may_grow(studio: Any, path: Path) -> None:
    golden = json.loads(path.read_text("utf-8"))
    for name, text in golden.get("data", {}).items():
        (studio.settings.data_root / name).parent.mkdir(parents=True, exist_ok=True)
        (studio.settings.data_root / name).write_bytes(text.encode())
    steps = golden["flow"]["steps"]
    shown = ask(studio, golden["flow"], sample={step["id"]: {} for step in steps})
    assert {step["state"] for step in shown["steps"].values()} == {"shown"}, shown["diagnostics"]
    # A kernel that is not compiled yet could not be kept, for one.
    assert (shown["failure"] or {}).get("code") != "internal-error", shown["failure"]


def test_what_takes_too_long_is_stopped_with_its_step_named(serve: Callable[..., Any]) -> None:
    with serve(preview_seconds=0.5) as studio:
        ask(studio, flow_of(numbers(1)))
        (before,) = processes(studio)
        shown = ask(studio, flow_of(SOURCE, SLOW, ("after", "null_sink", {})), sample=ALL)
        assert (shown["failure"]["code"], shown["failure"]["step_id"]) == ("too-long", "slow")
        assert "0.5 s" in shown["failure"]["message"]
        assert "Take fewer" in shown["failure"]["message"]
        assert ask(studio, flow_of(numbers(3)))["steps"]["src"]["ports"]["down"]["total"] == 3
        assert before not in processes(studio)


def test_a_preview_that_needs_too_much_memory_is_one_failed_preview(serve: Callable[..., Any]) -> None:
    with serve(preview_seconds=60) as studio:
        job = studio.submit(flow_of(("src", "demo_source", {"interval": "10ms"}), ("out", "null_sink", {})))
        studio.when(job, "running")
        source = ("src", "demo_source", {"batch_size": 10_000})
        shown = ask(studio, flow_of(source, BOMB, ("after", "null_sink", {})), sample=ALL)
        assert (shown["failure"]["code"], shown["failure"]["step_id"]) == ("out-of-memory", "bomb")
        assert "4.0 GiB" in shown["failure"]["message"]
        assert ask(studio, flow_of(numbers(3)))["steps"]["src"]["ports"]["down"]["total"] == 3
        assert studio.job(job)["status"] == "running"
        assert studio.client.post(f"/api/jobs/{job['id']}/stop").status_code == 202


def test_twenty_rapid_requests_all_end_well(studio: Any) -> None:
    ask(studio, flow_of(numbers(1)))

    def one(at: int) -> httpx.Response:
        flow = flow_of(numbers(1_000), ("f", "filter", {"keep": f"n >= {at}"}))
        with studio.browser(headers=studio.client.headers) as client:
            return client.post("/api/preview", json={"flow": flow, "tab": "one"}, timeout=60)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(20)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    overtaken = [answer for answer in answers if answer.status_code == 409]
    for answer in overtaken:
        check(answer, 409, "preview-overtaken")
    for at, answer in enumerate(answers):
        if answer.status_code == 200:
            assert answer.json()["steps"]["f"]["ports"]["down"]["total"] == 1_000 - at
    assert len(overtaken) < 20
    assert ask(studio, flow_of(numbers(2)), tab="one")["steps"]["src"]["ports"]["down"]["total"] == 2
    assert len(processes(studio)) == 1


def test_tabs_do_not_overtake_each_other(studio: Any) -> None:
    def one(at: int) -> int:
        with studio.browser(headers=studio.client.headers) as client:
            return int(
                client.post("/api/preview", json={"flow": flow_of(numbers(9)), "tab": f"t{at}"}, timeout=60).status_code
            )

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(8))) == {200}


def test_too_many_waiting_previews_are_refused(serve: Callable[..., Any], wait: Callable[..., Any]) -> None:
    with serve(preview_seconds=4) as studio:
        ask(studio, flow_of(numbers(1)))
        (pid,) = processes(studio)
        used = _cpu(pid)

        def one(slow: bool) -> httpx.Response:
            body = {"flow": flow_of(SOURCE, SLOW), "sample": ALL} if slow else {"flow": flow_of(numbers(1))}
            with studio.browser(headers=studio.client.headers) as client:
                return client.post("/api/preview", json=body, timeout=60)

        with ThreadPoolExecutor(40) as pool:
            first = pool.submit(one, True)
            wait(lambda: _cpu(pid) > used + 10, "the slow one is not at work")
            answers = list(pool.map(one, [False] * 36))
        assert first.result().json()["failure"]["code"] == "too-long"
        refused = [answer for answer in answers if answer.status_code != 200]
        assert 0 < len(refused) <= 4
        for answer in refused:
            check(answer, 429, "too-many-previews")


def test_a_killed_process_is_replaced(studio: Any) -> None:
    ask(studio, flow_of(numbers(1)))
    (before,) = processes(studio)
    os.kill(before, signal.SIGKILL)
    assert ask(studio, flow_of(numbers(4)))["steps"]["src"]["ports"]["down"]["total"] == 4
    assert processes(studio) != [before]


def test_a_process_killed_at_work_is_one_failed_preview(serve: Callable[..., Any], wait: Callable[..., Any]) -> None:
    with serve(preview_seconds=60) as studio:
        ask(studio, flow_of(numbers(1)))
        (before,) = processes(studio)
        shown = _sent_at_work(studio, before, signal.SIGKILL, wait)
        assert shown["failure"]["code"] == "process-lost"
        assert "SIGKILL" in shown["failure"]["message"]
        assert ask(studio, flow_of(numbers(4)))["steps"]["src"]["ports"]["down"]["total"] == 4


@pytest.mark.parametrize("sent", [signal.SIGSTOP, signal.SIGXCPU])
def test_a_process_that_cannot_say_it_took_too_long_has(serve: Callable[..., Any], wait: Any, sent: int) -> None:
    with serve(preview_seconds=1) as studio:
        ask(studio, flow_of(numbers(1)))
        (before,) = processes(studio)
        shown = _sent_at_work(studio, before, sent, wait)
        assert shown["failure"]["code"] == "too-long"
        assert "after 1 s" in shown["failure"]["message"]
        assert ask(studio, flow_of(numbers(4)))["steps"]["src"]["ports"]["down"]["total"] == 4


def test_a_preview_at_work_does_not_keep_the_studio_from_ending(serve: Callable[..., Any], wait: Any) -> None:
    with ThreadPoolExecutor(1) as others:
        with serve(preview_seconds=60) as studio:
            ask(studio, flow_of(numbers(1)))
            (pid,) = processes(studio)
            used = _cpu(pid)
            client = studio.browser(headers=studio.client.headers)
            slow = {"flow": flow_of(SOURCE, SLOW), "sample": ALL}
            asked = others.submit(client.post, "/api/preview", json=slow, timeout=60)
            wait(lambda: _cpu(pid) > used, "it is not at work")
        answer = asked.result()
        client.close()
    assert answer.status_code == 200
    assert answer.json()["failure"]["message"] == "The studio is stopping. Ask again when it is back."


def test_no_process_is_started_before_a_preview_and_none_is_left(serve: Callable[..., Any], wait: Any) -> None:
    with serve() as studio:
        assert processes(studio) == []
        ask(studio, flow_of(numbers(1)))
        assert len(processes(studio)) == 1
    wait(lambda: processes(studio) == [], "the process outlives the studio")


def test_ten_thousand_items_through_windows_take_well_under_a_second(
    studio: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    inside: list[float] = []

    def once(limit: float) -> float:
        flow = flow_of(
            SOURCE,
            ("f", "filter", {"keep": f"value > {limit}"}),
            ("doubled", "set_fields", {"fields": {"double": "value * 2"}}),
            ("key", "key_on", {"key": "sensor"}),
            ("lists", "collect_window", WINDOW),
        )
        sums = {"total": {"function": "sum", "of": "double"}}
        flow["steps"].append({"id": "sums", "operator": "aggregate_window", "config": {**WINDOW, "aggregations": sums}})
        flow["streams"].append({"from": "key.down", "to": "sums.up"})
        began = time.perf_counter()
        # Of one step's ports, as the screen asks.
        ports = ["key.down", "lists.down", "lists.late", "lists.meta"]
        shown = ask(studio, flow, sample={"src": {"first": 10_000}}, ports=ports, tab="bench")
        took = time.perf_counter() - began
        inside.append(shown["elapsed_ms"])
        assert shown["failure"] is None
        assert shown["steps"]["lists"]["ports"]["down"]["total"] > 0
        assert shown["steps"]["sums"]["ports"]["down"]["total"] > 0, shown["diagnostics"]
        return took * 1e3

    once(0)
    took = [once(10 + at / 10) for at in range(21)]
    with capsys.disabled():
        middle, within, worst = statistics.median(took), statistics.median(inside), max(took)
        print(f"\npreview of 10,000 items through two window steps, there and back: {middle:.0f} ms in the median,")
        print(f"{within:.0f} ms of it in the process; {worst:.0f} ms at worst")
    assert statistics.median(took) < 1_000


def _sent_at_work(studio: Any, pid: int, sent: int, wait: Callable[..., Any]) -> dict[str, Any]:
    """Ask for a slow preview, send its process a signal once it is at work, and return what is shown."""
    used = _cpu(pid)
    sender = threading.Thread(target=lambda: (wait(lambda: _cpu(pid) > used, "it is not at work"), os.kill(pid, sent)))
    sender.start()
    shown = ask(studio, flow_of(SOURCE, SLOW), sample=ALL)
    sender.join()
    return shown


def _cpu(pid: int) -> int:
    """Return the processor time a process has used, in ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
