"""Classes of a map: where to cut a distribution, and in which class each value falls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from observatoire.model.store import Floats


def quantile_breaks(values: Floats, classes: int = 5) -> Floats:
    """Cut a distribution into classes of equal counts.

    Parameters
    ----------
    values : ndarray of float
        NaN are ignored.
    classes : int
        Wanted number of classes; fewer come back when many values are equal, so that no class is empty.

    Returns
    -------
    ndarray of float, shape (k + 1,)
        Ascending bounds, the lowest and the highest value included; empty when there is no value, a single
        bound twice when all values are equal.
    """
    known = _known(values)
    if known.size == 0:
        return known
    bounds = np.unique(np.quantile(known, np.linspace(0, 1, classes + 1)))
    if bounds.size == 1:
        return np.repeat(bounds, 2)
    return _without_empty_classes(known, bounds)


def equal_breaks(values: Floats, classes: int = 5) -> Floats:
    """Cut the range of a distribution into classes of equal width; some may hold no value.

    Returns
    -------
    ndarray of float
        As `quantile_breaks` returns them.
    """
    known = _known(values)
    if known.size == 0:
        return known
    low, high = float(known.min()), float(known.max())
    return np.linspace(low, high, classes + 1) if high > low else np.array([low, low])


def hand_breaks(values: Floats, inner: Sequence[float]) -> Floats:
    """Cut a distribution at given values; classes may be empty.

    Parameters
    ----------
    values : ndarray of float
        NaN are ignored.
    inner : sequence of float
        Ascending limits between classes, one fewer than there are classes.

    Returns
    -------
    ndarray of float
        The limits, between the lowest and the highest value; where all values lie on one side of a limit, the class on
        its other side has no width and is left out. Empty when there is no value.
    """
    known = _known(values)
    if known.size == 0:
        return known
    bounds = np.unique([min(float(known.min()), *inner), *inner, max(float(known.max()), *inner)])
    return bounds if bounds.size > 1 else np.repeat(bounds, 2)


def breaks_around(values: Floats, reference: float, classes: int = 4) -> Floats:
    """Cut a distribution at a reference, and each side into classes of equal counts.

    Parameters
    ----------
    values : ndarray of float
        NaN are ignored.
    reference : float
        Even number of classes: a bound; a value equal to it belongs above. Odd number: the middle class lies around
        it, as far below as above, and holds the `1 / classes` of values that are closest to it.
    classes : int
        Most that come back: a side with few values, or none, has fewer.

    Returns
    -------
    ndarray of float
        Ascending bounds as `quantile_breaks` returns them; those nearest to `reference` are among them even when all
        values lie on one side.
    """
    known = _known(values)
    if known.size == 0:
        return known
    inside = known.min() < reference < known.max()
    near = float(np.quantile(np.abs(known - reference), 1 / classes)) if classes % 2 and inside else 0.0
    low, high = reference - near, reference + near
    below = quantile_breaks(known[known < low], classes // 2)[:-1]
    above = quantile_breaks(known[known >= high], classes // 2)
    middle = [reference] if near == 0 else [low, high]
    inner_above = [float(b) for b in above[1:]] if above.size and above[-1] > high else []
    bounds = np.unique([*below.tolist(), *middle, *inner_above])
    return bounds if bounds.size > 1 else np.repeat(bounds, 2)


def _known(values: Floats) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    return array[~np.isnan(array)]


def _without_empty_classes(known: Floats, bounds: Floats) -> Floats:
    """Drop the upper bounds of classes that hold no value (many ties can leave some)."""
    counts = np.bincount(classify(known, bounds), minlength=bounds.size - 1)
    kept = [bounds[0], *(bound for bound, count in zip(bounds[1:-1], counts[:-1], strict=True) if count)]
    return np.array([*kept, bounds[-1]])


def classify(values: Floats, bounds: Floats) -> npt.NDArray[np.intp]:
    """Return the class (0 = lowest) of each value; -1 for NaN.

    A class holds its lower bound and not its upper one, except the last, which holds both.
    """
    array = np.asarray(values, dtype=np.float64)
    inner = bounds[1:-1]
    return np.where(np.isnan(array), -1, np.searchsorted(inner, array, side="right"))
