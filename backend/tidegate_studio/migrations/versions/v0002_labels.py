"""Revisions may be called by a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("revision", sa.Column("label", sa.String(200), nullable=True))


def downgrade() -> None:
    """Bring the tables back."""
    op.drop_column("revision", "label")
