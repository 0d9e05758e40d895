"""The normal law and what rests on it, without any library: tails, fixed draws, several tests at once, small counts."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from observatoire.model.store import Bools, Floats

WIDE = 1.96
"""Standard deviations that a margin is made of: 95 times in 100."""
DRAWS = 400
MOST_DRAWN = 256
"""Territories whose draws are kept: of a wider group, that many are taken at equal steps of rank."""
LEVEL = 0.05


def two_sided(z: float) -> float:
    """Return how often a standard normal is as far from 0 as `z`, either way."""
    return math.erfc(abs(z) / math.sqrt(2))


@lru_cache(maxsize=1)
def _draws() -> Floats:
    """Return standard normal draws, shape (`DRAWS`, `MOST_DRAWN`): the same bits on every machine.

    Each column holds the middles of `DRAWS` equal slices of the normal law, in an order of its own that integers
    alone decide (the mixing of SplitMix64).
    """
    middles = np.array([NormalDist().inv_cdf((i + 0.5) / DRAWS) for i in range(DRAWS)])
    keys = np.arange(1, DRAWS * MOST_DRAWN + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    keys = (keys ^ (keys >> np.uint64(31))).reshape(DRAWS, MOST_DRAWN)
    drawn = middles[np.argsort(keys, axis=0, kind="stable")]
    drawn.setflags(write=False)
    return drawn


def median_variance(values: Floats, variances: Floats) -> float:
    """Return the variance of the median of values that are each known with an error of its own.

    The formula for draws from one law (pi / 2n) is too small where the values are spread: it is drawn instead.

    Parameters
    ----------
    values, variances : ndarray of float, shape (n,)
        No NaN, at least one.
    """
    if not variances.any():
        return 0.0
    n = len(values)
    if n > MOST_DRAWN:
        kept = np.argsort(values, kind="stable")[np.arange(MOST_DRAWN) * n // MOST_DRAWN]
        return median_variance(values[kept], variances[kept]) * MOST_DRAWN / n
    drawn = values + np.sqrt(variances) * _draws()[:, :n]
    return float(np.median(drawn, axis=1).var())


def variance_beside_median(values: Floats, variances: Floats, moves: Floats) -> float:
    """Return the variance of what moves with the values themselves less their median, from the same draws.

    Parameters
    ----------
    values, variances : ndarray of float, shape (n,)
        As `median_variance` takes them, at most `MOST_DRAWN`.
    moves : ndarray of float, shape (n,)
        How much it moves when each value moves by one.
    """
    moved = np.sqrt(variances) * _draws()[:, : len(values)]
    return float((np.median(values + moved, axis=1) - moved @ moves).var())


def apart_by_holm(gaps: Floats, variances: Floats) -> npt.NDArray[np.int8]:
    """Tell which gaps are surely above zero (1), surely below (-1) or neither (0), all together at 5 %.

    Holm's method (1979): the k-th surest of n is held to 5 % / (n - k + 1), until one fails.

    Parameters
    ----------
    gaps, variances : ndarray of float, shape (n,)
        NaN where nothing is known: never apart, and counted among those tested.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(gaps == 0, 0.0, np.abs(gaps) / np.sqrt(variances))
    tails = np.array([math.erfc(z / math.sqrt(2)) if z == z else 1.0 for z in far.tolist()])
    order = np.argsort(tails, kind="stable")
    passes = tails[order] * (len(tails) - np.arange(len(tails))) <= LEVEL
    surely = np.zeros(len(tails), dtype=bool)
    surely[order[: int(np.argmin(passes)) if not passes.all() else len(passes)]] = True
    return np.where(surely, np.sign(np.nan_to_num(gaps)), 0).astype(np.int8)


def discoveries(tails: Floats, rate: float) -> Bools:
    """Tell which tests are kept so that at most a share of those kept are false: Benjamini and Hochberg (1995).

    Parameters
    ----------
    tails : ndarray of float, shape (n,)
        Two-sided, of each test.
    rate : float
        The share of false ones, 0-1.
    """
    return adjusted(tails) <= rate


def adjusted(tails: Floats) -> Floats:
    """Return the least share of false ones at which each test is kept (Benjamini and Hochberg's q)."""
    n = len(tails)
    order = np.argsort(tails, kind="stable")
    q = np.minimum.accumulate((tails[order] * n / np.arange(1, n + 1))[::-1])[::-1]
    found = np.empty(n)
    found[order] = np.minimum(q, 1.0)
    return found


def smoothed(counts: Floats, exposures: Floats) -> tuple[Floats, Floats]:
    """Return rates drawn towards that of all, the more so as they rest on little, and the weight of their own.

    Marshall's empirical Bayes (1991), global, as `EBest` of the R package spdep has it. Only to colour a map or to
    order a list: never a value.

    Parameters
    ----------
    counts, exposures : ndarray of float, shape (n,)
        Events, and what they are set against; no NaN, exposures above 0.

    Returns
    -------
    tuple of ndarray
        Rates, in the unit of counts over exposures; weights, 0 to 1.
    """
    total = exposures.sum()
    common = counts.sum() / total
    rates = counts / exposures
    spread = (exposures * (rates - common) ** 2).sum() / total
    between = max(float(spread - common / exposures.mean()), 0.0)
    if between == 0 or common == 0:
        return np.full(len(rates), common), np.zeros(len(rates))
    weights = between / (between + common / exposures)
    return weights * rates + (1 - weights) * common, weights
