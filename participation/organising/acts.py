"""All that somebody may do to a campaign: each function lets nobody pass who has no right to it, and audits the act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from participation.model.campaigns import Campaign, changed
from participation.model.questionnaire import Questionnaire
from participation.organising.following import takes_part
from participation.organising.office import Office
from participation.storage.access.contacts import release_contacts, sealed_contacts
from participation.storage.answering import missing_responses, replace_spent
from participation.storage.audit import Act as Line
from participation.storage.audit import acts, record_act
from participation.storage.campaigns import advance_campaign, campaign_of, create_campaign, discard_campaign, form_of
from participation.storage.campaigns import move_last_day as moved_last_day
from participation.storage.opening import Storage, settle
from participation.storage.purging import erase_by_code, purge_campaign, purge_drafts
from participation.storage.purging import erase_contacts as erased_contacts
from participation.storage.refusals import AbsentError, NotNowError
from participation.storage.vault import contacts_kept, invite, spent_by


def create(office: Office, campaign: Campaign, form: Questionnaire) -> Campaign:
    """Prepare a campaign; one of the same name that is still in preparation is refused, not replaced.

    Parameters
    ----------
    office : Office
    campaign : Campaign
    form : Questionnaire
        The version that it names.

    Raises
    ------
    ForbiddenError, NotNowError
    """
    office.check("create")
    try:
        campaign_of(office.storage, campaign.id)
    except AbsentError:
        return create_campaign(office.storage, campaign, form, day=office.day, actor=office.actor)
    raise NotNowError(f"Une campagne s’appelle déjà « {campaign.id} » : donnez un autre identifiant à celle-ci.")


def discard(office: Office, identifier: str) -> None:
    """Throw a campaign away that has never been open."""
    office.check("discard", identifier)
    discard_campaign(office.storage, identifier, day=office.day, actor=office.actor)


def open_campaign(office: Office, identifier: str) -> Campaign:
    """Open a campaign: from here on its mode, its form and its notice are frozen."""
    office.check("open", identifier)
    return advance_campaign(office.storage, identifier, "open", day=office.day, actor=office.actor)


def move_last_day(office: Office, identifier: str, closes: date) -> Campaign:
    """Move the last day of a campaign that is not closed."""
    office.check("move_last_day", identifier)
    return moved_last_day(office.storage, identifier, closes, day=office.day, actor=office.actor)


def close_campaign(office: Office, identifier: str) -> Campaign:
    """Close a campaign to answers."""
    office.check("close", identifier)
    return advance_campaign(office.storage, identifier, "closed", day=office.day, actor=office.actor)


def invite_all(
    office: Office, identifier: str, organisations: Iterable[str], *, renewed: bool = False
) -> dict[str, str]:
    """Return a new code for each organisation, which is told this once.

    Parameters
    ----------
    office, identifier
    organisations : iterable of str
        Their ids. One that has answered gets no other code.
    renewed : bool
        Whether those who were invited already get another code, the first being of no use any more.

    Raises
    ------
    ForbiddenError
    NotNowError
        When the campaign takes no answers any more.
    """
    office.check("invite", identifier)
    campaign = campaign_of(office.storage, identifier)
    if campaign.state not in ("draft", "open"):
        raise NotNowError("La campagne est close : personne ne peut plus y être invité.")
    asked = list(dict.fromkeys(organisations))
    office.record("invite", f"{identifier} ({len(asked)})")
    return invite(office.storage, identifier, asked, day=office.day, among="unspent" if renewed else "new")


def replace_code(office: Office, identifier: str, organisation: str) -> dict[str, str]:
    """Return another code for an organisation that has used its own, where it makes no second response.

    The audit keeps the act and the campaign, never the organisation: it lies in the database of answers.

    Parameters
    ----------
    office, identifier
    organisation : str
        Its id.

    Raises
    ------
    ForbiddenError
    NotNowError
        When the campaign takes no answers any more, or the organisation has not used its code.
    AlreadyAnsweredError
        When each code that was used has its response.
    """
    office.check("invite", identifier)
    if campaign_of(office.storage, identifier).state != "open":
        raise NotNowError("Cette campagne ne prend pas de réponses : aucun code ne se remplace.")
    code = replace_spent(office.storage, identifier, organisation, day=office.day)
    office.record("replace_code", identifier)
    return {organisation: code}


def can_replace(office: Office, identifier: str) -> bool:
    """Tell whether a code that was used may be replaced: in `anonyme`, where a response is missing."""
    office.check("invite", identifier)
    campaign = campaign_of(office.storage, identifier)
    return campaign.mode != "anonyme" or missing_responses(office.storage, identifier) > 0


def invited(office: Office, identifier: str) -> dict[str, bool]:
    """Return the organisations that were invited, and whether they take part, as `takes_part` tells it."""
    office.check("invite", identifier)
    return takes_part(office.storage, campaign_of(office.storage, identifier))


def codes_spent(office: Office, identifier: str) -> dict[str, bool]:
    """Return the organisations that were invited, and whether they have used their code."""
    office.check("invite", identifier)
    return spent_by(office.storage, identifier)


def change_notice(office: Office, identifier: str, notice: str) -> Campaign:
    """Change what respondents are told and consent to, as long as the campaign has not opened."""
    office.check("change_notice", identifier)
    campaign = changed(campaign_of(office.storage, identifier), notice=notice)
    form = form_of(office.storage, campaign)
    office.record("change_notice", identifier)
    return create_campaign(office.storage, campaign, form, day=office.day, actor=office.actor)


def erase(office: Office, identifier: str, code: str) -> None:
    """Erase a response by its code.

    Parameters
    ----------
    office : Office
    identifier : str
        The campaign: a right on one erases nothing of another.
    code : str
        As `read_code` returns it.

    Raises
    ------
    ForbiddenError, AbsentError, NotNowError
    """
    office.check("erase", identifier)
    erase_by_code(office.storage, code, day=office.day, actor=office.actor, campaign=identifier)


def purge(office: Office, identifier: str) -> None:
    """Erase all answers, invitations and contacts of a campaign that is over."""
    office.check("purge", identifier)
    purge_campaign(office.storage, identifier, day=office.day, actor=office.actor)


def purge_left_drafts(office: Office) -> int:
    """Erase the drafts that nobody has touched for ninety days; return how many."""
    office.check("purge_drafts")
    count = purge_drafts(office.storage, day=office.day, actor=office.actor)
    for database in (office.storage.answers, office.storage.vault):
        settle(database)
    return count


def release(office: Office, identifier: str) -> int:
    """Let the sealed contacts of a campaign be taken by its organisers; return how many there are.

    Raises
    ------
    ForbiddenError
    NotNowError
        Before the campaign is published: its synthesis is what they are for.
    """
    office.check("release", identifier)
    return released(office.storage, identifier, day=office.day, actor=office.actor)


def released(storage: Storage, identifier: str, *, day: date, actor: str) -> int:
    """Let the sealed contacts of a campaign out, for a guardian whom somebody else has checked; audited all the same.

    Parameters
    ----------
    storage, identifier
    day, actor
        For the audit.

    Raises
    ------
    NotNowError
        Before the campaign is published.
    """
    if campaign_of(storage, identifier).state != "published":
        raise NotNowError("Les contacts servent à envoyer la synthèse : ils se libèrent une fois la campagne publiée.")
    storage.answers.writer.do(lambda connection: record_act(connection, day, actor, "release", identifier))
    release_contacts(storage, identifier, day=day)
    return contacts_kept(storage, identifier)


def take_contacts(office: Office, identifier: str) -> bytes:
    """Return the sealed contacts of a campaign, which open on the machine of who has its private key.

    Raises
    ------
    ForbiddenError
    NotNowError
        When no guardian has released them.
    """
    office.check("take_contacts", identifier)
    sealed = sealed_contacts(office.storage, identifier)
    office.record("take_contacts", identifier)
    return sealed


def erase_contacts(office: Office, identifier: str) -> int:
    """Erase the contacts of a campaign, once its synthesis is sent; return how many there were."""
    office.check("erase_contacts", identifier)
    office.record("erase_contacts", identifier)
    return erased_contacts(office.storage, identifier)


def read_audit(office: Office) -> list[Line]:
    """Return all that was done, each line told sound or not."""
    office.check("read_audit")
    return list(acts(office.storage))
