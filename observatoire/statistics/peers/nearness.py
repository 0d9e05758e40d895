"""Near and alike: what being far away on the map adds to the distance of structure (method: `docs/peers.md`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from observatoire.model.features import Nearness
from observatoire.model.store import Bools, Floats, Ints, Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.peers.feature_space import SCALED_DECIMALS
from observatoire.statistics.peers.sphere import kilometres, on_the_sphere

MARGIN = 1e-8
"""Added to a bound of squared distances, so that those that tie with it once rounded are not lost."""


NOWHERE = -2
"""Département of a territory that is of none: no other's, not even that of another one of none."""

LIKELY = 30
"""Times as many of the nearest by structure as are wanted: the n-th of them on the map too is the bound."""


@dataclass(frozen=True)
class Remoteness:
    """How far away a neighbour lies, and what it weighs.

    Attributes
    ----------
    kilometres : float
        Great circle between the points of the two territories.
    same_departement : bool
        Whether most of the population of both lives in the same département.
    share : float
        Share (0-1) of the squared distance that comes from being away; those of the features make up the rest.
    """

    kilometres: float
    same_departement: bool
    share: float


@dataclass(frozen=True, eq=False)
class _Map:
    points: Floats
    departements: Ints
    codes: dict[str, int]


@lru_cache(maxsize=4)
def _map_of(store: Store, level: Level) -> _Map:
    frame = store.level(level)
    points = on_the_sphere(frame["lon"].to_numpy(dtype=np.float64), frame["lat"].to_numpy(dtype=np.float64))
    points.setflags(write=False)
    departements, codes = pd.factorize(frame["departement"])
    return _Map(points, departements, {str(code): rank for rank, code in enumerate(codes)})


def away(store: Store, territory: Territory, others: Ints) -> tuple[Floats, Bools]:
    """Return how many kilometres away territories of a level are, and whether they are of the same département.

    Parameters
    ----------
    store, territory
        The edition and the place; a composed territory lies in its largest commune and in the département where most
        of its population lives.
    others : ndarray of int
        Positions in the level's table.

    Returns
    -------
    ndarray of float
        Kilometres.
    ndarray of bool
    """
    found = _map_of(store, territory.level)
    here = on_the_sphere(np.array([territory.lon]), np.array([territory.lat]))[0]
    own = found.codes.get(territory.departement or "", NOWHERE)
    return kilometres(found.points[others], here), found.departements[others] == own


def added(nearness: Nearness, far: Floats, same_departement: Bools) -> Floats:
    """Return what is added to squared distances of structure.

    `other_departement` x [another département] + `weight` x min(log(1 + km / `kilometres`) / `width`, `bound`)².

    Parameters
    ----------
    nearness : Nearness
    far : ndarray of float
        Kilometres.
    same_departement : ndarray of bool
    """
    remote = np.minimum(np.round(np.log1p(far / nearness.kilometres) / nearness.width, SCALED_DECIMALS), nearness.bound)
    return np.asarray(nearness.weight * remote * remote + nearness.other_departement * ~same_departement)


def mixed(store: Store, territory: Territory, nearness: Nearness, squares: Floats, allowed: Bools, n: int) -> Floats:
    """Return squared distances of structure with what being far away adds, where it may matter.

    Nothing is ever taken off: a territory that structure alone sets farther than the n-th of some is not among the n
    nearest of all, and the map is not asked about it.

    Parameters
    ----------
    store, territory, nearness
        The edition, the place, and what being far away adds.
    squares : ndarray of float, shape (territories,)
        As `neighbours.squared_distances` returns them.
    allowed : ndarray of bool, shape (territories,)
        Those that may be neighbours.
    n : int
        How many are wanted.

    Returns
    -------
    ndarray of float, shape (territories,)
        Infinite for those left out.
    """
    candidates = np.flatnonzero(np.isfinite(squares[: len(store.index(territory.level))]))
    some = _likely(squares, candidates[allowed[candidates]], n)
    known = squares[some] + added(nearness, *away(store, territory, some))
    limit = np.partition(known, n - 1)[n - 1] if len(some) > n else np.inf
    within = candidates[squares[candidates] <= limit + MARGIN]
    result = np.full(len(squares), np.inf)
    result[within] = squares[within] + added(nearness, *away(store, territory, within))
    return result


def _likely(squares: Floats, candidates: Ints, n: int) -> Ints:
    """Return some of the territories nearest by structure: enough for the n-th of them to be a close bound."""
    few = n * LIKELY
    return candidates[np.argpartition(squares[candidates], few)[:few]] if len(candidates) > few else candidates


def remoteness(store: Store, territory: Territory, alike: Floats, squares: Floats, chosen: Ints) -> list[Remoteness]:
    """Return how far away neighbours lie, and what it weighs.

    Parameters
    ----------
    store, territory
        The edition and the place.
    alike, squares : ndarray of float, shape (neighbours,)
        Their squared distances: of structure, and with what being far away adds.
    chosen : ndarray of int
        Their positions in the level's table.
    """
    far, same = away(store, territory, chosen)
    shares = np.divide(squares - alike, squares, out=np.zeros(len(chosen)), where=squares > 0)
    found = zip(np.round(far, 1).tolist(), same.tolist(), shares.tolist(), strict=True)
    return [Remoteness(*known) for known in found]
