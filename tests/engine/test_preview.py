"""A preview shows what a run gives, of as much of a flow as can run, and touches nothing that was not asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tidegate import EngineError, PreviewResult, PreviewState, Samples, SampleWish, WantedValues, preview, read_flow
from tidegate.previewing.preview import MOST_TURNS
from tidegate.render import json_columns
from tidegate.testing import run_flow

ROOT = Path(__file__).parents[2]
GOLDEN = sorted((ROOT / "tests/flows").glob("*.json"))


def flow_of(*steps: tuple[str, str, dict[str, Any]], streams: list[tuple[str, str]] | None = None) -> dict[str, Any]:
    """Return the document of a flow; its steps follow each other by `down` and `up` unless streams are given."""
    wired = streams or [(f"{a[0]}.down", f"{b[0]}.up") for a, b in pairwise(steps)]
    return {
        "steps": [{"id": name, "operator": kind, "config": config} for name, kind, config in steps],
        "streams": [{"from": start, "to": end} for start, end in wired],
    }


def numbers(count: int, **more: Any) -> dict[str, Any]:
    return {"schema": {"n": "int"}, "items": [{"n": n} for n in range(count)], **more}


def look(
    flow: Mapping[str, Any], root: Path, wishes: Mapping[str, SampleWish] | None = None, **more: Any
) -> PreviewResult:
    """Return the preview of a document."""
    read = read_flow(flow).flow
    assert read is not None, read_flow(flow).diagnostics
    return preview(read, Samples(root, root / "uploads"), wishes or {}, **more)


def items(result: PreviewResult, step_id: str, port: str = "down") -> list[Any]:
    """Return the items a preview shows of a port; keyed ones as `[key, item]`."""
    shown = result.steps[step_id].ports[port]
    names = list(shown.columns)
    rows: list[Any] = [dict(zip(names, row, strict=True)) for row in zip(*shown.columns.values(), strict=True)]
    if names == ["item"] and "item:" not in shown.type:
        rows = [row["item"] for row in rows]
    return rows if shown.keys is None else [list(pair) for pair in zip(shown.keys, rows, strict=True)]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_port_shows_what_a_run_gives(path: Path, tmp_path: Path) -> None:
    golden = json.loads(path.read_text())
    for name, text in golden.get("data", {}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    flow = {**golden["flow"], "run": {"clock": "frozen"}}
    before = set(tmp_path.rglob("*"))
    asked = {step["id"]: SampleWish(first=1_000) for step in flow["steps"]}
    shown = look(flow, tmp_path, asked, limit=500)
    assert set(tmp_path.rglob("*")) == before, "a preview wrote a file"
    ran = failure = None
    try:
        ran = run_flow(flow, data_root=tmp_path)
    except EngineError as error:
        failure = str(error)
    assert failure == (shown.failure and shown.failure.message)
    if ran is None:
        return
    sinks = {step.id for step in ran.plan.steps if not step.downs}
    for step in ran.plan.steps:
        assert shown.steps[step.id].state is PreviewState.SHOWN
        for port in step.downs:
            batch, told = ran.batch(f"{step.id}.{port}"), shown.steps[step.id].ports[port]
            assert told.columns == ({} if batch is None else json_columns(batch)), f"{step.id}.{port}"
            assert told.keys == (None if batch is None or batch.keys is None else batch.key_column().to_pylist())
        stats, ran_stats = shown.steps[step.id].stats, ran.stats
        assert stats is not None
        assert ran_stats is not None
        expected = ran_stats.steps[step.id]
        assert (stats.items_in, stats.late, stats.bad) == (expected.items_in, expected.late, expected.bad), step.id
        if step.id not in sinks:
            assert stats.items_out == expected.items_out


def test_a_half_built_flow_shows_what_comes_before_the_broken_step(tmp_path: Path) -> None:
    flow = flow_of(
        ("src", "testing_source", numbers(5)),
        ("big", "filter", {"keep": "n > 1"}),
        ("broken", "filter", {"keep": "m > 1"}),
        ("after", "null_sink", {}),
    )
    shown = look(flow, tmp_path)
    assert [item["n"] for item in items(shown, "big")] == [2, 3, 4]
    assert shown.steps["broken"].state is PreviewState.BROKEN
    assert (shown.steps["after"].state, shown.steps["after"].held_by) == (PreviewState.HELD, "broken")
    assert [problem.step_id for problem in shown.diagnostics] == ["broken"]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"operator": "no_such_operator"}, PreviewState.BROKEN),
        ({"config": {}}, PreviewState.BROKEN),
        ({"config": {"keep": "n > 1", "more": 1}}, PreviewState.BROKEN),
    ],
    ids=["of no kind", "without configuration", "with a field too many"],
)
def test_whatever_is_wrong_with_a_step_the_rest_is_shown(
    change: dict[str, Any], state: PreviewState, tmp_path: Path
) -> None:
    flow = flow_of(("src", "testing_source", numbers(5)), ("f", "filter", {"keep": "true"}))
    flow["steps"][1] |= change
    shown = look(flow, tmp_path)
    assert len(items(shown, "src")) == 5
    assert shown.steps["f"].state is state


def test_loose_steps_and_circles_hold_nothing_up(tmp_path: Path) -> None:
    flow = flow_of(
        ("src", "testing_source", numbers(2)),
        ("a", "filter", {"keep": "true"}),
        ("b", "filter", {"keep": "true"}),
        ("alone", "filter", {"keep": "true"}),
        streams=[("a.down", "b.up"), ("b.down", "a.up"), ("ghost.down", "alone.up")],
    )
    states = {name: step.state for name, step in look(flow, tmp_path).steps.items()}
    broken = PreviewState.BROKEN
    assert states == {"src": PreviewState.SHOWN, "a": broken, "b": broken, "alone": broken}


def test_files_are_not_touched_before_they_are_asked_for(tmp_path: Path, opened: Any) -> None:
    (tmp_path / "orders.jsonl").write_text('{"n": 1}\n{"n": 2}\n')
    (tmp_path / "names.csv").write_text("n,name\n1,one\n")
    flow = flow_of(
        ("read", "file_source", {"path": "orders.jsonl"}),
        ("named", "enrich", {"table": {"type": "file", "path": "names.csv"}, "match": "n", "key": "n"}),
        ("out", "null_sink", {}),
    )
    opened()
    shown = look(flow, tmp_path)
    assert [step.state for step in shown.steps.values()] == [
        PreviewState.UNASKED,
        PreviewState.UNASKED,
        PreviewState.HELD,
    ]
    assert opened() == set()
    shown = look(flow, tmp_path, {"read": SampleWish()})
    assert opened() == {"orders.jsonl"}
    assert [item["n"] for item in items(shown, "read")] == [1, 2]
    shown = look(flow, tmp_path, {"read": SampleWish(), "named": SampleWish()})
    assert "names.csv" in opened()
    assert [item["name"] for item in items(shown, "named")] == ["one", None]


def test_a_file_gives_its_first_items_and_says_that_there_are_more(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text("".join(f'{{"n": {n}}}\n' for n in range(1_000)))
    flow = flow_of(("read", "file_source", {"path": "many.jsonl", "tail": True}), ("out", "null_sink", {}))
    sample = look(flow, tmp_path, {"read": SampleWish()}).steps["read"].sample
    assert sample is not None
    assert (sample.items, sample.more) == (20, True)
    sample = look(flow, tmp_path, {"read": SampleWish(first=1_000)}).steps["read"].sample
    assert sample is not None
    assert (sample.items, sample.more) == (1_000, False)


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    flow = read_flow(flow_of(("read", "file_source", {"path": "orders.jsonl"}))).flow
    samples, wishes = Samples(tmp_path, tmp_path), {"read": SampleWish()}
    assert flow is not None
    assert preview(flow, samples, wishes).steps["read"].why.startswith("There is no file")
    file.write_text('{"n": 1}\n')
    assert items(preview(flow, samples, wishes), "read") == [{"n": 1}]
    file.write_text('{"n": 1}\n{"n": 2}\n')
    assert items(preview(flow, samples, wishes), "read") == [{"n": 1}, {"n": 2}]


@pytest.mark.parametrize("place", ["testing_source", "demo_source", "file_source"])
def test_an_uploaded_sample_stands_in_for_any_source(place: str, tmp_path: Path) -> None:
    config = {
        "testing_source": {"schema": {"n": "float"}, "items": []},
        "demo_source": {},
        "file_source": {"path": "is/not/there.jsonl"},
    }[place]
    folder = tmp_path / "uploads"
    folder.mkdir()
    name = "0123456789abcdef.csv"
    (folder / name).write_text("n,user\n1,ada\n2,bob\n")
    flow = flow_of(("src", place, config), ("f", "filter", {"keep": "n > 1"}))
    shown = look(flow, tmp_path, {"src": SampleWish(upload=name)})
    assert [item["n"] for item in items(shown, "f")] == [2]
    gone = look(flow, tmp_path, {"src": SampleWish(upload="f" * 16 + ".csv")})
    assert "Upload it again" in gone.steps["src"].why
    assert gone.steps["src"].state is PreviewState.BROKEN


def test_a_silent_or_endless_source_is_left_at_its_first_items(tmp_path: Path) -> None:
    flow = flow_of(("src", "demo_source", {"interval": "1us"}), ("out", "null_sink", {}))
    shown = look(flow, tmp_path)
    assert shown.steps["src"].sample is not None
    assert (shown.steps["src"].sample.items, shown.steps["src"].sample.more) == (1_000, True)


def test_a_mark_that_aborts_ends_the_sample_and_is_told(tmp_path: Path) -> None:
    source = {"schema": {"n": "int"}, "items": [{"n": 1}, {"$": "ABORT"}, {"n": 2}]}
    shown = look(flow_of(("src", "testing_source", source), ("f", "filter", {"keep": "true"})), tmp_path)
    assert items(shown, "f") == [{"n": 1}]
    assert shown.failure is not None
    assert (shown.failure.step_id, "ABORT" in shown.failure.message) == ("src", True)


def test_a_failure_is_told_with_its_step_and_what_came_before(tmp_path: Path) -> None:
    shown = look(
        flow_of(
            ("src", "testing_source", numbers(3)),
            ("divided", "map", {"value": "6 // (n - 1)", "on_error": "fail"}),
            ("out", "null_sink", {}),
        ),
        tmp_path,
    )
    assert shown.failure is not None
    assert shown.failure.step_id == "divided"
    assert len(items(shown, "src")) == 2


def test_two_sources_take_turns_as_in_a_run(tmp_path: Path) -> None:
    flow = flow_of(
        ("a", "testing_source", numbers(3)),
        ("b", "testing_source", {**numbers(2), "batch_size": 2}),
        ("both", "merge", {}),
        streams=[("a.down", "both.ups"), ("b.down", "both.ups")],
    )
    assert [item["n"] for item in items(look(flow, tmp_path), "both")] == [0, 0, 1, 1, 2]


def test_ten_thousand_items_in_batches_of_one_take_few_turns(tmp_path: Path) -> None:
    flow = flow_of(
        ("a", "testing_source", numbers(10_000)),
        ("b", "testing_source", numbers(10)),
        ("both", "merge", {}),
        streams=[("a.down", "both.ups"), ("b.down", "both.ups")],
    )
    visits: list[str] = []
    shown = look(flow, tmp_path, at=visits.append)
    assert shown.steps["both"].ports["down"].total == 10_010
    assert visits.count("both") <= MOST_TURNS + 3


def test_an_expression_is_evaluated_over_what_comes_in_though_its_step_is_broken(tmp_path: Path) -> None:
    flow = flow_of(("src", "testing_source", numbers(4)), ("f", "filter", {"keep": "n >"}))
    wanted = [
        WantedValues(step_id="f", text="12 // (n - 1)"),
        WantedValues(step_id="f", text="n >"),
        WantedValues(step_id="src", text="n + 0.5"),
        WantedValues(step_id="ghost", text="n"),
    ]
    quotient, broken, own = look(flow, tmp_path, expressions=wanted).expressions
    assert (quotient.type, quotient.values) == ("int", [-12, None, 12, 6])
    assert list(quotient.failures) == [1]
    assert "zero" in quotient.failures[1]
    assert (broken.type, broken.values) == (None, [])
    assert own.values == [0.5, 1.5, 2.5, 3.5]


def test_an_answer_stays_bounded_however_large_the_items_are(tmp_path: Path) -> None:
    flow = flow_of(
        ("src", "testing_source", numbers(100)),
        ("large", "set_fields", {"fields": {"text": "repeat(str(n), 50000)"}}),
    )
    port = look(flow, tmp_path, limit=100).steps["large"].ports["down"]
    assert port.total == 100
    assert 0 < port.count < 100
    assert port.count == len(port.columns["text"])


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Any]:
    """Return what tells the names of files in the folder that were opened since it was last asked, as the kernel saw it."""
    import ctypes
    import os
    import struct

    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    opens = 0x20
    assert libc.inotify_add_watch(watch, os.fsencode(tmp_path), opens) >= 0

    def look_again() -> set[str]:
        seen: set[str] = set()
        try:
            told = os.read(watch, 65_536)
        except BlockingIOError:
            return seen
        at = 0
        while at < len(told):
            length = struct.unpack_from("iIII", told, at)[3]
            seen.add(told[at + 16 : at + 16 + length].rstrip(b"\0").decode())
            at += 16 + length
        return seen - {""}

    yield look_again
    os.close(watch)
