"""What the observatory knows of those who answer, as quintiles that are frozen before a campaign opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.figures import Figures, figures, latest
from participation.model.campaigns import Campaign, CampaignError, Quintiles, changed
from participation.model.strata import FEWEST, Stratum, strata_of_all
from participation.model.within import inside

FEWEST_TO_CUT = 5 * FEWEST
"""Collectivités of a kind whose figure is known, so that a fifth of them is a class that enough share."""
UNKNOWN_QUINTILE = 0


def with_quintiles(store: Store, catalog: Catalog, campaign: Campaign) -> Campaign:
    """Return a campaign with the quintiles of its covariates, cut among the collectivités of each kind that it asks.

    Parameters
    ----------
    store, catalog
        The edition on the day when it is prepared: what comes later changes nothing.
    campaign : Campaign
        A draft.

    Raises
    ------
    CampaignError
        When a covariate is no indicator, or too few collectivités have a figure.
    """
    frozen = []
    for name in campaign.covariates:
        if name not in catalog.indicators:
            raise CampaignError(f"« {name} » n’est pas un indicateur de l’observatoire.")
        own = [one for kind in known_kinds(campaign) if (one := _cut(store, catalog, campaign, name, kind)) is not None]
        if not own:
            title = catalog.indicators[name].title
            raise CampaignError(f"« {title} » est connu de trop peu de collectivités pour en faire des cinquièmes.")
        frozen += own
    return changed(campaign, quintiles=tuple(frozen))


def known_kinds(campaign: Campaign) -> tuple[Level, ...]:
    """Return the kinds that a campaign asks and the observatory knows."""
    return tuple(cast(Level, kind) for kind in campaign.eligible if kind not in ("syndicat", "autre"))


def those_asked(store: Store, campaign: Campaign) -> list[str]:
    """Return the collectivités that a campaign asks, by their identifier: of its kinds, inside its territories."""
    levels = store.territories["level"]
    held = inside(store, campaign.within)
    return [str(one) for one in levels.index[levels.isin(list(known_kinds(campaign)))] if one in held]


def _cut(store: Store, catalog: Catalog, campaign: Campaign, name: str, kind: Level) -> Quintiles | None:
    known = latest(store, [catalog.indicators[name]], kind)
    if not known:
        return None
    indicator, year = known[0]
    found = figures(store, indicator, kind, year)
    asked = found.ids.isin(inside(store, campaign.within))
    values = found.value[_told(found) & asked]
    if len(values) < FEWEST_TO_CUT:
        return None
    bounds = tuple(float(one) for one in np.quantile(values, (0.2, 0.4, 0.6, 0.8), method="inverted_cdf"))
    return Quintiles(indicator=name, kind=kind, year=year, bounds=bounds)


def _told(found: Figures) -> np.ndarray:
    return found.known & np.isfinite(found.value)


def quintiles_of_all(store: Store, catalog: Catalog, campaign: Campaign) -> dict[str, tuple[int, ...]]:
    """Return the quintile of each collectivité by covariate, 1 to 5; `UNKNOWN_QUINTILE` where its figure is not told.

    Parameters
    ----------
    store, catalog
    campaign : Campaign
        With its quintiles.
    """
    made = {one: [UNKNOWN_QUINTILE] * len(campaign.covariates) for one in those_asked(store, campaign)}
    for cut in campaign.quintiles:
        found = figures(store, catalog.indicators[cut.indicator], cast(Level, cut.kind), cut.year)
        column = campaign.covariates.index(cut.indicator)
        for at in np.flatnonzero(_told(found)):
            if (place := str(found.ids[int(at)])) in made:
                made[place][column] = 1 + int(np.searchsorted(cut.bounds, found.value[at]))
    return {one: tuple(quintiles) for one, quintiles in made.items()}


def stored_classes(store: Store, catalog: Catalog | None, campaign: Campaign) -> dict[str, Stratum]:
    """Return all that an anonymous response keeps of each collectivité: at least twenty share every combination.

    Parameters
    ----------
    store, catalog
        No catalogue is needed without covariates.
    campaign : Campaign
        Its strata come first, then its covariates, the finest, which are the first to be given up.
    """
    beside: Mapping[str, Stratum] = {}
    if campaign.covariates and catalog is not None:
        quintiles = quintiles_of_all(store, catalog, campaign)
        beside = {one: tuple(str(quintile) for quintile in its) for one, its in quintiles.items()}
    return strata_of_all(store, known_kinds(campaign), campaign.strata, FEWEST, beside, campaign.within)


def stored_quintiles(campaign: Campaign, stratum: Stratum | None) -> tuple[int, ...]:
    """Return the quintiles that a stored class still tells; `UNKNOWN_QUINTILE` for those that were given up."""
    kept = (stratum or ())[len(campaign.strata) :]
    told = [int(one) if one in ("1", "2", "3", "4", "5") else UNKNOWN_QUINTILE for one in kept]
    return tuple((told + [UNKNOWN_QUINTILE] * len(campaign.covariates))[: len(campaign.covariates)])
