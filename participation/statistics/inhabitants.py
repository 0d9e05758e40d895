"""Whether a share of inhabitants tells who gave an answer: all know the sizes, so that it is an equation of its own."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from participation.statistics.cells import Bools, Floats
from participation.statistics.disclosure import LEAST_BASE, LEAST_COUNT

LEAST_WAYS = 20_000
"""Sets of answers from which they are not looked through: twenty for each tenth of a percent that a share has."""
_HALF_A_TENTH = 0.0005


def is_decided(parts: Floats, said: Bools) -> bool:
    """Tell whether somebody who knows all sizes could find who gave an answer, from its two shares.

    The share of the collectivités tells how many gave it, that of the inhabitants the sum of their parts. Answers of
    equal parts are a class: those of one size, each of which counts for its mean inhabitants. It is not told where all
    sets of so many answers that come to this sum have the same number of them in a class, or in two classes together,
    of which so small a number may not be told: a large town alone in its size. Of more sets than can be looked
    through, where none comes to the sum without somebody.

    Parameters
    ----------
    parts : ndarray of float, shape (n,)
        Of the inhabitants, what each answer stands for: weight times inhabitants.
    said : ndarray of bool, shape (n,)
        Who gave the answer.

    Notes
    -----
    It takes for granted that everybody knows who answered, as where all did.
    """
    number, count = len(parts), int(said.sum())
    if count in (0, number):  # which the share of the collectivités says already
        return False
    part = parts / parts.sum()
    told = float(part[said].sum())
    if ways(part, count) >= LEAST_WAYS:
        return _is_needed(part, count, told)
    return _is_the_same_in_all(part, count, told)


def ways(parts: Floats, count: int) -> int:
    """Return how many sets of so many answers can be told apart by their parts, up to `LEAST_WAYS`.

    Answers of equal parts, as those of one class are in an anonymous survey, stand for each other.

    Parameters
    ----------
    parts : ndarray of float, shape (n,)
    count : int
        Answers of a set, from 1 to n − 1.
    """
    _, alike = np.unique(np.round(parts, 12), return_counts=True)
    fewer = min(count, len(parts) - count)
    # Coefficients of the product of 1 + z + … + z^m: each class more only adds to them.
    found = [1] + [0] * fewer
    for many in alike.tolist():
        sums = np.cumsum([0, *found], dtype=object)
        found = [int(sums[at + 1] - sums[max(0, at - many)]) for at in range(fewer + 1)]
        if found[fewer] >= LEAST_WAYS:
            return LEAST_WAYS
    return found[fewer]


def _is_the_same_in_all(part: Floats, count: int, told: float) -> bool:
    """Tell whether all sets of so many that come to a sum agree on how many of a small class, or two, are in them."""
    values, alike = np.unique(np.round(part, 12), return_counts=True)
    order = np.argsort(-alike, kind="stable")
    values, alike = values[order], alike[order]
    sets, left = np.zeros((1, 0), dtype=np.int64), len(part)
    for many in alike.tolist():
        left -= many
        longer = np.hstack([np.repeat(sets, many + 1, axis=0), np.tile(np.arange(many + 1), len(sets))[:, None]])
        sums = longer.sum(axis=1)
        sets = longer[(sums <= count) & (sums + left >= count)]
    sets = sets[np.abs(sets @ values - told) <= _HALF_A_TENTH]
    for classes in (*combinations(range(len(alike)), 1), *combinations(range(len(alike)), 2)):
        found, many = sets[:, classes].sum(axis=1), int(alike[list(classes)].sum())
        if found.min() == found.max() and _is_small(int(found[0]), many):
            return True
    return False


def _is_small(count: int, number: int) -> bool:
    """Tell whether so many of a number of answers may not be told."""
    return number < LEAST_BASE or 0 < count < LEAST_COUNT or 0 < number - count < LEAST_COUNT


def _is_needed(part: Floats, count: int, told: float) -> bool:
    """Tell whether the sum of some answer and others is told, which so many others alone could not come to."""
    order = np.argsort(-part, kind="stable")
    rank = np.empty(len(part), dtype=np.int64)
    rank[order] = np.arange(len(part))
    largest = np.concatenate([[0.0], np.cumsum(part[order])])
    most = np.where(rank < count, largest[count + 1] - part, largest[count])
    return bool((told > most + _HALF_A_TENTH).any())
