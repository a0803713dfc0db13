"""`testing_source`: items written into the flow itself."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from tidegate.bad_items import ERRORS_STREAM
from tidegate.batch import Batch
from tidegate.decode import Misfit, fit, fitted_columns
from tidegate.diagnostics import Code
from tidegate.errors import Aborted
from tidegate.example import StepExample, stream
from tidegate.fields import parse_duration
from tidegate.guard import QUARANTINE, Gate, Guard, guard_field, guarded, guarded_words
from tidegate.operator import (
    DOWN,
    ERRORS,
    BuildContext,
    Derived,
    Finding,
    OnError,
    Outputs,
    Poll,
    Source,
    SourceLogic,
    Ups,
    on_error_field,
)
from tidegate.types import Record, StreamType, Type, TypeField

MARK = "$"
"""The one field of a sentinel, such as `{"$": "EOF"}`."""
MAX_FINDINGS = 20
MET_ABORT = "the testing source met ABORT and stopped the run; take the mark out of its items to run past it"


class TestingSource(Source):
    """Emit the items written here.

    Made for trying things out and for tests. The schema is the type of an item, `int` or a record such as
    `{user: str, val: int}`; the items are JSON values that fit it, times as ISO 8601 text. Three marks may stand
    between the items; each ends the batch before it:

        {"$": "EOF"}                  the source ends here; a resumed job goes on after it
        {"$": "ABORT"}                the run stops at once, nothing is flushed; a resumed job passes it by
        {"$": "PAUSE", "for": "1s"}   nothing for so long; ignored where system time stands still

    A guard sends items that are too far ahead of the time to `quarantine`, where they move no watermark.
    """

    __test__ = False
    kind = "testing_source"
    title = "Testing source"
    icon = "flask"
    downs = (DOWN, QUARANTINE, ERRORS)
    may_change = frozenset({"items", "batch_size", "guard", "on_error"})
    examples = (
        StepExample(
            config={
                "schema": "{user: str, val: int}",
                "items": [
                    {"user": "a", "val": 1},
                    {"$": "PAUSE", "for": "1s"},
                    {"user": "b"},
                    {"$": "EOF"},
                    {"user": "c"},
                ],
            },
            downs={"down": stream("{user: str, val: int}", {"user": "a", "val": 1}, {"user": "b", "val": None})},
        ),
        StepExample(
            title="A stop",
            config={"schema": "int", "items": [1, {"$": "ABORT"}, 2]},
            fails=MET_ABORT,
        ),
        StepExample(
            title="A guard against bad clocks",
            config={
                "schema": "{at: timestamp, came: timestamp}",
                "items": [
                    {"at": "2022-01-01T00:04:00Z", "came": "2022-01-01T00:00:00Z"},
                    {"at": "3000-01-01T00:00:00Z", "came": "2022-01-01T00:00:01Z"},
                    {"at": None, "came": "2022-01-01T00:00:02Z"},
                ],
                "guard": {"timestamp": "at", "arrived": "came"},
            },
            downs={
                "down": stream(
                    "{at: timestamp, came: timestamp}", {"at": "2022-01-01T00:04:00Z", "came": "2022-01-01T00:00:00Z"}
                ),
                "quarantine": stream(
                    "{value: {at: timestamp, came: timestamp}, timestamp: timestamp, arrived_at: timestamp, "
                    "ahead_by: duration, position: int}",
                    {
                        "value": {"at": "3000-01-01T00:00:00Z", "came": "2022-01-01T00:00:01Z"},
                        "timestamp": "3000-01-01T00:00:00Z",
                        "arrived_at": "2022-01-01T00:00:01Z",
                        "ahead_by": "357206d 23h 59m 59s",
                        "position": 1,
                    },
                ),
                "errors": stream(
                    str(ERRORS_STREAM),
                    {
                        "code": "item-timestamp",
                        "reason": "the timestamp is null; give every item one, or choose another field",
                        "position": 2,
                        "item": '{"at":null,"came":"2022-01-01T00:00:02Z"}',
                    },
                ),
            },
        ),
    )

    schema_: TypeField = Field(alias="schema", description="The type of an item.")
    items: tuple[Any, ...] = Field(description="The items, as JSON.")
    batch_size: int = Field(1, ge=1, le=1_000_000, description="How many items move together.")
    guard: Guard | None = guard_field()
    on_error: OnError = on_error_field()

    def summary(self) -> str:
        count = sum(not _is_sentinel(value, self.schema_) for value in self.items)
        return guarded_words(f"{count:,} item{'' if count == 1 else 's'} written here", self.guard)

    def derive(self, ups: Ups) -> Derived:
        findings: list[Finding] = []
        for index, value in enumerate(self.items):
            if (problem := _problem(value, self.schema_)) and len(findings) < MAX_FINDINGS:
                findings.append(Finding(Code.BAD_VALUE, f"Item {index}: {problem}.", f"items.{index}"))
        return guarded(Derived({"down": StreamType(self.schema_)}, tuple(findings)), self.guard)

    def build(self, context: BuildContext) -> SourceLogic:
        return TestingSourceLogic(self, context)


class TestingSourceLogic(SourceLogic):
    """Serves slices of columns that are built once; its position counts sentinels too."""

    __test__ = False

    def __init__(self, config: TestingSource, context: BuildContext) -> None:
        super().__init__()
        self.config, self.frozen = config, context.frozen
        self.gate = Gate(config.guard, config.on_error, context, self)
        self.at, self.resumed, self.ending = 0, False, False

    def open(self, state: dict[str, Any] | None) -> None:
        if state is not None:
            self.at, self.ending, self.resumed = state["at"], state["ending"], True
        schema, self.sentinels, fitted = self.config.schema_, {}, []
        for index, value in enumerate(self.config.items):
            if _is_sentinel(value, schema):
                self.sentinels[index] = value
            else:
                fitted.append(fit(value, schema, refuse_unknown=True))
        self.items = Batch(fitted_columns(fitted, schema), len(fitted))
        self.served = self.at - sum(index < self.at for index in self.sentinels)

    def poll(self, system_us: int) -> Poll:
        if self.ending or self.at >= len(self.config.items):
            self.ending = False  # Another run of the job goes on after the mark.
            return Poll([], ended=True)
        count = self._run_length()
        outputs: Outputs = []
        if count:
            outputs = self.gate.admit(self.items.slice(self.served, count), self.served, system_us)
        self.at, self.served = self.at + count, self.served + count
        if count == self.config.batch_size or self.at not in self.sentinels:
            return Poll(outputs)
        return self._meet(self.sentinels[self.at], outputs, system_us)

    def _run_length(self) -> int:
        """Return how many items the next batch has: up to the next sentinel."""
        most = min(self.at + self.config.batch_size, len(self.config.items))
        return next((at for at in range(self.at, most) if at in self.sentinels), most) - self.at

    def _meet(self, sentinel: dict[str, Any], outputs: Outputs, system_us: int) -> Poll:
        """Return the batch before a sentinel, and pass the sentinel or let the next poll do what it says."""
        aborts = sentinel[MARK] == "ABORT" and not self.resumed
        if aborts and not outputs:
            raise Aborted(MET_ABORT)
        self.at += 0 if aborts else 1
        self.ending = sentinel[MARK] == "EOF"
        if sentinel[MARK] == "PAUSE" and not self.frozen:
            return Poll(outputs, next_at_us=system_us + parse_duration(sentinel["for"]))
        return Poll(outputs, next_at_us=system_us)

    def snapshot(self) -> dict[str, Any] | None:
        return {"at": self.at, "ending": self.ending}


def _is_sentinel(value: Any, schema: Type) -> bool:
    named = isinstance(schema, Record) and MARK in schema.as_dict()
    return isinstance(value, dict) and MARK in value and not named


def _problem(value: Any, schema: Type) -> str:
    """Return what is wrong with an item or a sentinel; empty when nothing is."""
    if _is_sentinel(value, schema):
        return _sentinel_problem(value)
    if value is None and isinstance(schema, Record):
        return f"expected {schema}, got null; a record may have null fields and is never null itself"
    try:
        fit(value, schema, refuse_unknown=True)
    except Misfit as misfit:
        return str(misfit)
    return ""


def _sentinel_problem(value: dict[str, Any]) -> str:
    match value:
        case {"$": "EOF" | "ABORT"} if len(value) == 1:
            return ""
        case {"$": "PAUSE", "for": str(span)} if len(value) == 2:
            try:
                return "" if parse_duration(span) >= 0 else f"a pause cannot be negative, {span!r}"
            except ValueError as problem:
                return str(problem)
    return 'a mark is {"$": "EOF"}, {"$": "ABORT"} or {"$": "PAUSE", "for": "1s"}'
