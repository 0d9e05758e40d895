"""Publishing, in two steps: what would be told, and what would be withheld, is read before anything is out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from observatoire.model.store import Store
from participation.organising.office import Office
from participation.results.earlier import earlier_of
from participation.results.gathering import publication_of
from participation.results.publication import PublicationError, frozen
from participation.storage.campaigns import campaign_of, form_of
from participation.storage.publishing import publish_campaign
from participation.storage.refusals import NotNowError
from participation.storage.submitting import submitted


@dataclass(frozen=True)
class Prepared:
    """A publication that nobody has seen yet.

    Attributes
    ----------
    campaign : str
    made : dict
        The document, as plain values.
    frozen : tuple of bytes and str
        Its bytes, and their SHA-256.
    counted : frozenset of str
        The responses that it counts.
    """

    campaign: str
    made: dict[str, Any]
    frozen: tuple[bytes, str]
    counted: frozenset[str]

    @property
    def withheld(self) -> tuple[int, int]:
        """How many tables of a group are withheld, for want of answers, of how many."""
        groups = [group["withheld"] for table in self.made["questions"] for group in table["groups"]]
        return sum(groups), len(groups)


def prepare(office: Office, store: Store, identifier: str) -> Prepared:
    """Compute what the publication of a closed campaign would be.

    Parameters
    ----------
    office : Office
    store : Store
        The edition, which knows all collectivités.
    identifier : str
        The campaign.

    Raises
    ------
    ForbiddenError
    NotNowError
        When it is not closed, nobody answered, or no list of those whom it asks is known.
    """
    office.check("publish", identifier)
    campaign = campaign_of(office.storage, identifier)
    if campaign.state not in ("closed", "coded"):
        raise NotNowError("Seule une campagne close se publie.")
    answered = list(submitted(office.storage, identifier))
    try:
        earlier = earlier_of(office.storage, campaign)
        made = publication_of(store, campaign, form_of(office.storage, campaign), answered, office.day, earlier)
    except PublicationError as error:
        raise NotNowError(str(error)) from error
    return Prepared(identifier, made, frozen(made), frozenset(draft.id for draft, _ in answered))


def publish(office: Office, prepared: Prepared) -> None:
    """Publish what was prepared and read, for good.

    Raises
    ------
    ForbiddenError
    NotNowError
        When a response was withdrawn meanwhile.
    """
    office.check("publish", prepared.campaign)
    publish_campaign(
        office.storage, prepared.campaign, prepared.frozen, prepared.counted, day=office.day, actor=office.actor
    )
