"""Publishing, in two steps: what would be told, and what would be withheld, is read before anything is out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from observatoire.model.store import Store
from participation.configuration import Configuration
from participation.model.campaigns import Campaign
from participation.organising.office import Office
from participation.organising.overlaps import overlapping
from participation.results.earlier import earlier_of
from participation.results.gathering import publication_of
from participation.results.groups import repeats_all
from participation.results.publication import PublicationError, frozen, thawed
from participation.storage.campaigns import campaign_of, form_of
from participation.storage.opening import Storage, open_as_it_is
from participation.storage.publishing import publish_campaign, sealed, unsealed
from participation.storage.refusals import NotNowError, RefusedError
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
    overlaps : tuple of str
        Sentences on other published surveys that it could be subtracted from.
    """

    campaign: str
    made: dict[str, Any]
    frozen: tuple[bytes, str]
    counted: frozenset[str]
    overlaps: tuple[str, ...] = ()

    @property
    def withheld(self) -> tuple[int, int]:
        """How many tables of a group are withheld, for want of answers, of how many; none is counted twice."""
        groups = [
            group["withheld"]
            for table in self.made["questions"]
            for group in table["groups"]
            if not repeats_all(self.made["frame"], group)
        ]
        return sum(groups), len(groups)


def check_preparing(office: Office, identifier: str) -> None:
    """Let somebody have the publication of a campaign computed, or read what was.

    Raises
    ------
    ForbiddenError
    NotNowError
        When the campaign is not closed, or published already.
    """
    office.check("publish", identifier)
    _publishable(office.storage, identifier)


def _publishable(storage: Storage, identifier: str) -> Campaign:
    campaign = campaign_of(storage, identifier)
    if campaign.state not in ("closed", "coded"):
        raise NotNowError("Seule une campagne close se publie, et une seule fois.")
    return campaign


def prepare(storage: Storage, store: Store, identifier: str, day: date) -> Prepared:
    """Compute what the publication of a closed campaign would be, for somebody whom another has checked.

    Parameters
    ----------
    storage : Storage
        Of which the answers alone are read.
    store : Store
        The edition, which knows all collectivités.
    identifier : str
        The campaign.
    day : date
        That the publication bears.

    Raises
    ------
    NotNowError
        When it is not closed, nobody answered, or no list of those whom it asks is known.
    """
    campaign = _publishable(storage, identifier)
    answered = list(submitted(storage, identifier))
    try:
        earlier = earlier_of(storage, campaign)
        made = publication_of(store, campaign, form_of(storage, campaign), answered, day, earlier)
    except PublicationError as error:
        raise NotNowError(str(error)) from error
    who = {draft.organisation.id for draft, _ in answered if draft.organisation is not None}
    counted, beside = frozenset(draft.id for draft, _ in answered), overlapping(storage, store, campaign, who)
    return Prepared(identifier, made, frozen(made), counted, beside)


def prepare_apart(store: Store, configuration: Configuration, identifier: str, day: date, key: bytes) -> bytes:
    """Return what `prepare` makes, or the sentence that refuses it, sealed: what another process does.

    Parameters
    ----------
    store, identifier, day
        As `prepare` takes them.
    configuration : Configuration
        Where the databases are, which this process opens by itself; no key of codes is needed.
    key : bytes
        That of this passage alone, as `passing_key` gives it.
    """
    storage = open_as_it_is(configuration)
    try:
        made = prepare(storage, store, identifier, day)
    except RefusedError as refused:
        return sealed(json.dumps({"refused": str(refused)}).encode(), key)
    finally:
        storage.close()
    content, sha = made.frozen
    told = {"sha": sha, "counted": sorted(made.counted), "overlaps": made.overlaps}
    return sealed(json.dumps(told).encode() + b"\n" + content, key)


def prepared_apart(identifier: str, content: bytes, key: bytes) -> Prepared:
    """Return what `prepare_apart` made of a campaign.

    Parameters
    ----------
    identifier : str
    content : bytes
    key : bytes

    Raises
    ------
    NotNowError
        With the sentence of what was refused there.
    UnavailableError
        When the bytes are not whole.
    """
    head, _, document = unsealed(content, key).partition(b"\n")
    told = json.loads(head)
    if "refused" in told:
        raise NotNowError(told["refused"])
    made, counted = thawed(document, told["sha"]), frozenset(told["counted"])
    return Prepared(identifier, made, (document, told["sha"]), counted, tuple(told["overlaps"]))


def publish(office: Office, prepared: Prepared) -> None:
    """Publish what was prepared and read, for good.

    Raises
    ------
    ForbiddenError
    NotNowError
        When a response was withdrawn meanwhile, or it was computed on another day, whose date it would bear.
    """
    office.check("publish", prepared.campaign)
    if prepared.made["campaign"]["published"] != office.day.isoformat():
        raise NotNowError("Ce calcul est d’un autre jour, dont il porterait la date : refaites-le, puis publiez.")
    publish_campaign(
        office.storage, prepared.campaign, prepared.frozen, prepared.counted, day=office.day, actor=office.actor
    )
