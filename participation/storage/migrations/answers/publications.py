"""What was published, in the database of answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "answers_publications"
down_revision = "answers_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "publication",
        sa.Column("campaign", sa.String(40), sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("sha", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
