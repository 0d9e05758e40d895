"""From what a campaign holds to its publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from observatoire.model.store import Store
from participation.model.answers import Review
from participation.model.campaigns import Campaign
from participation.model.questionnaire import Questionnaire
from participation.model.strata import FEWEST, Stratum, strata_of_all
from participation.results.columns import Submission
from participation.results.country import Country, country_of
from participation.results.groups import Cut
from participation.results.publication import PublicationError, Told, document
from participation.results.tables import results
from participation.statistics.representativeness import reservations

if TYPE_CHECKING:  # the shape alone of a response: figures are made without any database
    from participation.storage.responses import Draft

CUTS: dict[Cut, tuple[str, ...]] = {
    "all": (), "kind": ("type",), "kind_size": ("type", "size"), "region": ("region",),
}  # fmt: skip
"""What a campaign must declare of collectivités for each cut to be told."""


def publication_of(
    store: Store,
    campaign: Campaign,
    form: Questionnaire,
    answered: Iterable[tuple[Draft, Review]],
    published: date,
) -> dict[str, Any]:
    """Return the publication of a campaign as plain values: the same answers, the same document.

    Parameters
    ----------
    store : Store
    campaign : Campaign
    form : Questionnaire
        The frozen version.
    answered : iterable
        What counts, as `submitted` gives it.
    published : date
        The day that it bears.

    Raises
    ------
    PublicationError
        When there is no list of those whom it asks, or nobody answered.
    """
    classes = classes_of(store, campaign)
    country = country_of(store, classes, campaign.strata)
    given = [_submission(store, country, classes, draft, review) for draft, review in answered]
    if not given:
        raise PublicationError(f"Personne n’a répondu à « {campaign.id} » : il n’y a rien à publier.")
    cuts = tuple(cut for cut, needed in CUTS.items() if set(needed) <= set(campaign.strata))
    found = results(form, given, country.frame, cuts, campaign.min_cell)
    doubts = reservations(country.frame, np.array([one.place for one in given]), found.weighting)
    told = Told(
        campaign.id, campaign.title, campaign.mode, campaign.opens.isoformat(), campaign.closes.isoformat(),
        published.isoformat(), campaign.min_cell, campaign.demonstration,
    )  # fmt: skip
    return document(told, form, country.frame, found, doubts)


def classes_of(store: Store, campaign: Campaign) -> dict[str, Stratum]:
    """Return the class of each collectivité whom a campaign asks: fine, or those that its anonymous answers keep.

    Raises
    ------
    PublicationError
        When no list of those whom it asks is known.
    """
    known = [kind for kind in campaign.eligible if kind not in ("syndicat", "autre")]
    if not known:
        raise PublicationError("Les collectivités interrogées ne sont pas connues : aucun poids ne peut être calculé.")
    return strata_of_all(store, known, campaign.strata, FEWEST if campaign.mode == "anonyme" else 1)


def _submission(
    store: Store, country: Country, classes: Mapping[str, Stratum], draft: Draft, review: Review
) -> Submission:
    territory = draft.organisation.territory if draft.organisation is not None else None
    place = country.place(draft.strata if territory is None else classes.get(territory))
    if territory is None or territory not in classes:
        return Submission(place, country.mean_inhabitants(place), review)
    return Submission(place, float(store.territories["population"][territory]), review)
