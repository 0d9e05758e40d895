"""The vault: who was invited, who has spent their token, and contacts that nobody here can open."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from nacl.public import PublicKey, SealedBox
from sqlalchemy import Connection, Row, func, insert, select, update

from participation.model.codes import keyed, new_code, new_key
from participation.storage.opening import Storage
from participation.storage.refusals import AbsentError, AlreadyAnsweredError, NotNowError, RefusedError
from participation.storage.tables import contact, invitation

Among = Literal["unspent", "new"]
Missing = Callable[[Collection[str], Collection[str]], int]
"""How many responses are missing, from the organisations that have spent a token and those that wait with another."""
TOGETHER = 10
"""Contacts that are written at once, shuffled: who watches the file sees ten at a time."""
LONGEST_CONTACT = 254
MOST_NAMED = 500
"""Organisations that one statement names: databases take so many parameters and no more."""
NOT_REPLACED = (
    "Un code déjà utilisé ne peut pas être remplacé : chaque code utilisé a sa réponse, un autre permettrait d’en "
    "envoyer une seconde, et rien ne dit laquelle retirer."
)
NOT_MISSING = (
    "Ce code en remplaçait un autre, parce qu’une réponse semblait manquer. Elle est arrivée, ou celle qui manque est "
    "d’une autre catégorie de collectivités : celui-ci ne sert pas."
)
_PADDED = 256
"""Bytes of each contact before it is sealed: their lengths tell nothing."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a token opens: a campaign, for an organisation; whether it is spent."""

    campaign: str
    organisation: str
    spent: bool


def invite(
    storage: Storage, campaign: str, organisations: Iterable[str], *, day: date, among: Among = "unspent"
) -> dict[str, str]:
    """Return a new token for each organisation (by its id), to be printed or sent; only their hashes are kept.

    Parameters
    ----------
    storage, campaign
    organisations : iterable of str
        Ids of organisations.
    day : date
    among : str
        Of which of them: `unspent`, those that have not spent a token; `new`, those that have none. The first token of
        one that gets another is of no use any more. Who has spent theirs gets none (`replace_spent` is for them).
    """
    tokens = {one: new_code() for one in dict.fromkeys(organisations)}
    rows = [
        {
            "token_hmac": keyed(storage.key, "invitation", token), "campaign": campaign, "organisation": one,
            "sent_on": day,
        }
        for one, token in tokens.items()
    ]  # fmt: skip

    def work(connection: Connection) -> frozenset[str]:
        _alone(connection)
        held = connection.execute(
            select(invitation.c.organisation, invitation.c.spent_on).where(invitation.c.campaign == campaign)
        ).all()
        left_out = {one for one, spent in held if among == "new" or spent is not None}
        taken = [row for row in rows if row["organisation"] not in left_out]
        again = sorted({one for one, _ in held} & {str(row["organisation"]) for row in taken})
        unspent = (invitation.c.campaign == campaign, invitation.c.spent_on.is_(None))
        for at in range(0, len(again), MOST_NAMED):
            named = invitation.c.organisation.in_(again[at : at + MOST_NAMED])
            connection.execute(invitation.delete().where(*unspent, named))
        if taken:
            connection.execute(insert(invitation), sorted(taken, key=lambda row: str(row["token_hmac"])))
        return frozenset(str(row["organisation"]) for row in taken)

    done = storage.vault.writer.do(work)
    return {one: token for one, token in tokens.items() if one in done}


def replace_spent(storage: Storage, campaign: str, organisation: str, *, day: date, missing: Missing | None) -> str:
    """Return another token for an organisation that has spent its own.

    Parameters
    ----------
    storage, campaign, organisation
    day : date
    missing : callable or None
        Of an anonymous campaign: there the spent token stays spent, and another one is given only while fewer responses
        were sent and not erased than organisations have spent theirs. None where the place of the organisation keeps
        its response the only one: there the first token is of no use any more.

    Raises
    ------
    NotNowError
        When it has spent none.
    AlreadyAnsweredError
        When another token would be a second response.
    """
    token = new_code()
    mine = (invitation.c.campaign == campaign, invitation.c.organisation == organisation)

    def work(connection: Connection) -> str:
        _alone(connection)
        held = _held(connection, campaign)
        spent = {row.organisation: row.spent_on for row in held if row.spent_on is not None}
        if organisation not in spent:
            raise NotNowError("Cette organisation n’a pas utilisé son code : faites-lui-en un autre.")
        # Who sends at this moment may have spent a token, and its response not be there yet: `spend` counts again.
        if missing is not None and _missing(held, missing, organisation) < 1:
            raise AlreadyAnsweredError(NOT_REPLACED)
        again = (*mine, invitation.c.spent_on.is_(None)) if missing is not None else mine
        connection.execute(invitation.delete().where(*again))
        hashed = keyed(storage.key, "invitation", token)
        spent_on = spent[organisation] if missing is None else None
        told = {"campaign": campaign, "organisation": organisation, "sent_on": day, "spent_on": spent_on}
        connection.execute(insert(invitation).values(token_hmac=hashed, **told))
        return token

    return storage.vault.writer.do(work)


