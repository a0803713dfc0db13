"""What is wrong with a flow: every problem at once, each pinned to its step and field, and never an exception."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.check_cases import (
    CASES,
    CLOCK,
    ITEMS,
    NOBODY_CAN_YET,
    NOTE,
    SCHEMA,
    SINK,
    TUMBLING,
    Found,
    flow,
    one,
    step,
)
from tests.thorough import examples

from tidegate import Code, describe, examine, read_flow
from tidegate.flow import MAX_STEPS, MAX_STREAMS
from tidegate.path_patterns import MOST_FILES


def check(document: Any, wanted: list[Found], data_root: Path) -> None:
    """Read and examine a document; demand exactly these problems."""
    read = read_flow(document)
    result = None if read.flow is None else examine(read.flow, data_root)
    problems = read.diagnostics if result is None else result.diagnostics
    found = [(str(problem.code), problem.step_id, problem.field or problem.port) for problem in problems]
    assert sorted(found, key=str) == sorted(wanted, key=str)
    if result is not None:
        assert result.runnable == all(problem.severity == "warning" for problem in problems)


@pytest.fixture(scope="module")
def data_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    (root / "folder.csv").mkdir()
    (root / "empty.csv").touch()
    (root / "many").mkdir()
    for number in range(MOST_FILES + 1):
        (root / "many" / str(number)).touch()
    return root


@pytest.mark.parametrize(("document", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_broken_flow_is_told_with_step_and_field(document: Any, wanted: list[Found], data_root: Path) -> None:
    check(document, wanted, data_root)


SENTENCES: list[tuple[Any, str, str]] = [
    (one("flter"), "", "s.operator: There is no operator 'flter'. Did you mean 'filter'? [unknown-operator]"),
    (
        one("filter", keep="true", when="x"),
        "",
        "s.when: There is no field 'when' here. Known are keep, on_error. [unknown-field]",
    ),
    (
        flow(step("inspect", "a"), step("inspect", "b"), ITEMS, SINK, streams=["a.down b.up", "b.down a.up", "items.down out.up"]),
        "",
        "a: The streams go round in a circle: a -> b -> a. Remove one of them. [cycle]",
    ),
    (
        flow(ITEMS, SINK) | {"groups": [{"id": "g", "title": "Orders", "steps": ["zebra"]}]},
        "",
        "groups.0.steps: The group 'Orders' holds a step 'zebra' that is not there. Take it out of the group. [unknown-step]",
    ),
    (flow(ITEMS, SINK, streams=[]), "", "out.up: Nothing flows into 'up'. Connect a stream to it. [loose-port]"),
    (
        flow(step("file_source", path="no.csv"), SINK),
        "",
        "s.path: There is no file 'no.csv' in the data folder. Put it there, or correct the path. [no-such-file]",
    ),
    (one("filter", keep="vall > 1"), "vall", "s.keep: There is no field 'vall'. Did you mean 'val'? [expression-name]"),
    (
        one("filter", keep="val > 1 && true"),
        "&&",
        "s.keep: '&&' is not an operator here. Use 'and'. [expression-syntax]",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("document", "marked", "said"), SENTENCES, ids=[said for _, _, said in SENTENCES])
def test_a_problem_is_said_with_its_place_and_what_to_do(
    document: Any, marked: str, said: str, data_root: Path
) -> None:
    flow = read_flow(document).flow
    assert flow is not None
    (problem,) = examine(flow, data_root).diagnostics
    assert str(problem) == said
    shown = (
        "" if problem.span is None else document["steps"][1]["config"]["keep"][problem.span.start : problem.span.end]
    )
    assert shown == marked


def test_every_code_has_a_case_that_produces_it() -> None:
    produced = {code for _, _, wanted in CASES for code, _, _ in wanted}
    missing = [code.value for code in Code if code not in produced and code not in NOBODY_CAN_YET]
    assert not missing, "give each of these codes a case above that produces it"
    assert not produced & set(NOBODY_CAN_YET), "these can be produced now; they need no excuse"


def test_what_is_noted_beside_a_flow_keeps_it_from_nothing(data_root: Path) -> None:
    beside = {"notes": [NOTE, NOTE], "groups": [{"id": "g", "steps": ["zebra"]}, {"id": "g"}]}
    read = read_flow(flow(ITEMS, SINK) | beside)
    assert read.flow is not None
    result = examine(read.flow, data_root)
    assert result.runnable
    assert {problem.severity for problem in result.diagnostics} == {"warning"}


def test_types_are_known_up_to_the_first_broken_step() -> None:
    document = flow(
        ITEMS, step("key_on", "key", key="user"), step("map", "bad", value="nobody"), step("inspect", "after"), SINK
    )
    read = read_flow(document)
    assert read.flow is not None
    steps = examine(read.flow, Path()).steps
    assert steps["bad"].ups["up"][0].text == "keyed {time: timestamp, user: str, val: int, tags: list[str]}"
    assert steps["key"].downs["down"].keyed
    assert steps["after"].ups == {"up": []}
    assert steps["items"].summary


@pytest.mark.parametrize(
    "streams",
    [
        [{"from": f"s{n}.down", "to": f"s{n - 1}.ups"} for n in range(1, MAX_STEPS)],
        [{"from": f"s{n % MAX_STEPS}.down", "to": f"s{(7 * n + 1) % MAX_STEPS}.ups"} for n in range(MAX_STREAMS)],
        [{"from": f"x{n}.down", "to": f"s{n % MAX_STEPS}.ups"} for n in range(MAX_STREAMS)],
        [{"from": f"s{n % 2000}.down", "to": "s0.ups"} for n in range(MAX_STREAMS)],
    ],
    ids=["a chain", "a tangle", "nowhere", "one port"],
)
def test_the_largest_flow_is_checked_in_no_time(streams: list[dict[str, str]]) -> None:
    read = read_flow({"steps": [{"id": f"s{n}", "operator": "merge"} for n in range(MAX_STEPS)], "streams": streams})
    assert read.flow is not None
    began = time.process_time()
    examine(read.flow, Path())
    assert time.process_time() - began < 5


CATALOG = describe().operators
KINDS = [entry.kind for entry in CATALOG if entry.kind != "file_sink"]
PORTS = sorted({port.name for entry in CATALOG for port in (*entry.ups, *entry.downs)})
FIELDS = sorted({name for entry in CATALOG for name in entry.config_schema["properties"]})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
    | st.sampled_from(["10s", "val > 1", "user", "int", "time", "str(val)", "2022-01-01T00:00:00Z", SCHEMA, CLOCK, TUMBLING]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["$", "type", "length", "timestamp", "a"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
IDS = st.sampled_from("abcd")
STEPS = st.fixed_dictionaries(
    {
        "id": IDS,
        "operator": st.sampled_from([*KINDS, "nobody"]),
        "config": st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4),
    }
)
ENDS = st.builds("{}.{}".format, IDS, st.sampled_from(PORTS))
FLOWS = st.fixed_dictionaries(
    {
        "steps": st.lists(st.sampled_from([ITEMS, SINK]) | STEPS, max_size=5),
        "streams": st.lists(st.fixed_dictionaries({"from": ENDS, "to": ENDS}), max_size=6),
        "notes": st.lists(st.fixed_dictionaries({"id": IDS, "x": st.just(0), "y": st.just(0)}), max_size=3),
        "groups": st.lists(st.fixed_dictionaries({"id": IDS, "steps": st.lists(IDS, max_size=3)}), max_size=3),
    }
)


@settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))
@given(FLOWS)
def test_no_flow_makes_check_raise(document: dict[str, Any]) -> None:
    read = read_flow(document)
    assert read.flow is not None, read.diagnostics
    result = examine(read.flow, Path("/nonexistent"))
    assert result.model_dump_json()
    for problem in result.diagnostics:
        assert problem.message[-1] in ".?!"
