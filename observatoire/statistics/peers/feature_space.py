"""The space in which territories are neighbours: features unskewed, scaled robustly, bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from observatoire.model.catalog import Catalog
from observatoire.model.features import SHRUNK, Feature, Transform
from observatoire.model.store import Bools, Floats, Ints, Store
from observatoire.model.territory import Level

SCALED_POPULATION = 200
"""Communes of fewer inhabitants do not weigh in the scale: their figures are mostly chance."""

NORMAL_RANGE = 2.5631
"""Width, in standard deviations, of the central four fifths of a normal distribution."""

SCALED_DECIMALS = 6
"""Scaled figures are rounded so, and no processor's last bit of a logarithm reaches a distance."""


@dataclass(frozen=True, eq=False)
class Space:
    """A level's territories as points.

    Attributes
    ----------
    ids : Index
        In order of code.
    features : tuple of Feature
        Of this level, in the order of the catalogue.
    matrix : ndarray of float, shape (territories, features)
        Scaled figures; NaN where there is none. Read-only.
    columns : tuple of ndarray of float, shape (territories,)
        The columns of the matrix, each in one piece of memory.
    lacking : tuple of ndarray of int
        By feature, positions of the territories without it.
    weights : ndarray of float, shape (features,)
    scales : tuple of (float, float)
        By feature, what is taken off and what it is divided by, once unskewed.
    """

    ids: pd.Index[str]
    features: tuple[Feature, ...]
    matrix: Floats
    columns: tuple[Floats, ...]
    lacking: tuple[Ints, ...]
    weights: Floats
    scales: tuple[tuple[float, float], ...]

    def position(self, identifier: str) -> int:
        """Return the row of a territory."""
        found = self.ids.get_loc(identifier)
        assert isinstance(found, int)
        return found

    def beside(self, identifier: str, figures: Floats) -> Space:
        """Return the space with one more territory, which moves no scale.

        Parameters
        ----------
        identifier : str
            Of a territory that is not there.
        figures : ndarray of float, shape (features,)
            Its features, unscaled; NaN where there is none.
        """
        pairs = zip(self.features, self.scales, figures, strict=True)
        row = [
            float(_point(_unskewed(np.array([value]), feature), feature, scale)[0]) for feature, scale, value in pairs
        ]
        return _space_from(pd.Index([*self.ids, identifier]), self.features, np.vstack([self.matrix, row]), self.scales)


def scaled(store: Store, catalog: Catalog, level: Level) -> Space:
    """Return the space of a level, shared between callers.

    Each feature is unskewed (`transform`), its median is taken off, and it is divided by the width of its central four
    fifths over that of a normal distribution: 1 is a standard deviation that outliers do not move, and that is not zero
    when most territories have none (second homes, mountains). Where even that width is zero, 1 stands in.
    Beyond `bound`, when a feature has one, differences no longer grow.

    Raises
    ------
    ValueError
        When the level has no features.
    """
    features = tuple(feature for feature in catalog.features.values() if level in feature.levels)
    if not features:
        raise ValueError(f"no features are declared for the level {level}")
    return _space(store, level, features)


@lru_cache(maxsize=8)
def _space(store: Store, level: Level, features: tuple[Feature, ...]) -> Space:
    frame = store.features(level)
    populations = store.level(level)["population"].to_numpy(dtype=np.float64)
    return space_of(frame, features, (level != "commune") | (populations >= SCALED_POPULATION))


def space_of(frame: pd.DataFrame, features: tuple[Feature, ...], scaling: Bools) -> Space:
    """Return the space of a table of features.

    Parameters
    ----------
    frame : DataFrame
        As `Store.features` gives it.
    features : tuple of Feature
    scaling : ndarray of bool, shape (territories,)
        Territories that weigh in medians and widths.
    """
    unskewed = [_unskewed(_figures(frame, feature), feature) for feature in features]
    scales = tuple(_scale(column, scaling) for column in unskewed)
    points = [_point(*known) for known in zip(unskewed, features, scales, strict=True)]
    return _space_from(frame.index, features, np.column_stack(points), scales)


def _space_from(
    ids: pd.Index[str], features: tuple[Feature, ...], points: Floats, scales: tuple[tuple[float, float], ...]
) -> Space:
    matrix = np.asfortranarray(points)
    matrix.setflags(write=False)
    columns = tuple(matrix.T)
    lacking = tuple(np.flatnonzero(np.isnan(column)) for column in columns)
    weights = np.array([feature.weight for feature in features])
    weights.setflags(write=False)
    return Space(ids, features, matrix, columns, lacking, weights, scales)


def _figures(frame: pd.DataFrame, feature: Feature) -> Floats:
    """Return the figures that enter the distance: those in which small communes lean on their EPCI, where they do."""
    shrunk = f"{feature.id}{SHRUNK}"
    return np.asarray(frame[shrunk if shrunk in frame else feature.id], dtype=np.float64)


def _unskewed(figures: Floats, feature: Feature) -> Floats:
    return _TRANSFORMS[feature.transform](figures)


def _scale(unskewed: Floats, scaling: Bools) -> tuple[float, float]:
    """Return the median and the width of a feature; NaN without any figure."""
    known = unskewed[scaling & ~np.isnan(unskewed)]
    if not len(known):
        return np.nan, 1.0
    low, middle, high = np.quantile(known, [0.1, 0.5, 0.9])
    return float(middle), float((high - low) / NORMAL_RANGE or 1.0)


def _point(unskewed: Floats, feature: Feature, scale: tuple[float, float]) -> Floats:
    middle, width = scale
    points = (unskewed - middle) / width
    if feature.bound is not None:
        points = np.clip(points, -feature.bound, feature.bound)
    return np.asarray(np.round(points, SCALED_DECIMALS), dtype=np.float64)


def _logarithm(figures: Floats) -> Floats:
    """Return logarithms; a territory without inhabitants has none."""
    return np.asarray(np.log(np.where(figures > 0, figures, np.nan)), dtype=np.float64)


_TRANSFORMS: Mapping[Transform, Callable[[Floats], Floats]] = {
    "none": np.positive,
    "log": _logarithm,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
}
