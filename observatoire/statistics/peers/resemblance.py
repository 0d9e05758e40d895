"""Why two territories are neighbours: the features that bring them close, those that set them apart, the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.model.catalog import Catalog
from observatoire.model.store import Bools, Floats, Store
from observatoire.model.territory import Territory, is_composed
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.composed import features_of, space_around
from observatoire.statistics.peers.neighbours import Neighbour

NEAR = 0.5
"""Scaled difference up to which two territories are alike on a feature: half a robust standard deviation."""

MOST_ALIKE, MOST_APART = 3, 2
"""Features named for each peer."""


def usual_gaps(store: Store, catalog: Catalog, territory: Territory) -> dict[str, float]:
    """Return how far a place is, on each feature, from the territories of its level: the median scaled difference.

    Returns
    -------
    dict of str to float
        By feature that the place has, in the order of the catalogue.
    """
    space = space_around(store, catalog, territory)
    place = space.matrix[space.position(territory.id)]
    gaps = {}
    for position, feature in enumerate(space.features):
        if not np.isnan(place[position]):
            gaps[feature.id] = float(np.nanmedian(np.abs(space.columns[position] - place[position])))
    return gaps


def alike(peer: Neighbour, usual: dict[str, float], most: int = MOST_ALIKE) -> tuple[str, ...]:
    """Return the features that bring a peer close: where it is near the place and the others are not.

    Ordered by how much nearer the peer is than the median territory of the level. Sharing what everybody shares is no
    resemblance: those features come only when nothing else does.

    Parameters
    ----------
    peer : Neighbour
    usual : dict of str to float
        As `usual_gaps` returns it, for the place.
    """
    gaps = {feature: abs(gap) for feature, gap in peer.differences.items() if abs(gap) <= NEAR}
    telling = [feature for feature, gap in gaps.items() if usual[feature] > gap]
    if not telling:
        return tuple(sorted(gaps, key=gaps.__getitem__)[:most])
    return tuple(sorted(telling, key=lambda feature: gaps[feature] - usual[feature])[:most])


def apart(peer: Neighbour, most: int = MOST_APART) -> tuple[str, ...]:
    """Return the features that set a peer apart, those that weigh most in its distance first; none if all are near."""
    far = [feature for feature, gap in peer.differences.items() if abs(gap) > NEAR]
    return tuple(sorted(far, key=lambda feature: -peer.contributions[feature])[:most])


@dataclass(frozen=True)
class FeatureFigures:
    """The figures behind one feature, in the order of the territories asked for.

    Attributes
    ----------
    amounts : ndarray of float
        NaN: none.
    statuses : tuple of str
        As `figures` has them.
    counts : ndarray of bool
        Known, and on a base large enough to enter a median.
    """

    amounts: Floats
    statuses: tuple[str, ...]
    counts: Bools


def profile(store: Store, catalog: Catalog, ids: Sequence[str]) -> pd.DataFrame:
    """Return the figures behind the features, as the indicators show them.

    Parameters
    ----------
    store, catalog
    ids : sequence of str
        Territories of one level.

    Returns
    -------
    DataFrame
        Indexed by id, in the order given; one column a feature of the level. NaN where there is none.
    """
    if not ids:
        return pd.DataFrame()
    if any(map(is_composed, ids)):
        return features_of(store, catalog, ids)
    level = store.territory(ids[0]).level
    columns = [feature.id for feature in catalog.features.values() if level in feature.levels]
    return store.features(level).loc[list(ids), columns].copy()


def feature_figures(store: Store, catalog: Catalog, ids: Sequence[str]) -> dict[str, FeatureFigures]:
    """Return the figures behind the features of some territories of one level, with what each is worth.

    Returns
    -------
    dict of str to FeatureFigures
        By feature of the level, in the order of the catalogue. Empty for a level without features.
    """
    level = store.territory(ids[0]).level
    features = [feature for feature in catalog.features.values() if level in feature.levels]
    if not features:
        return {}
    raw = profile(store, catalog, ids)
    found = {}
    for feature in features:
        column = raw[feature.id].to_numpy(dtype=np.float64)
        counts = ~np.isnan(column)
        statuses = ["value" if known else "not_computable" for known in counts]
        if feature.indicator is not None:
            behind = figures(store, catalog.indicator(feature.indicator), level, feature.year, ids)
            statuses = list(behind.statuses)
            counts = counts & behind.counts
        found[feature.id] = FeatureFigures(column, tuple(statuses), counts)
    return found
