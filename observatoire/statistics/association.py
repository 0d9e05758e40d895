"""Two indicators together: where a place stands on both, and whether its peers' ranks go together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from observatoire.model.store import Floats
from observatoire.statistics.figures import Figures

FEWEST = 20
"""Below so many peers, a rank correlation is left unsaid."""
LEAST = 0.4
"""Weaker ones too: they say little of any one territory."""
STRONG = 0.6
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Association:
    """Two indicators of one place among its peers.

    Attributes
    ----------
    n : int
        Peers that count: both figures known, neither fragile nor implausible.
    fragile, missing : int
        Peers left out: a figure is missing, else a figure is fragile or implausible.
    medians : tuple of float
        Of the peers that count; NaN without any.
    sides : tuple of int or None
        For each indicator, whether the place is above (1), at (0) or below (-1) that median; None when one of its
        figures does not count.
    same_sides : int
        Peers that are on the same side of both medians as the place.
    rho : float
        Spearman's rank correlation among the peers that count; NaN when it cannot be computed.
    """

    n: int
    fragile: int
    missing: int
    medians: tuple[float, float]
    sides: tuple[int, int] | None
    same_sides: int
    rho: float

    @property
    def link(self) -> int:
        """Whether the ranks go together: 0 nothing worth saying, 1 or 2 (strong) together, -1 or -2 in opposition."""
        if self.n < FEWEST or not math.isfinite(self.rho):
            return 0
        # Under no link at all, rho spreads around 0 with a standard deviation of 1 / sqrt(n - 1).
        if abs(self.rho) < max(LEAST, NORMAL_95 / math.sqrt(self.n - 1)):
            return 0
        return int(math.copysign(2 if abs(self.rho) >= STRONG else 1, self.rho))


def ranks(values: Floats) -> Floats:
    """Return the ranks of values, 1 for the lowest; ties share the mean of their ranks.

    Examples
    --------
    >>> ranks(np.array([10.0, 30.0, 10.0, 20.0])).tolist()
    [1.5, 4.0, 1.5, 3.0]
    """
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: Floats = last - (counts - 1) / 2
    return middle[inverse]


def spearman(first: Floats, second: Floats) -> float:
    """Return Spearman's rank correlation of paired values without NaN: Pearson's on the mean ranks of ties.

    Returns
    -------
    float
        From -1 to 1; NaN for fewer than three pairs, or when either side is all equal.
    """
    if first.size < 3:
        return float("nan")
    a, b = ranks(first), ranks(second)
    a, b = a - a.mean(), b - b.mean()
    spread = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / spread if spread else float("nan")


def associate(first: Figures, second: Figures) -> Association:
    """Compare a place with its peers on two indicators at once.

    Parameters
    ----------
    first, second : Figures
        The place's figure, then its peers', in the same order.

    Returns
    -------
    Association
        Peers with a missing or fragile figure are left out of everything, and counted.
    """
    missing = ~(first.known & second.known)[1:]
    counts = (first.counts & second.counts)[1:]
    x, y = first.value[1:][counts], second.value[1:][counts]
    medians = (float(np.median(x)), float(np.median(y))) if x.size else (float("nan"), float("nan"))
    sides, same = None, 0
    if x.size and first.counts[0] and second.counts[0]:
        sides = (_side(first.value[0], medians[0]), _side(second.value[0], medians[1]))
        same = int(((np.sign(x - medians[0]) == sides[0]) & (np.sign(y - medians[1]) == sides[1])).sum())
    return Association(
        n=int(x.size),
        fragile=int((~missing & ~counts).sum()),
        missing=int(missing.sum()),
        medians=medians,
        sides=sides,
        same_sides=same,
        rho=spearman(x, y),
    )


def _side(value: float, median: float) -> int:
    return int(np.sign(value - median))
