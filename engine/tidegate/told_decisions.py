"""`ToldDecisions`: what window steps decided of their items, as a run tells it: one more sampled stream of each.

It is called `step.decisions`, and is a sample like those of the ports, but no port: nothing can be wired to it. The log
of a step leaves on-time items out before late ones, so the items that a gap tells of lie between those that are told;
their `position` says where.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from tidegate.batch import Batch
from tidegate.decisions import DecisionLog, Decisions
from tidegate.events import Gap, Items
from tidegate.render import json_columns
from tidegate.types import DURATION, INT, STR, TIMESTAMP, ListOf, Record, StreamType

DECISIONS = "decisions"
"""What events call it where a port has its name."""

DECISION = StreamType(
    Record.of(
        {
            "position": INT,
            "timestamp": TIMESTAMP,
            "arrived_at": TIMESTAMP,
            "watermark_before": TIMESTAMP,
            "watermark_after": TIMESTAMP,
            "watermark_position": INT,
            "wait_needed": DURATION,
            "verdict": STR,
            "window_ids": ListOf(INT),
        }
    ),
    keyed=True,
)
"""The type that is told of it."""


class ToldDecisions:
    """Takes the decisions of every window step of a run."""

    def __init__(self, logs: Mapping[str, DecisionLog], *, frozen: bool) -> None:
        """Take from these logs, by step, which then begin to keep what is decided."""
        self._logs, self._frozen = logs, frozen
        self._told = dict.fromkeys(logs, 0)
        for log in logs.values():
            log.wanted = True

    def streams(self) -> dict[str, str]:
        """Return the type of each step's decisions, as text, by `step.decisions`."""
        return {f"{step_id}.{DECISIONS}": str(DECISION) for step_id in self._logs}

    def go_on(self, step_id: str, decided: int) -> None:
        """Note how many items were decided on before, in earlier runs of the job."""
        if step_id in self._told:
            self._told[step_id] = decided

    def take(self) -> list[Items | Gap]:
        """Return what was decided since the last take."""
        taken = [(step_id, decisions) for step_id, log in self._logs.items() if (decisions := log.take()) is not None]
        return [event for step_id, decisions in taken for event in self._events(step_id, decisions)]

    def _events(self, step_id: str, decisions: Decisions) -> list[Items | Gap]:
        first, count = self._told[step_id], decisions.table.num_rows
        skipped = decisions.skipped_on_time + decisions.skipped_late
        self._told[step_id] += count + skipped
        keys: Any = decisions.table["key"].to_pylist()
        columns = json_columns(self._batch(decisions.table))
        events: list[Items | Gap] = []
        if count:
            events.append(Items(step_id=step_id, port=DECISIONS, first=first, count=count, keys=keys, columns=columns))
        if skipped:
            events.append(Gap(step_id=step_id, port=DECISIONS, first=first + count, skipped=skipped))
        return events

    def _batch(self, table: pa.Table) -> Batch:
        columns = {name: table[name].combine_chunks() for name in DECISION.fields()}
        if self._frozen:
            # Time stands still, so nothing arrives at any time.
            columns["arrived_at"] = pa.nulls(table.num_rows, columns["arrived_at"].type)
        return Batch(columns, table.num_rows)
