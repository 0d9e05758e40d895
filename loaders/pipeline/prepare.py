"""Staged tables to the prepared edition, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from loaders.geography.adjacency import write_adjacency
from loaders.geography.areas import chosen_areas, official_areas, outline_remarks
from loaders.geography.contours import commune_geometry, prepare_contours
from loaders.geography.former import former_communes
from loaders.geography.places import locate, measured_outlines
from loaders.geography.territories import build_territories, commune_base
from loaders.pipeline.discovery import results
from loaders.pipeline.errors import write_errors
from loaders.pipeline.features import write_features
from loaders.pipeline.inputs import Inputs, Staged
from loaders.pipeline.manifest import build_manifest, read_manifest, write_manifest
from loaders.pipeline.measures import build_measures
from loaders.pipeline.passage import build_passage
from loaders.pipeline.remarks import flags_table, gaps_table, measures_table
from loaders.pipeline.sources import Source, SourceError
from loaders.pipeline.staging import replacing, write_parquet
from loaders.producers import cog
from loaders.producers.legal_populations import legal_populations
from observatoire.model.contracts import table_violations


def prepare(sources: dict[str, Source], artifacts: Path, staged: Path, prepared: Path) -> list[str]:
    """Build and check the edition in a temporary directory, then move it in.

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
    print("Building the tables…", flush=True)
    inputs, tables = build_tables(Staged(staged), artifacts)
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
        print("Estimating how far counts of events vary by chance…", flush=True)
        write_errors(temporary)
        manifest = read_manifest(temporary)
    shipped = [f"{name}: {entry['rows']} rows, {entry['bytes']} bytes." for name, entry in manifest["tables"].items()]
    return shipped + [sentence for _, said in results("notices", inputs) for sentence in said]


def build_tables(staged: dict[str, pd.DataFrame], artifacts: Path) -> tuple[Inputs, dict[str, pd.DataFrame]]:
    """Build the tables of the edition that are not contours.

    Parameters
    ----------
    staged : dict of str to DataFrame
    artifacts : Path
        Where the outlines are read.

    Returns
    -------
    tuple of Inputs and dict of str to DataFrame
        What the measures were prepared from; `territories`, `former_communes`, `measures`, `gaps`, `flags`, and
        those of the producers' modules.
    """
    passage = build_passage(staged["cog_2026"])
    base = commune_base(staged)
    outlines = commune_geometry(artifacts).reindex(base.index)
    official = official_areas(staged["dgcl_2022"], passage)
    measured = measured_outlines(outlines)
    areas = chosen_areas(official, measured["area"], measured["margin"])
    groups = {level: base[level] for level in ("epci", "departement", "region")}
    places = locate(outlines, {**groups, "france": pd.Series("france", index=base.index)})
    former = former_communes(cog.vintages(staged), passage, base.index)
    population = legal_populations(staged, passage, base.index)["pop_mun", 2023]
    inputs = Inputs(staged, passage, base, former, outlines, places["commune"], areas, population)
    columns = build_measures(inputs)
    columns["area_km2", 2026].remarks |= outline_remarks(areas, official)
    others = {name: table for _, made in results("tables", inputs) for name, table in made.items()}
    return inputs, {
        "territories": build_territories(base, staged, population.cells, areas, places),
        "former_communes": former,
        "measures": measures_table(columns),
        "gaps": gaps_table(columns),
        "flags": flags_table(columns),
        **others,
    }
