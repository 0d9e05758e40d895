"""Statistical neighbours: the territories of a level whose structure is closest (method: `docs/peers.md`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from observatoire.model.catalog import Catalog
from observatoire.model.store import Bools, Floats, Ints, Store
from observatoire.model.territory import Level, Territory, is_composed
from observatoire.statistics.peers.composed import features_of, overlapped, space_around
from observatoire.statistics.peers.feature_space import SCALED_DECIMALS, Space

FEWEST_SIMILAR, MOST_SIMILAR, SIMILAR = 5, 30, 20
"""How many neighbours may be asked for, and how many come unasked."""

LEAST_SHARED = 0.6
"""Share of the weights of the place's features that a candidate must also have; of all features asked for, that the
place must have for anybody to be told to resemble it."""

FAR = 1.0
"""Nobody resembles a place whose middle neighbour is farther: one standard deviation apart on every feature."""

STRIDE = 16
"""One territory in so many gives a first bound of the distance to the n-th nearest."""

DISTANCE_DECIMALS = 9
"""Distances equal to this many decimals are ties, broken by id."""

Within = Literal["", "region", "nature"]


@dataclass(frozen=True)
class Neighbour:
    """One neighbour.

    Attributes
    ----------
    id : str
    distance : float
        Root of the weighted mean of the squared differences, in scaled units: 0 is the same, 1 is far.
    contributions : dict of str to float
        By feature, its share (0-1) of the squared distance; all 0 when the distance is.
    differences : dict of str to float
        By feature, the neighbour minus the place, in scaled units: the sign says which way they differ.
    """

    id: str
    distance: float
    contributions: dict[str, float]
    differences: dict[str, float]


@dataclass(frozen=True)
class Neighbours:
    """The neighbours of a place.

    Attributes
    ----------
    place : str
    level : Level
    features : tuple of str
        Those used for this place, in the order of the catalogue.
    missing : tuple of str
        Those that it lacks.
    neighbours : tuple of Neighbour
        Nearest first, ties by id; never the place.
    enough : bool
        Whether the place has at least `LEAST_SHARED` of the weights of the features asked for.
    close : bool or None
        False when the middle one of the neighbours is farther than `FAR`: nobody resembles the place. None when that
        cannot be told: no neighbour, or not `enough`.
    removed : tuple of str
        Of the ids asked to be left out, those that would be among the neighbours.
    """

    place: str
    level: Level
    features: tuple[str, ...]
    missing: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    enough: bool
    close: bool | None
    removed: tuple[str, ...] = ()


def nearest(
    store: Store,
    catalog: Catalog,
    territory: Territory,
    n: int = SIMILAR,
    *,
    dropped: Sequence[str] = (),
    doubled: Sequence[str] = (),
    removed: Sequence[str] = (),
    within: Within = "",
) -> Neighbours:
    """Return the territories of the same level that are closest to a place.

    What may be asked is for `rules` to say: nothing is checked twice.

    Parameters
    ----------
    store, catalog, territory
        The edition, the features, the place.
    n : int
        How many, from 5 to 30. Fewer come where fewer exist.
    dropped, doubled : sequence of str
        Features left out, never all; features whose weight counts twice.
    removed : sequence of str
        Ids never kept; the next ones take their ranks. Ids of no candidate have no effect.
    within : str
        `region`: of the place's région only; `nature`: of its legal form only (EPCI).

    Returns
    -------
    Neighbours

    Raises
    ------
    ValueError
        When the level has no features.
    """
    space = space_around(store, catalog, territory)
    weights = _weights(space, dropped, doubled)
    place = space.position(territory.id)
    allowed = _allowed(store, space, territory, removed, within)
    squares = squared_distances(space, weights, place)
    chosen = ranked(squares, allowed, n)
    has = ~np.isnan(space.matrix[place]) & (weights > 0)
    found = tuple(_neighbour(space, weights * has, place, int(other), float(squares[other])) for other in chosen)
    asked = np.flatnonzero(weights > 0)
    enough = bool(weights[has].sum() >= LEAST_SHARED * weights.sum())
    farthest = squares[chosen[-1]] if len(chosen) else np.inf
    candidates = _allowed(store, space, territory, (), within) & (squares <= farthest) & np.isfinite(squares)
    return Neighbours(
        place=territory.id,
        level=territory.level,
        features=tuple(space.features[i].id for i in asked if has[i]),
        missing=tuple(space.features[i].id for i in asked if not has[i]),
        neighbours=found,
        enough=enough,
        close=found[len(found) // 2].distance <= FAR if enough and found else None,
        removed=tuple(i for i in dict.fromkeys(removed) if i in set(space.ids[candidates])) if removed else (),
    )


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


def squared_distances(space: Space, weights: Floats, place: int) -> Floats:
    """Return the squared distance of every territory of a level to one of them.

    Features that either lacks are left out of both sums: sum of w x difference² over sum of w.

    Parameters
    ----------
    space : Space
    weights : ndarray of float, shape (features,)
        0 for a feature left out.
    place : int
        Its position.

    Returns
    -------
    ndarray of float, shape (territories,)
        Infinite for those with which too few features are shared.
    """
    used = [i for i in range(len(weights)) if weights[i] > 0 and not np.isnan(space.matrix[place, i])]
    whole = float(sum(weights[i] for i in used))
    total, shared = np.zeros(len(space.ids)), np.full(len(space.ids), whole)
    squares = np.empty(len(space.ids))
    for i in used:  # one after the other: the order of the sums, hence their last bit, never changes
        np.subtract(space.columns[i], space.matrix[place, i], out=squares)
        np.multiply(squares, squares, out=squares)
        squares *= weights[i]
        squares[space.lacking[i]] = 0.0
        total += squares
        shared[space.lacking[i]] -= weights[i]
    enough = shared >= LEAST_SHARED * whole if used else np.zeros(len(shared), dtype=bool)
    result = np.full(len(total), np.inf)
    np.divide(total, shared, out=result, where=enough)
    return result


def ranked(squares: Floats, allowed: Bools, n: int) -> Ints:
    """Return the positions of the n nearest among those allowed: by distance, ties in order of code."""
    kept = np.where(allowed, squares, np.inf)
    # The n-th nearest of some is never nearer than the n-th of all: sorting what is within it is enough.
    some = kept[::STRIDE] if len(kept) > n * STRIDE else kept
    limit = np.partition(some, n - 1)[n - 1] if len(some) > n else np.inf
    # With it come those whose rounded distance may tie with its own.
    bound = (np.sqrt(limit) + 10.0**-DISTANCE_DECIMALS) ** 2
    candidates = np.flatnonzero((kept <= bound) & np.isfinite(kept))
    distances = np.round(np.sqrt(kept[candidates]), DISTANCE_DECIMALS)
    return candidates[np.argsort(distances, kind="stable")[:n]]


def _weights(space: Space, dropped: Sequence[str], doubled: Sequence[str]) -> Floats:
    """Return the weights that the visitor asks for."""
    names = [feature.id for feature in space.features]
    factors = [0.0 if name in dropped else 2.0 if name in doubled else 1.0 for name in names]
    return np.asarray(space.weights * np.array(factors), dtype=np.float64)


def _allowed(store: Store, space: Space, territory: Territory, removed: Sequence[str], within: Within) -> Bools:
    """Tell which territories may be neighbours of a place."""
    allowed = np.ones(len(space.ids), dtype=bool)
    if within:
        of_level = store.level(territory.level)
        allowed[: len(of_level)] &= (of_level[within] == getattr(territory, within)).to_numpy(dtype=bool)
    own = overlapped(store, territory.id) if territory.composed else ()
    allowed &= ~space.ids.isin([territory.id, *own, *removed])
    return allowed


def _neighbour(space: Space, weights: Floats, place: int, other: int, square: float) -> Neighbour:
    """Return a neighbour with the reasons of its distance; `weights` is 0 for what the place lacks."""
    gaps = space.matrix[other] - space.matrix[place]
    used = [i for i in range(len(gaps)) if weights[i] > 0 and not np.isnan(gaps[i])]
    squares = {space.features[i].id: float(weights[i] * gaps[i] * gaps[i]) for i in used}
    whole = sum(squares.values())
    return Neighbour(
        id=str(space.ids[other]),
        distance=round(float(np.sqrt(square)), DISTANCE_DECIMALS),
        contributions={name: own / whole if whole else 0.0 for name, own in squares.items()},
        differences={space.features[i].id: round(float(gaps[i]), SCALED_DECIMALS) for i in used},
    )
