"""`check`: every problem of a flow at once, and what is known of each of its streams.

    ids, operators -> configurations -> streams -> cycles -> types, in the order of the streams

Each stage looks only at what the stages before found whole, so one slip is told once. Never raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tidegate.catalog import ALL_OPERATORS
from tidegate.diagnostics import Code, Diagnostic
from tidegate.flow import Flow, Step, Stream
from tidegate.operator import Group, Keyed, Operator, Port, Source
from tidegate.read import worded
from tidegate.types import StreamType

FEW = 200
"""Near misses are looked for among at most so many names; among more it takes too long."""

KINDS: dict[str, type[Operator]] = {operator.kind: operator for operator in ALL_OPERATORS}


class PortType(BaseModel):
    """The type of the items at a port, in parts and as text."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    text: str = Field(description="`keyed {time: timestamp, user: str}`")
    keyed: bool
    item: str
    fields: dict[str, str] = Field(
        description="The types of a record's fields, by name; empty when the item is no record."
    )


class StepCheck(BaseModel):
    """What is known of a step before the run."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    summary: str = Field(description="What the step does, in words; empty while its configuration is broken.")
    ups: dict[str, list[PortType]]
    downs: dict[str, PortType]


class CheckResult(BaseModel):
    """Every problem of a flow, and what is known of its steps."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    runnable: bool
    diagnostics: list[Diagnostic]
    steps: dict[str, StepCheck]


@dataclass(slots=True)
class Examined:
    """A flow taken apart: what `CheckResult` shows and what `Plan` is made of."""

    flow: Flow
    steps: dict[str, Step] = field(default_factory=dict)
    """By id; of two with one id, the first."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    operators: dict[str, Operator] = field(default_factory=dict)
    """By step; a step is missing when its configuration is broken."""
    incoming: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    """What enters each (step, port), in the order of the streams."""
    order: list[str] = field(default_factory=list)
    """Steps so that each comes after what feeds it; steps on a cycle are missing."""
    ups: dict[str, dict[str, list[StreamType]]] = field(default_factory=dict)
    downs: dict[str, dict[str, StreamType]] = field(default_factory=dict)

    def report(self, code: Code, message: str, step_id: str | None = None, **more: Any) -> None:
        """Note a problem."""
        self.diagnostics.append(Diagnostic(code=code, message=message, step_id=step_id, **more))


def check(flow: Flow, data_root: Path) -> list[Diagnostic]:
    """Return every problem of this flow; it can run when none of them has severity `error`."""
    return take_apart(flow, data_root).diagnostics


def examine(flow: Flow, data_root: Path) -> CheckResult:
    """Return every problem of this flow and what is known of its streams."""
    parts = take_apart(flow, data_root)
    runnable = not any(problem.severity == "error" for problem in parts.diagnostics)
    return CheckResult(
        runnable=runnable,
        diagnostics=parts.diagnostics,
        steps={step.id: _step_check(parts, step) for step in flow.steps},
    )


def take_apart(flow: Flow, data_root: Path, stand_ins: Mapping[str, Operator] | None = None) -> Examined:
    """Return the flow in parts, with everything that is wrong with it; a stand-in has its step's ports, ready made."""
    parts = Examined(flow)
    _steps(parts, data_root, stand_ins or {})
    _streams(parts)
    _loose_ports(parts)
    _order(parts)
    _types(parts)
    _ends(parts)
    _files(parts)
    _notes(parts)
    _groups(parts)
    return parts


def _steps(parts: Examined, data_root: Path, stand_ins: Mapping[str, Operator]) -> None:
    for step in parts.flow.steps:
        if step.id in parts.steps:
            parts.report(Code.STEP_TWICE, f"Two steps are called {step.id!r}. Rename one of them.", step.id)
            continue
        parts.steps[step.id] = step
        kind = KINDS.get(step.operator)
        if kind is None:
            _unknown_operator(parts, step)
        elif step.id in stand_ins:
            parts.operators[step.id] = stand_ins[step.id]
        else:
            _configure(parts, step, kind, data_root)
    if not parts.flow.steps:
        parts.report(Code.FLOW_EMPTY, "The flow has no steps. Add a source to begin with.")


