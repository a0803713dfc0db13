"""`RunEvent`: everything a run tells the world, as one closed tagged union.

    status? -> run_started -> status* / stats* / items* / gap* / open_windows* -> step_failed? -> run_ended

Each event of a run has a `seq`, counted from 1 without holes, so that a client that lost its connection asks for
what came after the last one it saw. An event tells of items; it never is one: `items` carries a bounded sample, and
whatever a sample left out is told by a `gap`.

A window step tells more than what leaves its ports: what it decided of each item that came, and on what evidence. That
is told as `items` and `gap` too, with `decisions` where the port is named:

    position              counts the items that came to the step from 0, bad ones too
    timestamp             what the clock said of the item
    arrived_at            the system time it came at; null in a frozen run
    watermark_before      where the watermark of its key stood; null before the first item
    watermark_after       where it stood once the item was judged
    watermark_position    the item that had set it; null when the passing of time had
    wait_needed           of a late item, the smallest wait with which the watermark that judged it would not have: one
                          subtraction, and in two cases not the whole truth, see `late_evidence.late_item`
    verdict               `on_time` or `late`
    window_ids            the windows it went to, or was too late for; null for a session not known yet

Where the cost of lateness is asked for, it tells of the windows that late items would have changed too, with `cost` for
the port:

    window_id, open_time, close_time     the window with the longer wait, or as it was emitted if there is none then
    late_items            how many items more it holds with the longer wait
    emitted_ids           the windows that were emitted in its place: one; none; several, which late items join
    emitted, corrected    the results of these windows and of that window, each a list of records
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class RunStatus(StrEnum):
    """Where a run is in its life."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Return whether nothing follows."""
        return self in (RunStatus.STOPPED, RunStatus.FINISHED, RunStatus.FAILED)


class StepUntil(StrEnum):
    """What a paused run goes on for, when it is to stand still again at once after it."""

    TURN = "turn"
    """One batch of each source that is due."""
    ITEM = "item"
    """Exactly one item that leaves a source."""
    WATERMARK = "watermark"
    """A window step whose watermark is another than before, and not only because time has passed."""
    WINDOW = "window"
    """A window that closes."""


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    seq: int = Field(0, description="Counts the events of one run from 1, without holes.")
    at: str = Field("", description="When it was told: ISO 8601, UTC, the machine's clock.")


class RunStarted(_Event):
    """The run has a process and a plan; items follow."""

    type: Literal["run_started"] = "run_started"
    flow_name: str
    clock: Literal["live", "frozen"]
    streams: dict[str, str] = Field(
        description="`step.port` to the type of its items, as text; `keyed ` before it when keyed. A window step has "
        "`step.decisions` too, which is no port: what it decided of each item."
    )


class StatusChanged(_Event):
    """The run moved on in its life."""

    type: Literal["status"] = "status"
    status: RunStatus
    reason: str = Field("", description="Of a run that takes long to start, why, in words; empty otherwise.")
    speed: float = Field(1.0, description="How many times as fast as the machine's clock a live run's clock goes.")
    stepping: StepUntil | None = Field(
        None, description="What a paused run goes on for before it stands still again; null: it does not go on."
    )
    system_time: str | None = Field(
        None, description="Where the clock of a paused live run stands, ISO 8601; null while it goes, or is frozen."
    )


class CostStats(BaseModel):
    """How the windows of a step compare with what a longer wait would have made of them."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    compared: int = Field(0, description="Windows that were compared, those that are off among them.")
    off: int = Field(0, description="Windows that late items would have changed.")
    skipped: int = Field(0, description="Windows that could not be compared: too many waited for it.")
    waiting: int = Field(0, description="Windows that were emitted and are not compared yet.")


class StepStats(BaseModel):
    """The counters of one step since the run began; `items_in` = kept + late + bad + filtered + dropped.

    A source takes nothing in; what it read is kept + bad + dropped + early.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    items_in: int = 0
    kept: int = 0
    late: int = 0
    bad: int = 0
    filtered: int = 0
    dropped: int = 0
    items_out: dict[str, int] = Field(default_factory=dict, description="Items emitted, by port, wired or not.")
    watermark: str | None = Field(None, description="The furthest watermark of any key, ISO 8601; null before data.")
    watermark_slowest: str | None = Field(None, description="The watermark of the key that is furthest behind.")
    keys: int | None = Field(None, description="Keys the step holds state for.")
    open_windows: int | None = None
    held: int | None = Field(None, description="Items held in state, such as those in open windows.")
    early: int | None = Field(None, description="Items too far ahead, of a source with a guard; null: nobody counts.")
    out_of_order: int | None = Field(
        None,
        description="Items of a window step that came behind the largest timestamp of their key and are not late; "
        "null: nobody counts.",
    )
    cost: CostStats | None = Field(None, description="Of a window step, where the cost of lateness is asked for.")
    busy_s: float = Field(0.0, description="Seconds of work since the run began, if they are measured.")


