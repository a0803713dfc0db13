"""Flows that are kept: a save adds a revision, and says which one it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from starlette.responses import JSONResponse, Response

from tidegate import Code, Diagnostic, Flow, read_flow
from tidegate_studio.bodies import StrictRoute
from tidegate_studio.problems import Problem, ProblemCode, Refused, not_found
from tidegate_studio.security import Scope, requires
from tidegate_studio.studio import Here
from tidegate_studio.tables import LABEL_LENGTH, FlowRow, RevisionRow, now

router = APIRouter(route_class=StrictRoute, tags=["flows"])


def label_in(label: str | None) -> str | None:
    """Return a label as a database keeps it; one without letters is none."""
    return (label or "").replace("\0", "\ufffd").strip() or None


Label = Annotated[str | None, Field(max_length=LABEL_LENGTH), AfterValidator(label_in)]


class SaveFlow(BaseModel):
    """A flow to keep; it may have problems, as long as it has the shape of a flow."""

    model_config = ConfigDict(extra="forbid")

    flow: Any = Field(description="The flow document.")
    label: Label = Field(None, description="What to call this revision.")


class FlowSummary(BaseModel):
    """A kept flow, without its document."""

    id: UUID
    name: str
    revision: int
    saved_at: datetime
    steps: int


class FlowDetail(BaseModel):
    """One revision of a kept flow."""

    id: UUID
    name: str
    revision: int
    label: str | None = Field(description="What a person called this revision.")
    saved_at: datetime
    flow: Flow


class ConflictProblem(Problem):
    """A save that was made from another revision than the newest."""

    current: FlowDetail = Field(description="The newest revision.")


@router.get("/api/flows")
@requires(Scope.READ)
def list_flows(studio: Here) -> list[FlowSummary]:
    """Return all flows, the one saved last first."""
    with studio.database.reading() as session:
        newest = (
            select(RevisionRow.flow_id, func.max(RevisionRow.number).label("number"))
            .group_by(col(RevisionRow.flow_id))
            .subquery()
        )
        rows = session.exec(
            select(RevisionRow)
            .join(newest, (col(RevisionRow.flow_id) == newest.c.flow_id) & (col(RevisionRow.number) == newest.c.number))
            .join(FlowRow, col(FlowRow.id) == col(RevisionRow.flow_id))
            .where(col(FlowRow.deleted_at).is_(None))
            .order_by(col(RevisionRow.saved_at).desc())
        )
        return [
            FlowSummary(id=row.flow_id, name=row.name, revision=row.number, saved_at=row.saved_at, steps=row.steps)
            for row in rows
        ]


@router.post("/api/flows", status_code=201, response_model=FlowDetail)
@requires(Scope.WRITE)
def create_flow(body: SaveFlow, studio: Here) -> Response:
    """Keep a new flow."""
    flow = flow_in(body.flow)
    with studio.database.writing() as session:
        kept = FlowRow()
        session.add(kept)
        session.flush()
        row = _add_revision(session, kept.id, 1, flow, body.label)
    return answer(row, 201)


@router.get("/api/flows/{flow_id}", response_model=FlowDetail)
@requires(Scope.READ)
def read_newest(flow_id: UUID, studio: Here) -> Response:
    """Return the newest revision of a flow."""
    with studio.database.reading() as session:
        return answer(newest_revision(session, flow_id))


@router.put("/api/flows/{flow_id}", response_model=FlowDetail, responses={412: {"model": ConflictProblem}})
@requires(Scope.WRITE)
def save_flow(
    flow_id: UUID, body: SaveFlow, studio: Here, if_match: Annotated[str | None, Header()] = None
) -> Response:
    """Save a flow as its next revision, unless someone else did since the revision in `If-Match`."""
    if if_match is None:
        raise Refused(
            ProblemCode.IF_MATCH_MISSING,
            "The save does not say which revision it was made from.",
            'Send it as If-Match, such as If-Match: "3".',
        )
    flow = flow_in(body.flow)
    try:
        with studio.database.writing() as session:
            newest = newest_revision(session, flow_id)
            if if_match.strip().removeprefix("W/") not in (f'"{newest.number}"', str(newest.number), "*"):
                raise _conflict(newest, if_match)
            row = _add_revision(session, flow_id, newest.number + 1, flow, body.label)
    except IntegrityError:
        with studio.database.reading() as session:
            raise _conflict(newest_revision(session, flow_id), if_match) from None
    return answer(row)


@router.delete("/api/flows/{flow_id}", status_code=204)
@requires(Scope.WRITE)
def delete_flow(flow_id: UUID, studio: Here) -> Response:
    """Hide a flow; jobs that were made from its revisions keep them."""
    with studio.database.writing() as session:
        kept_flow(session, flow_id).deleted_at = now()
    return Response(status_code=204)


def flow_in(document: Any) -> Flow:
    """Return the flow that a document holds, or refuse it."""
    read = read_flow(document)
    if read.flow is None:
        raise Refused(*_refusal(read.diagnostics), diagnostics=read.diagnostics)
    return read.flow


def document_of(flow: Flow) -> dict[str, Any]:
    """Return a flow as the document that is kept."""
    return flow.model_dump(mode="json", by_alias=True)


def name_of(flow: Flow) -> str:
    """Return a flow's name as a database keeps it; text columns refuse NUL."""
    return flow.name.replace("\0", "\ufffd")


