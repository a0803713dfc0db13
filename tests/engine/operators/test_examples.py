"""What the help of every operator shows is what happens."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tidegate import EngineError, export_table
from tidegate.catalog import ALL_OPERATORS, describe_operator
from tidegate.example import ExampleStream, StepExample
from tidegate.operator import Operator
from tidegate.testing import RunResult, run_example

EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.kind}{f': {example.title}' if example.title else ''}")
    for kind in ALL_OPERATORS
    for example in kind.examples
]


def left(result: RunResult, example: StepExample) -> dict[str, ExampleStream]:
    """Return what left the step, by port."""
    step = next(step for step in result.plan.steps if step.id == "step")
    found = {port: (str(stream), tuple(result.items(f"step.{port}"))) for port, stream in step.downs.items()}
    return {
        port: ExampleStream(type=kind, items=items)
        for port, (kind, items) in found.items()
        if items and (port in example.downs or port != "meta")
    }


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_in_the_help_is_true(kind: type[Operator], example: StepExample, tmp_path: Path) -> None:
    if example.fails:
        with pytest.raises(EngineError) as failure:
            run_example(kind.kind, example, tmp_path)
        assert (failure.value.step_id, str(failure.value)) == ("step", example.fails)
        return
    result = run_example(kind.kind, example, tmp_path)
    assert left(result, example) == example.downs
    assert result.printed == example.printed
    assert {name: written(tmp_path / name) for name in example.written} == example.written


def written(path: Path) -> str:
    """Return what is in a file, of a table its rows."""
    return b"".join(export_table(path, "jsonl") if path.suffix == ".table" else [path.read_bytes()]).decode()


@pytest.mark.parametrize("kind", ALL_OPERATORS, ids=lambda kind: kind.kind)
def test_every_line_that_the_help_shows_is_in_an_example(kind: type[Operator]) -> None:
    """An indented line counts up to its first gap of two blanks; what follows explains it."""
    shown = re.findall(r"^ {4}(?! )(.+?)(?: {2}.*)?$", inspect.cleandoc(kind.__doc__ or ""), re.MULTILINE)
    known = squeezed([msgspec.to_builtins(example.model_dump()) for example in kind.examples])
    assert [line for line in shown if squeezed(line) not in known] == []


def squeezed(value: Any) -> str:
    """Return the letters of it, without what differs between two ways to write the same JSON."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return re.sub(r"[\s\\]", "", text)


def test_the_catalogue_shows_the_examples() -> None:
    for kind in ALL_OPERATORS:
        shown = describe_operator(kind).examples
        assert shown == list(kind.examples)
        assert len({example.title for example in shown}) == len(shown), f"{kind.kind}: give each example its own title"
