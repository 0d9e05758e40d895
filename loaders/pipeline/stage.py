"""Sources to staged tables: every producer's table as it is, as text, checked against what we expect of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from loaders.geography import cog, membership
from loaders.pipeline.sources import Source, SourceError, verify
from loaders.pipeline.staging import replacing, write_parquet
from loaders.producers import (
    accidents,
    altitude,
    bicycle_aids,
    census,
    dgcl,
    high_schools,
    housing_tax,
    housing_zones,
    officials,
    populations,
    town_halls,
    transport_levy,
)

MODULES = (
    *(cog, populations, membership, census, dgcl),
    *(accidents, bicycle_aids, high_schools, altitude),
    *(housing_tax, transport_levy, housing_zones),
    *(officials, town_halls),
)


def stage(sources: dict[str, Source], directory: Path, staged: Path) -> list[str]:
    """Write every staged table, or none.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        `data/sources`.
    staged : Path
        `data/staged`.

    Returns
    -------
    list of str
        One sentence per table.
    """
    for source in sources.values():
        if (directory / source.artifact).is_file():
            verify(source, directory / source.artifact)
    tables: dict[str, pd.DataFrame] = {}
    for module in MODULES:
        tables |= module.stage(sources, directory)
    with replacing(staged) as temporary:
        for name, table in tables.items():
            write_parquet(table, temporary / f"{name}.parquet")
    return [f"{name}: {len(table)} rows." for name, table in tables.items()]


def read_staged(staged: Path, name: str) -> pd.DataFrame:
    """Read one staged table.

    Parameters
    ----------
    staged : Path
        `data/staged`.
    name : str

    Returns
    -------
    DataFrame
        All texts.
    """
    path = staged / f"{name}.parquet"
    if not path.is_file():
        raise SourceError(f"{path.name} is not in {staged.name}: run `python -m loaders stage` first.")
    return pd.read_parquet(path)
