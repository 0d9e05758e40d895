"""What the table of contiguous territories must hold beyond its columns."""

from __future__ import annotations

import pandas as pd


def adjacency_violations(territories: pd.DataFrame, adjacency: pd.DataFrame) -> list[str]:
    """Return every way in which the table of contiguous territories contradicts itself or the territories.

    Parameters
    ----------
    territories : DataFrame
        Columns `id`, `level`.
    adjacency : DataFrame
        Columns `id`, `adjacent`.

    Returns
    -------
    list of str
        One sentence each; empty when all is well.
    """
    levels = territories.set_index("id")["level"]
    own, theirs = (levels.reindex(adjacency[column]).to_numpy(dtype=object) for column in ("id", "adjacent"))
    unknown = pd.isna(own) | pd.isna(theirs)
    there = pd.MultiIndex.from_frame(adjacency[["id", "adjacent"]])
    back = pd.MultiIndex.from_frame(adjacency[["adjacent", "id"]])
    faults = {
        "name an unknown territory": unknown,
        "make a territory adjacent to itself": (adjacency["id"] == adjacency["adjacent"]).to_numpy(),
        "mix two levels": ~unknown & (own != theirs),
        "have no row the other way round": ~back.isin(there),
    }
    return [f"adjacency: {int(wrong.sum())} rows {words}." for words, wrong in faults.items() if wrong.any()]
