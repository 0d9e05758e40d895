"""Natural breaks: the classes that lie closest around their own means (Fisher 1958, Jenks 1977).

The optimum is found exactly, by dynamic programming over the sorted distinct values, each with its weight; the tests
hold it against the breaks that mapclassify finds. Why it is written here: docs/decisions/0008.
"""

from __future__ import annotations

import numpy as np

from observatoire.model.store import Floats

MOST_DISTINCT = 1_200
"""More distinct values are first gathered in so many groups of equal counts, as fine as a thousandth of the whole."""


def natural_breaks(values: Floats, classes: int) -> Floats:
    """Cut a distribution so that the sum of squared distances to the mean of each class is least.

    Parameters
    ----------
    values : ndarray of float
        NaN are ignored.
    classes : int
        Wanted number; fewer come back when there are fewer distinct values.

    Returns
    -------
    ndarray of float, shape (k + 1,)
        The lowest value, the lowest value of each further class, and the highest value: a class holds its lower bound.
        Empty when there is no value, a single bound twice when all are equal.
    """
    known = np.sort(np.asarray(values, dtype=np.float64))
    known = known[~np.isnan(known)]
    if known.size == 0:
        return known
    points, counts = np.unique(known, return_counts=True)
    weights = counts.astype(np.float64)
    if points.size == 1:
        return np.repeat(points, 2)
    if points.size > MOST_DISTINCT:
        points, weights = _gathered(known)
    starts = _best_starts(points, weights, min(classes, points.size))
    return np.array([known[0], *(points[start] for start in starts[1:]), known[-1]])


def _gathered(known: Floats) -> tuple[Floats, Floats]:
    """Return the lowest values of groups of equal counts, and how many values each group holds."""
    edges = np.unique(known[np.linspace(0, known.size, MOST_DISTINCT, endpoint=False).astype(np.intp)])
    return edges, np.diff(np.append(np.searchsorted(known, edges), known.size)).astype(np.float64)


def _best_starts(points: Floats, weights: Floats, classes: int) -> list[int]:
    """Return the first position of each class of the best cut of sorted distinct points.

    `cost[i, j]` is the spread of points i to j in one class; `least[j]` the best spread of points 0 to j in as many
    classes as rounds so far, and `origin` where their last class starts. Of equal spreads, the lowest start wins.
    """
    centred = points - np.average(points, weights=weights)  # sums of squares lose digits far from zero
    mass = np.append(0.0, np.cumsum(weights))
    first = np.append(0.0, np.cumsum(weights * centred))
    second = np.append(0.0, np.cumsum(weights * centred**2))
    size = points.size
    rows, columns = np.arange(size)[:, None], np.arange(size)[None, :] + 1
    held = mass[columns] - mass[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = second[columns] - second[rows] - (first[columns] - first[rows]) ** 2 / held
    cost = np.where(columns > rows, np.maximum(cost, 0.0), np.inf)
    least = cost[0]
    origins = []
    for _ in range(classes - 1):
        before = np.append(np.inf, least[:-1])  # spread of what lies before each start
        total = before[:, None] + cost
        origin = np.argmin(total, axis=0)
        least = total[origin, np.arange(size)]
        origins.append(origin)
    starts, end = [], size - 1
    for origin in reversed(origins):
        starts.append(int(origin[end]))
        end = starts[-1] - 1
    return [0, *reversed(starts)]
