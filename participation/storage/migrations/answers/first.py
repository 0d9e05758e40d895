"""The first tables of the database of answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "answers_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("sha", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("sha", name="uq_questionnaire_sha"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("questionnaire", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("opens", sa.Date, nullable=False),
        sa.Column("closes", sa.Date, nullable=False),
        sa.Column("purge_on", sa.Date, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign", sa.String(40), sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("code_hmac", sa.String(64), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("organisation", sa.String(40)),
        sa.Column("name", sa.String(200)),
        sa.Column("type", sa.String(20)),
        sa.Column("siren", sa.String(9)),
        sa.Column("territory", sa.String(40)),
        sa.Column("slot", sa.String(100)),
        sa.Column("strata", sa.Text),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.UniqueConstraint("code_hmac", name="uq_response_code"),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'withdrawn', 'published')", name="ck_response_state"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_response_slot",
        "response",
        ["campaign", "slot"],
        unique=True,
        sqlite_where=sa.text("state IN ('submitted', 'published')"),
        postgresql_where=sa.text("state IN ('submitted', 'published')"),
    )
    op.create_index("ix_response_campaign", "response", ["campaign", "state"])
    op.create_table(
        "answer",
        sa.Column("response", sa.String(32), sa.ForeignKey("response.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("question", sa.String(40), primary_key=True),
        sa.Column("row", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("fault", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ticket",
        sa.Column("hmac", sa.String(64), primary_key=True),
        sa.Column("response", sa.String(32), sa.ForeignKey("response.id", ondelete="CASCADE"), nullable=False),
        sa.Column("expires", sa.String(13), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consent",
        sa.Column("response", sa.String(32), sa.ForeignKey("response.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("purpose", sa.String(40), primary_key=True),
        sa.Column("text_sha", sa.String(64), nullable=False),
        sa.Column("given", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("object", sa.String(120), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sqlite_with_rowid=False,
    )
