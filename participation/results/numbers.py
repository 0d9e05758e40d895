"""What is told of a number: quartiles and a mean, group by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.results.columns import Column
from participation.results.groups import Grouping
from participation.results.steps import Steps
from participation.statistics.cells import APART, Bools
from participation.statistics.disclosure import LEAST_COUNT
from participation.statistics.estimates import Estimate, average, quantiles
from participation.statistics.means import FINEST, by_steps, means_told, step_of_mean
from participation.statistics.weights import Weighting


@dataclass(frozen=True)
class NumberResult:
    """What is told of a number in one group.

    Attributes
    ----------
    quartiles : tuple of float or None
        First, median, third; None where fewer than twice the threshold answered, since they are somebody's number.
    mean : Estimate or None
        By steps, but where all answers weigh alike; None where it would tell an answer, or give such a mean back. Its
        range is told where quartiles are: of fewer answers, both would tell the numbers.
    step : float
        Of the mean.
    """

    quartiles: tuple[float, ...] | None
    mean: Estimate | None
    step: float = FINEST


def numbers_of(
    column: Column, weighting: Weighting, groups: Grouping, told: Bools, steps: Steps, least: int
) -> list[NumberResult | None]:
    """Return what is told of a number in each group; None of all groups where answers are chosen.

    Parameters
    ----------
    column : Column
    weighting : Weighting
    groups : Grouping
    told : ndarray of bool, shape (groups,)
        Groups that the question tells.
    steps : Steps
        Of its shares, had it any.
    least : int
        The threshold.
    """
    if column.options:
        return [None] * len(told)
    given = column.answered & (groups.atom != APART)
    _, value = np.unique(column.numbers[given], return_inverse=True)
    alike = value if column.question.sensitive else None
    parts = (weighting.weights * column.numbers)[given]
    means = means_told(groups.of_atoms, groups.atom[given], parts, told, alike)
    found: list[NumberResult | None] = [None] * len(told)
    for at in np.flatnonzero(told):
        inside = groups.of_answers[at] & given
        weights, numbers = weighting.weights[inside], column.numbers[inside]
        step = FINEST if steps.alike[at] else step_of_mean(weights, numbers)
        found[at] = _number(column, weighting, inside, bool(means[at]), step, least)
    return found


def _number(column: Column, weighting: Weighting, given: Bools, mean: bool, step: float, least: int) -> NumberResult:
    """Return what is told of one group: nothing where nearly all gave the same number to a sensitive question.

    Parameters
    ----------
    column : Column
    weighting : Weighting
    given : ndarray of bool, shape (n,)
        Who of the group gave a number.
    mean : bool
        Whether the mean may be told.
    step : float
    least : int
    """
    _, alike = np.unique(column.numbers[given], return_counts=True)
    if column.question.sensitive and given.sum() - alike.max() < LEAST_COUNT:
        return NumberResult(None, None)
    enough = given.sum() >= 2 * least
    quartiles = quantiles(weighting, column.numbers, given, (0.25, 0.5, 0.75)) if enough else None
    found = average(weighting, column.numbers, given) if mean else None
    if found is not None and step > FINEST:
        found = by_steps(found, step)
    return NumberResult(quartiles, found, step)
