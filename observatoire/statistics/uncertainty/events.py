"""Counts of events: how far chance moves them, whether a period says something lasting, gaps of rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from observatoire.model.errors import SIZES
from observatoire.model.store import Floats, Store


@dataclass(frozen=True)
class Dispersion:
    """How much a count of events varies when nothing changes: phi E + c² E² (`loaders/pipeline/errors.py`)."""

    phi: float
    c2: float
    repeatability: Mapping[str, list[float | None]]

    def variance(self, expected: Floats | float, spread: Floats | float = 1.0, years: int = 1) -> Any:
        """Return the variance of a count over some years, from what is expected over them."""
        return self.phi * expected + self.c2 * expected**2 * spread / years


def dispersion_of(store: Store, measure: str) -> Dispersion | None:
    """Return the dispersion of a measure of events; None while the edition has too few years of it.

    Parameters
    ----------
    store, measure
        The edition and the measure's id.
    """
    known = store.manifest.get("errors", {}).get(measure)
    return Dispersion(known["phi"], known["c2"], known["repeatability"]) if known else None


def repeats(dispersion: Dispersion, population: int, years: int, least: float) -> bool:
    """Tell whether so many years say something lasting of a place of a size: two such periods resemble each other.

    Parameters
    ----------
    dispersion : Dispersion
    population : int
        Of the place.
    years : int
        Taken together: the longest period not above them for which it was estimated.
    least : float
        Correlation from which it does; where none could be estimated, so it is assumed.
    """
    known = [int(k) for k in dispersion.repeatability if int(k) <= years]
    if not known:
        return True
    size = int(np.searchsorted(SIZES, population, side="right")) - 1
    found = dispersion.repeatability[str(max(known))][size]
    return found is None or found >= least


def rate_gap_variance(
    dispersion: Dispersion,
    one: tuple[Floats, Floats, Floats],
    other: tuple[Floats, Floats, Floats],
    years: int = 1,
) -> Floats:
    """Return the variance of the gap between rates of events, as if both had the rate that they have together.

    Parameters
    ----------
    dispersion : Dispersion
    one, other : tuple
        Counts, exposures, spreads (`Errors.spread`).
    years : int
        Taken together.
    """
    (o1, p1, s1), (o2, p2, s2) = one, other
    common = (o1 + o2) / (p1 + p2)
    return np.asarray(
        dispersion.variance(common * p1, s1, years) / p1**2 + dispersion.variance(common * p2, s2, years) / p2**2
    )
