"""What the studio keeps, as tables; a revision is never changed, only followed by another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, DateTime, Dialect, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

LABEL_LENGTH = 200

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """An instant: given and returned in UTC, whatever the database keeps of the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as the database gets it."""
        assert value is None or value.tzinfo is not None, "an instant without offset"
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the instant as the studio gets it."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


def now() -> datetime:
    """Return the present instant, to the millisecond."""
    present = datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


class Table(SQLModel):
    """What all tables share."""

    metadata = metadata


class FlowRow(Table, table=True):
    """A flow that is kept; what it says is in its revisions."""

    __tablename__ = "flow"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    created_at: datetime = Field(default_factory=now, sa_column=Column(Utc, nullable=False))
    deleted_at: datetime | None = Field(default=None, sa_column=Column(Utc, nullable=True))


class RevisionRow(Table, table=True):
    """One saved state of a flow; its label is a note beside it, and the only thing that may be given later."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("flow_id", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    flow_id: UUID = Field(sa_column=Column(ForeignKey("flow.id"), nullable=False))
    number: int
    name: str = Field(sa_column=Column(String(200), nullable=False))
    label: str | None = Field(default=None, sa_column=Column(String(LABEL_LENGTH), nullable=True))
    steps: int
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    saved_at: datetime = Field(default_factory=now, sa_column=Column(Utc, nullable=False))


class JobRow(Table, table=True):
    """A flow put to work."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "submitted_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(sa_column=Column(String(200), nullable=False))
    flow_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("flow.id"), nullable=True))
    revision: int | None = None
    submitted_at: datetime = Field(default_factory=now, sa_column=Column(Utc, nullable=False))


class RunRow(Table, table=True):
    """One execution of a job; its events are files in the data folder."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "job_id"), Index(None, "status"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    job_id: UUID = Field(sa_column=Column(ForeignKey("job.id"), nullable=False))
    status: str = Field(sa_column=Column(String(16), nullable=False))
    started_at: datetime | None = Field(default=None, sa_column=Column(Utc, nullable=True))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Utc, nullable=True))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    last_seq: int = 0


class IdempotencyRow(Table, table=True):
    """A job that was submitted under a key of the client's, so that sending it twice submits it once."""

    __tablename__ = "idempotency_key"

    key: str = Field(sa_column=Column(String(255), primary_key=True))
    body_hash: str = Field(sa_column=Column(String(64), nullable=False))
    job_id: UUID = Field(sa_column=Column(ForeignKey("job.id"), nullable=False))
    created_at: datetime = Field(default_factory=now, sa_column=Column(Utc, nullable=False))


class SessionRow(Table, table=True):
    """A browser that showed the token; its secret is kept as a hash only."""

    __tablename__ = "session"

    hash: str = Field(sa_column=Column(String(64), primary_key=True))
    token_hash: str = Field(sa_column=Column(String(64), nullable=False))
    expires_at: datetime = Field(sa_column=Column(Utc, nullable=False))
