"""Run by Alembic: applies the migrations to the studio's connection, or writes them as SQL."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from tidegate_studio.tables import metadata


def _on(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


def _as_sql() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or "sqlite://"
    context.configure(url=url, target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    _as_sql()
else:
    _on(context.config.attributes["connection"])
