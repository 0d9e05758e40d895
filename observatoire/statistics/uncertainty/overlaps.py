"""What two territories share moves both alike: a composed territory and its members, or two that overlap.

The gap of a whole to one of its parts is surer than if they were apart: V(whole - part) = V(whole) + V(part) - 2 C,
where C is the variance of the communes that both hold, weighted by their part of the exposure of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from observatoire.model.store import Floats, Ints, Store
from observatoire.model.territory import is_composed
from observatoire.statistics.figures import Figures, figures_of_groups
from observatoire.statistics.uncertainty.events import Dispersion
from observatoire.statistics.uncertainty.variances import errors_of_groups


@dataclass(frozen=True)
class Overlap:
    """What the first territory shares with some of the others.

    Attributes
    ----------
    at : ndarray of int
        Which of the others, by position among the figures.
    weight : ndarray of float
        One over the exposures of both, multiplied; 1 for a count.
    exposure, variance, spread : ndarray of float
        Of the communes that both hold: what counts are set against, the variance of their value, and their spread
        (`Errors.spread`).
    """

    at: Ints
    weight: Floats
    exposure: Floats
    variance: Floats
    spread: Floats

    def covariances(self, size: int) -> Floats:
        """Return the covariance of the first value with each of the `size` others; 0 where they share nothing."""
        return self._placed(self.variance * self.exposure**2 * self.weight, size)

    def of_rates(self, dispersion: Dispersion, common: Floats, size: int) -> Floats:
        """Return that of rates of events, before their scale, where both have the rate `common`, one an other."""
        expected = common[self.at - 1] * self.exposure
        return self._placed(dispersion.variance(expected, self.spread) * self.weight, size)

    def _placed(self, found: Floats, size: int) -> Floats:
        placed = np.zeros(size)
        placed[self.at - 1] = np.nan_to_num(found)
        return placed


def overlap_with_first(store: Store, figures: Figures) -> Overlap | None:
    """Return what the first territory shares with the others; None where none is composed, or they share nothing.

    Parameters
    ----------
    store : Store
    figures : Figures
        Of one year, the place first.
    """
    ids = [str(identifier) for identifier in figures.ids]
    if not any(map(is_composed, ids)) or not figures.indicator.additive:
        return None
    held = np.zeros(len(store.index("commune")), dtype=bool)
    held[store.members(ids[0])] = True
    shared = {other: mine for other in ids[1:] if (mine := store.members(other)[held[store.members(other)]]).size}
    if not shared:
        return None
    at = np.array([place for place, other in enumerate(ids) if place and other in shared], dtype=np.intp)
    common = figures_of_groups(store, figures.indicator, figures.year, {ids[place]: shared[ids[place]] for place in at})
    errors = errors_of_groups(store, common, {ids[place]: shared[ids[place]] for place in at})
    single = figures.indicator.kind == "count"
    weight = np.ones(len(at)) if single else 1 / (figures.denominator[0] * figures.denominator[at])
    exposure = np.ones(len(at)) if single else common.denominator
    return Overlap(at, weight, exposure, errors.variance, errors.spread)


def less_shared(apart: Floats, covariances: Floats) -> Floats:
    """Return the variance of gaps from what it would be if the two had nothing in common; never below 0."""
    return np.where(covariances != 0, np.maximum(apart - 2 * covariances, 0.0), apart)
