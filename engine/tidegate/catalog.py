"""Every operator as data: what the palette, the forms, the canvas, `check` and the help pages read."""

from __future__ import annotations

import inspect
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tidegate.connectors import CONNECTORS
from tidegate.example import StepExample
from tidegate.expression import FunctionEntry, describe_functions
from tidegate.operator import Group, Guarantee, Keyed, Operator, Port, Source
from tidegate.operators import OPERATORS

ALL_OPERATORS: tuple[type[Operator], ...] = (*CONNECTORS, *OPERATORS)


class PortEntry(BaseModel):
    """A port as data."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    name: str
    help: str
    keyed: Keyed
    many: bool
    role: Literal["main", "late", "meta", "errors"]


class OperatorEntry(BaseModel):
    """An operator as data."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    kind: str
    title: str
    group: Group
    icon: str
    summary: str = Field(description="The first line of the help text.")
    help: str = Field(description="The help text, in Markdown, without its first line.")
    ups: list[PortEntry]
    downs: list[PortEntry]
    source: bool
    sink: bool
    examples: list[StepExample] = Field(description="Small steps whose results are known to be these.")
    guarantee: Guarantee | None = Field(description="What a sink promises when a job is resumed.")
    config_schema: dict[str, Any] = Field(description="JSON Schema of `config`, `$defs` included.")


class Catalog(BaseModel):
    """All operators and all functions of the expression language."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    groups: list[Group]
    operators: list[OperatorEntry]
    functions: list[FunctionEntry]


def describe() -> Catalog:
    """Return the catalogue, operators in the palette's order."""
    entries = [describe_operator(kind) for kind in ALL_OPERATORS]
    entries.sort(key=lambda entry: list(Group).index(entry.group))
    return Catalog(groups=list(Group), operators=entries, functions=describe_functions())


def describe_operator(kind: type[Operator]) -> OperatorEntry:
    """Return one operator as data."""
    summary, _, text = inspect.cleandoc(kind.__doc__ or "").partition("\n")
    return OperatorEntry(
        kind=kind.kind,
        title=kind.title,
        group=kind.group,
        icon=kind.icon,
        summary=summary,
        help=text.strip("\n"),
        ups=[_port(port) for port in kind.ups],
        downs=[_port(port) for port in kind.downs],
        source=issubclass(kind, Source),
        sink=not kind.downs or kind.group is Group.SINKS,
        examples=list(kind.examples),
        guarantee=kind.guarantee,
        config_schema=kind.model_json_schema(by_alias=True),
    )


def _port(port: Port) -> PortEntry:
    return PortEntry(name=port.name, help=port.help, keyed=port.keyed, many=port.many, role=port.role)
