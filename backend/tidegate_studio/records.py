"""A run's row as its life moves on: written by the supervisor, before anyone is told."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from tidegate import RunStatus
from tidegate_studio.database import Database
from tidegate_studio.tables import RunRow, now

ENDED = tuple(status.value for status in RunStatus if status.ended)


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of runs."""

    database: Database

    def moved(self, run_id: UUID, status: str, reason: str) -> None:
        """Note that a run has another status, and why if it says; one that has ended stays as it is."""
        with self.database.writing() as session:
            row = _open_row(session, run_id)
            if row is None:
                return
            if status in (RunStatus.RUNNING, RunStatus.PAUSED):
                row.started_at = row.started_at or now()
            if (
                row.status != RunStatus.STOPPING
            ):  # Asked to stop while it was starting: that it runs is no news any more.
                row.status, row.reason = status, reason

    def ended(self, run_id: UUID, status: str, reason: str, last_seq: int) -> None:
        """Note how a run ended."""
        with self.database.writing() as session:
            row = _open_row(session, run_id)
            if row is not None:
                row.status, row.reason, row.last_seq, row.ended_at = status, reason, last_seq, now()

    def lost(self) -> list[UUID]:
        """Return the runs that have not ended; at start nobody runs them any more."""
        with self.database.reading() as session:
            return list(session.exec(select(RunRow.id).where(col(RunRow.status).not_in(ENDED))))


def _open_row(session: Session, run_id: UUID) -> RunRow | None:
    row = session.get(RunRow, run_id)
    return None if row is None or row.status in ENDED else row
