"""Jobs: a flow put to work, stopped, or finished."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session, col, delete, select

import tidegate
from tidegate import Flow, RunStatus, StepUntil
from tidegate_studio.api.flows import document_of, flow_in, name_of, newest_revision, revision_of
from tidegate_studio.api.runs import RunSummary, summary_of
from tidegate_studio.bodies import StrictRoute
from tidegate_studio.orders import Ask, Order
from tidegate_studio.problems import Problem, ProblemCode, Refused, not_found
from tidegate_studio.records import ENDED
from tidegate_studio.security import Scope, requires
from tidegate_studio.studio import Here, Studio
from tidegate_studio.tables import IdempotencyRow, JobRow, RunRow, now

router = APIRouter(route_class=StrictRoute, tags=["jobs"])

KEY_DAYS = 7
SLOWEST, FASTEST = 0.001, 1_000_000


class SubmitJob(BaseModel):
    """What to run: a flow document, or a revision of a kept flow (the newest, if it is not said)."""

    model_config = ConfigDict(extra="forbid")

    flow: Any = Field(None, description="The flow document.")
    flow_id: UUID | None = None
    revision: int | None = Field(None, ge=1)
    paused: bool = Field(False, strict=True, description="Whether it is to stand still before its first item.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if ("flow" in self.model_fields_set) == (self.flow_id is not None):
            raise ValueError("give either `flow` or `flow_id`")
        if self.revision is not None and self.flow_id is None:
            raise ValueError("a `revision` needs its `flow_id`")
        return self


class Speed(BaseModel):
    """How fast a run's clock is to go."""

    model_config = ConfigDict(extra="forbid")

    speed: float = Field(ge=SLOWEST, le=FASTEST, description="How many times as fast as the machine's clock.")


class StepOn(BaseModel):
    """What a paused job is to go on for."""

    model_config = ConfigDict(extra="forbid")

    until: StepUntil = Field(StepUntil.TURN, description="What it goes on for, before it stands still again.")


class Job(BaseModel):
    """A flow put to work."""

    id: UUID
    name: str
    flow_id: UUID | None
    revision: int | None
    submitted_at: datetime
    status: RunStatus
    run_id: UUID
    run: RunSummary