def _unknown_operator(parts: Examined, step: Step) -> None:
    close = get_close_matches(step.operator, list(KINDS), 1)
    hint = f"Did you mean {close[0]!r}?" if close else "Choose one from the palette."
    message = f"There is no operator {step.operator[:60]!r}. {hint}"
    parts.report(Code.UNKNOWN_OPERATOR, message, step.id, field="operator")


def _configure(parts: Examined, step: Step, kind: type[Operator], data_root: Path) -> None:
    try:
        operator = kind.model_validate(step.config)
    except ValidationError as error:
        for entry in error.errors(include_url=False)[:50]:
            _config_problem(parts, step, kind, dict(entry))
        return
    parts.operators[step.id] = operator.with_data_root(data_root)


def _config_problem(parts: Examined, step: Step, kind: type[Operator], entry: dict[str, Any]) -> None:
    location = _in_document(entry["loc"], step.config)
    known = [info.alias or name for name, info in kind.model_fields.items()] if len(location) < 2 else []
    code, message = worded(entry, location, known)
    parts.report(code, message, step.id, field=".".join(location) or None)


def _in_document(loc: Sequence[Any], config: Any) -> list[str]:
    """Return pydantic's location without the tags of unions, which the document does not show as places."""
    path, value, tagged = [], config, False
    for at, part in enumerate(loc):
        # A union's tag comes once, before the field; a field may well have the name of the tag.
        tagged = not tagged and _is_tag(value, part)
        inside = not tagged and _has(value, part)
        if inside or (at == len(loc) - 1 and not tagged):
            path.append(str(part))
        value = value[part] if inside else value
    return path


def _is_tag(value: Any, part: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == part


def _has(value: Any, part: Any) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, (list, tuple)) and isinstance(part, int) and part < len(value)


def _streams(parts: Examined) -> None:
    seen: set[tuple[str, str]] = set()
    for stream in parts.flow.streams:
        if (stream.from_, stream.to) in seen:
            message = f"The stream {stream} is there twice. Remove one of them."
            parts.report(Code.PORT_TWICE, message, stream.target[0], port=stream.target[1])
        elif _ends_exist(parts, stream):
            parts.incoming.setdefault(stream.target, []).append(stream.source)
        seen.add((stream.from_, stream.to))


def _ends_exist(parts: Examined, stream: Stream) -> bool:
    """Whether both ends are there and the input is free; told if not, unless the step's operator is unknown anyway."""
    (up_step, up_port), (down_step, down_port) = stream.source, stream.target
    up, down = _ports(parts, up_step, "downs"), _ports(parts, down_step, "ups")
    for step_id in (up_step, down_step):
        if step_id not in parts.steps:
            known = get_close_matches(step_id, list(parts.steps), 1) if len(parts.steps) <= FEW else []
            hint = f"Did you mean {known[0]!r}?" if known else "Connect it to a step that exists, or remove it."
            parts.report(Code.UNKNOWN_STEP, f"The stream {stream} names a step {step_id!r} that is not there. {hint}")
    if up is None or down is None:
        return False
    for step_id, port, ports, side in ((up_step, up_port, up, "output"), (down_step, down_port, down, "input")):
        if port not in ports:
            has = f"It has {', '.join(ports)}." if ports else f"It has no {side}s."
            parts.report(Code.UNKNOWN_PORT, f"There is no {side} port {port!r}. {has}", step_id, port=port)
    if up_port not in up or down_port not in down:
        return False
    taken = parts.incoming.get(stream.target)
    if taken and not down[down_port].many:
        message = f"Two streams enter {down_port!r}, which takes one. Put a Merge before it, or remove one of them."
        parts.report(Code.PORT_TWICE, message, down_step, port=down_port)
        return False
    return True


