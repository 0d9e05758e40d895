"""Statistical neighbours: the territories of a level whose structure is closest, and near or not (`docs/peers.md`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from observatoire.model.catalog import Catalog
from observatoire.model.features import Nearness
from observatoire.model.store import Bools, Floats, Ints, Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.peers.composed import overlapped, space_around
from observatoire.statistics.peers.feature_space import SCALED_DECIMALS, Space
from observatoire.statistics.peers.nearness import Remoteness, mixed, remoteness

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
        By which neighbours are ordered: `structure`, to which being far away adds among those near and alike.
    contributions : dict of str to float
        By feature, its share (0-1) of the squared distance; all 0 when the distance is.
    differences : dict of str to float
        By feature, the neighbour minus the place, in scaled units: the sign says which way they differ.
    structure : float
        Root of the weighted mean of the squared differences, in scaled units: 0 is the same, 1 is far. Wherever the
        neighbour lies.
    remoteness : Remoteness or None
        How far away it is and what that weighs; None where that counts for nothing.
    """

    id: str
    distance: float
    contributions: dict[str, float]
    differences: dict[str, float]
    structure: float
    remoteness: Remoteness | None = None


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
        False when the middle one of the neighbours is farther than `FAR` by structure: nobody resembles the place.
        None when that cannot be told: no neighbour, or not `enough`.
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

    @property
    def middle(self) -> float:
        """Distance of structure of the middle neighbour; infinite without any."""
        ordered = sorted(neighbour.structure for neighbour in self.neighbours)
        return ordered[len(ordered) // 2] if ordered else np.inf


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
    nearness: Nearness | None = None,
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
    nearness : Nearness, optional
        What being far away adds; without it the map counts for nothing.

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
    alike = squared_distances(space, weights, place)
    squares = alike if nearness is None else mixed(store, territory, nearness, alike, allowed, n)
    chosen = ranked(squares, allowed, n)
    has = ~np.isnan(space.matrix[place]) & (weights > 0)
    remote = remoteness(store, territory, alike[chosen], squares[chosen], chosen) if nearness else [None] * len(chosen)
    found = tuple(
        _neighbour(space, weights * has, place, int(other), (float(alike[other]), float(squares[other])), lying)
        for other, lying in zip(chosen, remote, strict=True)
    )
    asked = np.flatnonzero(weights > 0)
    enough = bool(weights[has].sum() >= LEAST_SHARED * weights.sum())
    known = Neighbours(
        place=territory.id,
        level=territory.level,
        features=tuple(space.features[i].id for i in asked if has[i]),
        missing=tuple(space.features[i].id for i in asked if not has[i]),
        neighbours=found,
        enough=enough,
        close=None,
        removed=_would_be(space, squares, chosen, _allowed(store, space, territory, (), within), removed),
    )
    return replace(known, close=known.middle <= FAR) if enough and found else known


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
    known = space.ids.get_indexer(pd.Index([territory.id, *own, *removed]))
    allowed[known[known >= 0]] = False
    return allowed


def _would_be(space: Space, squares: Floats, chosen: Ints, allowed: Bools, removed: Sequence[str]) -> tuple[str, ...]:
    """Return, of the ids left out, those that are as near as the farthest of the neighbours kept."""
    if not removed:
        return ()
    farthest = squares[chosen[-1]] if len(chosen) else np.inf
    near = set(space.ids[allowed & (squares <= farthest) & np.isfinite(squares)])
    return tuple(i for i in dict.fromkeys(removed) if i in near)


def _neighbour(
    space: Space, weights: Floats, place: int, other: int, squares: tuple[float, float], lying: Remoteness | None
) -> Neighbour:
    """Return a neighbour with the reasons of its distance.

    `weights` is 0 for what the place lacks; `squares` are those of the distance of structure and of the whole distance.
    """
    gaps = (space.matrix[other] - space.matrix[place]).tolist()
    used = [(feature.id, w, gap) for feature, w, gap in zip(space.features, weights.tolist(), gaps, strict=True)]
    used = [(name, w, gap) for name, w, gap in used if w > 0 and not math.isnan(gap)]
    parts = {name: w * gap * gap for name, w, gap in used}
    of_structure = sum(parts.values())
    left = 1.0 - lying.share if lying else 1.0
    structure, distance = (round(math.sqrt(square), DISTANCE_DECIMALS) for square in squares)
    return Neighbour(
        id=str(space.ids[other]),
        distance=distance,
        contributions={name: left * part / of_structure if of_structure else 0.0 for name, part in parts.items()},
        differences={name: round(gap, SCALED_DECIMALS) for name, _, gap in used},
        structure=structure,
        remoteness=lying,
    )