@router.post("/api/jobs", status_code=201, responses={409: {"model": Problem}})
@requires(Scope.RUN)
def submit_job(
    body: SubmitJob, studio: Here, idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255)] = None
) -> Job:
    """Put a flow to work; the same `Idempotency-Key` again returns the same job."""
    digest = sha256(json.dumps(body.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
    known = None if idempotency_key is None else _job_of_key(studio, idempotency_key, digest)
    if known is not None:
        return known
    job, flow = _job_from(body, studio)
    _refuse_broken(flow, studio)
    run = RunRow(job_id=job.id, status=RunStatus.STARTING.value, document=document_of(flow))
    with studio.database.writing() as session:
        known = None if idempotency_key is None else _known_job(session, studio, idempotency_key, digest)
        if known is not None:
            return known
        _refuse_too_many(studio)
        session.add(job)
        session.flush()
        session.add(run)
        if idempotency_key is not None:
            session.add(IdempotencyRow(key=idempotency_key, body_hash=digest, job_id=job.id))
    settings = studio.settings
    order = Order(
        flow=flow,
        data_root=str(settings.data_root),
        memory_bytes=settings.run_memory_bytes,
        open_files=settings.run_open_files,
        paused=body.paused,
    )
    studio.supervisor.start(run.id, order)
    return _shown(job, run, studio)


@router.get("/api/jobs")
@requires(Scope.READ)
def list_jobs(studio: Here, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> list[Job]:
    """Return the jobs, newest first."""
    with studio.database.reading() as session:
        query = select(JobRow, RunRow).join(RunRow, col(RunRow.job_id) == col(JobRow.id))
        newest = query.order_by(col(JobRow.submitted_at).desc(), col(JobRow.id)).limit(limit)
        return [_shown(job, run, studio) for job, run in session.exec(newest)]


@router.get("/api/jobs/{job_id}")
@requires(Scope.READ)
def read_job(job_id: UUID, studio: Here) -> Job:
    """Return a job."""
    with studio.database.reading() as session:
        return _shown(*_job_row(session, job_id), studio)


@router.post("/api/jobs/{job_id}/stop", status_code=202, responses={409: {"model": Problem}})
@requires(Scope.RUN)
def stop_job(job_id: UUID, studio: Here) -> Job:
    """Ask a job to stop where it is; its windows stay open."""
    return _ask(job_id, Ask(command="stop"), studio)


@router.post("/api/jobs/{job_id}/finish", status_code=202, responses={409: {"model": Problem}})
@requires(Scope.RUN)
def finish_job(job_id: UUID, studio: Here) -> Job:
    """Ask a job to take no more input: its final watermark closes every window."""
    return _ask(job_id, Ask(command="finish"), studio)


@router.post("/api/jobs/{job_id}/pause", status_code=202, responses={409: {"model": Problem}})
@requires(Scope.RUN)
def pause_job(job_id: UUID, studio: Here) -> Job:
    """Ask a job to stand still, its clock with it, so that no item becomes late by it."""
    return _ask(job_id, Ask(command="pause"), studio)


@router.post("/api/jobs/{job_id}/resume", status_code=202, responses={409: {"model": Problem}})
@requires(Scope.RUN)
def resume_job(job_id: UUID, studio: Here) -> Job:
    """Ask a paused job to go on from where its clock stood."""
    return _ask(job_id, Ask(command="resume"), studio)


@router.post("/api/jobs/{job_id}/step", status_code=202, responses={409: {"model": Problem}})
@requires(Scope.RUN)
def step_job(job_id: UUID, studio: Here, body: StepOn | None = None) -> Job:
    """Ask a paused job to go on by one turn, one item, or until a watermark changes or a window closes.

    It stands still again then. A live clock moves on to where something is due, and no further.
    """
    until = StepUntil.TURN if body is None else body.until
    return _ask(job_id, Ask(command="step", until=until), studio)


@router.post("/api/jobs/{job_id}/speed", status_code=202, responses={409: {"model": Problem}})
@requires(Scope.RUN)
def set_job_speed(job_id: UUID, body: Speed, studio: Here) -> Job:
    """Ask a job's live clock to go faster or slower; a frozen one stands still at any speed."""
    return _ask(job_id, Ask(command="speed", speed=body.speed), studio)


def _ask(job_id: UUID, ask: Ask, studio: Studio) -> Job:
    with studio.database.writing() as session:
        job, run = _job_row(session, job_id)
        if run.status in ENDED:
            raise Refused(
                ProblemCode.JOB_ENDED,
                f"The job {job.name!r} has ended: it is {run.status}.",
                "Submit it again to run it again.",
            )
        if ask.command == "step" and run.status != RunStatus.PAUSED.value:
            raise Refused(
                ProblemCode.JOB_NOT_PAUSED,
                f"The job {job.name!r} is {run.status}, and only a paused one can go step by step.",
                "Pause it first, and wait until it is paused.",
            )
        if ask.command in ("stop", "finish"):
            # At once, so that nobody asks again; whether it is paused is for the run to say.
            run.status = RunStatus.STOPPING.value
    studio.supervisor.ask(run.id, ask)
    return _shown(job, run, studio)


def _job_from(body: SubmitJob, studio: Studio) -> tuple[JobRow, Flow]:
    if body.flow_id is None:
        flow = _runnable_shape(body.flow)
        return JobRow(name=name_of(flow)), flow
    with studio.database.reading() as session:
        if body.revision is None:
            row = newest_revision(session, body.flow_id)
        else:
            row = revision_of(session, body.flow_id, body.revision)
    flow = _runnable_shape(row.document)
    return JobRow(name=name_of(flow), flow_id=body.flow_id, revision=row.number), flow


def _runnable_shape(document: Any) -> Flow:
    try:
        return flow_in(document)
    except Refused as refused:
        if refused.problem.code is not ProblemCode.FLOW_SHAPE:
            raise
        diagnostics = refused.problem.diagnostics
        raise Refused(
            ProblemCode.BROKEN_FLOW, refused.problem.detail, "Correct the flow.", diagnostics=diagnostics
        ) from None


def _refuse_broken(flow: Flow, studio: Studio) -> None:
    errors = [found for found in tidegate.check(flow, studio.settings.data_root) if found.severity == "error"]
    if errors:
        count = f"{len(errors)} problem{'s' if len(errors) > 1 else ''}"
        raise Refused(
            ProblemCode.BROKEN_FLOW,
            f"The flow {flow.name!r} has {count}. {errors[0].message}",
            "Correct the flow, then submit it again.",
            diagnostics=errors,
        )


def _refuse_too_many(studio: Studio) -> None:
    if studio.supervisor.running >= studio.settings.max_runs:
        raise Refused(
            ProblemCode.TOO_MANY_RUNS,
            f"{studio.settings.max_runs} runs are under way, which is the limit.",
            "Stop one of them first.",
        )


def _job_of_key(studio: Studio, key: str, digest: str) -> Job | None:
    with studio.database.reading() as session:
        return _known_job(session, studio, key, digest)


def _known_job(session: Session, studio: Studio, key: str, digest: str) -> Job | None:
    row = session.get(IdempotencyRow, key)
    if row is None:
        return None
    if row.body_hash != digest:
        raise Refused(
            ProblemCode.IDEMPOTENCY_MISMATCH,
            f"The Idempotency-Key {key[:80]!r} was used with another body.",
            "Send the same body again, or another key.",
        )
    return _shown(*_job_row(session, row.job_id), studio)


def forget_old_keys(session: Session) -> None:
    """Forget the keys of submits so long ago that nobody sends them again."""
    session.exec(delete(IdempotencyRow).where(col(IdempotencyRow.created_at) < now() - timedelta(days=KEY_DAYS)))


def _job_row(session: Session, job_id: UUID) -> tuple[JobRow, RunRow]:
    query = select(JobRow, RunRow).join(RunRow, col(RunRow.job_id) == col(JobRow.id)).where(col(JobRow.id) == job_id)
    found = session.exec(query).first()
    if found is None:
        raise not_found("job", job_id)
    return found[0], found[1]


def _shown(job: JobRow, run: RunRow, studio: Studio) -> Job:
    summary = summary_of(run, studio)
    return Job(**job.model_dump(), status=summary.status, run_id=run.id, run=summary)
