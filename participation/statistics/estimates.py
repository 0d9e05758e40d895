"""Estimates: what answers say of all collectivités, with how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from participation.statistics.cells import APART, Bools, Cell, Floats, Ints
from participation.statistics.laws import student_quantile
from participation.statistics.weights import Weighting, design_effect

LEVEL = 0.95
DOMINANT = 0.85
"""A total of which one answer makes so much tells that answer: it is withheld."""


@dataclass(frozen=True)
class Estimate:
    """One figure of a survey, never told without how it is known.

    Attributes
    ----------
    value : float
        A share from 0 to 1, or in the question's unit.
    variance : float
        Of the value, over the samples that the same design could have given.
    low, high : float
        Range at 95 %, « indicative, hors biais de participation ».
    answers : int
        That the figure rests on.
    effective : float
        Answers of equal weight that would tell as much.
    weakest : Cell or None
        The cell with the fewest of these answers, of those that have any: others are of another group.
    weakest_answers : int
        How many it has.
    """

    value: float
    variance: float
    low: float
    high: float
    answers: int
    effective: float
    weakest: Cell | None
    weakest_answers: int


def average(weighting: Weighting, numbers: Floats, base: Bools) -> Estimate | None:
    """Return the mean of a number over all collectivités of the base; for points of a ranking, for instance.

    Parameters
    ----------
    weighting : Weighting
    numbers : ndarray of float, shape (n,)
        Not read outside the base.
    base : ndarray of bool, shape (n,)
    """
    told = _mean(weighting, np.where(base, numbers, 0.0), base)
    if told is None:
        return None
    value, variance, effective, freedom = told
    margin = student_quantile((1 + LEVEL) / 2, freedom) * math.sqrt(variance)
    return _estimate(weighting, base, (value, variance, value - margin, value + margin), effective)


def _mean(weighting: Weighting, values: Floats, base: Bools) -> tuple[float, float, float, int] | None:
    """Return value, variance, effective answers, degrees of freedom."""
    inside = base & ~np.isnan(weighting.weights)
    if not inside.any():
        return None
    weights = np.where(inside, weighting.weights, 0.0)
    total = weights.sum()
    value = float((weights * values).sum() / total)
    parts = weights * (values - value) / total
    cells = weighting.cells
    sampled = 1 - cells.answers / cells.totals
    weighed = cells.of != APART
    of, parts = cells.of[weighed], parts[weighed]
    centres = np.where(cells.answers > 1, np.bincount(of, parts, len(sampled)) / cells.answers, 0.0)
    spread = np.bincount(of, (parts - centres[of]) ** 2, len(sampled))
    variance = (sampled * cells.answers / np.maximum(cells.answers - 1, 1) * spread).sum()
    used = np.unique(cells.of[inside])
    freedom = max(int(inside.sum()) - len(used), 1)
    effective = inside.sum() / design_effect(weights[inside])
    return value, float(variance), float(effective), freedom


def _estimate(weighting: Weighting, base: Bools, told: tuple[float, float, float, float], effective: float) -> Estimate:
    inside = base & ~np.isnan(weighting.weights)
    counts = np.bincount(weighting.cells.of[inside], minlength=len(weighting.cells.cells))
    weakest = int(np.argmin(np.where(counts > 0, counts, counts.max() + 1))) if counts.any() else None
    return Estimate(
        *told,
        answers=int(inside.sum()),
        effective=effective,
        weakest=weighting.cells.cells[weakest] if weakest is not None else None,
        weakest_answers=int(counts[weakest]) if weakest is not None else 0,
    )


def quantiles(weighting: Weighting, numbers: Floats, base: Bools, levels: tuple[float, ...]) -> tuple[float, ...]:
    """Return weighted quantiles: the smallest number below or at which that share of the collectivités lies.

    Parameters
    ----------
    weighting : Weighting
    numbers : ndarray of float, shape (n,)
    base : ndarray of bool, shape (n,)
    levels : tuple of float

    Returns
    -------
    tuple of float
        NaN where nobody is in the base.
    """
    inside = base & ~np.isnan(weighting.weights)
    if not inside.any():
        return tuple(math.nan for _ in levels)
    order = np.argsort(numbers[inside], kind="stable")
    sorted_numbers = numbers[inside][order]
    below = np.cumsum(weighting.weights[inside][order])
    slack = below[-1] * 1e-12
    return tuple(float(sorted_numbers[int(np.searchsorted(below, level * below[-1] - slack))]) for level in levels)


def borda(ranks: Ints, most: int) -> Floats:
    """Return the points of Borda: as many as ranks can be given for the first, one less for the next, 0 if not ranked.

    Parameters
    ----------
    ranks : ndarray of int, shape (n, options)
        From 1; 0 for an option that was not ranked.
    most : int
        Options that may be ranked.
    """
    return np.where(ranks > 0, most + 1 - ranks, 0).astype(float)
