"""What organisers and guardians did, in a chain: a line that is changed or taken out breaks all that follow.

A day, who, what, on which campaign. Never a response, a code or a contact: the order of lines is that of events.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select

from participation.storage.opening import Storage
from participation.storage.tables import audit

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit; `sound` says whether its digest follows from it and from the line before."""

    seq: int
    day: date
    actor: str
    action: str
    object: str
    digest: str
    sound: bool


def record_act(connection: Connection, day: date, actor: str, action: str, target: str) -> None:
    """Add a line, within the transaction of what it tells.

    Parameters
    ----------
    connection : Connection
        Of the database of answers, writing.
    day : date
    actor : str
        Who: a role or a name of the organiser's own, cut at 80 signs.
    action, target : str
        What, and on which campaign.
    """
    last = connection.execute(
        select(audit.c.seq, audit.c.digest).order_by(audit.c.seq.desc()).limit(1).with_for_update()
    ).first()
    seq, before = (last.seq + 1, last.digest) if last else (1, START)
    line = {"seq": seq, "day": day, "actor": actor[:80], "action": action, "object": target[:120]}
    connection.execute(insert(audit).values(**line, digest=_chained(before, line)))


def acts(storage: Storage) -> Iterator[Act]:
    """Give all lines in their order, each told sound or not."""
    before, expected = START, 1
    with storage.answers.read() as connection:
        for row in connection.execute(select(audit).order_by(audit.c.seq)):
            line = {name: row._mapping[name] for name in ("seq", "day", "actor", "action", "object")}
            sound = row.seq == expected and row.digest == _chained(before, line)
            yield Act(**line, digest=row.digest, sound=sound)
            before, expected = row.digest, row.seq + 1


def _chained(before: str, line: dict[str, object]) -> str:
    text = json.dumps([before, *map(str, line.values())], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
