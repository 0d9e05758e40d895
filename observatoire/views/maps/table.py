"""The table under a map: the territories it shows, sorted; of a long list, both ends and those around the place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from observatoire.model.store import Store
from observatoire.statistics.figures import Figures
from observatoire.views.html.frames import around, ranked_table

MOST_WHOLE = 400
"""Longer lists are cut before they are put in words: 34 875 communes would take a second."""


def map_table(store: Store, data: Figures, keep: Sequence[str]) -> pd.DataFrame:
    """Return the readable extract of a map's values.

    Parameters
    ----------
    store : Store
    data : Figures
        Of the territories of the map, ordered by id.
    keep : sequence of str
        Ids that must stay.

    Returns
    -------
    DataFrame
        As `frames.around` returns it.
    """
    if len(data) <= MOST_WHOLE:
        table = ranked_table(store, data, list(data.ids))
        return around(table, keep, int(table["rank"].notna().sum()))
    counts, known = data.counts, data.known
    numbers = np.where(known, data.value, 0.0)
    group = np.select([counts, known], [0, 1], default=2)
    order = np.lexsort((np.arange(len(data)), -numbers, group))
    extract = around(pd.DataFrame({"id": data.ids.to_numpy()[order]}), keep, int(counts.sum()))
    worded = ranked_table(store, data, list(extract["id"])).set_index("id").loc[extract["id"]]
    solid = np.sort(numbers[counts])
    above = solid.size - np.searchsorted(solid, worded["value"].to_numpy(dtype=np.float64), side="right")
    worded["rank"] = pd.Series(above + 1, index=worded.index, dtype="Int64").where(worded["rank"].notna())
    return worded.reset_index().assign(gap=extract["gap"].to_numpy())
