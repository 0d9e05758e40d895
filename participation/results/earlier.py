"""The edition before a campaign: what was published of it, and its answers while they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from participation.model.answers import Review
from participation.model.campaigns import Campaign
from participation.model.questionnaire import Questionnaire
from participation.results.publication import PublicationError, thawed

if TYPE_CHECKING:  # SQLAlchemy is slow to load: figures are made without any database
    from participation.storage.opening import Storage
    from participation.storage.responses import Draft


@dataclass(frozen=True)
class Earlier:
    """An edition.

    Attributes
    ----------
    campaign : Campaign
    form : Questionnaire
        That was answered.
    made : mapping
        Its publication.
    sha : str
        Of the publication.
    answered : tuple
        What it counts, as `submitted` gives it; empty once it is purged.
    """

    campaign: Campaign
    form: Questionnaire
    made: Mapping[str, Any]
    sha: str
    answered: tuple[tuple[Draft, Review], ...]


def earlier_of(storage: Storage, campaign: Campaign) -> Earlier | None:
    """Return the edition before a campaign; None where it declares none.

    Raises
    ------
    PublicationError
        When that edition is not published: there is nothing yet to compare with.
    """
    if not campaign.earlier:
        return None
    from participation.storage.campaigns import campaign_of, form_of
    from participation.storage.publishing import published_bytes, published_sha
    from participation.storage.refusals import AbsentError
    from participation.storage.submitting import submitted

    try:
        before = campaign_of(storage, campaign.earlier)
        sha = published_sha(storage, before.id)
    except AbsentError as absent:
        raise PublicationError(f"L’édition précédente, « {campaign.earlier} », n’est pas publiée.") from absent
    made = thawed(published_bytes(storage, before.id), sha)
    return Earlier(before, form_of(storage, before), made, sha, tuple(submitted(storage, before.id)))
