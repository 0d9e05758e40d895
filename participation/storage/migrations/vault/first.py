"""The first tables of the vault."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "vault_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "invitation",
        sa.Column("token_hmac", sa.String(64), primary_key=True),
        sa.Column("campaign", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(40), nullable=False),
        sa.Column("sent_on", sa.Date, nullable=False),
        sa.Column("spent_on", sa.Date),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("subject_hmac", sa.String(64), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "right",
        sa.Column("person", sa.String(64), sa.ForeignKey("person.subject_hmac", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
        sa.Column("scope", sa.String(60), primary_key=True),
        sqlite_with_rowid=False,
    )
