"""A respondent's way through both databases: nothing else of ours uses the two at once for one person."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, bindparam, delete, insert, select

from participation.model.answers import Review
from participation.model.campaigns import Campaign
from participation.model.codes import keyed, new_key
from participation.model.strata import Stratum
from participation.storage import vault
from participation.storage.campaigns import campaign_from, campaign_of
from participation.storage.opening import Storage
from participation.storage.refusals import AlreadyAnsweredError, NotNowError
from participation.storage.responses import Draft, draft_of, read_draft
from participation.storage.submitting import review_to_submit, sent_by_class, submit_response
from participation.storage.tables import campaign as campaigns
from participation.storage.tables import response, ticket
from participation.storage.vault import invitation_of, spend

LIFETIME = timedelta(hours=12)
SPENT = (
    "Ce code d’invitation a déjà servi : une réponse a été envoyée avec lui. Le code de reprise, montré en commençant, "
    "permet de la relire ou de la retirer. Si vous n’avez rien envoyé, dites-le à qui vous a invité."
)
# Each answer asks for it: made once, it costs half.
_IN_HAND = (
    select(response, campaigns.c.body)
    .join(ticket, ticket.c.response == response.c.id)
    .join(campaigns, campaigns.c.id == response.c.campaign)
    .where(ticket.c.hmac == bindparam("shown"), ticket.c.expires > bindparam("hour"))
)


def check_invitation(storage: Storage, campaign: str, token: str) -> str:
    """Return the organisation that a token invites to a campaign; nothing is spent yet.

    Parameters
    ----------
    storage, campaign
    token : str
        As `read_code` returns it.

    Raises
    ------
    AlreadyAnsweredError
        When it is spent, in `anonyme`. Elsewhere the place of the organisation says whether it has answered: it may
        again once its answer is withdrawn or erased, or where several of its people may.
    AbsentError, NotNowError
        When it is none, or of another campaign.
    """
    found = invitation_of(storage, token)
    if found.campaign != campaign:
        raise NotNowError("Ce code d’invitation est celui d’une autre enquête.")
    if found.spent and campaign_of(storage, campaign).mode == "anonyme":
        raise AlreadyAnsweredError(SPENT)
    return found.organisation


def replace_spent(storage: Storage, campaign: str, organisation: str, *, day: date) -> str:
    """Return another token for an organisation that has spent its own, where it makes no second response.

    In `anonyme` nothing joins a token and a response: what is compared is how many of each there are. A machine that
    stopped between the two, and an erased response, leave a spent token without any; one withdrawn is still there. That
    the missing one is of the class of this organisation is seen when the token is spent (`_missing_alike`).

    Parameters
    ----------
    storage, campaign, organisation
    day : date

    Raises
    ------
    AlreadyAnsweredError, NotNowError
        As `vault.replace_spent`.
    """
    anonymous = campaign_of(storage, campaign).mode == "anonyme"
    missing = partial(_missing, storage, campaign) if anonymous else None
    return vault.replace_spent(storage, campaign, organisation, day=day, missing=missing)


def missing_responses(storage: Storage, campaign: str) -> int:
    """Return how many spent tokens of an anonymous campaign may be replaced: no response was kept for so many."""
    return vault.missing_responses(storage, campaign, partial(_missing, storage, campaign))


def _missing(storage: Storage, campaign: str, spent: Collection[str], waiting: Collection[str]) -> int:
    """Return how many responses are missing (`vault.Missing`); one that is withdrawn is there still."""
    return len(spent) - sent_by_class(storage, campaign).total() - len(waiting)


def _missing_alike(
    storage: Storage,
    campaign: str,
    spent: Collection[str],
    waiting: Collection[str],
    *,
    class_of: Callable[[str], Stratum],
    strata: Stratum,
) -> int:
    """Return how many responses are missing of one class, and no more than of all.

    The organiser, who gives the token, learns nothing of classes: whoever asked by the one organisation of its class
    that has spent its own would learn that it erased its response.

    Parameters
    ----------
    storage, campaign, spent, waiting
        As `_missing` takes them.
    class_of : callable
        As `submit` takes it.
    strata : tuple of str
        The class.
    """
    sent = sent_by_class(storage, campaign)
    alike = sum(class_of(one) == strata for one in spent) - sent[strata]
    return min(alike, len(spent) - sent.total() - len(waiting))


def submit(
    storage: Storage,
    identifier: str,
    *,
    day: date,
    token: str = "",
    class_of: Callable[[str], Stratum] | None = None,
) -> Review:
    """Submit a response, and spend its invitation.

    In `anonyme` the token is spent first: a crash between the two costs a new invitation, never a second answer. In
    other modes it is spent last, since an organisation's one answer is unique by itself. The class of an anonymous
    response becomes that of the organisation whose token it spends, whichever it began with: nothing but the spent
    tokens says who took part, and each class holds as many responses as its organisations have spent.

    Parameters
    ----------
    storage, identifier
        The response.
    day : date
    token : str
        Its invitation, in campaigns that ask for one.
    class_of : callable, optional
        From the id of an organisation to its class of `participation.model.strata`; needed in `anonyme`.

    Raises
    ------
    AlreadyAnsweredError, NotNowError, NotReadyError
        As `spend` and `submit_response`; nothing is spent for a draft that is not ready.
    """
    draft = read_draft(storage, identifier)
    campaign = campaign_of(storage, draft.campaign)
    if not campaign.invited:
        return submit_response(storage, identifier, day=day)
    if not token:
        raise NotNowError("Cette enquête demande le code de votre invitation.")
    organisation = check_invitation(storage, campaign.id, token)
    if campaign.mode == "anonyme":
        if draft.state != "draft" or not campaign.takes_answers(day):
            raise NotNowError("Cette réponse ne peut plus être envoyée.")
        assert class_of is not None, "the class of an anonymous response is that of the invitation that it spends"
        strata = class_of(organisation)
        review_to_submit(storage, identifier)
        missing = partial(_missing_alike, storage, campaign.id, class_of=class_of, strata=strata)
        spend(storage, token, campaign.id, day=day, missing=missing)
        return submit_response(storage, identifier, day=day, strata=strata)
    if draft.organisation is None or draft.organisation.id != organisation:
        raise NotNowError("Ce code d’invitation est celui d’une autre organisation.")
    found = submit_response(storage, identifier, day=day)
    with suppress(AlreadyAnsweredError):  # by an answer of the same organisation, which this one comes after
        spend(storage, token, campaign.id, day=day)
    return found


def open_ticket(storage: Storage, identifier: str, now: datetime) -> str:
    """Return a ticket that stands for a code on one device, for twelve hours; tickets that are over are erased.

    Parameters
    ----------
    storage, identifier
        The response.
    now : datetime
        Its end is kept to the hour, no finer.
    """
    opened = new_key()
    ends = (now + LIFETIME + timedelta(hours=1)).strftime("%Y-%m-%dT%H")

    def work(connection: Connection) -> None:
        connection.execute(delete(ticket).where(ticket.c.expires <= now.strftime("%Y-%m-%dT%H")))
        hashed = keyed(storage.key, "ticket", opened)
        connection.execute(insert(ticket).values(hmac=hashed, response=identifier, expires=ends))

    storage.answers.writer.do(work)
    return opened


def draft_of_ticket(storage: Storage, opened: str, now: datetime) -> tuple[Draft, Campaign] | None:
    """Return the response that a ticket opens and its campaign, in one view of the database.

    None when it is over, given back, or none of ours.
    """
    asked = {"shown": keyed(storage.key, "ticket", opened[:64]), "hour": now.strftime("%Y-%m-%dT%H")}
    with storage.answers.read() as connection:
        row = connection.execute(_IN_HAND, asked).first()
        return None if row is None else (draft_of(connection, row), campaign_from(row.body))


def close_ticket(storage: Storage, opened: str) -> None:
    """Give a ticket back: « Quitter cet appareil »."""
    mine = ticket.c.hmac == keyed(storage.key, "ticket", opened[:64])
    storage.answers.writer.do(lambda connection: connection.execute(delete(ticket).where(mine)).rowcount)
