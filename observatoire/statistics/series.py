"""Indicators over time: a place's series, the band of its peers, base 100."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.components import years
from observatoire.statistics.figures import Figures, panel


def yearly(store: Store, indicator: Indicator, level: Level, ids: Sequence[str]) -> list[Figures]:
    """Return the figures of some territories for every year of an indicator, ascending.

    Parameters
    ----------
    store, indicator, level
        The edition, the indicator and the level.
    ids : sequence of str
        The territories, all of the level.
    """
    return panel(store, [(indicator, year) for year in years(store, indicator)], level, ids)


def series(figures: Sequence[Figures], ids: Sequence[str]) -> pd.DataFrame:
    """Return the values of some territories for every year of an indicator.

    Parameters
    ----------
    figures : sequence of Figures
        As `yearly` returns them, for the same ids.
    ids : sequence of str

    Returns
    -------
    DataFrame
        One row a year (ascending), one column a territory; NaN where the figure does not count (an order of
        magnitude draws no trend).
    """
    return pd.DataFrame(
        np.array([of_year.counted for of_year in figures]),
        index=[of_year.year for of_year in figures],
        columns=list(ids),
    )


def last_followed(figures: Sequence[Figures], place: str) -> int:
    """Return the year in which the series of a place ends.

    The last whose figure counts and does not only repeat another year's; the last of all where none does.
    """
    followed = [of_year.year for of_year in figures if (own := of_year.of(place)).counts and not own.repeated]
    return followed[-1] if followed else figures[-1].year


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