def _ports(parts: Examined, step_id: str, side: str) -> dict[str, Port] | None:
    step = parts.steps.get(step_id)
    kind = KINDS.get(step.operator) if step else None
    return {port.name: port for port in getattr(kind, side)} if kind else None


def _loose_ports(parts: Examined) -> None:
    attempted = {stream.target for stream in parts.flow.streams}
    for step_id in parts.steps:
        for name in _ports(parts, step_id, "ups") or ():
            if (step_id, name) not in attempted:
                message = f"Nothing flows into {name!r}. Connect a stream to it."
                parts.report(Code.LOOSE_PORT, message, step_id, port=name)


def _feeders(parts: Examined, step_id: str) -> list[str]:
    ports = _ports(parts, step_id, "ups") or {}
    return [up for port in ports for up, _ in parts.incoming.get((step_id, port), ())]


def _order(parts: Examined) -> None:
    """Order the steps by their streams, and by the document where those leave it open; tell a cycle by its path."""
    waiting = list(parts.steps)
    feeders = {step_id: set(_feeders(parts, step_id)) for step_id in waiting}
    done: set[str] = set()
    while ready := [step_id for step_id in waiting if feeders[step_id] <= done]:
        parts.order += ready
        done.update(ready)
        waiting = [step_id for step_id in waiting if step_id not in done]
    if waiting:
        _tell_cycle(parts, feeders, waiting)


def _tell_cycle(parts: Examined, feeders: dict[str, set[str]], waiting: list[str]) -> None:
    path = [waiting[0]]
    while path[-1] not in path[:-1]:
        path.append(next(up for up in sorted(feeders[path[-1]]) if up in waiting))
    around = path[path.index(path[-1]) :][::-1]
    message = f"The streams go round in a circle: {' -> '.join(around)}. Remove one of them."
    parts.report(Code.CYCLE, message, around[0])


def stands_still(flow: Flow, operators: Iterable[Operator]) -> bool:
    """Return whether system time stands still in a run, so that the same input always gives the same output."""
    if flow.run.clock != "auto":
        return flow.run.clock == "frozen"
    return all(operator.bounded() for operator in operators if isinstance(operator, Source))


def _types(parts: Examined) -> None:
    frozen = stands_still(parts.flow, parts.operators.values())
    for step_id in parts.order:
        operator = parts.operators.get(step_id)
        parts.ups[step_id], whole = _incoming_types(parts, step_id)
        if operator is not None and whole:
            derived = operator.derive(parts.ups[step_id])
            parts.downs[step_id] = derived.types
            for found in derived.findings:
                if found.only_frozen and not frozen:
                    continue
                parts.report(
                    found.code,
                    found.message,
                    step_id,
                    field=found.field,
                    port=found.port,
                    span=found.span,
                    severity=found.severity,
                )


def _incoming_types(parts: Examined, step_id: str) -> tuple[dict[str, list[StreamType]], bool]:
    """Return what flows into each port, and whether all of it is known and fits."""
    types: dict[str, list[StreamType]] = {}
    whole = True
    for port in (_ports(parts, step_id, "ups") or {}).values():
        arriving = parts.incoming.get((step_id, port.name), [])
        known = [parts.downs.get(up, {}).get(up_port) for up, up_port in arriving]
        types[port.name] = [stream for stream in known if stream is not None]
        whole &= bool(arriving) and None not in known and _keys_fit(parts, step_id, port, types[port.name])
    return types, whole


def _keys_fit(parts: Examined, step_id: str, port: Port, arriving: list[StreamType]) -> bool:
    if port.keyed is Keyed.KEYED and not all(stream.keyed for stream in arriving):
        message = f"{port.name!r} needs items that carry a key. Put a Key on step before it."
        parts.report(Code.NOT_KEYED, message, step_id, port=port.name)
        return False
    if port.keyed is Keyed.UNKEYED and any(stream.keyed for stream in arriving):
        message = f"{port.name!r} takes items without a key. Put a Remove key step before it."
        parts.report(Code.KEYED, message, step_id, port=port.name)
        return False
    return True


