"""The table under a map: the territories it shows, sorted; of a long list, both ends and the place's neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.views.html.frames import around, ranked_table

MOST_WHOLE = 400
"""Longer lists are cut before they are put in words: 34 875 communes would take a second."""


def map_table(store: Store, indicator: Indicator, frame: pd.DataFrame, keep: Sequence[str]) -> pd.DataFrame:
    """Return the readable extract of a map's values.

    Parameters
    ----------
    frame : DataFrame
        Rows of `indicators.values` for the territories of the map, ordered by id.
    keep : sequence of str
        Ids that must stay.

    Returns
    -------
    DataFrame
        As `frames.around` returns it.
    """
    if len(frame) <= MOST_WHOLE:
        table = ranked_table(store, indicator, frame, list(frame.index))
        return around(table, keep, int(table["rank"].notna().sum()))
    has_value = (frame["status"] == "value").to_numpy()
    counts = has_value & ~frame["fragile"].to_numpy()
    numbers = np.where(has_value, frame["value"].to_numpy(dtype=np.float64), 0.0)
    group = np.select([counts, has_value], [0, 1], default=2)
    order = np.lexsort((np.arange(len(frame)), -numbers, group))
    extract = around(pd.DataFrame({"id": frame.index.to_numpy()[order]}), keep, int(counts.sum()))
    worded = ranked_table(store, indicator, frame, list(extract["id"])).set_index("id").loc[extract["id"]]
    ranked = np.sort(numbers[counts])
    above = ranked.size - np.searchsorted(ranked, worded["value"].to_numpy(dtype=np.float64), side="right")
    worded["rank"] = pd.Series(above + 1, index=worded.index, dtype="Int64").where(worded["rank"].notna())
    return worded.reset_index().assign(gap=extract["gap"].to_numpy())
