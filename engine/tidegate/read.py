"""From bytes to a `Flow`: JSON read strictly, and everything that does not fit told as diagnostics.

Stricter than `json.loads`, because a flow must mean the same to every reader: no field twice, no NaN, no number that
would be rounded, no nesting without end. Nothing here raises for anything a person can send.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from tidegate.diagnostics import Code, Diagnostic
from tidegate.flow import FORMAT, MAX_GROUPS, MAX_NOTES, MAX_STEPS, MAX_STREAMS, Flow, Note, Step, StepGroup, Stream
from tidegate.json_numbers import Numbers, Place, unkept_in

MAX_DOCUMENT_BYTES = 8 * 1024 * 1024
MAX_JSON_DEPTH = 100
MOST_NUMBERS = 20


@dataclass(frozen=True, slots=True)
class ReadFlow:
    """A flow, or why there is none."""

    flow: Flow | None
    diagnostics: list[Diagnostic]


class JsonProblem(ValueError):
    """JSON text that is refused; `code` says for what, and `pinned` where in the flow if that is known."""

    def __init__(self, code: Code, message: str, pinned: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.code, self.pinned = code, pinned


def read_flow(document: bytes | str | Mapping[str, Any] | Any) -> ReadFlow:
    """Return the flow that a document holds, or diagnostics that say why it holds none."""
    try:
        value = read_json(document) if isinstance(document, (bytes, str)) else document
    except JsonProblem as problem:
        return ReadFlow(None, list(problem.pinned) or [Diagnostic(code=problem.code, message=str(problem))])
    problems = _shape(value)
    if problems:
        return ReadFlow(None, problems)
    try:
        return ReadFlow(Flow.model_validate(value), [])
    except ValidationError as error:
        return ReadFlow(None, [_from_pydantic(dict(entry), value) for entry in error.errors(include_url=False)[:100]])


def read_json(document: bytes | str, flow_in: str | None = None) -> Any:
    """Return the value that JSON text holds; raise `JsonProblem` for text that is not strict JSON.

    A flow is the value itself, or the value of the field `flow_in`.
    """
    if len(document) > MAX_DOCUMENT_BYTES:
        raise _too_large(len(document))
    text = document if isinstance(document, str) else _decoded(document)
    numbers = Numbers()
    try:
        value = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=numbers.constant,
            parse_float=numbers.real,
            parse_int=numbers.whole,
        )
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise JsonProblem(
            Code.JSON_SYNTAX,
            f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}. Correct it there.",
        ) from None
    if _deeper_than(value, MAX_JSON_DEPTH):
        raise _too_deep()
    if isinstance(document, str) or "\\ud" in text.lower():
        _expect_whole_characters(value)
    if not numbers.all_kept:
        raise _unkept(value, flow_in)
    return value


def _decoded(document: bytes) -> str:
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JsonProblem(
            Code.ENCODING, f"The text is not UTF-8 from byte {error.start} on. Save it as UTF-8."
        ) from None


def _expect_whole_characters(value: Any) -> None:
    """Refuse half a surrogate pair, which no file and no browser can be given."""
    try:
        json.dumps(value, ensure_ascii=False, default=repr).encode()
    except UnicodeEncodeError:
        message = "A text holds half of a surrogate pair. Write the whole character."
        raise JsonProblem(Code.ENCODING, message) from None


def _too_large(size: int) -> JsonProblem:
    limit = MAX_DOCUMENT_BYTES // 2**20
    return JsonProblem(Code.FLOW_SIZE, f"The document has {size:,} bytes; the limit is {limit} MiB. Split it up.")


def _too_deep() -> JsonProblem:
    return JsonProblem(Code.JSON_DEPTH, f"The JSON nests deeper than {MAX_JSON_DEPTH} levels. Flatten it.")


def _unkept(value: Any, flow_in: str | None) -> JsonProblem:
    """Return the refusal of numbers that cannot be kept, pinned to the steps and fields where they stand."""
    _, why = next(unkept_in(value))
    flow = value.get(flow_in) if flow_in is not None and isinstance(value, dict) else value
    pinned = [_number_at(place, why, flow) for place, why in islice(unkept_in(flow), MOST_NUMBERS)]
    return JsonProblem(Code.JSON_NUMBER, why, pinned)


def _number_at(place: Place, why: str, flow: Any) -> Diagnostic:
    location = [str(part)[:120] for part in place]
    configured = location[:1] == ["steps"] and location[2:3] == ["config"] and len(location) > 3
    field = ".".join(location[3:] if configured else location)
    step_id = _step_at(location, flow) if isinstance(flow, Mapping) else None
    return Diagnostic(code=Code.JSON_NUMBER, step_id=step_id, field=field or None, message=why)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise JsonProblem(
            Code.JSON_DUPLICATE, f"The field {twice[:60]!r} is there twice in one object. Remove one of them."
        )
    return fields


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [part for whole in level for part in _parts(whole)]
        if not level:
            return False
    return True


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _shape(value: Any) -> list[Diagnostic]:
    """Return what makes it useless to look closer: not an object, another format, too large."""
    if not isinstance(value, Mapping):
        found = type(value).__name__
        return [
            Diagnostic(code=Code.FLOW_SHAPE, message=f"A flow is a JSON object; this is a {found}. Open another file.")
        ]
    number = value.get("format", FORMAT)
    if number != FORMAT or isinstance(number, bool):
        return [
            Diagnostic(
                code=Code.FLOW_FORMAT,
                field="format",
                message=f"The flow has format {str(number)[:40]!r}; this Tidegate reads format {FORMAT}. Update Tidegate, or "
                "export the flow again.",
            )
        ]
    sizes = (("steps", MAX_STEPS), ("streams", MAX_STREAMS), ("notes", MAX_NOTES), ("groups", MAX_GROUPS))
    return [_too_many(name, len(value[name]), limit) for name, limit in sizes if _longer(value.get(name), limit)]


def _longer(part: Any, limit: int) -> bool:
    return isinstance(part, (list, tuple)) and len(part) > limit


def _too_many(name: str, count: int, limit: int) -> Diagnostic:
    return Diagnostic(
        code=Code.FLOW_SIZE,
        field=name,
        message=f"The flow has {count:,} {name}; the limit is {limit:,}. Split it into several.",
    )


def _from_pydantic(entry: dict[str, Any], document: Mapping[str, Any]) -> Diagnostic:
    """Return one of pydantic's findings about the document as a diagnostic pinned to its step."""
    location = [str(part) for part in entry["loc"]]
    step_id = _step_at(location, document)
    code, message = worded(entry, location, _fields_at(location))
    if code is Code.BAD_VALUE:
        code = Code.STEP_ID if location[:1] == ["steps"] and location[-1] == "id" else Code.FLOW_SHAPE
    return Diagnostic(code=code, step_id=step_id, field=".".join(location) or None, message=message)


