"""The guard of a source against bad clocks: items too far ahead of the time leave by `quarantine`.

    timestamp - arrived_at > max_ahead       it leaves by `quarantine`, with how far ahead it was, and moves no watermark
    else                                     it leaves by `down`, as if there were no guard

One item of the year 3000 makes every later one of its key late, because a watermark never goes back. What an item is
compared with is the run's system time, or what the item itself says of its arrival, as a recording does. Where system
time stands still and items say nothing, there is nothing to compare with; the check says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from tidegate.arrow_views import column, numbers, valid_mask
from tidegate.bad_items import ERRORS_STREAM, BadItemCode, BadItemRule
from tidegate.batch import Batch, item_column
from tidegate.clock import EARLIEST_US, LATEST_US
from tidegate.diagnostics import Code
from tidegate.fields import DurationUs, expression
from tidegate.flow import Frozen
from tidegate.holding import Int64s
from tidegate.operator import BuildContext, Derived, Finding, Logic, OnError, Outputs, Port
from tidegate.step_expressions import Badness, Compiled, Wanted, compile_expressions, compiled_expressions, evaluate
from tidegate.timestamps import times_of
from tidegate.types import DURATION, INT, TIMESTAMP, Record, StreamType, Type

QUARANTINE = Port(
    "quarantine",
    "Items whose timestamps are too far ahead of the time, with how far; they move no watermark.",
    role="errors",
)
TIMESTAMP_FIELD, ARRIVED_FIELD = "guard.timestamp", "guard.arrived"


class Guard(Frozen):
    """How far ahead of the time an item may claim to be."""

    timestamp: str = expression("timestamp", description="When the item happened, as the windows will read it.")
    max_ahead_us: Annotated[DurationUs, Field(ge=0)] = Field(
        300_000_000, alias="max_ahead", description="Items further ahead than this are put into quarantine."
    )
    arrived: str | None = expression(
        "timestamp",
        default=None,
        description="When the item was received, for recordings; empty: now, by the run's system clock.",
    )

    def wanted(self) -> dict[str, Wanted]:
        """Return the expressions by the path of their field."""
        arrived = {} if self.arrived is None else {ARRIVED_FIELD: Wanted(self.arrived, TIMESTAMP)}
        return {TIMESTAMP_FIELD: Wanted(self.timestamp, TIMESTAMP), **arrived}


def guard_field() -> Any:
    """Return the `guard` field that every source has."""
    return Field(
        None,
        description="Keeps items whose clocks are wrong away from the windows: they leave by `quarantine`. Off: every "
        "item counts, as in Bytewax.",
    )


def guarded_words(words: str, guard: Guard | None) -> str:
    """Return what a source does, in words, and that it is guarded."""
    return words if guard is None else f"{words}, guarded"


def quarantined(item: Type) -> StreamType:
    """Return the type of what leaves `quarantine`: the item whole, and the evidence against it."""
    fields = {"value": item, "timestamp": TIMESTAMP, "arrived_at": TIMESTAMP, "ahead_by": DURATION, "position": INT}
    return StreamType(Record.of(fields))


def guarded(derived: Derived, guard: Guard | None) -> Derived:
    """Return what a source derives with what its guard adds: two ports, and what is wrong with its expressions."""
    errors = {"errors": derived.types.get("errors", ERRORS_STREAM)}
    if (down := derived.types.get("down")) is None:
        return replace(derived, types={**derived.types, **errors})
    types = {"down": down, "quarantine": quarantined(down.item), **derived.types, **errors}
    return Derived(types, (*derived.findings, *_findings(guard, down)))


def _findings(guard: Guard | None, down: StreamType) -> tuple[Finding, ...]:
    if guard is None:
        return ()
    found: Compiled = compile_expressions(guard.wanted(), down)
    return found.findings if guard.arrived is not None else (*found.findings, _idle())


def _idle() -> Finding:
    message = "Time stands still in this run, so nothing is ahead of it and the guard lets every item pass. "
    message += "Say in 'arrived' when an item was received, or set the flow's clock to live."
    return Finding(Code.GUARD_IDLE, message, "guard", severity="warning", only_frozen=True)


class Gate:
    """What every source lets its items through: counts them, and applies its guard if there is one."""

    def __init__(self, guard: Guard | None, on_error: OnError, context: BuildContext, source: Logic) -> None:
        self._context, self._counters = context, source.counters
        self._down, self._most_us = context.downs["down"], 0 if guard is None else guard.max_ahead_us
        self._bad_items = BadItemRule(on_error, context.step_id, source.counters)
        sees = source.counts_early = guard is not None and not (context.frozen and guard.arrived is None)
        expressions = compiled_expressions(guard.wanted(), self._down) if guard is not None and sees else {}
        self._timestamp, self._arrived = expressions.get(TIMESTAMP_FIELD), expressions.get(ARRIVED_FIELD)

    def admit(self, batch: Batch, position: int | Int64s, system_us: int) -> Outputs:
        """Return what leaves for these items: `position` is the number of the first, or of each."""
        if self._timestamp is None or not batch.length:
            self._counters.kept += batch.length
            return [("down", batch)]
        positions = np.arange(position, position + batch.length) if isinstance(position, int) else position
        badness = Badness(batch.length)
        times = times_of(self._timestamp, batch, badness, system_us)
        arrived = self._arrivals(batch, badness, system_us)
        ahead_us = _within_years(times) - _within_years(arrived)
        far = (ahead_us > self._most_us) & ~badness.mask
        passing = ~far & ~badness.mask
        self._counters.kept += int(passing.sum())
        self._counters.early += int(far.sum())
        return [
            *([("down", batch if passing.all() else batch.where(passing))] if passing.any() else []),
            *(
                [("quarantine", self._evidence(batch, np.flatnonzero(far), times, arrived, positions))]
                if far.any()
                else []
            ),
            *(self._split_bad(batch, badness, positions) if badness else []),
        ]

    def _arrivals(self, batch: Batch, badness: Badness, system_us: int) -> Int64s:
        """Return what each item's timestamp is compared with."""
        if self._arrived is None:
            # Items keep to the machine's clock, which a run that was paused or is slowed down is behind.
            return np.full(batch.length, system_us + self._context.behind_us())
        evaluated = evaluate(self._arrived, batch)
        badness.add(evaluated.bad, evaluated.reasons)
        if evaluated.values.null_count:
            badness.add(~valid_mask(evaluated.values), _no_arrival)
        return numbers(evaluated.values).view(np.int64)

    def _evidence(self, batch: Batch, rows: Any, times: Int64s, arrived: Int64s, positions: Int64s) -> Batch:
        columns = {
            "value": item_column(batch.take(rows), self._down.item),
            "timestamp": column(times[rows], TIMESTAMP),
            "arrived_at": column(arrived[rows], TIMESTAMP),
            "ahead_by": column(_within_years(times[rows]) - _within_years(arrived[rows]), DURATION),
            "position": column(positions[rows], INT),
        }
        return Batch(columns, len(rows))

    def _split_bad(self, batch: Batch, badness: Badness, positions: Int64s) -> Outputs:
        return self._bad_items.split(batch, self._down, badness.mask, badness.reason, positions)


def _within_years(times: Int64s) -> Int64s:
    """Return instants that can be subtracted: no year is further than the one after the last."""
    return np.clip(times, EARLIEST_US, LATEST_US + 1)


def _no_arrival(row: int) -> tuple[str, str]:
    return BadItemCode.TIMESTAMP, "the time of its arrival is null; give every item one, or choose another field"
