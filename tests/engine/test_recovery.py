"""A crash at any moment changes nothing: every golden flow and every example, stopped and gone on with, turn by turn."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from tests.engine.test_golden_flows import EXAMPLES, GOLDEN, load

from tidegate import Plan, Stats, Worker, export_table, read_flow
from tidegate.flow import Flow
from tidegate.store import SqliteStore
from tidegate.testing import MemoryStore, without_snapshot

STATELESS = {
    *("branch", "enrich", "filter", "filter_map", "flat_map", "flatten", "inspect", "key_on", "key_rm", "map", "merge"),
    *("null_sink", "raises", "redistribute", "set_fields", "stdout_sink"),
}
"""Operators that hold nothing from one turn to the next, and so give no snapshot."""
LIVE_TURNS = 20
STEP_US = 1_000_000
START_US = 1_640_995_200_000_000
ORDERS = "orders_file"
"""This example reads a file that is made for it."""


class Run(NamedTuple):
    """What a run did before it ended or was given up."""

    printed: list[str]
    committed: int
    """How many of the lines belong to epochs that are in the store."""
    stats: Stats
    turns: int


def flow_of(path: Path) -> Flow:
    document = load(path)
    document = document.get("flow", document)
    if path.stem == ORDERS:
        document["steps"][0]["config"]["batch_size"] = 400
    flow = read_flow(document).flow
    assert flow is not None
    return flow


@lru_cache
def orders() -> bytes:
    """Return the file that an example reads, shorter."""
    with TemporaryDirectory() as folder:
        subprocess.run([sys.executable, EXAMPLES[0].parent / "make_orders.py", folder, "3000"], check=True)
        return (Path(folder) / "orders.jsonl").read_bytes()


def put_files(path: Path, folder: Path) -> Path:
    folder.mkdir()
    if path.stem == ORDERS:
        (folder / "orders.jsonl").write_bytes(orders())
    for name, text in load(path).get("data", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


def readings(frozen: bool) -> Iterator[int]:
    return iter(lambda: 0, 1) if frozen else (START_US + STEP_US * turn for turn in range(LIVE_TURNS))


def run(flow: Flow, folder: Path, store: SqliteStore | None, first: int, turns: int, every: int) -> Run:
    """Go on with a job for so many turns, or to its end, with an epoch every so many; then give it up."""
    printed: list[str] = []
    committed = 0
    worker = Worker(Plan.of(flow, folder), data_root=folder, print=printed.append, watched=False)
    clock = islice(readings(worker.plan.frozen), first, None)
    try:
        system_us = next(clock)
        worker.open(None if store is None else store.newest().snapshot, system_us)
        made = 0
        while made < turns and not worker.ended:
            worker.turn(system_us)
            made += 1
            if store is not None and worker.turns % every == 0:
                store.close_epoch(worker.snapshot(system_us))
                committed = len(printed)
            if (following := next(clock, None)) is None:
                break
            system_us = following
        return Run(printed, committed, worker.stats(), worker.turns)
    finally:
        worker.close()


def crash_at_every_turn(path: Path, tmp_path: Path, every: int) -> None:
    flow = flow_of(path).model_copy()
    flow = flow.model_copy(update={"run": flow.run.model_copy(update={"downtime": "counts"})})
    straight = run(flow, put_files(path, tmp_path / "straight"), None, 0, 10_000, every)
    for crash_after in range(straight.turns + 1):
        folder = put_files(path, tmp_path / f"crash-{crash_after}")
        with SqliteStore(tmp_path / f"{crash_after}.store", path.stem) as store:
            first = run(flow, folder, store, 0, crash_after, every)
            newest = store.newest().snapshot
            if newest is not None and newest.turns == straight.turns:
                second = first._replace(printed=[])
            else:
                second = run(flow, folder, store, 0 if newest is None else newest.turns, 10_000, every)
        assert first.printed[: first.committed] + second.printed == straight.printed, f"crashed after {crash_after}"
        assert second.stats.steps == straight.stats.steps, f"crashed after turn {crash_after}"
        assert files(folder) == files(tmp_path / "straight"), f"crashed after turn {crash_after}"


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in each file, of a table its rows: how SQLite lays those out depends on what it has undone."""
    return {
        str(path.relative_to(folder)): b"".join(export_table(path, "jsonl"))
        if path.suffix == ".table"
        else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_crash_at_any_turn_changes_nothing(path: Path, every: int, tmp_path: Path) -> None:
    crash_at_every_turn(path, tmp_path, every)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_crash_at_any_turn_of_an_example_changes_nothing(path: Path, tmp_path: Path) -> None:
    crash_at_every_turn(path, tmp_path, every=3)


def test_what_is_said_to_hold_nothing_gives_no_snapshot_and_everything_else_does(tmp_path: Path) -> None:
    found = set[str]()
    for path in GOLDEN:
        found |= without_snapshot(flow_of(path), put_files(path, tmp_path / path.stem))
    assert found == STATELESS, "give a step that holds state a snapshot, and list one that holds none"


# -- a stop of any length -----------------------------------------------------------------------------------------------


def paced() -> Flow:
    """Return windows, sessions and lists over items that come a second apart, some of them late; live."""
    items: list[Any] = []
    for second, delay in enumerate([0, 1, 0, 4, 0, 2, 7, 0, 0, 3, 0, 5, 0]):
        at = f"2022-01-01T00:00:{20 + second - delay:02}Z"
        items += [{"at": at, "key": "ab"[second % 2], "n": second}, {"$": "PAUSE", "for": "1s"}]
    source = {"schema": {"at": "timestamp", "key": "str", "n": "int"}, "items": items, "batch_size": 9}
    clock = {"type": "event", "timestamp": "at", "wait": "1s"}
    windowers = {"even": {"type": "tumbling", "length": "3s"}, "pauses": {"type": "session", "gap": "2s"}}
    steps = [("s", "testing_source", source), ("k", "key_on", {"key": "key"})]
    steps += [("lists", "collect", {"timeout": "2500ms", "max_size": 9}), ("printed", "stdout_sink", {})]
    streams = [("s.down", "k.up"), ("k.down", "lists.up"), ("lists.down", "printed.up")]
    for name, windower in windowers.items():
        steps += [(name, "collect_window", {"clock": clock, "windower": windower}), (f"{name}-out", "stdout_sink", {})]
        # What was late shows when it came, which is another time after a stop; how late it was does not change.
        steps += [(f"{name}-late", "map", {"value": "late_by"}), (f"{name}-late-out", "stdout_sink", {})]
        streams += [("k.down", f"{name}.up"), (f"{name}.down", f"{name}-out.up")]
        streams += [(f"{name}.late", f"{name}-late.up"), (f"{name}-late.down", f"{name}-late-out.up")]
    document = {
        "run": {"clock": "live"},
        "steps": [{"id": name, "operator": kind, "config": config} for name, kind, config in steps],
        "streams": [{"from": up, "to": down} for up, down in streams],
    }
    flow = read_flow(document).flow
    assert flow is not None
    return flow


def run_stopped(flow: Flow, stop_after: int, stopped_us: int) -> list[str]:
    """Turn a live run whenever something is due, with one stop; return what was printed."""
    printed: list[str] = []
    plan, system_us, store = Plan.of(flow, Path()), START_US, MemoryStore()
    worker = Worker(plan, data_root=Path(), print=printed.append, watched=False)
    worker.open(None, system_us)
    while not worker.ended:
        if not worker.turn(system_us) and (due_us := worker.wake_at()) is not None:
            system_us = max(system_us, due_us)
        if worker.turns == stop_after:
            store.close_epoch(worker.snapshot(system_us))
            worker.close()
            system_us += stopped_us
            worker = Worker(plan, data_root=Path(), print=printed.append, watched=False)
            worker.open(store.newest().snapshot, system_us)
            stop_after = 0
    worker.close()
    return printed


@pytest.mark.parametrize("stopped_us", [0, 700_000, 3_600_000_000, -5_000_000])
def test_a_stop_of_any_length_at_any_turn_changes_nothing(stopped_us: int) -> None:
    flow = paced()
    straight = run_stopped(flow, 0, 0)
    assert any('"value"' in line for line in straight)
    assert any(line.startswith('["a","') for line in straight), "nothing was late"
    for stop_after in range(1, 29):
        assert run_stopped(flow, stop_after, stopped_us) == straight, f"stopped after turn {stop_after}"


def test_a_stop_that_counts_makes_the_backlog_late() -> None:
    flow = paced()
    counting = flow.model_copy(update={"run": flow.run.model_copy(update={"downtime": "counts"})})
    assert run_stopped(counting, 9, 3_600_000_000) != run_stopped(flow, 0, 0)
