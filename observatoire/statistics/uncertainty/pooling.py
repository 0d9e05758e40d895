"""Several years taken together: the first remedy where a year has too few events. Never across a break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.components import apply_formula, years
from observatoire.statistics.figures import VALUE, Figures, figures


def pooled_years(store: Store, indicator: Indicator, together: int, until: int | None = None) -> tuple[int, ...]:
    """Return the last years in a row that can be taken together; none when there are not so many without a break.

    Parameters
    ----------
    store, indicator
        The edition, and an indicator of events.
    together : int
        How many years.
    until : int, optional
        The latest that may be among them.
    """
    known = [year for year in years(store, indicator) if until is None or year <= until]
    for at in range(len(known) - together, -1, -1):
        taken = tuple(known[at : at + together])
        cut = any(taken[0] < broken.year <= taken[-1] for broken in indicator.breaks)
        if taken[-1] - taken[0] == together - 1 and not cut:
            return taken
    return ()


def pooled_figures(
    store: Store, indicator: Indicator, level: Level, taken: Sequence[int], ids: Sequence[str] | None = None
) -> Figures:
    """Return an indicator of events over several years: counts and exposures of all of them, a mean yearly value.

    Parameters
    ----------
    store, indicator, level
        What is counted, and for whom.
    taken : sequence of int
        The years, as `pooled_years` returns them.
    ids : sequence of str, optional
        The territories, in this order; without it, all of the level.

    Returns
    -------
    Figures
        Those of the last year, with sums over the years; missing where any year is. Fragile by the base of all years
        together. For `verdicts.judge` with `years=len(taken)`.
    """
    of_years = [figures(store, indicator, level, year, ids) for year in taken]
    last = of_years[-1]
    counts = np.sum([of_year.numerator for of_year in of_years], axis=0)
    exposures = np.sum([of_year.denominator for of_year in of_years], axis=0)
    codes = last.codes.copy()
    for of_year in reversed(of_years):
        codes = np.where(codes == VALUE, of_year.codes, codes)
    known = codes == VALUE
    single = indicator.kind == "count"
    value = apply_formula(indicator, last.year, counts / len(taken) if single else counts, exposures)
    base = counts if single else exposures
    low, high = indicator.plausible_in(last.year)
    return replace(
        last,
        value=np.where(known, value, np.nan),
        codes=codes.astype(np.int8),
        numerator=np.where(known, counts, np.nan),
        denominator=np.where(known, exposures, np.nan),
        fragile=known & (base < indicator.min_base),
        implausible=known & ((value < low) | (value > high)),
    )
