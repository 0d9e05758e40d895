"""Staged criteria of the state grants to communes, 2022 (DGCL): area, mountain and ZRR classification."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from loaders.sources import Source, SourceError, read_inner
from loaders.staging import CODE, WHOLE, Column, Expected, conform

CODE_COLUMN = "Informations générales - Code INSEE de la commune"
HECTARES = "Informations générales - Superficie de l'année N"
ZRR = "Dotation de solidarité rurale - Fraction bourg-centre - Commune située en ZRR"
MOUNTAIN = "Dotation de solidarité rurale - Fraction péréquation - Commune située en zone de montagne"
CRITERIA = Expected(
    {CODE_COLUMN: Column(CODE), HECTARES: Column(rf"{WHOLE}(?:\.\d+)?"), ZRR: Column("[01]"), MOUNTAIN: Column("[01]")},
    35041,
    (CODE_COLUMN,),
)


def stage(sources: dict[str, Source], directory: Path) -> dict[str, pd.DataFrame]:
    """Stage the criteria that we use.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        Where the artifacts are.

    Returns
    -------
    dict of str to DataFrame
        `dgcl_2022`.
    """
    label, content = read_inner(sources["dotations_locales"], directory, "criteres_repartition_2022.csv")
    try:
        raw = pd.read_csv(io.BytesIO(content), dtype=str, usecols=lambda name: name in CRITERIA.columns)
    except (ValueError, pd.errors.ParserError) as error:
        raise SourceError(f"{label}: expected a readable CSV ({error}).") from error
    return {"dgcl_2022": conform(raw, CRITERIA, label)}