def _ends(parts: Examined) -> None:
    kinds = [KINDS[step.operator] for step in parts.flow.steps if step.operator in KINDS]
    if len(kinds) < len(parts.flow.steps) or not kinds:
        return
    if not any(issubclass(kind, Source) for kind in kinds):
        parts.report(Code.NO_SOURCE, "Nothing flows: the flow has no source. Add one.")
    if not any(kind.group is Group.SINKS for kind in kinds):
        message = "Nothing leaves the flow: it has no sink. You can run and watch it; add a sink to keep its results."
        parts.report(Code.NO_SINK, message, severity="warning")


def _files(parts: Examined) -> None:
    """Tell of files that one step writes and another reads or writes too: neither would have what it expects."""
    writers: dict[Path, str] = {}
    for step_id, operator in parts.operators.items():
        path = operator.writes()
        if path is None:
            continue
        readers = (reader for reader, source in parts.operators.items() if source.reads_file(path))
        other = next(readers, None) or writers.setdefault(path, step_id)
        if other != step_id:
            message = f"Step {other!r} uses the file {path.name[:100]!r} too. Write to another file."
            parts.report(Code.PATH_TAKEN, message, step_id, field="path")


def _notes(parts: Examined) -> None:
    """Warn of notes that cannot be told apart; like all that is only drawn, they keep no flow from running."""
    for at, note_id in _again(note.id for note in parts.flow.notes):
        message = f"Two notes are called {note_id!r}. Rename one of them."
        parts.report(Code.NOTE_TWICE, message, field=f"notes.{at}.id", severity="warning")


def _groups(parts: Examined) -> None:
    """Warn of groups that cannot be told apart, that hold what is not there, or what another holds already."""
    for at, group_id in _again(group.id for group in parts.flow.groups):
        message = f"Two groups are called {group_id!r}. Rename one of them."
        parts.report(Code.GROUP_TWICE, message, field=f"groups.{at}.id", severity="warning")
    held: dict[str, str] = {}
    for at, group in enumerate(parts.flow.groups):
        for step_id in group.steps:
            name, place = repr(group.title or group.id), f"groups.{at}.steps"
            if step_id not in parts.steps:
                message = f"The group {name} holds a step {step_id[:60]!r} that is not there. Take it out of the group."
                parts.report(Code.UNKNOWN_STEP, message, field=place, severity="warning")
            elif held.setdefault(step_id, group.id) != group.id:
                message = f"The group {name} holds a step that {held[step_id]!r} holds already. Take it out of one."
                parts.report(Code.GROUP_TWICE, message, step_id, field=place, severity="warning")


def _again(ids: Iterable[str]) -> list[tuple[int, str]]:
    """Return the ids that came before, with the place where they come again."""
    seen: set[str] = set()
    again: list[tuple[int, str]] = []
    for at, one in enumerate(ids):
        if one in seen:
            again.append((at, one))
        seen.add(one)
    return again


def _step_check(parts: Examined, step: Step) -> StepCheck:
    operator = parts.operators.get(step.id)
    return StepCheck(
        summary=operator.summary() if operator else "",
        ups={port: [_port_type(stream) for stream in streams] for port, streams in parts.ups.get(step.id, {}).items()},
        downs={port: _port_type(stream) for port, stream in parts.downs.get(step.id, {}).items()},
    )


@lru_cache(maxsize=1_000)
def _port_type(stream: StreamType) -> PortType:
    # A flow is checked at every keystroke, and nearly all of its streams are what they were.
    fields = {name: str(kind) for name, kind in stream.fields().items()}
    return PortType(text=str(stream), keyed=stream.keyed, item=str(stream.item), fields=fields)
