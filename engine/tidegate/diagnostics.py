"""One problem in a flow, as data: never raised, always pinned to what it is about."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Code(StrEnum):
    """Every kind of problem that `check` can find, once."""

    JSON_SYNTAX = "json-syntax"
    JSON_DUPLICATE = "json-duplicate"
    JSON_NUMBER = "json-number"
    JSON_DEPTH = "json-depth"
    ENCODING = "encoding"
    FLOW_SHAPE = "flow-shape"
    FLOW_FORMAT = "flow-format"
    FLOW_SIZE = "flow-size"
    FLOW_EMPTY = "flow-empty"
    STEP_ID = "step-id"
    STEP_TWICE = "step-twice"
    UNKNOWN_OPERATOR = "unknown-operator"
    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    BAD_VALUE = "bad-value"
    UNKNOWN_STEP = "unknown-step"
    UNKNOWN_PORT = "unknown-port"
    PORT_TWICE = "port-twice"
    NOTE_TWICE = "note-twice"
    GROUP_TWICE = "group-twice"
    LOOSE_PORT = "loose-port"
    CYCLE = "cycle"
    NO_SOURCE = "no-source"
    NO_SINK = "no-sink"
    NOT_KEYED = "not-keyed"
    KEYED = "keyed"
    STREAM_TYPE = "stream-type"
    UNKNOWN_SCHEMA = "unknown-schema"
    NO_SUCH_FILE = "no-such-file"
    PATH_OUTSIDE = "path-outside"
    PATH_KIND = "path-kind"
    PATH_NAME = "path-name"
    PATH_TAKEN = "path-taken"
    PATH_MANY = "path-many"
    GUARD_IDLE = "guard-idle"
    EXPRESSION_SYNTAX = "expression-syntax"
    EXPRESSION_NOT_ALLOWED = "expression-not-allowed"
    EXPRESSION_NAME = "expression-name"
    EXPRESSION_CALL = "expression-call"
    EXPRESSION_TYPE = "expression-type"
    EXPRESSION_CONSTANT = "expression-constant"
    EXPRESSION_LIMIT = "expression-limit"
    EXPRESSION_REGEX = "expression-regex"
    EXPRESSION_FORMAT = "expression-format"
    EXPRESSION_TIMEZONE = "expression-timezone"


class Span(BaseModel):
    """A range of characters of an expression, end exclusive."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    start: int
    end: int


class Diagnostic(BaseModel):
    """One problem in a flow: what is wrong, to what, and what to do."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    code: Code
    severity: Literal["error", "warning"] = "error"
    message: str = Field(description="A sentence for a person, ending with the next action.")
    step_id: str | None = Field(None, description="The step it is about; null when it is about the whole flow.")
    port: str | None = Field(None, description="The port of that step it is about.")
    field: str | None = Field(None, description="The config field it is about, as a dotted path: `clock.timestamp`.")
    span: Span | None = Field(None, description="The characters of that field's expression it is about.")

    def __str__(self) -> str:
        place = ".".join(part for part in (self.step_id, self.field or self.port) if part)
        return f"{place or 'flow'}: {self.message} [{self.code}]"
