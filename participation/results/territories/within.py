"""The territories that a campaign is kept within: checked before it is kept, named in what is published of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory, UnknownTerritoryError
from observatoire.views.french.grammar import of_place, short_label
from observatoire.views.french.numerals import number
from participation.model.campaigns import Campaign, CampaignError, changed
from participation.model.strata import FEWEST
from participation.results.covariates import those_asked

LEVELS: Final[tuple[Level, ...]] = ("region", "departement", "epci")
"""Of the territories that a campaign may be kept within; one composed of others is treated as an EPCI."""
MOST_NAMED = 3


@dataclass(frozen=True)
class Named:
    """How results call the territories of a campaign.

    Attributes
    ----------
    name : str
        « Charente », « Charente et Charente-Maritime », « 5 territoires ».
    of : str
        After « les communes »: « de la Charente ».
    """

    name: str
    of: str


def named(store: Store, within: Sequence[str]) -> Named | None:
    """Return how the territories of a campaign are called; None for all of France.

    Raises
    ------
    UnknownTerritoryError
        When the edition does not know one of them any more.
    """
    if not within:
        return None
    places = [store.territory(one) for one in within]
    if len(places) > MOST_NAMED:
        return Named(f"{number(len(places))} territoires", f"de {number(len(places))} territoires")
    return Named(_listed([short_label(one) for one in places]), _listed([of_place(one) for one in places]))


def _listed(words: Sequence[str]) -> str:
    return " et ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def bounded(store: Store, campaign: Campaign) -> Campaign:
    """Return a campaign whose territories are known, hold somebody to ask, and enough of them to hide an answer.

    Within one région, the région is no stratum, but where it is the only one: all collectivités are of it.

    Parameters
    ----------
    store : Store
        The edition on the day when it is prepared.
    campaign : Campaign
        A draft.

    Raises
    ------
    CampaignError
    """
    if not campaign.within:
        return campaign
    places = [_place(store, one) for one in campaign.within]
    held = those_asked(store, campaign)
    if not held:
        raise CampaignError(
            f"Aucune des collectivités qui répondraient n’est dans ce territoire ({_listed(_names(places))}) : changez "
            "le territoire, ou qui répond."
        )
    if campaign.mode == "anonyme" and len(held) < FEWEST:
        raise CampaignError(
            f"Ce territoire compte {len(held)} collectivités qui répondraient : une enquête anonyme en demande "
            f"{FEWEST}, sans quoi une réponse ferait reconnaître qui l’a donnée."
        )
    regions = store.territories["region"].reindex(held).nunique()
    strata = tuple(one for one in campaign.strata if one != "region" or regions > 1) or campaign.strata
    return changed(campaign, within=tuple(dict.fromkeys(one.id for one in places)), strata=strata)


def _names(places: Sequence[Territory]) -> list[str]:
    return [short_label(one) for one in places]


def _place(store: Store, identifier: str) -> Territory:
    try:
        place = store.territory(identifier)
    except UnknownTerritoryError as unknown:
        raise CampaignError(
            f"« {identifier[:40]} » n’est pas un territoire de l’observatoire : écrivez par exemple dep-16 ou "
            "epci-200070514."
        ) from unknown
    if place.level not in LEVELS:
        raise CampaignError(
            f"Une enquête porte sur des régions, des départements, des EPCI ou un territoire composé, et « {place.id} "
            "» n’en est pas un."
        )
    return place
