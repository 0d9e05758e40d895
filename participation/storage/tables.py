"""The tables of the two databases. Nothing is common to both: no key, no time finer than a week here, a day there.

Keys are random, and SQLite keeps rows in their order (`WITHOUT ROWID`): the order of rows tells nothing of the order
of events.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

answers = MetaData()
vault = MetaData()
COUNTED = "state IN ('submitted', 'published')"

questionnaire = Table(
    "questionnaire",
    answers,
    Column("id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sha", String(64), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("sha", name="uq_questionnaire_sha"),
    sqlite_with_rowid=False,
)
campaign = Table(
    "campaign",
    answers,
    Column("id", String(40), primary_key=True),
    Column("questionnaire", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("mode", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    Column("purge_on", Date, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)
response = Table(
    "response",
    answers,
    Column("id", String(32), primary_key=True),
    Column("campaign", String(40), ForeignKey("campaign.id"), nullable=False),
    Column("code_hmac", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("organisation", String(40)),
    Column("name", String(200)),
    Column("type", String(20)),
    Column("siren", String(9)),
    Column("territory", String(40)),
    Column("slot", String(100)),
    Column("strata", Text),
    Column("week", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    UniqueConstraint("code_hmac", name="uq_response_code"),
    CheckConstraint("state IN ('draft', 'submitted', 'withdrawn', 'published')", name="ck_response_state"),
    sqlite_with_rowid=False,
)
Index(
    "uq_response_slot",
    response.c.campaign,
    response.c.slot,
    unique=True,
    sqlite_where=text(COUNTED),
    postgresql_where=text(COUNTED),
)
Index("ix_response_campaign", response.c.campaign, response.c.state)
answer = Table(
    "answer",
    answers,
    Column("response", String(32), ForeignKey("response.id", ondelete="CASCADE"), primary_key=True),
    Column("question", String(40), primary_key=True),
    Column("row", String(60), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("value", Text, nullable=False),
    Column("fault", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    sqlite_with_rowid=False,
)
ticket = Table(
    "ticket",
    answers,
    Column("hmac", String(64), primary_key=True),
    Column("response", String(32), ForeignKey("response.id", ondelete="CASCADE"), nullable=False),
    Column("expires", String(13), nullable=False),
    sqlite_with_rowid=False,
)
consent = Table(
    "consent",
    answers,
    Column("response", String(32), ForeignKey("response.id", ondelete="CASCADE"), primary_key=True),
    Column("purpose", String(40), primary_key=True),
    Column("text_sha", String(64), nullable=False),
    Column("given", Date, nullable=False),
    sqlite_with_rowid=False,
)
audit = Table(
    "audit",
    answers,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(120), nullable=False),
    Column("digest", String(64), nullable=False),
    sqlite_with_rowid=False,
)
publication = Table(
    "publication",
    answers,
    Column("campaign", String(40), ForeignKey("campaign.id"), primary_key=True),
    Column("sha", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

invitation = Table(
    "invitation",
    vault,
    Column("token_hmac", String(64), primary_key=True),
    Column("campaign", String(40), nullable=False),
    Column("organisation", String(40), nullable=False),
    Column("sent_on", Date, nullable=False),
    Column("spent_on", Date),
    sqlite_with_rowid=False,
)
contact = Table(
    "contact",
    vault,
    Column("id", String(32), primary_key=True),
    Column("campaign", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
person = Table("person", vault, Column("subject_hmac", String(64), primary_key=True), sqlite_with_rowid=False)
right = Table(
    "right",
    vault,
    Column("person", String(64), ForeignKey("person.subject_hmac", ondelete="CASCADE"), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("scope", String(60), primary_key=True),
    sqlite_with_rowid=False,
)
session = Table(
    "session",
    vault,
    Column("hmac", String(64), primary_key=True),
    Column("person", String(64), ForeignKey("person.subject_hmac", ondelete="CASCADE"), nullable=False),
    Column("last_hour", Integer, nullable=False),
    sqlite_with_rowid=False,
)
release = Table(
    "release",
    vault,
    Column("campaign", String(40), primary_key=True),
    Column("released_on", Date, nullable=False),
    sqlite_with_rowid=False,
)
