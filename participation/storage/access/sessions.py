"""Who is signed in by the password: a ticket in a cookie, eight hours at most, of which a keyed hash alone is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from participation.model.codes import keyed, new_key
from participation.storage.opening import Storage
from participation.storage.refusals import NotNowError
from participation.storage.tables import person as persons
from participation.storage.tables import session

LIFETIME = timedelta(hours=8)


def open_session(storage: Storage, person: str, now: datetime) -> str:
    """Return the ticket of a person who gave the password; sessions that are over are erased.

    Parameters
    ----------
    storage, person
    now : datetime
        With its time zone. The end is kept to the hour, never later than eight hours from now.

    Raises
    ------
    NotNowError
        When this person has no right: nothing would open.
    """
    opened = new_key()
    last = int((now + LIFETIME).timestamp() // 3_600)

    def work(connection: Connection) -> None:
        connection.execute(delete(session).where(session.c.last_hour <= _hour(now)))
        if not connection.scalar(select(persons.c.subject_hmac).where(persons.c.subject_hmac == person)):
            raise NotNowError("Ce mot de passe n’a encore aucun droit : l’hébergeur doit les donner (grant).")
        hashed = keyed(storage.key, "session", opened)
        connection.execute(insert(session).values(hmac=hashed, person=person, last_hour=last))

    storage.vault.writer.do(work)
    return opened


def person_of_session(storage: Storage, opened: str, now: datetime) -> str | None:
    """Return the person of a ticket; None when it is over, given back, or none of ours."""
    mine = session.c.hmac == keyed(storage.key, "session", opened[:64])
    with storage.vault.read() as connection:
        return connection.scalar(select(session.c.person).where(mine, session.c.last_hour > _hour(now)))


def close_session(storage: Storage, opened: str) -> None:
    """Give a ticket back."""
    mine = session.c.hmac == keyed(storage.key, "session", opened[:64])
    storage.vault.writer.do(lambda connection: connection.execute(delete(session).where(mine)).rowcount)


def _hour(now: datetime) -> int:
    return int(now.timestamp() // 3_600)
