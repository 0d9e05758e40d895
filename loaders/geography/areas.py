"""Area of each commune: the cadastral one, unless the outline contradicts it and is fine enough to judge."""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import Remark
from loaders.producers.dgcl import CODE_COLUMN, HECTARES

HECTARES_PER_KM2 = 100
TOLERANCE = 0.10
MEASURED = "Superficie mesurée sur le contour de la commune, faute d’une superficie cadastrale qui s’accorde avec lui."


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


def chosen_areas(official: pd.Series[float], outlines: pd.Series[float], margins: pd.Series[float]) -> pd.Series[float]:
    """Choose the cadastral area unless the outline's contradicts it: by more than 10 %, and more than it may be wrong.

    The cadastre leaves out glaciers and estuaries, and some of its values are older than a merger. The outlines are
    generalised: that of Vaudherland, of 9 hectares, is a triangle of 2.

    Parameters
    ----------
    official, outlines : Series
        In km², by code.
    margins : Series
        By how many km² generalisation may have changed the area of an outline.

    Returns
    -------
    Series
        Indexed as `outlines`, in km², to the tenth of a hectare: the cadastre is no finer.
    """
    official = official.reindex(outlines.index)
    agrees = (official - outlines).abs() <= (TOLERANCE * outlines).clip(lower=margins)
    return official.where(agrees, outlines).round(3)


def outline_remarks(areas: pd.Series[float], official: pd.Series[float]) -> dict[str, Remark]:
    """Say of which communes the area is that of the outline; all the others have that of the cadastre.

    Parameters
    ----------
    areas : Series
        As `chosen_areas` gives them.
    official : Series

    Returns
    -------
    dict of str to Remark
        By code.
    """
    measured = areas.index[areas != official.reindex(areas.index).round(3)]
    return dict.fromkeys(map(str, measured), Remark("estimated", MEASURED))
