"""What a map of rare events can show instead of one year: several years together, or rates drawn to those of a size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from observatoire.model.catalog import Indicator
from observatoire.model.errors import SIZES
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.figures import VALUE, Figures, figures
from observatoire.statistics.uncertainty.chance import smoothed
from observatoire.statistics.uncertainty.events import dispersion_of, repeats
from observatoire.statistics.uncertainty.pooling import pooled_years


@dataclass(frozen=True)
class Remedies:
    """What can be shown instead of a year that says little of the next.

    Attributes
    ----------
    windows : tuple of tuple of int
        Years that can be taken together, shortest first; none crosses a break.
    enough : tuple of int
        The first of them that repeats itself at this size; empty when none does.
    smooth : bool
        Whether rates can be drawn to those of the territories of a size; never counts, which no exposure sizes.
    """

    windows: tuple[tuple[int, ...], ...]
    enough: tuple[int, ...]
    smooth: bool


def remedies(store: Store, indicator: Indicator, level: Level, year: int, ids: Sequence[str]) -> Remedies | None:
    """Return the remedies of a map of rare events; None where a year says enough, or nobody knows.

    Parameters
    ----------
    store, indicator, level
        The edition, and what is shown of whom.
    year : int
        The latest that may be taken.
    ids : sequence of str
        The territories shown: the size that counts is the median of their populations.
    """
    precision = indicator.precision
    if precision is None or precision.method not in ("rate", "events") or not len(ids):
        return None
    dispersion = dispersion_of(store, precision.events[0])
    if dispersion is None or level not in ("commune", "epci"):
        return None
    constants = precision.constants["events"]
    size = int(store.level(level)["population"].reindex(list(ids)).median())
    if repeats(dispersion, size, 1, constants.repeatability):
        return None
    lengths = sorted(length for length in constants.windows if length > 1)
    windows = tuple(taken for length in lengths if (taken := pooled_years(store, indicator, length, year)))
    enough = (taken for taken in windows if repeats(dispersion, size, len(taken), constants.repeatability))
    return Remedies(windows, next(enough, ()), precision.method == "rate")


def smoothed_figures(store: Store, indicator: Indicator, level: Level, year: int, ids: Sequence[str]) -> Figures:
    """Return rates of events drawn to that of all the territories of the level of the same size (`chance.smoothed`).

    Never a value, a rank nor an order of merit: only to colour a map, or to order the list under it.

    Parameters
    ----------
    store, indicator, level, year
        The edition, a rate of events, its level and its year.
    ids : sequence of str
        The territories wanted, in this order.

    Returns
    -------
    Figures
        Those of the year, with the smoothed rate as value, and the counts as they are. Missing where the year is; none
        is fragile: that a count is small is what the method is for.
    """
    whole = figures(store, indicator, level, year)
    sizes = np.searchsorted(SIZES, store.level(level)["population"].reindex(whole.ids).to_numpy(), side="right")
    usable = (whole.codes == VALUE) & (whole.denominator > 0) & ~whole.implausible
    value = np.full(len(whole), np.nan)
    for size in np.unique(sizes[usable]):
        held = usable & (sizes == size)
        value[held] = indicator.scale * smoothed(whole.numerator[held], whole.denominator[held])[0]
    drawn = np.where(usable, value, whole.value)
    return replace(whole, value=drawn, fragile=whole.fragile & ~usable).take(whole.positions(ids))
