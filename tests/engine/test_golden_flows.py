"""Golden flows: whole flows and exactly what they print; and every example that ships with the studio."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tidegate import Plan, Worker, check, export_table, read_flow
from tidegate.testing import RunResult, run_flow

ROOT = Path(__file__).parents[2]
GOLDEN = sorted((ROOT / "tests/flows").glob("*.json"))
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def run(golden: dict[str, Any], data_root: Path, **more: Any) -> RunResult:
    """Run a golden flow in a folder of its own, with the files it brings."""
    for name, text in golden.get("data", {}).items():
        (data_root / name).parent.mkdir(parents=True, exist_ok=True)
        (data_root / name).write_bytes(text.encode())
    return run_flow(golden["flow"], data_root=data_root, **more)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_flow_prints_exactly_this(path: Path, tmp_path: Path) -> None:
    golden = load(path)
    assert run(golden, tmp_path).printed == golden["printed"]
    written = golden.get("written", {})
    assert {name: (tmp_path / name).read_bytes().decode() for name in written} == written
    tables = golden.get("tables", {})
    assert {name: b"".join(export_table(tmp_path / name, "jsonl")).decode() for name in tables} == tables


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_flow_prints_the_same_when_run_again(path: Path, tmp_path: Path) -> None:
    golden = load(path)
    first, second = (
        run(golden, tmp_path / name).printed for name in ("first", "second") if not (tmp_path / name).mkdir()
    )
    assert first == second


def test_collecting_prints_what_bytewax_prints() -> None:
    assert run_flow(load(ROOT / "examples/collecting.json")).printed == [
        "('ALL', [0, 1, 2])",
        "('ALL', [3, 4, 5])",
        "('ALL', [6, 7, 8])",
        "('ALL', [9])",
    ]


@pytest.mark.parametrize("batch_size", [1, 2, 3, 7, 1000])
def test_windowing_prints_what_bytewax_prints_whatever_the_batches(batch_size: int) -> None:
    flow = load(ROOT / "examples/windowing.json")
    flow["steps"][0]["config"]["batch_size"] = batch_size
    lists = [("a", 0, (0, 4, 8)), ("b", 0, (5,)), ("a", 1, (12, 13)), ("b", 1, (14,))]
    assert run_flow(flow).printed == [
        f"('{key}', ({window_id}, [{', '.join(_item(key, second) for second in seconds)}]))"
        for key, window_id, seconds in lists
    ]


def _item(key: str, second: int) -> str:
    time = f"datetime.datetime(2022, 1, 1, 0, 0{f', {second}' if second else ''}, tzinfo=datetime.timezone.utc)"
    return f"{{'time': {time}, 'user': '{key}', 'val': 1}}"


def test_the_live_example_goes_on_for_ever_and_tells_what_was_late() -> None:
    flow = read_flow(load(ROOT / "examples/live_sensors.json")).flow
    assert flow is not None
    worker = Worker(Plan.of(flow, Path()), data_root=Path())
    worker.open()
    assert not worker.plan.frozen
    for turn in range(600):
        worker.turn(1_640_995_200_000_000 + 200_000 * turn)
    stats = worker.stats().steps
    worker.close()
    assert not worker.ended
    assert any(step.late for step in stats.values())
    assert any(step.items_out.get("down", 0) and step.open_windows for step in stats.values())


def test_the_file_example_reads_the_file_that_is_made_for_it(tmp_path: Path) -> None:
    made = [sys.executable, ROOT / "examples/make_orders.py", tmp_path, "20000"]
    subprocess.run(made, check=True, capture_output=True)
    result = run_flow(load(ROOT / "examples/orders_file.json"), data_root=tmp_path)
    assert result.stats is not None
    source = result.stats.steps["orders"]
    assert (source.items_out["down"], source.bad) == (20_000 - source.bad, 2)
    assert all(
        step.items_in == step.kept + step.late + step.bad + step.filtered
        for step in result.stats.steps.values()
        if step.items_in
    )
    assert any(step.late for step in result.stats.steps.values())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_called_as_its_file_and_says_what_it_shows(path: Path, tmp_path: Path) -> None:
    flow = read_flow(path.read_bytes()).flow
    assert flow is not None
    assert flow.name == path.stem
    assert flow.description.endswith(".")
    assert set(flow.layout) == {step.id for step in flow.steps}
    assert [problem.code for problem in check(flow, tmp_path)] == (
        ["no-such-file"] if path.stem == "orders_file" else []
    )
