"""What is told of a number: means add up as counts do, and weigh as shares do; quartiles are somebody's number."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from participation.statistics.cells import Bools, Floats, Ints
from participation.statistics.estimates import DOMINANT, Estimate, average, quantiles
from participation.statistics.protection.rare_answers import LEAST_COUNT
from participation.statistics.protection.small_groups import implied
from participation.statistics.weights import Weighting

FINEST = 0.01
"""Step of a mean of answers that weigh alike."""
_LADDER = (1.0, 2.0, 5.0, 10.0)
_USED = 1e-6


@dataclass(frozen=True)
class Numbers:
    """The answers to a question of a number.

    Attributes
    ----------
    numbers : ndarray of float, shape (n,)
    given : ndarray of bool, shape (n,)
        Who gave one.
    atom : ndarray of int, shape (n,)
        The finest group of each answer.
    sensitive : bool
        Whether a number that nearly all gave points at somebody.
    bounds : tuple of float
        Least and most that may be given, as the question says; infinite where it does not.
    """

    numbers: Floats
    given: Bools
    atom: Ints
    sensitive: bool
    bounds: tuple[float, float] = (-math.inf, math.inf)


@dataclass(frozen=True)
class NumberResult:
    """What is told of a number in one group.

    Attributes
    ----------
    quartiles : tuple of float or None
        First, median, third; None where fewer than twice the threshold answered, since they are somebody's number.
    mean : Estimate or None
        By steps, but where all answers weigh alike; None where it would tell an answer, or give such a mean back, or
        where a step is more than all of it. Its range is told where quartiles are: of fewer answers, both would tell
        the numbers.
    step : float
        Of the mean.
    """

    quartiles: tuple[float, ...] | None
    mean: Estimate | None
    step: float = FINEST


def number_results(
    asked: Numbers, weighting: Weighting, groups: Bools, told: Bools, alike: Bools, least: int
) -> list[NumberResult | None]:
    """Return what is told of a number in each group; None of those of which nothing is.

    Parameters
    ----------
    asked : Numbers
    weighting : Weighting
    groups : ndarray of bool, shape (groups, atoms)
    told : ndarray of bool, shape (groups,)
        Groups that the question tells.
    alike : ndarray of bool, shape (groups,)
        Those of which all answers weigh the same.
    least : int
        The threshold.
    """
    given = asked.given & ~np.isnan(weighting.weights)
    atom, numbers, weights = asked.atom[given], asked.numbers[given], weighting.weights[given]
    _, value = np.unique(numbers, return_inverse=True)
    means = means_told(groups, atom, weights * numbers, told, value if asked.sensitive else None)
    found: list[NumberResult | None] = [None] * len(told)
    for at in np.flatnonzero(told):
        inside = groups[at][atom]
        step = FINEST if alike[at] else step_of_mean(weights[inside], numbers[inside])
        members = np.zeros(len(given), dtype=bool)
        members[np.flatnonzero(given)[inside]] = True
        found[at] = _number_result(asked, weighting, members, step if means[at] else None, least)
    return found


def _number_result(
    asked: Numbers, weighting: Weighting, members: Bools, step: float | None, least: int
) -> NumberResult:
    """Return what is told of one group: nothing where nearly all gave the same number to a sensitive question.

    Parameters
    ----------
    asked : Numbers
    weighting : Weighting
    members : ndarray of bool, shape (n,)
        Who of the group gave a number.
    step : float or None
        Of the mean; None where it may not be told.
    least : int
    """
    _, alike = np.unique(asked.numbers[members], return_counts=True)
    if asked.sensitive and members.sum() - alike.max() < LEAST_COUNT:
        return NumberResult(None, None)
    enough = members.sum() >= 2 * least
    quartiles = quantiles(weighting, asked.numbers, members, (0.25, 0.5, 0.75)) if enough else None
    mean = None if step is None else average(weighting, asked.numbers, members)
    if mean is None or step is None:
        return NumberResult(quartiles, None)
    return NumberResult(quartiles, within_bounds(by_steps(mean, step) if step > FINEST else mean, mean, asked), step)


def within_bounds(told: Estimate, mean: Estimate, asked: Numbers) -> Estimate | None:
    """Return a mean as it is told, its range no wider than what may be answered; None where steps leave nothing of it.

    Parameters
    ----------
    told : Estimate
        By steps.
    mean : Estimate
        What it was told of: by steps of five millions, the budgets of a région are nothing, and nobody gave less.
    asked : Numbers
    """
    least, most = asked.bounds
    if told.value != mean.value and not least < told.value < most:
        return None
    return replace(told, low=max(told.low, least), high=min(told.high, most))


def means_told(groups: Bools, atom: Ints, parts: Floats, told: Bools, alike: Ints | None = None) -> Bools:
    """Tell of which groups a mean may be told, so that no other one is found by subtraction.

    Parameters
    ----------
    groups : ndarray of bool, shape (groups, atoms)
    atom : ndarray of int, shape (n,)
        Of each answer that is in a group.
    parts : ndarray of float, shape (n,)
        Weight times number of each.
    told : ndarray of bool, shape (groups,)
        Groups of which anything may be told.
    alike : ndarray of int, shape (n,), optional
        Which number each gave, of a sensitive question.

    Returns
    -------
    ndarray of bool, shape (groups,)

    Notes
    -----
    A mean would tell an answer where one makes more than `DOMINANT` of the sum, where fewer than `LEAST_COUNT` gave
    another number than 0, and of a sensitive question where fewer did not give the same. That holds of each group and
    of what others leave of one: of those whose means give such a one back, that of the fewest answers is withheld.
    """
    answers = np.bincount(atom, minlength=groups.shape[1])
    found: Bools = told & ~_telling(groups, atom, parts, alike)
    left = [rest for one in groups[found] for rest in _left_of(one, groups[found]) if answers[rest].any()]
    rests = np.array(left, dtype=bool).reshape(-1, groups.shape[1])
    wanted = np.vstack([groups[told & ~found], rests[_telling(rests, atom, parts, alike)]])
    while len(wanted) and found.any():
        given_back = np.flatnonzero(implied(groups[found], wanted))
        if not len(given_back):
            break
        taken = np.linalg.lstsq(groups[found].T.astype(float), wanted[given_back[0]].astype(float), rcond=None)[0]
        used = np.flatnonzero(found)[np.abs(taken) > _USED]
        found[min(used, key=lambda group: (answers[groups[group]].sum(), group))] = False
    return found


def _left_of(one: Bools, groups: Bools) -> list[Bools]:
    """Return what groups inside another leave of it: each alone, and as many as do not overlap, from each one on.

    Groups of one cut follow each other and do not overlap: from the first of them on all of them are taken away. Where
    fewer leave a set that tells an answer, so do all: that answer is in none of those that are told.
    """
    inside = [other for other in groups if not (other & ~one).any() and (one & ~other).any()]
    left = []
    for first in range(len(inside)):
        rest = one
        for at, other in enumerate((*inside[first:], *inside[:first])):
            if not (other & ~rest).any():
                rest = rest & ~other
            if at == 0:
                left.append(rest)
        left.append(rest)
    return left


def _telling(sets: Bools, atom: Ints, parts: Floats, alike: Ints | None) -> Bools:
    """Tell of which sets of atoms a mean would tell an answer."""
    found: Bools = np.zeros(len(sets), dtype=bool)
    for at, one in enumerate(sets):
        inside = one[atom]
        sizes = np.abs(parts[inside])
        given = int((sizes > 0).sum())
        found[at] = 0 < given < LEAST_COUNT or sizes.max(initial=0.0) > DOMINANT * sizes.sum()
        if alike is not None and inside.any():
            found[at] |= inside.sum() - np.bincount(alike[inside]).max() < LEAST_COUNT
    return found


def step_of_mean(weights: Floats, numbers: Floats) -> float:
    """Return how finely the mean of answers that weigh differently is told: 1, 2 or 5 and zeros.

    Parameters
    ----------
    weights, numbers : ndarray of float, shape (n,)

    Notes
    -----
    The part of the heaviest answer in the standard deviation of the numbers, or in 1 where that is more: what one
    answer moves a share by, a usual one moves the mean by. It is no more than the standard error of the mean.
    """
    parts = weights / weights.sum()
    spread = math.sqrt(float(parts @ (numbers - parts @ numbers) ** 2))
    least = max(float(parts.max()) * max(spread, 1.0), FINEST)
    ten = 10.0 ** math.floor(math.log10(least))
    return next(round(one * ten, 4) for one in _LADDER if one * ten >= least * (1 - 1e-9))


def by_steps(mean: Estimate, step: float) -> Estimate:
    """Return a mean by steps, its range about what is told of it, so that both say it no more finely.

    Parameters
    ----------
    mean : Estimate
    step : float
    """
    value = round(mean.value / step) * step
    margin = math.ceil((mean.high - mean.low) / 2 / step + 0.5) * step
    return replace(mean, value=value, low=value - margin, high=value + margin)
