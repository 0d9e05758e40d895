"""Indicators over time: a place's series, the band of its peers, base 100."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.comparison import columns_at
from observatoire.statistics.indicators import values, years


def series(store: Store, indicator: Indicator, level: Level, ids: Sequence[str]) -> pd.DataFrame:
    """Return the values of some territories for every year of an indicator.

    Returns
    -------
    DataFrame
        One row a year (ascending), one column a territory; NaN where there is no value or where it is fragile
        (an order of magnitude draws no trend).
    """
    known = years(store, indicator)
    positions = store.positions(level, ids)
    table = np.full((len(known), len(ids)), np.nan)
    for row, year in enumerate(known):
        figures, _, fragile = columns_at(values(store, indicator, level, year), positions)
        table[row] = np.where(fragile, np.nan, figures)
    return pd.DataFrame(table, index=list(known), columns=list(ids))


def flagged_years(store: Store, indicator: Indicator, level: Level, identifier: str) -> list[int]:
    """Return the years in which a territory's value is partly estimated or carried from another year."""
    return [
        year
        for year in years(store, indicator)
        if bool(values(store, indicator, level, year).at[identifier, "flagged"])
    ]


def base_100(table: pd.DataFrame) -> pd.DataFrame:
    """Divide each series by its first year's value, times 100.

    A series without a first value, or whose first value is zero, becomes all NaN: it has no base.
    """
    first = table.iloc[0].replace(0, np.nan)
    return 100 * table / first


def band(table: pd.DataFrame) -> pd.DataFrame:
    """Return median, quartiles and number of known values of a group of series, by year.

    Parameters
    ----------
    table : DataFrame
        As `series` returns it: the peers only, without the place.

    Returns
    -------
    DataFrame
        Indexed by year; columns `median`, `q1`, `q3` (NaN without any value) and `n`. Only peers known in every
        year count, so that the band never moves because its members change.
    """
    figures = table.to_numpy()
    whole = figures[:, ~np.isnan(figures).any(axis=0)]
    if whole.shape[1]:
        q1, median, q3 = np.percentile(whole, [25, 50, 75], axis=1)
    else:
        q1 = median = q3 = np.full(len(table), np.nan)
    return pd.DataFrame({"median": median, "q1": q1, "q3": q3, "n": whole.shape[1]}, index=table.index)
