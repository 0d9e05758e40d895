"""What a commune has on its ground: accidents on its roads, lycées, an aid to buy a bicycle."""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import Column
from loaders.producers.accident_counts import accident_columns
from loaders.producers.bicycle_aids import aid_columns
from loaders.producers.high_schools import Places, placed, school_columns


def equipment_columns(
    staged: dict[str, pd.DataFrame],
    passage: Passage,
    communes: pd.DataFrame,
    former: pd.DataFrame,
    population: Column,
) -> dict[tuple[str, int], Column]:
    """Build the columns of accidents, bicycle aids and lycées.

    Parameters
    ----------
    staged : dict of str to DataFrame
        With `accidents`, `bicycle_aids`, `high_schools`.
    passage : Passage
    communes : DataFrame
        Today's communes, indexed by code: `name`, `departement`, `postcodes`, `epci`.
    former : DataFrame
        The table of former communes.
    population : Column
        Population of 2023.

    Returns
    -------
    dict of (str, int) to Column
        By measure and year.
    """
    columns = accident_columns(staged["accidents"], passage, population.cells.index)
    columns |= aid_columns(staged["bicycle_aids"], passage, communes["epci"], population)
    columns |= school_columns(placed(staged["high_schools"], Places(communes, former)), population)
    return columns
