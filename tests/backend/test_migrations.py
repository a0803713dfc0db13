"""The tables and how they came to be: the migrations make exactly what the models say, also elsewhere than in SQLite."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tidegate_studio.database import Database, migration_config, sqlite_url
from tidegate_studio.tables import JobRow, RevisionRow, metadata


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Give a database that has been migrated."""
    database = Database(sqlite_url(tmp_path / "studio.db"))
    database.migrate()
    yield database
    database.close()


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_second_start_migrates_nothing(database: Database) -> None:
    database.migrate()
    with database.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0002"


def test_what_was_kept_before_revisions_had_labels_is_still_there(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "old.db"))
    flow_id, saved_at = uuid4().hex, "2022-01-01 00:00:00.000000"
    with database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "0001")
        connection.exec_driver_sql("INSERT INTO flow (id, created_at) VALUES (?, ?)", (flow_id, saved_at))
        connection.exec_driver_sql(
            "INSERT INTO revision (id, flow_id, number, name, steps, document, saved_at) VALUES (?, ?, 1, 'a', 0, '{}', ?)",
            (uuid4().hex, flow_id, saved_at),
        )
    database.migrate()
    with database.reading() as session:
        (row,) = session.exec(select(RevisionRow)).all()
        assert (row.flow_id.hex, row.number, row.name, row.label) == (flow_id, 1, "a", None)
    with database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "0001")
        assert connection.exec_driver_sql("SELECT flow_id, name FROM revision").all() == [(flow_id, "a")]
    database.close()


def test_the_way_back_leaves_nothing(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
        left = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    assert left == ["alembic_version"]


def test_the_migrations_can_be_written_for_postgresql(capsys: pytest.CaptureFixture[str]) -> None:
    config = migration_config()
    config.set_main_option("sqlalchemy.url", "postgresql://")
    config.output_buffer = io.StringIO()
    command.upgrade(config, "head", sql=True)
    written = config.output_buffer.getvalue()
    for table in metadata.tables:
        assert f"CREATE TABLE {table} (" in written
    assert "TIMESTAMP WITH TIME ZONE NOT NULL" in written
    assert "id UUID NOT NULL" in written


def test_instants_come_back_in_utc(database: Database) -> None:
    there = datetime(2022, 1, 1, 12, tzinfo=timezone(timedelta(hours=5)))
    row = JobRow(name="a", submitted_at=there)
    with database.writing() as session:
        session.add(row)
    with database.reading() as session:
        found = session.get(JobRow, row.id)
        assert found is not None
        assert (found.submitted_at, found.submitted_at.tzinfo) == (datetime(2022, 1, 1, 7, tzinfo=UTC), UTC)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    row = JobRow(name="a")
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        _fail_after_adding(session, row)
    with database.reading() as session:
        assert session.get(JobRow, row.id) is None


def _fail_after_adding(session: Session, row: JobRow) -> None:
    session.add(row)
    session.flush()
    raise ZeroDivisionError


def test_a_revision_needs_its_flow(database: Database, tmp_path: Path) -> None:
    row = RevisionRow(flow_id=uuid4(), number=1, name="a", steps=0, document={})
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), database.writing() as session:
        session.add(row)
    with sqlite3.connect(tmp_path / "studio.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
