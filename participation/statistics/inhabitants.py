"""Whether a share of inhabitants tells what was withheld: all know the sizes, so that it is an equation of its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from participation.statistics.cells import Bools, Floats, Ints
from participation.statistics.protection.disclosure import LEAST_BASE
from participation.statistics.protection.rare_answers import LEAST_COUNT

LEAST_WAYS = 20_000
"""Sets of answers from which they are not looked through: twenty for each tenth of a percent that a share has."""
_HALF_A_TENTH = 0.0005


@dataclass(frozen=True)
class Unknown:
    """The answers of a group whose number by size is not told; those of the other sizes can be taken away.

    Attributes
    ----------
    parts : ndarray of float, shape (n,)
        Of the inhabitants of the whole group, what each answer stands for: a part of 1.
    sizes : ndarray of int, shape (n,)
        Class of size of each.
    bounds : mapping of int to tuple of int
        The least and the most answers that a size may hold, where that is told (« presque aucune »).
    """

    parts: Floats
    sizes: Ints
    bounds: dict[int, tuple[int, int]]


def is_decided(unknown: Unknown, said: Bools) -> bool:
    """Tell whether somebody who knows all sizes could find what is withheld of an answer, from its two shares.

    The share of the collectivités tells how many gave it, that of the inhabitants the sum of their parts. Answers of
    equal parts are a class: those of one size, each of which counts for its mean inhabitants. It is not told where all
    sets of so many answers that come to this sum have the same number of them in a class, in two classes or in a size,
    of which so small a number may not be told: a large town alone in its size. Of more sets than can be looked
    through, where none comes to the sum without somebody.

    Parameters
    ----------
    unknown : Unknown
    said : ndarray of bool, shape (n,)
        Who gave the answer.

    Notes
    -----
    It takes for granted that everybody knows who answered, as where all did. Where no size is withheld there is
    nothing to find: the share is that of the sizes, put together.
    """
    count = int(said.sum())
    if not len(unknown.parts):
        return False
    if count in (0, len(said)) and not unknown.bounds:  # which the share of the collectivités says already
        return False
    told = float(unknown.parts[said].sum())
    if ways(unknown.parts, count) >= LEAST_WAYS:
        return _is_needed(unknown.parts, count, told)
    return _is_the_same_in_all(unknown, count, told)


def ways(parts: Floats, count: int) -> int:
    """Return how many sets of so many answers can be told apart by their parts, up to `LEAST_WAYS`.

    Answers of equal parts stand for each other.

    Parameters
    ----------
    parts : ndarray of float, shape (n,)
    count : int
        Answers of a set, from 0 to n.
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


def _is_the_same_in_all(unknown: Unknown, count: int, told: float) -> bool:
    """Tell whether all sets of so many that come to a sum agree on how many of a small class, two, or a size, are."""
    each, alike = np.unique(
        np.column_stack([np.round(unknown.parts, 12), unknown.sizes]), axis=0, return_counts=True
    )  # fmt: skip
    order = np.argsort(-alike, kind="stable")
    values, sizes, alike = each[order, 0], each[order, 1].astype(int), alike[order]
    sets, left = np.zeros((1, 0), dtype=np.int64), len(unknown.parts)
    for many in alike.tolist():
        left -= many
        longer = np.hstack([np.repeat(sets, many + 1, axis=0), np.tile(np.arange(many + 1), len(sets))[:, None]])
        sums = longer.sum(axis=1)
        sets = longer[(sums <= count) & (sums + left >= count)]
    sets = sets[np.abs(sets @ values - told) <= _HALF_A_TENTH]
    of_sizes = [tuple(np.flatnonzero(sizes == size).tolist()) for size in np.unique(sizes)]
    for size, (low, high) in unknown.bounds.items():
        of_it = sets[:, sizes == size].sum(axis=1)
        sets = sets[(of_it >= low) & (of_it <= high)]
    classes = range(len(alike))
    for chosen in (*combinations(classes, 1), *combinations(classes, 2), *of_sizes):
        found, many = sets[:, chosen].sum(axis=1), int(alike[list(chosen)].sum())
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
    most = np.where(rank < count, largest[min(count + 1, len(part))] - part, largest[count])
    return bool((told > most + _HALF_A_TENTH).any())
