"""Runs: what became of them, and the events they told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session
from starlette.responses import Response
from typing_extensions import TypeAliasType

import tidegate
from tidegate import Flow, RunStatus
from tidegate_studio.bodies import StrictRoute
from tidegate_studio.problems import not_found
from tidegate_studio.security import Scope, requires
from tidegate_studio.studio import Here, Studio
from tidegate_studio.tables import RunRow

router = APIRouter(route_class=StrictRoute, tags=["runs"])

MAX_EVENTS = 10_000

RunEvent = TypeAliasType("RunEvent", tidegate.RunEvent)
"""The engine's union under a name of its own, so that clients get it as one type."""


class RunSummary(BaseModel):
    """One execution of a job."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    id: UUID
    job_id: UUID
    status: RunStatus
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = Field("", description="Why it ended as it did, or takes long to start, in words.")
    last_seq: int = 0


class Run(RunSummary):
    """One execution of a job, with the flow it runs."""

    flow: Flow


@router.get("/api/runs/{run_id}")
@requires(Scope.READ)
def read_run(run_id: UUID, studio: Here) -> Run:
    """Return a run."""
    with studio.database.reading() as session:
        row = run_row(session, run_id)
    return Run(**summary_of(row, studio).model_dump(), flow=Flow.model_validate(row.document))


@router.get("/api/runs/{run_id}/events", response_model=list[RunEvent])
@requires(Scope.READ)
def read_events(
    run_id: UUID,
    studio: Here,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_EVENTS)] = 1000,
) -> Response:
    """Return the events of a run with a higher `seq` than `after`, in order; fewer than `limit` when they are large."""
    with studio.database.reading() as session:
        run_row(session, run_id)
    lines = studio.supervisor.history(run_id).read(after, limit)
    return Response(b"[" + b",".join(lines) + b"]", media_type="application/json")


def run_row(session: Session, run_id: UUID) -> RunRow:
    """Return a run's row, or refuse."""
    row = session.get(RunRow, run_id)
    if row is None:
        raise not_found("run", run_id)
    return row


def summary_of(row: RunRow, studio: Studio) -> RunSummary:
    """Return a run as it is now."""
    hub = studio.supervisor.hub(row.id)
    fields: dict[str, Any] = row.model_dump(exclude={"document", "last_seq"})
    return RunSummary(**fields, last_seq=hub.history.last_seq if hub is not None else row.last_seq)
