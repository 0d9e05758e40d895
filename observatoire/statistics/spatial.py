"""Whether adjacent territories resemble each other: Moran's I on contiguity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatoire.model.store import Floats, Ints
from observatoire.statistics.figures import Figures

MIN_UNITS: Final = 20
"""Below, the normal approximation of the index is poor and a map is read faster than a word."""

MIN_Z: Final = 2.576
"""Departure from chance, in standard deviations, that chance exceeds once in a hundred (both sides)."""

MIN_INDEX: Final = 0.1
"""With 34 875 communes any index departs from chance: below this one, no eye sees it on the map."""


@dataclass(frozen=True, slots=True)
class Moran:
    """Moran's I and what chance alone would give.

    Attributes
    ----------
    index : float
        Above its expectation, adjacent territories resemble each other; below, they differ.
    expected, variance : float
        Of the index, were the same values dealt at random to the same territories (randomisation).
    units : int
        Territories counted: a plain value and at least one adjacent territory that has one.
    left_out : int
        Territories without a plain value, or without any such adjacent territory.
    """

    index: float
    expected: float
    variance: float
    units: int
    left_out: int

    @property
    def z(self) -> float:
        """Departure from chance in standard deviations; 0 when chance cannot vary."""
        return (self.index - self.expected) / self.variance**0.5 if self.variance > 0 else 0.0

    @property
    def telling(self) -> bool:
        """Whether the index says something: enough territories, beyond chance, and visible."""
        return self.units >= MIN_UNITS and abs(self.z) >= MIN_Z and abs(self.index) >= MIN_INDEX


def resemblance(figures: Figures, pairs: pd.DataFrame) -> Moran | None:
    """Return Moran's I of the values of a map that count (`Figures.counts`).

    Parameters
    ----------
    figures : Figures
        Of the territories shown.
    pairs : DataFrame
        Contiguous territories: columns `id`, `adjacent`, each pair in both directions. Pairs with a
        territory that is not shown are ignored.

    Returns
    -------
    Moran or None
        None when the index does not exist (see `moran`).
    """
    return moran(pd.Series(figures.counted, index=figures.ids), pairs)


def moran(values: pd.Series, pairs: pd.DataFrame) -> Moran | None:
    """Return Moran's I with weights that sum to one for each territory.

    I = sum_i sum_j w_ij z_i z_j / sum_i z_i², where z is the gap to the mean and w_ij = 1 / (number of
    territories adjacent to i). Expectation and variance under randomisation, in closed form: no permutation, so the
    same map always says the same.

    Parameters
    ----------
    values : Series of float
        Indexed by id; a missing value (NaN) leaves its territory out, as if it were not on the map. So are
        islands: territories to which none with a value is adjacent.
    pairs : DataFrame
        Columns `id`, `adjacent`; each pair in both directions.

    Returns
    -------
    Moran or None
        None with fewer than four territories left, or when all values are equal.

    References
    ----------
    A. D. Cliff and J. K. Ord, *Spatial Processes*, Pion, 1981, p. 42-46.
    """
    heads, tails, numbers = _contiguous(values, pairs)
    units = len(numbers)
    # Equal values leave gaps of the size of the rounding of their mean.
    if units < 4 or np.ptp(numbers) <= 1e-12 * np.abs(numbers).max():
        return None
    gaps = numbers - numbers.mean()
    degrees = np.bincount(heads, minlength=units)
    weights = 1.0 / degrees[heads]
    index = float((weights * gaps[heads] * gaps[tails]).sum() / (gaps**2).sum())
    expected = -1.0 / (units - 1)
    variance = _variance(heads, tails, degrees, gaps) - expected**2
    return Moran(index, expected, variance, units, len(values) - units)


def _contiguous(values: pd.Series, pairs: pd.DataFrame) -> tuple[Ints, Ints, Floats]:
    """Return the two ends of each pair as positions among the territories kept, and the values of these."""
    known = values[values.notna()]
    heads, tails = (known.index.get_indexer(pd.Index(pairs[end])) for end in ("id", "adjacent"))
    both = (heads >= 0) & (tails >= 0) & (heads != tails)
    heads, tails = heads[both], tails[both]
    kept = np.unique(heads)
    return np.searchsorted(kept, heads), np.searchsorted(kept, tails), known.to_numpy(dtype=np.float64)[kept]


def _variance(heads: Ints, tails: Ints, degrees: npt.NDArray[np.intp], gaps: Floats) -> float:
    """Return the expectation of the square of the index under randomisation (Cliff and Ord's s0, s1, s2 and k)."""
    n = float(len(gaps))
    s0 = n  # weights of a territory sum to one
    forth, back = 1.0 / degrees[heads], 1.0 / degrees[tails]
    s1 = 0.5 * float(((forth + back) ** 2).sum())
    received = np.bincount(tails, weights=forth, minlength=len(gaps))
    s2 = float(((1.0 + received) ** 2).sum())
    k = float((gaps**4).mean() / (gaps**2).mean() ** 2)
    spread = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    shape = k * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    return (spread - shape) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0)
