"""Campaigns and their frozen questionnaires, as they are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, delete, func, insert, select, update

from participation.model.campaigns import (
    SAID,
    UNFILLED,
    Campaign,
    CampaignState,
    advanced,
    blank_of,
    changed,
    wrong_reference,
)
from participation.model.questionnaire import Questionnaire, thaw
from participation.model.typography import punctuated, unseen
from participation.storage.audit import record_act
from participation.storage.opening import Storage, settle
from participation.storage.refusals import AbsentError, NotNowError
from participation.storage.tables import campaign as campaigns
from participation.storage.tables import invitation, response
from participation.storage.tables import questionnaire as questionnaires


def create_campaign(storage: Storage, campaign: Campaign, form: Questionnaire, *, day: date, actor: str) -> Campaign:
    """Keep a campaign that is being prepared, and the questionnaire that it puts; one kept before is replaced.

    Parameters
    ----------
    storage : Storage
    campaign : Campaign
        A draft.
    form : Questionnaire
        The version that it names: its digest is written in the campaign.
    day, actor

    Raises
    ------
    NotNowError
        When it has opened, this version of the questionnaire is another document, its words have a sign that nobody
        sees, or what it declares cannot be.
    """
    if (campaign.questionnaire, campaign.version) != (form.id, form.version) or campaign.state != "draft":
        raise NotNowError("La campagne ne nomme pas ce questionnaire, ou n’est plus en préparation.")
    # Asked here, not by the model: what was kept before must always be read again.
    if sign := unseen(f"{campaign.title}\n{campaign.notice}"):
        raise NotNowError(f"Le titre ou la notice contient un signe invisible ({sign}) : effacez-le.")
    # What organisers type gets the spaces of a page now, never later: it is kept as it was consented to.
    kept = changed(campaign, sha=form.sha, title=punctuated(campaign.title), notice=punctuated(campaign.notice))

    def work(connection: Connection) -> None:
        state = connection.scalar(select(campaigns.c.state).where(campaigns.c.id == kept.id))
        if state not in (None, "draft"):
            raise NotNowError(f"La campagne « {kept.id} » a déjà été ouverte : elle ne peut plus être refaite.")
        _check_declared(connection, kept, form)
        connection.execute(delete(campaigns).where(campaigns.c.id == kept.id))
        _keep_form(connection, form)
        connection.execute(insert(campaigns).values(**_columns(kept)))
        record_act(connection, day, actor, "create", kept.id)

    storage.answers.writer.do(work)
    return kept


def _check_declared(connection: Connection, campaign: Campaign, form: Questionnaire) -> None:
    """Refuse a notice that is not filled, no strata, another campaign that is not there: while it can be changed."""

    def find(identifier: str) -> Campaign | None:
        body = connection.scalar(select(campaigns.c.body).where(campaigns.c.id == identifier))
        return None if body is None else campaign_from(body)

    if blank := blank_of(campaign.notice):
        raise NotNowError(UNFILLED.format(blank=blank))
    if not campaign.strata:
        raise NotNowError("strata en demande au moins une : type, size ou region.")
    if wrong := wrong_reference(campaign, form, find):
        raise NotNowError(wrong)


def _keep_form(connection: Connection, form: Questionnaire) -> None:
    """Keep a version of a questionnaire; another document under its name is refused once a campaign uses it."""
    same = (questionnaires.c.id == form.id, questionnaires.c.version == form.version)
    sha = connection.scalar(select(questionnaires.c.sha).where(*same))
    if sha == form.sha:
        return
    used = (campaigns.c.questionnaire == form.id, campaigns.c.version == form.version)
    if sha is not None and connection.scalar(select(func.count()).select_from(campaigns).where(*used)):
        raise NotNowError(
            f"Une autre campagne utilise la version {form.version} de « {form.id} », qui était différente : "
            "donnez à celle-ci le numéro suivant."
        )
    connection.execute(delete(questionnaires).where(*same))
    connection.execute(
        insert(questionnaires).values(id=form.id, version=form.version, sha=form.sha, body=form.canonical)
    )


def _columns(campaign: Campaign) -> dict[str, object]:
    told = ("id", "questionnaire", "version", "mode", "state", "opens", "closes", "purge_on")
    return {name: getattr(campaign, name) for name in told} | {"body": campaign.model_dump_json()}


def campaign_of(storage: Storage, identifier: str) -> Campaign:
    """Return a campaign.

    Raises
    ------
    AbsentError
        When there is none of this name.
    """
    with storage.answers.read() as connection:
        return campaign_in(connection, identifier)


def campaign_in(connection: Connection, identifier: str) -> Campaign:
    """Return a campaign, as a transaction sees it."""
    body = connection.scalar(select(campaigns.c.body).where(campaigns.c.id == identifier))
    if body is None:
        raise AbsentError(f"Aucune campagne ne s’appelle « {identifier[:40]} ».")
    return campaign_from(body)


@lru_cache(maxsize=32)
def campaign_from(body: str) -> Campaign:
    """Return the campaign of a column `body`, read once for all that follow."""
    return Campaign.model_validate_json(body)


def all_campaigns(storage: Storage) -> list[Campaign]:
    """Return all campaigns, by name."""
    with storage.answers.read() as connection:
        bodies = connection.scalars(select(campaigns.c.body).order_by(campaigns.c.id))
        return [Campaign.model_validate_json(body) for body in bodies]


def form_of(storage: Storage, campaign: Campaign) -> Questionnaire:
    """Return the frozen questionnaire of a campaign.

    Raises
    ------
    FrozenDocumentError
        When what is kept is not what the campaign's digest names.
    """
    with storage.answers.read() as connection:
        return form_in(connection, campaign)


def form_in(connection: Connection, campaign: Campaign) -> Questionnaire:
    """Return the frozen questionnaire of a campaign, as a transaction sees it."""
    same = (questionnaires.c.id == campaign.questionnaire, questionnaires.c.version == campaign.version)
    body = connection.scalar(select(questionnaires.c.body).where(*same))
    if body is None:
        raise AbsentError(f"Le questionnaire « {campaign.questionnaire} » n’est pas enregistré.")
    return form_from(body, campaign.sha)


@lru_cache(maxsize=32)
def form_from(body: str, sha: str) -> Questionnaire:
    """Return the questionnaire of a column `body`, read once for all that follow."""
    return thaw(body, sha)


_KNOWN: dict[str, Questionnaire] = {}


def known_form(connection: Connection, campaign: Campaign) -> Questionnaire:
    """Return the frozen questionnaire of a campaign, read once in the life of a process: its digest names it."""
    if campaign.sha not in _KNOWN:
        _KNOWN[campaign.sha] = form_in(connection, campaign)
    return _KNOWN[campaign.sha]


def taking_answers(campaign: Campaign, day: date) -> Campaign:
    """Return a campaign that takes answers on a day, or refuse."""
    if not campaign.takes_answers(day):
        raise NotNowError(
            f"Cette enquête est {SAID[campaign.state]} : elle ne prend pas de réponses."
            if campaign.state != "open"
            else f"Cette enquête prend les réponses du {campaign.opens:%d/%m/%Y} au {campaign.closes:%d/%m/%Y}."
        )
    return campaign


def advance_campaign(
    storage: Storage,
    identifier: str,
    state: CampaignState,
    *,
    day: date,
    actor: str,
    first: Callable[[Connection], None] | None = None,
) -> Campaign:
    """Bring a campaign to its next state; publishing it publishes what was submitted, closing
    it rewrites both databases, whose files then tell nothing of the order of events.

    Parameters
    ----------
    storage, identifier
    state : str
        Which must follow its own.
    day, actor
        For the audit.
    first : callable or None
        What must hold, or be written, in the same transaction; None for nothing.

    Raises
    ------
    CampaignError
        When it does not follow.
    """

    def work(connection: Connection) -> Campaign:
        campaign = advanced(campaign_in(connection, identifier), state)
        if state == "closed" and campaign.opens <= day < campaign.closes:  # what is published says when people answered
            campaign = changed(campaign, closes=day)
        form = form_in(connection, campaign)  # whatever is wrong with the document stops it here
        if state == "open":
            _check_declared(connection, campaign, form)
        if first is not None:
            first(connection)
        _replace(connection, campaign)
        if state == "published":
            counted = (response.c.campaign == identifier, response.c.state == "submitted")
            connection.execute(update(response).where(*counted).values(state="published"))
        record_act(connection, day, actor, state, identifier)
        return campaign

    done = storage.answers.writer.do(work)
    if state == "closed":
        for database in (storage.answers, storage.vault):
            settle(database)
    return done


def move_last_day(storage: Storage, identifier: str, closes: date, *, day: date, actor: str) -> Campaign:
    """Move the last day of a campaign that is open, or in preparation: its date alone is not frozen.

    Parameters
    ----------
    storage, identifier
    closes : date
        Not before today.
    day, actor
        For the audit.

    Raises
    ------
    NotNowError
        When the campaign is closed, or the day is past.
    CampaignError
        When it comes before the first day, or after the day of the purge that was told to respondents.
    """

    def work(connection: Connection) -> Campaign:
        campaign = campaign_in(connection, identifier)
        if campaign.state not in ("draft", "open") or closes < day:
            raise NotNowError(
                "Le dernier jour ne se déplace que vers un jour à venir, tant que la campagne n’est pas close."
            )
        moved = changed(campaign, closes=closes)
        _replace(connection, moved)
        record_act(connection, day, actor, "move_last_day", f"{identifier} ({closes.isoformat()})")
        return moved

    return storage.answers.writer.do(work)


def discard_campaign(storage: Storage, identifier: str, *, day: date, actor: str) -> None:
    """Throw a campaign away that has never been open, and whoever was invited to it; its name is free again.

    Parameters
    ----------
    storage, identifier
    day, actor
        For the audit.

    Raises
    ------
    NotNowError
        When it has been open: what people were asked is kept until its purge.
    """

    def work(connection: Connection) -> None:
        if campaign_in(connection, identifier).state != "draft":
            raise NotNowError("Une campagne qui a été ouverte ne se jette pas : elle se clôt, puis se purge.")
        connection.execute(delete(campaigns).where(campaigns.c.id == identifier))
        record_act(connection, day, actor, "discard", identifier)

    storage.answers.writer.do(work)
    storage.vault.writer.do(lambda c: c.execute(delete(invitation).where(invitation.c.campaign == identifier)).rowcount)


def _replace(connection: Connection, campaign: Campaign) -> None:
    connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(**_columns(campaign)))