class Stats(_Event):
    """The counters of every step, a few times a second."""

    type: Literal["stats"] = "stats"
    steps: dict[str, StepStats]
    turns: int = Field(description="Batches moved since the run began.")
    elapsed_s: float = Field(description="Seconds since the run began.")
    system_time: str | None = Field(
        None, description="What the run's system clock showed in its last turn; null where it stands still."
    )


class Items(_Event):
    """A sample of the items that left one port, in order, as columns; or of what a window step decided of its items.

    A keyed stream has its keys in `keys`. `columns` holds a record's fields by name, or `item`. Timestamps are ISO
    8601 text, durations text such as `1m 30s`, integers beyond 2**53 and not-a-numbers are text, so that nothing is
    rounded on the way.

    Of a late item, `wait_needed` is the smallest wait with which the watermark that judged it would not have made it late.
    In a live run it may need more, since a longer wait lets its key remember longer; with sessions under `window_closed`
    less may do, since a session may still be open that takes it in.
    """

    type: Literal["items"] = "items"
    step_id: str
    port: str = Field(
        description="An output port; `decisions` for what a window step decided, `cost` for windows that are off."
    )
    first: int = Field(description="How many items had left this port before the first of these.")
    count: int = Field(description="How many items are here.")
    keys: list[str] | None = None
    columns: dict[str, list[Any]]


class Gap(_Event):
    """Items that left a port, or decisions, and are not shown: the sample was full. Never silent.

    Late decisions are the last to be left out, so those that are missing lie between those that are shown.
    """

    type: Literal["gap"] = "gap"
    step_id: str
    port: str
    first: int = Field(description="How many items had left this port before the first that is missing.")
    skipped: int


class OpenWindow(BaseModel):
    """A window that has not closed yet, and what it waits for."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    key: str
    window_id: int | None = Field(description="Null for an ordered session, which is numbered as it closes.")
    open_time: str = Field(description="Of a session: its first item so far.")
    close_time: str | None = Field(description="Null for a session, which may still grow.")
    watermark: str | None = Field(description="Of its key; null where no timestamp can say it.")
    last_timestamp: str | None = Field(description="Of a session: its last item so far; null for other windows.")
    items: int | None = Field(description="How many items it holds, those that wait for their turn too.")
    due_at: str | None = Field(
        description="The system time at which it closes if nothing comes; null: only items or the end can close it."
    )


class OpenWindows(_Event):
    """The open windows of one window step: about once a second while they change, and when a run comes to stand still.

    Of many, those of the keys whose watermarks are furthest behind are here. The watermark of a live run moves on with
    system time, so it is told again only when something else moved it.
    """

    type: Literal["open_windows"] = "open_windows"
    step_id: str
    total: int = Field(description="How many windows are open.")
    system_time: str | None = Field(description="When this was so; null where the clock is frozen.")
    windows: list[OpenWindow]


class Printed(_Event):
    """Lines a sink printed to its standard output, in order; `skipped` more were printed and are not shown."""

    type: Literal["printed"] = "printed"
    step_id: str
    lines: list[str]
    skipped: int = 0


class StepFailed(_Event):
    """A step could not go on; the run ends after it."""

    type: Literal["step_failed"] = "step_failed"
    step_id: str | None
    code: str
    message: str


class RunEnded(_Event):
    """Nothing follows."""

    type: Literal["run_ended"] = "run_ended"
    status: Literal["finished", "stopped", "failed"]
    reason: str = ""


RunEvent = Annotated[
    RunStarted | StatusChanged | Stats | Items | Gap | OpenWindows | Printed | StepFailed | RunEnded,
    Field(discriminator="type"),
]

EVENT = TypeAdapter[RunEvent](RunEvent)
EVENTS = TypeAdapter[list[RunEvent]](list[RunEvent])
