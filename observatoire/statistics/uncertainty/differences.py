"""Is a difference more than chance: between two places, between two years of one place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from observatoire.model.store import Bools, Store
from observatoire.model.territory import Level
from observatoire.statistics.figures import Figures
from observatoire.statistics.uncertainty.chance import WIDE, two_sided
from observatoire.statistics.uncertainty.events import dispersion_of, rate_gap_variance
from observatoire.statistics.uncertainty.judgement import Reason, Verdict
from observatoire.statistics.uncertainty.overlaps import Overlap, less_shared, overlap_with_first
from observatoire.statistics.uncertainty.ranks import step_of
from observatoire.statistics.uncertainty.variances import Errors, errors_of


@dataclass(frozen=True)
class Difference:
    """What can be said of a difference of two figures.

    Attributes
    ----------
    verdict : Verdict or None
        None when one of them is missing, fragile (but for events) or implausible.
    reason : Reason
    gap, margin : float
        Second minus first, and how far chance alone moves it; in the unit; NaN for none.
    tail : float
        How often chance alone gives as much, 0-1.
    """

    verdict: Verdict | None
    reason: Reason = "none"
    gap: float = math.nan
    margin: float = math.nan
    tail: float = math.nan


def between_places(store: Store, figures: Figures, one: str, other: str) -> Difference:
    """Judge the difference of two places in one year: that of the second minus that of the first.

    Parameters
    ----------
    store, figures
        The edition; figures that hold both places.
    one, other : str
        Ids.

    Raises
    ------
    KeyError
        When one of them has no figure there.
    """
    both = figures.take(figures.positions([one, other]))
    errors = errors_of(store, both, store.territory(one).level)
    return _judged(
        store,
        (both.take(slice(0, 1)), both.take(slice(1, 2))),
        (errors.take(slice(0, 1)), errors.take(slice(1, 2))),
        overlap_with_first(store, both),
    )


def between_years(store: Store, first: Figures, last: Figures, place: str) -> Difference:
    """Judge the change of a place from a year to a later one.

    Two figures of the census that are nearer than its window share answers: nothing is said of their difference.

    Parameters
    ----------
    store : Store
    first, last : Figures
        Of two years of one indicator, both with the place.
    place : str
        Its id.

    Raises
    ------
    KeyError
        When it has no figure there.
    """
    level: Level = store.territory(place).level
    ends = tuple(of_year.take(of_year.positions([place])) for of_year in (first, last))
    precision = last.indicator.precision
    gap = float(ends[1].value[0] - ends[0].value[0])
    near = precision is not None and abs(last.year - first.year) < precision.window
    if near and precision is not None and precision.method != "rate" and not math.isnan(gap):
        return Difference("unknown", "overlap", gap)
    return _judged(store, (ends[0], ends[1]), (errors_of(store, ends[0], level), errors_of(store, ends[1], level)))


def _judged(
    store: Store, ends: tuple[Figures, Figures], errors: tuple[Errors, Errors], shared: Overlap | None = None
) -> Difference:
    first, last = ends
    precision = last.indicator.precision
    gap = float(last.value[0] - first.value[0])
    events = precision is not None and precision.method in ("rate", "events")
    solid = not first.implausible[0] and not last.implausible[0] and (events or (first.counts[0] and last.counts[0]))
    if precision is None or math.isnan(gap) or not solid:
        return Difference(None, gap=gap)
    if precision.method == "rounded":
        unsure = abs(gap) <= step_of(last) + 1e-9
        return Difference("unknown" if unsure else "exact", "rounding", gap)
    if events:
        return _of_events(store, ends, errors, gap, shared)
    apart = errors[0].variance + errors[1].variance
    total = float((apart if shared is None else less_shared(apart, shared.covariances(1)))[0])
    if math.isnan(total):
        return Difference("unknown", "model", gap)
    if total <= 1e-12 * float(apart[0]):  # nothing is sampled, or all of it is common to both
        return Difference("exact", "none", gap)
    sampling = float(errors[0].sampling[0] + errors[1].sampling[0])
    return _with_margin(gap, total, "sampling" if sampling >= total / 2 else "turnover")


def _of_events(
    store: Store,
    ends: tuple[Figures, Figures],
    errors: tuple[Errors, Errors],
    gap: float,
    shared: Overlap | None,
) -> Difference:
    """Judge a difference of counts or rates of events, at the rate that both have together."""
    indicator, precision = ends[1].indicator, ends[1].indicator.precision
    assert precision is not None
    dispersion = dispersion_of(store, precision.events[0])
    if dispersion is None:
        return Difference("unknown", "events", gap)
    counts = [float(end.numerator[0]) for end in ends]
    if max(counts) < precision.constants["events"].fewest:
        return Difference("unknown", "few", gap)
    sides: list[Any] = [
        (np.array([counts[at]]), np.ones(1) if precision.shape == "single" else ends[at].denominator, errors[at].spread)
        for at in (0, 1)
    ]
    if precision.method == "rate" or precision.shape == "single":
        apart = rate_gap_variance(dispersion, sides[0], sides[1])
        if shared is not None and precision.method == "rate":
            common = (sides[0][0] + sides[1][0]) / (sides[0][1] + sides[1][1])
            apart = less_shared(apart, shared.of_rates(dispersion, common, 1))
        variance = float(apart[0])
    else:
        variance = sum(float(one.variance[0]) for one in errors) / indicator.scale**2
    return _with_margin(gap, indicator.scale**2 * variance, "events")


def _with_margin(gap: float, variance: float, reason: Reason) -> Difference:
    if not variance > 0:
        return Difference("unknown", "few", gap)
    margin = WIDE * math.sqrt(variance)
    verdict: Verdict = "clear" if abs(gap) > margin else "noise"
    return Difference(verdict, reason, gap, margin, two_sided(gap / math.sqrt(variance)))


def near_median(store: Store, figures: Figures, level: Level, years: int = 1) -> Bools:
    """Tell which values chance alone could part from the median of them all.

    Parameters
    ----------
    store, figures, level
        The edition; figures of territories of one level.
    years : int
        Of events, how many were summed (`pooling.pooled_figures`).

    Returns
    -------
    ndarray of bool
        False where nothing is known of chance, and where a value is missing or does not count.
    """
    counted = figures.counted
    if not np.isfinite(counted).any():
        return np.zeros(len(counted), dtype=bool)
    reach = WIDE * np.sqrt(errors_of(store, figures, level, years).variance)
    return np.asarray(np.abs(counted - np.nanmedian(counted)) <= reach) & (reach > 0)
