"""Every row on aggregations in semantics.md is true, of a window's items and of a key's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.engine.expression.page import AGGREGATIONS, GIVEN, Row, parts, value_of

from tidegate import CheckResult, examine, read_flow
from tidegate.batch import ITEM, Batch
from tidegate.check import KINDS
from tidegate.render import json_lines
from tidegate.testing import RunResult, run_flow
from tidegate.types import ListOf, StreamType, parse_type

CALL = re.compile(r"^(?P<function>\w+)\((?P<of>\w*)(?:, (?P<q>[\d.]+))?\)$")
STEPS = {
    "aggregate_window": {
        "clock": {"type": "event", "timestamp": "at", "wait": "0s"},
        "windower": {"type": "tumbling", "length": "1h", "align_to": "2022-01-01T00:00:00Z"},
    },
    "aggregate_final": {},
}
CHANGING = {"v: int = [9223372036854775807, 1, -1]"}
"""What is given where sums do not come to this yet."""


def flow_of(row: Row, kind: str, batch_size: int) -> dict[str, Any]:
    """Return the flow that aggregates what is given by one step of this kind."""
    given, call = GIVEN.match(row.given or ""), CALL.match(row.text)
    assert given, f"this cannot be read: {row.given}"
    assert call, f"this cannot be read: {row.text}"
    _, values = value_of(given["value"], ListOf(parse_type(given["type"])))
    stream = StreamType(parse_type(given["type"]))
    texts = json_lines(Batch({ITEM: values.values}, len(values.values)), stream)
    items = [
        {"at": f"2022-01-01T00:00:{second:02}Z", "v": msgspec.json.decode(text)} for second, text in enumerate(texts)
    ]
    schema = {"at": "timestamp", "v": given["type"]}
    wanted = {"function": call["function"]} | ({"of": call["of"]} if call["of"] else {})
    wanted |= {"q": float(call["q"])} if call["q"] else {}
    steps = [
        ("items", "testing_source", {"schema": schema, "items": items, "batch_size": batch_size}),
        ("key", "key_on", {"key": "'ALL'"}),
        ("step", kind, {**STEPS[kind], "aggregations": {"result": wanted}}),
    ]
    return {
        "steps": [{"id": name, "operator": operator, "config": config} for name, operator, config in steps],
        "streams": [{"from": "items.down", "to": "key.up"}, {"from": "key.down", "to": "step.up"}],
    }


def checked(row: Row, kind: str) -> CheckResult:
    found = read_flow(flow_of(row, kind, 1)).flow
    assert found is not None
    return examine(found, Path())


def is_there(row: Row, kind: str) -> bool:
    """Whether the engine can be asked what the row asks; a row that is refused can always be asked."""
    return row.outcome == "problem" or (checked(row, kind).runnable and row.given not in CHANGING)


ROWS = [(row, kind) for row in parts()[AGGREGATIONS] for kind in STEPS]
ASKED = [
    pytest.param(row, kind, id=f"{kind}: {row.text} of {row.given}"[:90]) for row, kind in ROWS if is_there(row, kind)
]


def result_of(result: RunResult) -> tuple[str, Any]:
    """Return the type and the value of the one result."""
    batch = result.batch("step.down")
    assert batch is not None
    assert batch.length == 1
    down = next(step for step in result.plan.steps if step.id == "step").downs["down"]
    return str(down.fields()["result"]), batch.columns["result"][0].as_py()


@pytest.mark.parametrize("batch_size", [1, 100])
@pytest.mark.parametrize(("row", "kind"), ASKED)
def test_the_page_is_true_of_aggregations(row: Row, kind: str, batch_size: int) -> None:
    if row.outcome == "problem":
        assert not checked(row, kind).runnable
        return
    result = run_flow(flow_of(row, kind, batch_size))
    type_text, value = result_of(result)
    told = [error["code"] for error in result.items("step.errors")]
    if row.outcome is not None:
        assert (value, told) == (None, [row.outcome.removeprefix("null, told: ")])
        return
    assert row.gives is not None
    wanted_type, wanted = value_of(row.gives)
    # As text, so that NaN is NaN and negative zero is not zero.
    assert (type_text, repr(value)) == (str(wanted_type), repr(wanted[0].as_py()))
    assert told == []


@pytest.mark.xfail(strict=True, reason="some functions of the page are not in the engine yet; remove this mark then")
def test_every_row_on_aggregations_can_be_asked() -> None:
    assert [f"{kind}: {row.text} of {row.given}" for row, kind in ROWS if not is_there(row, kind)] == []


def test_the_page_has_a_row_for_every_function_of_the_engine() -> None:
    schema = KINDS["aggregate_window"].model_json_schema()["$defs"]["Function"]
    assert set(schema["enum"]) <= {row.text.partition("(")[0] for row, _ in ROWS}
