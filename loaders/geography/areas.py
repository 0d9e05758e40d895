"""Area of each commune: the cadastral one, unless the outline contradicts it."""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.passage import Passage
from loaders.producers.dgcl import CODE_COLUMN, HECTARES

HECTARES_PER_KM2 = 100
TOLERANCE = 0.10


def official_areas(criteria: pd.DataFrame, passage: Passage) -> pd.Series[float]:
    """Return the cadastral areas of today's communes, in km².

    A commune restored since is left out: a share by population would say nothing of its area.

    Parameters
    ----------
    criteria : DataFrame
        Staged `dgcl_2022`.
    passage : Passage

    Returns
    -------
    Series
        Indexed by code; communes without a cadastral area are absent.
    """
    codes = pd.Index(criteria[CODE_COLUMN])
    hectares = pd.Series(pd.to_numeric(criteria[HECTARES]).to_numpy(dtype="float64"), index=codes)
    summed = hectares.groupby(codes.map(passage.successors)).sum() / HECTARES_PER_KM2
    return summed.drop(index=passage.undone(codes), errors="ignore")


def chosen_areas(official: pd.Series[float], outlines: pd.Series[float]) -> pd.Series[float]:
    """Choose the cadastral area where it is within 10 % of the outline's, else the outline's.

    The cadastre leaves out glaciers and estuaries, and some of its values are older than a merger.

    Parameters
    ----------
    official, outlines : Series
        In km², by code.

    Returns
    -------
    Series
        Indexed as `outlines`, in km², to the tenth of a hectare: the cadastre is no finer.
    """
    official = official.reindex(outlines.index)
    agrees = (official - outlines).abs() <= TOLERANCE * outlines
    return official.where(agrees, outlines).round(3)