def _alone(connection: Connection) -> None:
    """Let no other process write invitations before this transaction ends; SQLite lets one write at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE invitation IN SHARE ROW EXCLUSIVE MODE")


def missing_responses(storage: Storage, campaign: str, missing: Missing) -> int:
    """Return how many spent tokens of an anonymous campaign have no response, nor another token that waits for one."""
    with storage.vault.read() as connection:
        held = _held(connection, campaign)
    return _missing(held, missing, "")


def _held(connection: Connection, campaign: str) -> Sequence[Row[Any]]:
    return connection.execute(select(invitation).where(invitation.c.campaign == campaign)).all()


def _missing(held: Sequence[Row[Any]], missing: Missing, but: str) -> int:
    """Return it; a token that waits for the response of one organisation is to be replaced, and counts for none."""
    spent = {row.organisation for row in held if row.spent_on is not None}
    waiting = {row.organisation for row in held if row.spent_on is None} & spent
    return missing(spent, waiting - {but})


def invitation_of(storage: Storage, token: str) -> Invitation:
    """Return what a token (as `read_code` returns it) opens.

    Raises
    ------
    AbsentError
        When it is none of ours.
    """
    asked = select(invitation).where(invitation.c.token_hmac == keyed(storage.key, "invitation", token))
    with storage.vault.read() as connection:
        row = connection.execute(asked).first()
    if row is None:
        raise AbsentError(
            "Ce code d’invitation n’est pas reconnu. Il faut ici celui du courrier ou du message qui vous invite. Le "
            "code que la page vous a montré au début est un autre, qui sert à reprendre votre réponse."
        )
    return Invitation(row.campaign, row.organisation, row.spent_on is not None)


def spend(storage: Storage, token: str, campaign: str, *, day: date, missing: Missing | None = None) -> None:
    """Spend a token, once.

    Parameters
    ----------
    storage, token, campaign
    day : date
    missing : callable, optional
        As `replace_spent` takes it: a token that replaces a spent one is of use only while a response is missing still.

    Raises
    ------
    AlreadyAnsweredError
        When it is spent already, or was never one of this campaign; when it replaces one whose response came after all.
    """
    hashed = keyed(storage.key, "invitation", token)
    mine = (invitation.c.token_hmac == hashed, invitation.c.campaign == campaign, invitation.c.spent_on.is_(None))

    def work(connection: Connection) -> None:
        if missing is not None:
            _check_replacing(connection, campaign, hashed, missing)
        if connection.execute(update(invitation).where(*mine).values(spent_on=day)).rowcount != 1:
            raise AlreadyAnsweredError("Ce code d’invitation a déjà servi, ou n’est pas de cette enquête.")

    storage.vault.writer.do(work)


def _check_replacing(connection: Connection, campaign: str, hashed: str, missing: Missing) -> None:
    """Refuse a token that was given for a response that only seemed to be missing: it was on its way, or another's."""
    of = select(invitation.c.organisation).where(invitation.c.token_hmac == hashed).scalar_subquery()
    spent = (invitation.c.campaign == campaign, invitation.c.organisation == of, invitation.c.spent_on.is_not(None))
    organisation = connection.scalar(select(invitation.c.organisation).where(*spent))
    if organisation is not None and _missing(_held(connection, campaign), missing, organisation) < 1:
        raise AlreadyAnsweredError(NOT_MISSING)


def spent_by(storage: Storage, campaign: str) -> dict[str, bool]:
    """Return which invited organisations have spent their token: who took part, never what they said."""
    with storage.vault.read() as connection:
        held = _held(connection, campaign)
    spent: dict[str, bool] = {}
    for row in held:
        spent[row.organisation] = spent.get(row.organisation, False) or row.spent_on is not None
    return dict(sorted(spent.items()))


class Contacts:
    """Contacts on their way to the vault: sealed at once, written by ten, in no order.

    Those that wait are in memory, sealed. A crash loses nine of them at most: the price of never being written one by
    one, beside the answer of the same minute.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._lock = threading.Lock()
        self._waiting: dict[str, list[bytes]] = defaultdict(list)

    def add(self, campaign: str, public_key: str, address: str) -> None:
        """Seal a contact for the organiser, who alone can open it.

        Parameters
        ----------
        campaign, public_key : str
            The campaign, and its `contact_key`.
        address : str
            An e-mail address.

        Raises
        ------
        RefusedError
            When it is none.
        """
        written = address.strip()
        name, at, domain = written.rpartition("@")
        if not (at and name and "." in domain and len(written) <= LONGEST_CONTACT and written.isprintable()) or (
            " " in written or len(written.encode()) > LONGEST_CONTACT
        ):
            raise RefusedError("Cette adresse électronique n’en est pas une : écrivez nom@exemple.fr.")
        padded = written.encode().ljust(_PADDED, b"\x00")
        sealed = SealedBox(PublicKey(bytes.fromhex(public_key))).encrypt(padded)
        with self._lock:
            waiting = self._waiting[campaign]
            waiting.append(sealed)
            full = self._waiting.pop(campaign) if len(waiting) >= TOGETHER else []
        self._write(campaign, full)

    def flush(self) -> None:
        """Write those that wait: when a campaign closes, and when the server stops."""
        with self._lock:
            left, self._waiting = self._waiting, defaultdict(list)
        for campaign, sealed in left.items():
            self._write(campaign, sealed)

    def _write(self, campaign: str, sealed: list[bytes]) -> None:
        if not sealed:
            return
        shuffled = random.SystemRandom().sample(sealed, len(sealed))
        rows = [{"id": new_key(), "campaign": campaign, "sealed": one} for one in shuffled]

        def work(connection: Connection) -> None:
            connection.execute(insert(contact), rows)

        try:
            self._storage.vault.writer.do(work)
        except RefusedError:
            with self._lock:
                self._waiting[campaign] += sealed
            raise


def contacts_kept(storage: Storage, campaign: str) -> int:
    """Return how many contacts of a campaign are in the vault."""
    asked = select(func.count()).select_from(contact).where(contact.c.campaign == campaign)
    with storage.vault.read() as connection:
        return connection.scalar(asked) or 0
