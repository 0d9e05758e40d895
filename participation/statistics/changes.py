"""From one edition to the next: what strata that both tell say together, and a panel's exact test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from participation.statistics.cells import Floats


@dataclass(frozen=True)
class Change:
    """A share in two editions, over the strata that both tell.

    Attributes
    ----------
    before, after : tuple of float
        Value, low, high.
    change : tuple of float
        The same of after less before.
    """

    before: tuple[float, float, float]
    after: tuple[float, float, float]
    change: tuple[float, float, float]


def change(totals: Floats, before: Floats, after: Floats) -> Change:
    """Return the change of a share over common strata.

    Parameters
    ----------
    totals : ndarray of float, shape (strata,)
        Collectivités of each, the same in both editions: what changes is what was answered, not who there is.
    before, after : ndarray of float, shape (strata, 3)
        Value, low and high of each, as published.

    Notes
    -----
    Only published figures are put together, so nothing is told that they did not tell. Their ranges too: variances are
    recovered from the limits (Zou and Donner 2008; for two proportions, Newcombe 1998), on each side apart. Editions
    are taken as independent, which is prudent where the same organisations answered both.
    """
    parts = totals / totals.sum()
    first, second = _together(parts, before), _together(parts, after)
    value = second[0] - first[0]
    low = value - math.hypot(second[0] - second[1], first[2] - first[0])
    high = value + math.hypot(second[2] - second[0], first[0] - first[1])
    return Change(first, second, (value, max(low, -1.0), min(high, 1.0)))


def _together(parts: Floats, figures: Floats) -> tuple[float, float, float]:
    value = float(parts @ figures[:, 0])
    low = value - math.sqrt(float((parts**2) @ (figures[:, 0] - figures[:, 1]) ** 2))
    high = value + math.sqrt(float((parts**2) @ (figures[:, 2] - figures[:, 0]) ** 2))
    return value, max(low, 0.0), min(high, 1.0)


def mcnemar(gained: int, lost: int) -> float:
    """Return the exact two-sided test of McNemar (1947): those that changed would go either way as often.

    Parameters
    ----------
    gained, lost : int
        Who says so only since, and who said so only before.

    Returns
    -------
    float
        Probability of so uneven a split, or a more uneven one; 1 where nobody changed.
    """
    n = gained + lost
    tail = sum(math.comb(n, k) for k in range(min(gained, lost) + 1))
    return float(min(1.0, 2 * tail / 2**n))


def told_of_panel(cells: tuple[int, int, int, int], least: int, fewest: int, *, sensitive: bool) -> bool:
    """Tell whether the four counts of a panel may be told: none of them points at somebody.

    Parameters
    ----------
    cells : tuple of int
        Who said so twice, only since, only before, never.
    least : int
        Answers that a panel needs.
    fewest : int
        That a count needs, unless it is 0.
    sensitive : bool
        Whether « nobody » points at everybody.
    """
    counts = np.array(cells)
    return bool(
        counts.sum() >= least and (counts[counts > 0] >= fewest).all() and not (sensitive and (counts == 0).any())
    )
