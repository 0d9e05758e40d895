"""Whether a share of inhabitants tells who gave an answer: all know the sizes, so that it is an equation of its own."""

from __future__ import annotations

import numpy as np

from participation.statistics.cells import Bools, Floats

LEAST_WAYS = 20_000
"""Sets that may stand behind an answer: a share is told to a tenth of a percent, which leaves twenty for each tenth."""
_HALF_A_TENTH = 0.0005


def is_decided(parts: Floats, said: Bools) -> bool:
    """Tell whether somebody who knows all sizes could find who gave an answer, from its two shares.

    The share of the collectivités tells how many gave it, that of the inhabitants the sum of their parts. Two things
    must hold for it to be told: many sets of so many answers, of distinct parts; and nobody without whom no set would
    come to this sum, by the most that the others come to (a large town among villages). Who is too large to be in any
    is not protected: that a rare answer is none of a large town is said by its being rare.

    Parameters
    ----------
    parts : ndarray of float, shape (n,)
        Of the inhabitants, what each answer stands for: weight times inhabitants.
    said : ndarray of bool, shape (n,)
        Who gave the answer.

    Notes
    -----
    It takes for granted that everybody knows who answered, as where all did. The sets are counted, not looked through:
    which sums they come to may be uneven.
    """
    number, count = len(parts), int(said.sum())
    if count in (0, number):  # which the share of the collectivités says already
        return False
    part = parts / parts.sum()
    return ways(part, count) < LEAST_WAYS or _is_needed(part, count, float(part[said].sum()))


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


def _is_needed(part: Floats, count: int, told: float) -> bool:
    """Tell whether the sum of some answer and others is told, which so many others alone could not come to."""
    order = np.argsort(-part, kind="stable")
    rank = np.empty(len(part), dtype=np.int64)
    rank[order] = np.arange(len(part))
    largest = np.concatenate([[0.0], np.cumsum(part[order])])
    most = np.where(rank < count, largest[count + 1] - part, largest[count])
    return bool((told > most + _HALF_A_TENTH).any())
