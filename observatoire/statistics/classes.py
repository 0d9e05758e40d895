"""Classes of a map: where to cut a distribution, and in which class each value falls."""

from __future__ import annotations

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
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if known.size == 0:
        return np.array([])
    bounds = np.unique(np.quantile(known, np.linspace(0, 1, classes + 1)))
    if bounds.size == 1:
        return np.repeat(bounds, 2)
    return _without_empty_classes(known, bounds)


def breaks_around(values: Floats, reference: float) -> Floats:
    """Cut a distribution at a reference, and each side at its own median: at most four classes.

    Parameters
    ----------
    values : ndarray of float
        NaN are ignored.
    reference : float
        A bound of the classes; a value equal to it belongs above.

    Returns
    -------
    ndarray of float
        Ascending bounds as `quantile_breaks` returns them; `reference` is one of them even when all values lie
        on one side.
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if known.size == 0:
        return np.array([])
    below, above = known[known < reference], known[known >= reference]
    low, high = min(reference, float(known.min())), max(reference, float(known.max()))
    inner = [reference, *(float(np.median(side)) for side in (below, above) if np.unique(side).size > 1)]
    bounds = np.unique([low, *inner, high])
    return bounds if bounds.size > 1 else np.repeat(bounds, 2)


def _without_empty_classes(known: Floats, bounds: Floats) -> Floats:
    """Drop the upper bounds of classes that hold no value (many ties can leave some)."""
    counts = np.bincount(classify(known, bounds), minlength=bounds.size - 1)
    kept = [bounds[0], *(upper for upper, count in zip(bounds[1:-1], counts[:-1], strict=True) if count)]
    return np.array([*kept, bounds[-1]])


def classify(values: Floats, bounds: Floats) -> npt.NDArray[np.intp]:
    """Return the class (0 = lowest) of each value; -1 for NaN.

    A class holds its lower bound and not its upper one, except the last, which holds both.
    """
    array = np.asarray(values, dtype=np.float64)
    inner = bounds[1:-1]
    return np.where(np.isnan(array), -1, np.searchsorted(inner, array, side="right"))
