"""Figures by steps, and their ranges made of what is told of them alone: they tell no more than it does."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from participation.statistics.estimates import LEVEL
from participation.statistics.laws import beta_quantiles, student_quantile

SLACK = 1e-9


def worth(effective: float, collectivites: int | None) -> float:
    """Return how many answers of equal weight, drawn from endless ones, say as much as these of so many.

    Parameters
    ----------
    effective : float
        Answers of equal weight (Kish 1965).
    collectivites : int or None
        That they stand for; None where their number is not known: endless.

    Notes
    -----
    A stratified share whose strata all vary alike has the variance S² Σ (N_h/N)² (1/n_h - 1/N_h), which is S² times one
    over the effective answers less one over N (Cochran 1977, 5.10).
    """
    if collectivites is None or not 0 < effective < collectivites:
        return effective
    return 1 / (1 / effective - 1 / collectivites)


def stepped(share: float, step: float) -> float:
    """Return a share by steps; halfway goes outwards, so that two that make one say no more together than either."""
    if share < 0.5:
        return round(1 - stepped(1 - share, step), 4)
    return round(math.floor(share / step + 0.5 + SLACK) * step, 4)


def range_by_steps(value: float, effective: float, step: float) -> tuple[float, float]:
    """Return the range of a share that is told by steps, from what is told of it alone.

    Parameters
    ----------
    value : float
        As told, a multiple of half a step: what it was told of is within half a step of it.
    effective : float
        Answers of equal weight that it is worth, as told.
    step : float

    Notes
    -----
    That of Clopper and Pearson (1934) of so many answers, at both ends of what the share may be, outwards by steps. The
    exact share, or its variance, would move the ends at other places than the value: together they would tell it three
    times as finely as its step.
    """
    low, high = _ranges_by_steps(effective, step)[round(2 * value / step)]
    return low, high


@lru_cache(maxsize=1_024)
def _ranges_by_steps(effective: float, step: float) -> list[tuple[float, float]]:
    """Return the ranges of all shares that can be told, from 0 by half a step: many at once cost as one."""
    values = np.arange(round(2 / step) + 1) * step / 2
    least, most = np.maximum(values - step / 2, 0.0), np.minimum(values + step / 2, 1.0)
    n, level = max(effective, 1.0), (1 + LEVEL) / 2
    hit, missed = np.concatenate([n * least, n * most + 1]), np.concatenate([n * (1 - least) + 1, n * (1 - most)])
    ends = beta_quantiles(np.repeat([1 - level, level], len(values)), hit, missed).reshape(2, -1)
    low, high = np.floor(ends[0] / step + SLACK) * step, np.ceil(ends[1] / step - SLACK) * step
    return list(zip(low.tolist(), high.tolist(), strict=True))


def points_by_steps(value: float, effective: float, step: float, most: int) -> tuple[float, float]:
    """Return the range of an average of points that is told by steps, from what is told of it alone.

    Parameters
    ----------
    value : float
        As told, a multiple of a step.
    effective : float
        Answers of equal weight that it is worth, as told.
    step : float
    most : int
        Points of the first rank; none has less than 0.

    Notes
    -----
    Numbers from 0 to M of which the average is m vary by m(M - m) at most (Bhatia and Davis 2000), of which what is
    estimated from n of them is n/(n - 1): Student's range of so much, around both ends of what the average may be,
    outwards by steps.
    """
    n = max(effective, 2.0)
    least, top = max(value - step / 2, 0.0), min(value + step / 2, float(most))
    widest = min(max(most / 2, least), top)
    margin = student_quantile((1 + LEVEL) / 2, max(int(n) - 1, 1)) * math.sqrt(widest * (most - widest) / (n - 1))
    low, high = max(least - margin, 0.0), min(top + margin, float(most))
    return math.floor(low / step + SLACK) * step, math.ceil(high / step - SLACK) * step
