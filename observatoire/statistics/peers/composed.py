"""Composed territories among EPCI: their features from their communes, and the EPCI that they overlap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from observatoire.model.catalog import Catalog
from observatoire.model.features import Feature
from observatoire.model.store import Floats, Ints, Store
from observatoire.model.territory import Territory, is_composed
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.feature_space import Space, scaled

OVERSEAS = "97"


def space_around(store: Store, catalog: Catalog, territory: Territory) -> Space:
    """Return the space in which a territory is looked at: that of its level, with it when it is composed.

    Raises
    ------
    ValueError
        When the level has no features.
    """
    space = scaled(store, catalog, territory.level)
    if not territory.composed:
        return space
    return space.beside(territory.id, np.array([_feature(store, catalog, f, territory.id) for f in space.features]))


def features_of(store: Store, catalog: Catalog, ids: Sequence[str]) -> pd.DataFrame:
    """Return the figures behind the features of EPCI, composed territories among them.

    Parameters
    ----------
    store, catalog
    ids : sequence of str

    Returns
    -------
    DataFrame
        Indexed by id, in the order given; a column a feature of EPCI. NaN where there is none.
    """
    features = [feature for feature in catalog.features.values() if "epci" in feature.levels]
    columns = [feature.id for feature in features]
    frame = store.features("epci").loc[[i for i in ids if not is_composed(i)], columns]
    made = {i: [_feature(store, catalog, feature, i) for feature in features] for i in ids if is_composed(i)}
    return pd.concat([frame, pd.DataFrame.from_dict(made, orient="index", columns=columns)]).loc[list(ids)]


def _feature(store: Store, catalog: Catalog, feature: Feature, identifier: str) -> float:
    """Return a feature of a composed territory, as `loaders/pipeline/features.py` makes that of an EPCI."""
    if feature.indicator is not None:
        indicator = catalog.indicator(feature.indicator)
        return float(figures(store, indicator, "epci", feature.year, [identifier]).value[0])
    communes = store.members(identifier)
    population = store.reference_population[communes]
    if feature.computed == "poids":
        return float(100 * population.max() / population.sum()) if population.sum() else np.nan
    if feature.computed == "outre_mer":
        return float(str(store.territory(identifier).departement).startswith(OVERSEAS))
    return _as_inhabitants_have_it(store.features("commune")[feature.id].to_numpy()[communes], population)


def _as_inhabitants_have_it(of_communes: Floats, population: Floats) -> float:
    """Return the mean of a figure of communes, weighted by population."""
    return float((population * of_communes).sum() / population.sum()) if population.sum() else np.nan


@lru_cache(maxsize=32)
def overlapped(store: Store, identifier: str) -> tuple[str, ...]:
    """Return the EPCI that share communes with a composed territory: no peers of it, for they are a part of it."""
    membership = store.membership("epci")[store.members(identifier)]
    return tuple(map(str, store.index("epci")[np.unique(membership[membership >= 0])]))


def adjacent_epci(store: Store, identifier: str) -> tuple[str, ...]:
    """Return the EPCI whose communes touch those of a composed territory, without those that it overlaps."""
    inside = np.zeros(len(store.index("commune")), dtype=bool)
    inside[store.members(identifier)] = True
    own, theirs = store.adjacent_pairs("commune")
    touched: Ints = store.membership("epci")[theirs[inside[own] & ~inside[theirs]]]
    found = store.index("epci")[np.unique(touched[touched >= 0])]
    return tuple(i for i in map(str, found) if i not in overlapped(store, identifier))
