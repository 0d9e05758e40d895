"""The columns that end a series: whether each place changed by more than chance from its first to its last year."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from observatoire.exports.tables.table import Column
from observatoire.exports.tables.verdicts import difference_cells, difference_columns
from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.uncertainty.differences import Difference, between_years


def with_change(
    store: Store, indicator: Indicator, places: Sequence[Territory], table: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Add to a series, on the last row of each place, whether it changed by more than chance since the first year.

    Parameters
    ----------
    store, indicator, places
        The edition, and what is followed of whom.
    table : DataFrame
        Columns `identifiant`, `annee`, among others: a row a place and year.

    Returns
    -------
    tuple
        The table with the columns, and what these are; as it was when no two years can be set against each other.
    """
    ends = change_of(indicator, years(store, indicator))
    if ends is None:
        return table, ()
    first, last = (figures(store, indicator, places[0].level, year, [place.id for place in places]) for year in ends)
    columns = difference_columns("evolution", f"Évolution de {ends[0]} à {ends[1]}", indicator.decimals, indicator.unit)
    found = {place.id: difference_cells("evolution", between_years(store, first, last, place.id)) for place in places}
    nothing = difference_cells("evolution", Difference(None))
    rows = [
        found[place] if year == ends[1] else nothing
        for place, year in zip(table["identifiant"], table["annee"], strict=True)
    ]
    return pd.concat([table, pd.DataFrame(rows, index=table.index)], axis=1), columns


def change_of(indicator: Indicator, years: Sequence[int]) -> tuple[int, int] | None:
    """Return the first and the last year of a series that can be set against each other; None without two such.

    No break lies between them, and the indicator is no change already.
    """
    after = max((broken.year for broken in indicator.breaks if broken.year <= years[-1]), default=years[0])
    usable = [year for year in years if year >= after]
    return (usable[0], usable[-1]) if len(usable) > 1 and indicator.kind != "change" else None
