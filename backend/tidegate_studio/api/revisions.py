"""The revisions of a flow: listed, read, and called by a name; what they say is never changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select
from starlette.responses import Response

from tidegate_studio.api.flows import FlowDetail, Label, answer, kept_flow, revision_of
from tidegate_studio.bodies import StrictRoute
from tidegate_studio.security import Scope, requires
from tidegate_studio.studio import Here
from tidegate_studio.tables import RevisionRow

router = APIRouter(route_class=StrictRoute, tags=["flows"])


class Revision(BaseModel):
    """One saved state of a flow, without its document."""

    revision: int
    label: str | None = Field(description="What a person called it.")
    saved_at: datetime
    name: str
    steps: int


class LabelRevision(BaseModel):
    """What to call a revision."""

    model_config = ConfigDict(extra="forbid")

    label: Label = Field(description="Its name; null or blank takes it away.")


@router.get("/api/flows/{flow_id}/revisions")
@requires(Scope.READ)
def list_revisions(flow_id: UUID, studio: Here) -> list[Revision]:
    """Return the revisions of a flow, newest first."""
    with studio.database.reading() as session:
        kept_flow(session, flow_id)
        query = select(RevisionRow).where(RevisionRow.flow_id == flow_id).order_by(col(RevisionRow.number).desc())
        return [_summary(row) for row in session.exec(query)]


@router.get("/api/flows/{flow_id}/revisions/{number}", response_model=FlowDetail)
@requires(Scope.READ)
def read_revision(flow_id: UUID, number: int, studio: Here) -> Response:
    """Return one revision of a flow."""
    with studio.database.reading() as session:
        return answer(revision_of(session, flow_id, number))


@router.put("/api/flows/{flow_id}/revisions/{number}/label")
@requires(Scope.WRITE)
def label_revision(flow_id: UUID, number: int, body: LabelRevision, studio: Here) -> Revision:
    """Call a revision by a name; what it says stays as it was saved."""
    with studio.database.writing() as session:
        row = revision_of(session, flow_id, number)
        row.label = body.label
        session.add(row)
        return _summary(row)


def _summary(row: RevisionRow) -> Revision:
    return Revision(revision=row.number, label=row.label, saved_at=row.saved_at, name=row.name, steps=row.steps)