def newest_revision(session: Session, flow_id: UUID) -> RevisionRow:
    """Return the newest revision of a flow that is kept, or refuse."""
    kept_flow(session, flow_id)
    query = select(RevisionRow).where(RevisionRow.flow_id == flow_id).order_by(col(RevisionRow.number).desc()).limit(1)
    return session.exec(query).one()


def revision_of(session: Session, flow_id: UUID, number: int) -> RevisionRow:
    """Return one revision of a flow that is kept, or refuse."""
    kept_flow(session, flow_id)
    found = 0 < number < 2**31
    query = select(RevisionRow).where(RevisionRow.flow_id == flow_id, RevisionRow.number == number)
    row = session.exec(query).first() if found else None
    if row is None:
        raise not_found("revision", number)
    return row


def kept_flow(session: Session, flow_id: UUID) -> FlowRow:
    """Return a flow that is kept, or refuse."""
    row = session.get(FlowRow, flow_id)
    if row is None or row.deleted_at is not None:
        raise not_found("flow", flow_id)
    return row


def _add_revision(session: Session, flow_id: UUID, number: int, flow: Flow, label: str | None) -> RevisionRow:
    row = RevisionRow(
        flow_id=flow_id,
        number=number,
        name=name_of(flow),
        label=label,
        steps=len(flow.steps),
        document=document_of(flow),
        saved_at=now(),
    )
    session.add(row)
    session.flush()
    return row


def _detail(row: RevisionRow) -> dict[str, Any]:
    instant = row.saved_at.isoformat().replace("+00:00", "Z")
    return {
        "id": str(row.flow_id),
        "name": row.name,
        "revision": row.number,
        "label": row.label,
        "saved_at": instant,
        "flow": row.document,
    }


def answer(row: RevisionRow, status: int = 200) -> Response:
    """Return one revision as the answer to a request."""
    return JSONResponse(_detail(row), status, {"ETag": f'"{row.number}"', "Cache-Control": "no-store"})


def _conflict(newest: RevisionRow, if_match: str) -> Refused:
    return Refused(
        ProblemCode.REVISION_CONFLICT,
        f"The save was made from revision {if_match[:40]}, but the newest is {newest.number}.",
        "Compare yours with `current`, then save again with its revision.",
        headers={"ETag": f'"{newest.number}"'},
        more={"current": _detail(newest)},
    )


def _refusal(diagnostics: Sequence[Diagnostic]) -> tuple[ProblemCode, str]:
    if any(found.code is Code.FLOW_SIZE for found in diagnostics):
        return ProblemCode.FLOW_SIZE, diagnostics[0].message
    return ProblemCode.FLOW_SHAPE, diagnostics[0].message
