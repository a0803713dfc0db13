"""`StepExample`: what a step makes of a few items, shown with its help and run as a test.

An item of a keyed stream is written as a pair of key and item. All items of a stream move in one batch, and system time
stands still.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ExampleStream(BaseModel):
    """Items of one type, as JSON values."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    type: str = Field(description="`keyed {user: str, val: int}`")
    items: tuple[Any, ...] = Field(description="The items in order; `[key, item]` on a keyed stream.")


class StepExample(BaseModel):
    """One step with its configuration, what flows in and everything that comes of it."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    title: str = Field("", description="What there is to see; empty for the ordinary case.")
    config: dict[str, Any] = Field(default_factory=dict, description="The step's configuration.")
    ups: dict[str, list[ExampleStream]] = Field(default_factory=dict, description="What flows into each port.")
    downs: dict[str, ExampleStream] = Field(
        default_factory=dict,
        description="What leaves by each port; only window metadata may leave by a port that is missing.",
    )
    files: dict[str, str] = Field(default_factory=dict, description="Files in the data folder that the step reads.")
    written: dict[str, str] = Field(
        default_factory=dict, description="Files that the step writes, as they are then; of a table its rows."
    )
    printed: list[str] = Field(default_factory=list, description="Lines that the step prints.")
    fails: str = Field("", description="Why the run fails, where it does.")


def stream(type: str, *items: Any) -> ExampleStream:
    """Return a stream of these items."""
    return ExampleStream(type=type, items=items)


def flow_of(kind: str, example: StepExample) -> Mapping[str, Any]:
    """Return the flow that shows an example: its step is called `step`, and testing sources feed it."""
    steps: list[dict[str, Any]] = [{"id": "step", "operator": kind, "config": example.config}]
    streams: list[dict[str, str]] = []
    for port, given in example.ups.items():
        for number, one in enumerate(given):
            fed, last = _feeding(f"{port}_{number}", one)
            steps += fed
            streams += [{"from": f"{up['id']}.down", "to": f"{down['id']}.up"} for up, down in pairwise(fed)]
            streams.append({"from": f"{last}.down", "to": f"step.{port}"})
    return {"format": 1, "name": kind, "steps": steps, "streams": streams}


def _feeding(name: str, given: ExampleStream) -> tuple[list[dict[str, Any]], str]:
    """Return the steps that make such a stream, in order, and the name of the last."""
    item, keyed = given.type.removeprefix("keyed "), given.type.startswith("keyed ")
    schema = f"{{key: str, value: {item}}}" if keyed else item
    items = [{"key": key, "value": value} for key, value in given.items] if keyed else list(given.items)
    config = {"schema": schema, "items": items, "batch_size": max(1, len(items))}
    steps: list[dict[str, Any]] = [{"id": name, "operator": "testing_source", "config": config}]
    if keyed:
        steps.append({"id": f"{name}_key", "operator": "key_on", "config": {"key": "key"}})
        steps.append({"id": f"{name}_item", "operator": "map", "config": {"value": "value"}})
    return steps, steps[-1]["id"]
