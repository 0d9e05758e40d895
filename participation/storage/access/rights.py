"""Persons and their rights, in the vault: read at each act, so that a right that is revoked is gone at the next."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, delete, insert, select

from participation.model.codes import shown_code
from participation.model.rights import EVERYWHERE, ROLE_NAMES, Right, Role, actor_of
from participation.storage.audit import record_act
from participation.storage.opening import Storage
from participation.storage.refusals import AbsentError
from participation.storage.tables import person as persons
from participation.storage.tables import right as rights


def rights_of(storage: Storage, person: str) -> frozenset[Right]:
    """Return the rights that a person has now; none for somebody who is not known."""
    asked = select(rights.c.role, rights.c.scope).where(rights.c.person == person)
    with storage.vault.read() as connection:
        return frozenset(Right(role, scope) for role, scope in connection.execute(asked))


def all_people(storage: Storage) -> dict[str, tuple[Right, ...]]:
    """Return all persons who have a right, by their code, and their rights."""
    found: dict[str, list[Right]] = {}
    with storage.vault.read() as connection:
        for person, role, scope in connection.execute(select(rights).order_by(*rights.primary_key.columns)):
            found.setdefault(person, []).append(Right(role, scope))
    return {person: tuple(sorted(held)) for person, held in found.items()}


def grant(storage: Storage, person: str, right: Right, *, day: date, actor: str) -> None:
    """Give a right; one that is held already stays.

    Parameters
    ----------
    storage : Storage
    person : str
        Their code, as `read_code` returns it.
    right : Right
    day, actor
        For the audit, where the person has another name (`actor_of`).
    """

    def work(connection: Connection) -> None:
        if not connection.scalar(select(persons.c.subject_hmac).where(persons.c.subject_hmac == person)):
            connection.execute(insert(persons).values(subject_hmac=person))
        same = (rights.c.person == person, rights.c.role == right.role, rights.c.scope == right.scope)
        if not connection.scalar(select(rights.c.person).where(*same)):
            connection.execute(insert(rights).values(person=person, role=right.role, scope=right.scope))

    _record(storage, "grant", person, right_text(right), day, actor)
    storage.vault.writer.do(work)


def revoke(
    storage: Storage, person: str, role: Role | None = None, scope: str | None = None, *, day: date, actor: str
) -> int:
    """Take rights back, all of them by default; return how many. Who has none left is signed out and forgotten.

    Parameters
    ----------
    storage, person
    role : str or None
        None for every role.
    scope : str or None
        None for every scope.
    day, actor
        For the audit.

    Raises
    ------
    AbsentError
        When there is no such right.
    """

    def work(connection: Connection) -> int:
        mine = [rights.c.person == person]
        mine += [rights.c.role == role] if role else []
        mine += [rights.c.scope == scope] if scope else []
        count = connection.execute(delete(rights).where(*mine)).rowcount
        if not count:
            raise AbsentError(f"« {shown_code(person)} » n’a pas ce droit : rien n’a été retiré.")
        if not connection.scalar(select(rights.c.person).where(rights.c.person == person).limit(1)):
            connection.execute(delete(persons).where(persons.c.subject_hmac == person))  # its sessions too
        return count

    count = storage.vault.writer.do(work)
    what = ROLE_NAMES[role] if role else "tous ses rôles"
    _record(storage, "revoke", person, f"{what}, {_where(scope) if scope else 'partout'}", day, actor)
    return count


def _record(storage: Storage, action: str, person: str, what: str, day: date, actor: str) -> None:
    target = f"{actor_of(storage.key, person)} ({what})"
    storage.answers.writer.do(lambda connection: record_act(connection, day, actor, action, target))


def right_text(right: Right) -> str:
    """Return a right in words: « organisation, toutes les campagnes »."""
    return f"{ROLE_NAMES[right.role]}, {_where(right.scope)}"


def _where(scope: str) -> str:
    return "toutes les campagnes" if scope == EVERYWHERE else f"campagne « {scope} »"
