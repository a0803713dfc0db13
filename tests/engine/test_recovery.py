"""A crash at any moment changes nothing: every golden flow and every example, stopped and gone on with, turn by turn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.engine.test_golden_flows import EXAMPLES, GOLDEN, load

from tidegate import Plan, Stats, Worker, read_flow
from tidegate.flow import Flow
from tidegate.operators import OPERATORS
from tidegate.store import SqliteStore
from tidegate.testing import without_snapshot

NOT_YET = {"collect_window", "aggregate_window"}
"""Operators that hold state and give no snapshot of it yet; a test demands that the table is right."""
STATELESS = {
    *("filter", "inspect", "key_on", "key_rm", "map", "merge", "null_sink", "set_fields", "stdout_sink"),
}
"""Operators that hold nothing from one turn to the next."""
LIVE_TURNS = 60
STEP_US = 200_000
START_US = 1_640_995_200_000_000
ORDERS = "orders_file"
"""This example reads a file that is made for it, and has its own test."""


class Run(NamedTuple):
    """What a run did before it ended or was given up."""

    printed: list[str]
    committed: int
    """How many of the lines belong to epochs that are in the store."""
    stats: Stats
    turns: int


def flow_of(path: Path) -> Flow:
    document = load(path)
    flow = read_flow(document.get("flow", document)).flow
    assert flow is not None
    return flow


def kinds(flow: Flow) -> set[str]:
    return {step.operator for step in flow.steps}


def put_files(path: Path, folder: Path) -> Path:
    folder.mkdir()
    for name, text in load(path).get("data", {}).items():
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
            if newest is not None and newest.ended:
                second = first._replace(printed=[])
            else:
                second = run(flow, folder, store, 0 if newest is None else newest.turns, 10_000, every)
        assert first.printed[: first.committed] + second.printed == straight.printed, f"crashed after {crash_after}"
        assert second.stats.steps == straight.stats.steps, f"crashed after turn {crash_after}"
        assert files(folder) == files(tmp_path / "straight"), f"crashed after turn {crash_after}"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_crash_at_any_turn_changes_nothing(path: Path, every: int, tmp_path: Path) -> None:
    if kinds(flow_of(path)) & NOT_YET:
        pytest.skip("has steps without snapshots")
    crash_at_every_turn(path, tmp_path, every)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_crash_at_any_turn_of_an_example_changes_nothing(path: Path, tmp_path: Path) -> None:
    if path.stem == ORDERS or kinds(flow_of(path)) & NOT_YET:
        pytest.skip("has steps without snapshots, or needs its file")
    crash_at_every_turn(path, tmp_path, every=3)


def test_what_is_said_to_have_no_snapshot_has_none() -> None:
    known = {operator.kind for operator in OPERATORS}
    assert known >= NOT_YET | STATELESS
    found = {kind for path in [*GOLDEN, *EXAMPLES] if path.stem != ORDERS for kind in bare(path)}
    assert found == NOT_YET | STATELESS, "move an operator that has a snapshot out of these tables, and one without in"


def bare(path: Path) -> set[str]:
    # Nothing is opened, so a file that is not there is no matter.
    return without_snapshot(flow_of(path), path.parent) if "data" not in load(path) else set()


def test_the_tables_are_sorted_into_what_loses_and_what_holds_nothing() -> None:
    assert not NOT_YET & STATELESS
    assert json.loads(json.dumps(sorted(NOT_YET))) == sorted(NOT_YET)
