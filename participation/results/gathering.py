"""From what a campaign holds to its publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from observatoire.model.catalog import load_catalog
from observatoire.model.store import Store
from observatoire.model.territory import UnknownTerritoryError
from participation.model.answers import Review
from participation.model.campaigns import OTHER_TERRITORIES, Campaign, same_territories
from participation.model.questionnaire import Questionnaire
from participation.model.strata import Stratum, strata_of_all
from participation.model.typography import punctuated
from participation.results.columns import Submission
from participation.results.country import OUTSIDE, Country, country_of
from participation.results.covariates import quintiles_of_all, stored_classes, stored_quintiles
from participation.results.earlier import Earlier
from participation.results.editions import Edition, comparisons
from participation.results.groups import Cut
from participation.results.inhabitants import without_decided
from participation.results.poll import poll_document
from participation.results.publication import PublicationError, Told, document
from participation.results.tables import results
from participation.results.territories.parts import with_parts
from participation.results.territories.within import named
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
    earlier: Earlier | None = None,
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
    earlier : Earlier or None
        The edition that the campaign declares, as `earlier_of` gives it; None where it declares none.

    Raises
    ------
    PublicationError
        When fewer answered than the threshold, or fewer of those whose list is known, of whom nothing could be told;
        when there is no list of those whom it asks (an open poll needs none), the edition before it is not there, or
        was kept within other territories.
    """
    if bool(campaign.earlier) != (earlier is not None):
        raise PublicationError("Il faut l’édition précédente que la campagne déclare, et elle seule.")
    if earlier is not None and not same_territories(campaign, earlier.campaign):
        raise PublicationError(OTHER_TERRITORIES.format(earlier=campaign.earlier))
    told = Told(
        campaign.id, campaign.title, campaign.mode, campaign.opens.isoformat(), campaign.closes.isoformat(),
        published.isoformat(), campaign.min_cell, campaign.demonstration, _within(store, campaign),
    )  # fmt: skip
    answered = list(answered)
    if not answered:
        raise PublicationError(f"Personne n’a répondu à « {campaign.id} » : il n’y a rien à publier.")
    if len(answered) < campaign.min_cell:
        counted = "réponse compte" if len(answered) == 1 else "réponses comptent"
        raise PublicationError(
            punctuated(
                f"{len(answered)} {counted}, et le seuil de la campagne est de {campaign.min_cell} : aucun résultat ne "
                "pourrait être dit. Elle peut être purgée sans être publiée."
            )
        )
    if campaign.mode == "citoyenne":
        return poll_document(told, form, [review for _, review in answered], campaign.mirror_of)
    country, given, who = _submissions(store, campaign, answered)
    if sum(one.place != OUTSIDE for one in given) < campaign.min_cell:
        raise PublicationError(
            f"Moins de {campaign.min_cell} des collectivités dont l’enquête parle ont répondu : les autres réponses "
            "viennent d’organisations dont personne ne connaît le nombre, et aucun résultat ne pourrait être dit."
        )
    cuts = cuts_of(campaign)
    found = results(form, given, country.frame, cuts, campaign.min_cell)
    doubts = reservations(country.frame, np.array([one.place for one in given]), found.weighting)
    made = document(told, form, country.frame, found, doubts)
    made["questions"] = without_decided(made["questions"], form, given, found)
    if campaign.covariates:
        made["covariates"] = _covariates(campaign)
    made = with_parts(store, campaign, made, [_territory(draft) for draft, _ in answered], found)
    if earlier is None:
        return made
    now = Edition(form, made, country.frame, cuts, given, who)
    return made | {"edition": _edition(store, now, earlier, campaign.min_cell)}


def _within(store: Store, campaign: Campaign) -> dict[str, Any]:
    """Return the territories that a campaign is kept within, and how they are called; nothing for all of France."""
    try:
        found = named(store, campaign.within)
    except UnknownTerritoryError as gone:
        raise PublicationError(
            f"« {gone} » n’est plus un territoire de cette édition de l’observatoire : publiez avec celle sous "
            "laquelle l’enquête a été préparée."
        ) from gone
    return {} if found is None else {"territories": list(campaign.within), "name": found.name, "of": found.of}


def _covariates(campaign: Campaign) -> list[dict[str, Any]]:
    """Return what the quintiles are of, and where each kind of collectivité is cut."""
    indicators = load_catalog().indicators
    return [
        {
            "indicator": name, "title": indicators[name].title,
            "cuts": [
                {"kind": one.kind, "year": one.year, "bounds": list(one.bounds)}
                for one in campaign.quintiles if one.indicator == name
            ],
        }
        for name in campaign.covariates
    ]  # fmt: skip


def _edition(store: Store, now: Edition, earlier: Earlier, least: int) -> dict[str, Any]:
    """Return the comparison with the edition before, and which one it is."""
    country, given, who = _submissions(store, earlier.campaign, earlier.answered)
    before = Edition(earlier.form, earlier.made, country.frame, cuts_of(earlier.campaign), given, who)
    told = earlier.made["campaign"]
    return {
        "campaign": told["id"], "title": told["title"], "closes": told["closes"], "sha": earlier.sha,
        "demonstration": earlier.made["demonstration"], "panel_kept": bool(given),
        "questions": comparisons(now, before, least),
    }  # fmt: skip


def cuts_of(campaign: Campaign) -> tuple[Cut, ...]:
    """Return the groups that a campaign tells: those for which it keeps what they need."""
    told = tuple(cut for cut, needed in CUTS.items() if set(needed) <= set(campaign.strata))
    return (*told, "covariate") if campaign.covariates else told


def _submissions(
    store: Store, campaign: Campaign, answered: Iterable[tuple[Draft, Review]]
) -> tuple[Country, tuple[Submission, ...], tuple[str, ...]]:
    """Return the frame of a campaign, its answers, and who gave each ("" where nobody is named)."""
    classes = classes_of(store, campaign)
    country = country_of(store, classes, campaign.strata)
    known = quintiles_of_all(store, load_catalog(), campaign) if campaign.covariates and campaign.named else {}
    given, names = [], []
    for draft, review in answered:
        who = draft.organisation
        one = _submission(country, classes, draft, review)
        if campaign.covariates:
            unknown = stored_quintiles(campaign, draft.strata)
            its = known.get(who.territory or "", unknown) if who is not None else unknown
            one = replace(one, quintiles=its)
        given.append(one)
        names.append("" if who is None else who.id)
    return country, tuple(given), tuple(names)


def classes_of(store: Store, campaign: Campaign) -> dict[str, Stratum]:
    """Return the class of each collectivité whom a campaign asks: fine, or those that its anonymous answers keep.

    Raises
    ------
    PublicationError
        When no list of those whom it asks is known.
    """
    known = [kind for kind in campaign.eligible if kind not in ("syndicat", "autre")]
    if not known:
        raise PublicationError("Les collectivités visées ne sont pas connues : aucun poids ne peut être calculé.")
    if campaign.mode == "anonyme":
        return stored_classes(store, load_catalog() if campaign.covariates else None, campaign)
    return strata_of_all(store, known, campaign.strata, 1, within=campaign.within)


def _submission(country: Country, classes: Mapping[str, Stratum], draft: Draft, review: Review) -> Submission:
    territory = _territory(draft)
    place = country.place(draft.strata if territory is None else classes.get(territory))
    return Submission(place, country.mean_inhabitants(place), review)


def _territory(draft: Draft) -> str | None:
    """Return the collectivité that answered; None where nobody is named, or the observatory ignores it."""
    return draft.organisation.territory if draft.organisation is not None else None
