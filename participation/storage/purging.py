"""What is erased: by code, when a draft was left, when a campaign is over. Nothing of it stays in the files."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, delete, select

from participation.model.campaigns import advanced
from participation.storage.audit import record_act
from participation.storage.campaigns import advance_campaign, campaign_in, campaign_of
from participation.storage.opening import Storage, forget, settle
from participation.storage.refusals import AbsentError, NotNowError
from participation.storage.responses import find_response
from participation.storage.tables import contact, invitation, release, response, ticket

DRAFTS_KEPT = timedelta(days=90)


def erase_by_code(storage: Storage, code: str, *, day: date, actor: str, campaign: str = "") -> str:
    """Erase a response for good, until its campaign is published; return the campaign.

    Parameters
    ----------
    storage : Storage
    code : str
        As `read_code` returns it.
    day, actor
        For the audit, which names the campaign alone.
    campaign : str
        The only one in which it may be; "" for any.

    Raises
    ------
    AbsentError
        When no response has this code.
    NotNowError
        When it is published: what is out cannot be called back.
    """
    identifier = find_response(storage, code)
    if identifier is None:
        raise AbsentError("Aucune réponse ne correspond à ce code.")

    def work(connection: Connection) -> str:
        mine = select(response).where(response.c.id == identifier)
        row = connection.execute(mine.with_for_update()).first()  # once it is ours, nobody is publishing it
        if row is None or campaign not in ("", row.campaign):
            raise AbsentError("Aucune réponse ne correspond à ce code.")
        if campaign_in(connection, row.campaign).state in ("published", "purged"):
            raise NotNowError("Les résultats sont publiés : cette réponse y est comptée, et ne peut plus être effacée.")
        connection.execute(delete(response).where(response.c.id == identifier))  # its answers, tickets, consents too
        record_act(connection, day, actor, "erase", row.campaign)
        return str(row.campaign)

    erased = storage.answers.writer.do(work)
    forget(storage.answers)
    return erased


def purge_drafts(storage: Storage, *, day: date, actor: str) -> int:
    """Erase the drafts that nobody has touched for ninety days, and tickets that are over; return how many drafts.

    Parameters
    ----------
    storage : Storage
    day : date
    actor : str
        For the audit.
    """

    def work(connection: Connection) -> int:
        connection.execute(delete(ticket).where(ticket.c.expires < day.isoformat()))
        left = (response.c.state == "draft", response.c.week < day - DRAFTS_KEPT)
        count = connection.execute(delete(response).where(*left)).rowcount
        if count:
            record_act(connection, day, actor, "purge_drafts", str(count))
        return count

    count = storage.answers.writer.do(work)
    if count:
        forget(storage.answers)
    return count


def purge_campaign(storage: Storage, identifier: str, *, day: date, actor: str) -> None:
    """Erase all answers, invitations and contacts of a campaign, which is then over.

    Parameters
    ----------
    storage, identifier
    day : date
        On or after the day of purge that was told to respondents.
    actor : str

    Raises
    ------
    NotNowError
        Before that day.
    """
    campaign = campaign_of(storage, identifier)
    if day < campaign.purge_on:
        raise NotNowError(f"Cette campagne est gardée jusqu’au {campaign.purge_on:%d/%m/%Y}, comme il a été annoncé.")
    advanced(campaign, "purged")  # refused here, before anything is erased
    storage.answers.writer.do(lambda c: c.execute(delete(response).where(response.c.campaign == identifier)).rowcount)
    erase_contacts(storage, identifier)
    storage.vault.writer.do(lambda c: c.execute(delete(invitation).where(invitation.c.campaign == identifier)).rowcount)
    advance_campaign(storage, identifier, "purged", day=day, actor=actor)
    settle(storage.answers)
    settle(storage.vault)


def erase_contacts(storage: Storage, identifier: str) -> int:
    """Erase the contacts of a campaign, and their release, once its synthesis is sent; return how many there were."""

    def work(connection: Connection) -> int:
        connection.execute(delete(release).where(release.c.campaign == identifier))
        return connection.execute(delete(contact).where(contact.c.campaign == identifier)).rowcount

    return storage.vault.writer.do(work)
