"""How finely a figure is told: never more than what its heaviest answer weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from participation.results.columns import Column
from participation.results.groups import Grouping
from participation.statistics.cells import APART, Bools, Floats, Ints
from participation.statistics.weights import Weighting

STEPS = np.array([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2])
"""Of a share; where one answer weighs more than the last, nothing is told: it would be that answer, more or less."""
POINTS = 0.01
_EQUAL = 1e-9


@dataclass(frozen=True)
class FinestSteps:
    """Steps of the figures of one group.

    Attributes
    ----------
    share, of_those_who_know, of_inhabitants, points : float
    alike, inhabitants_alike : bool
        Whether all its answers weigh the same, as collectivités and as inhabitants: how many they are worth is how many
        they are.
    top : int
        Ranks of a ranking, that points are counted from.
    """

    share: float
    of_those_who_know: float
    of_inhabitants: float
    points: float
    alike: bool
    inhabitants_alike: bool
    top: int


@dataclass(frozen=True)
class Steps:
    """Steps of the figures of a question by group; NaN where nothing may be told.

    Attributes
    ----------
    share, of_those_who_know, of_inhabitants : ndarray of float, shape (groups,)
    alike, inhabitants_alike : ndarray of bool, shape (groups,)
    top : int
        Ranks of a ranking, that points are counted from.
    """

    share: Floats
    of_those_who_know: Floats
    of_inhabitants: Floats
    alike: Bools
    inhabitants_alike: Bools
    top: int

    def of(self, group: int) -> FinestSteps:
        """Return those of one group."""
        known = float(self.of_those_who_know[group])
        points = POINTS if self.alike[group] else max(POINTS, self.top * known)
        share, inhabitants = float(self.share[group]), float(self.of_inhabitants[group])
        alike = bool(self.alike[group]), bool(self.inhabitants_alike[group])
        return FinestSteps(share, known, inhabitants, points, *alike, self.top)


def steps_of(column: Column, weighting: Weighting, groups: Grouping, sizes: Floats) -> Steps:
    """Return how finely the figures of a question may be told.

    Parameters
    ----------
    column : Column
    weighting : Weighting
    groups : Grouping
    sizes : ndarray of float, shape (n,)
        Inhabitants that each answer counts for.

    Notes
    -----
    A weighted share is a number whose digits are the answers of its cells: of twenty answers, two of which weigh a
    hundred times the others, a tenth of a percent says what these two said. Told by steps no finer than the heaviest
    answer, it stays what it is among several. Answers that all weigh alike say nothing but how many they are.
    """
    inside = groups.atom != APART
    each, inhabitants = np.zeros(groups.of_atoms.shape[1]), np.zeros(groups.of_atoms.shape[1])
    each[groups.atom[inside]] = weighting.weights[inside]
    inhabitants[groups.atom[inside]] = sizes[inside]
    base, known = groups.by_atom(column.base), groups.by_atom(column.answered)
    share, alike = _steps(each, base, groups.of_atoms)
    of_those_who_know, _ = _steps(each, known, groups.of_atoms)
    of_inhabitants, inhabitants_alike = _steps(each * inhabitants, base, groups.of_atoms)
    return Steps(share, of_those_who_know, of_inhabitants, alike, inhabitants_alike, column.question.top)


def _steps(each: Floats, answers: Ints, groups: Bools) -> tuple[Floats, Bools]:
    """Return the first step that is no finer than the heaviest answer of each group, and whether all weigh alike."""
    held = groups & (answers > 0)
    most = np.where(held, each, 0.0).max(axis=1, initial=0.0)
    least = np.where(held, each, np.inf).min(axis=1, initial=np.inf)
    total = groups @ (each * answers)
    part = np.divide(most, total, out=np.zeros_like(total), where=total > 0)
    alike: Bools = most <= least * (1 + _EQUAL)
    part[alike] = 0.0
    return np.append(STEPS, np.nan)[np.searchsorted(STEPS, part - _EQUAL)], alike
