"""Where an absent line is a zero: only in a file that holds all its territories. In an extract, the line may be cut."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from loaders.official.reading import COLUMNS

CUT = "Ce fichier n’est qu’un extrait\u202f: il ne dit rien de ce chiffre."


def holds_all(lines: pd.DataFrame, expected: Mapping[str, int]) -> bool:
    """Tell whether lines are of as many territories of each level as a whole file has.

    Parameters
    ----------
    lines : DataFrame
        With `level` and `code`.
    expected : mapping of str to int
        Least number of territories by level.
    """
    found = lines.groupby("level")["code"].nunique()
    return all(found.get(level, 0) >= least for level, least in expected.items())


def unknown(values: pd.DataFrame, lines: pd.DataFrame, measures: Collection[str]) -> pd.DataFrame:
    """Return rows without a value for what an extract does not say of the territories that it has.

    Parameters
    ----------
    values : DataFrame
        Those of a reading.
    lines : DataFrame
        All that the file says, with `level`, `code` and `year`.
    measures : collection of str
        Those that a whole file gives.
    """
    places = (
        lines[["level", "code", "year"]].drop_duplicates().merge(pd.Series([*measures], name="measure"), how="cross")
    )
    key = ["level", "code", "year", "measure"]
    said = pd.MultiIndex.from_frame(values[key])
    cut = places[~pd.MultiIndex.from_frame(places[key]).isin(said)]
    return cut.assign(value=float("nan"), status="not_published", reason=CUT)[list(COLUMNS)]
