"""Who is signed in by the password, and which contacts a guardian has released, in the vault."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "vault_releases"
down_revision = "vault_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "session",
        sa.Column("hmac", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("person.subject_hmac", ondelete="CASCADE"), nullable=False),
        sa.Column("last_hour", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release",
        sa.Column("campaign", sa.String(40), primary_key=True),
        sa.Column("released_on", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
