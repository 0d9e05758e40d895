"""Indicators over time: a place's series, the band of its peers, base 100."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.indicators import values, years


def series(store: Store, indicator: Indicator, level: Level, ids: Sequence[str]) -> pd.DataFrame:
    """Return the values of some territories for every year of an indicator.

    Returns
    -------
    DataFrame
        One row a year (ascending), one column a territory; NaN where there is no value or where it is fragile
        (an order of magnitude draws no trend).
    """
    rows = {}
    for year in years(store, indicator):
        frame = values(store, indicator, level, year).loc[list(ids)]
        rows[year] = frame["value"].where(~frame["fragile"])
    return pd.DataFrame(rows).T


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
    whole = table.loc[:, table.notna().all()]
    quartiles = whole.quantile([0.25, 0.5, 0.75], axis=1).T
    return pd.DataFrame(
        {
            "median": quartiles[0.5],
            "q1": quartiles[0.25],
            "q3": quartiles[0.75],
            "n": whole.notna().sum(axis=1),
        },
        index=table.index,
    )