def _step_at(location: list[str], document: Mapping[str, Any]) -> str | None:
    if len(location) < 2 or location[0] != "steps":
        return None
    step = document["steps"][int(location[1])] if isinstance(document.get("steps"), (list, tuple)) else None
    step_id = step.get("id") if isinstance(step, Mapping) else None
    return step_id[:120].encode("utf-8", "replace").decode() if isinstance(step_id, str) else None


def _fields_at(location: list[str]) -> list[str]:
    models: dict[str, type[BaseModel]] = {"steps": Step, "streams": Stream, "notes": Note, "groups": StepGroup}
    model = models.get(location[0], Flow) if len(location) > 2 else Flow
    return [field.alias or name for name, field in model.model_fields.items()]


def worded(entry: Mapping[str, Any], location: list[str], known: list[str]) -> tuple[Code, str]:
    """Return the code and the sentence for one of pydantic's findings; `known` are the fields that may stand there."""
    name, place = location[-1] if location else "flow", ".".join(location)[:120]
    if entry["type"] == "extra_forbidden":
        close = get_close_matches(name, known, 1)
        known_ones = f"Known are {', '.join(known)}." if known else "Remove it."
        hint = f"Did you mean {close[0]!r}?" if close else known_ones
        return Code.UNKNOWN_FIELD, f"There is no field {name[:60]!r} here. {hint}"
    if entry["type"] == "missing":
        return Code.MISSING_FIELD, f"The field {name[:60]!r} is missing. Give it a value."
    reason = str(entry["msg"]).removeprefix("Value error, ")
    return (
        Code.BAD_VALUE,
        f"{place or 'The flow'} cannot be {_shown(entry.get('input'))}: {reason[:300]}. Give it another value.",
    )


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
