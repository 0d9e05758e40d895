"""Between which ranks a place lies: which peers are surely above it, which surely below."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from observatoire.model.store import Floats, Ints, Store
from observatoire.statistics.figures import Figures
from observatoire.statistics.uncertainty.chance import apart_by_holm
from observatoire.statistics.uncertainty.events import dispersion_of, rate_gap_variance
from observatoire.statistics.uncertainty.overlaps import less_shared, overlap_with_first
from observatoire.statistics.uncertainty.variances import Errors


def surely_apart(store: Store, figures: Figures, errors: Errors, years: int = 1) -> npt.NDArray[np.int8]:
    """Tell which of the others are surely above the first territory (1), surely below (-1), or neither (0).

    From 1 + those above to n - those below lies the rank: the marginal set of Mogstad, Romano, Shaikh and Wilhelm
    (2024), by a bound on each pair. Others that do not count (`Figures.counts`) are neither, and not tested.

    Parameters
    ----------
    store : Store
    figures : Figures
        The place first, which counts.
    errors : Errors
        Theirs.
    years : int
        Of events, how many were summed.
    """
    counting = np.flatnonzero(figures.counts[1:]) + 1
    gaps = figures.value[counting] - figures.value[0]
    precision = figures.indicator.precision
    if precision is not None and precision.method == "rounded":
        sides = np.where(np.abs(gaps) > step_of(figures) + 1e-9, np.sign(gaps), 0)
    else:
        sides = apart_by_holm(gaps, _pair_variances(store, figures, errors, counting, years))
    apart = np.zeros(len(figures) - 1, dtype=np.int8)
    apart[counting - 1] = sides
    return apart


def _pair_variances(store: Store, figures: Figures, errors: Errors, others: Ints, years: int) -> Floats:
    """Return the variance of the gap of each other to the place: of rates of events, at the rate of both together."""
    precision = figures.indicator.precision
    shared = overlap_with_first(store, figures) if years == 1 else None
    if precision is None or precision.method != "rate":
        apart = errors.variance[0] + errors.variance[others]
        return np.asarray(
            apart if shared is None else less_shared(apart, shared.covariances(len(figures) - 1)[others - 1])
        )
    dispersion = dispersion_of(store, precision.events[0])
    if dispersion is None:
        return np.full(len(others), np.nan)
    y, x, spread = figures.numerator, figures.denominator, errors.spread
    one, place = (y[others], x[others], spread[others]), (y[:1], x[:1], spread[:1])
    apart = rate_gap_variance(dispersion, one, place, years)
    if shared is not None:
        alike = shared.of_rates(dispersion, (y[:1] + y[1:]) / (x[:1] + x[1:]), len(figures) - 1)
        apart = less_shared(apart, alike[others - 1])
    return np.asarray(figures.indicator.scale**2 * apart)


def step_of(figures: Figures) -> float:
    """Return what figures of a rounded indicator are rounded to, in its unit: as shown where they are computed."""
    precision, indicator = figures.indicator.precision, figures.indicator
    if precision is not None and precision.step is not None:
        return precision.step * indicator.scale
    return float(10.0**-indicator.decimals)
