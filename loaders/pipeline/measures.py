"""Every measure of the release, by commune and year."""

from __future__ import annotations

import pandas as pd

from loaders.geography.former import merged_communes
from loaders.pipeline.passage import Passage, convert
from loaders.pipeline.remarks import Column, Gap, Remark
from loaders.producers import census, dgcl
from loaders.producers.housing_tax import housing_tax
from loaders.producers.housing_zones import housing_zones
from loaders.producers.legal_populations import ESTIMATED_SPLIT, MAYOTTE, MISSING_MAYOTTE, legal_populations
from loaders.producers.municipal_finances import exercise_values, municipal_finances
from loaders.producers.transport_levy import transport_levy

SPARSE, DENSE = 50, 300
SMALL, MIDDLING = 500, 2000


def build_measures(
    staged: dict[str, pd.DataFrame],
    vintages: dict[int, pd.DataFrame],
    passage: Passage,
    areas: pd.Series[float],
) -> dict[tuple[str, int], Column]:
    """Build all columns.

    Parameters
    ----------
    staged : dict of str to DataFrame
    vintages : dict of int to DataFrame
        Staged `cog_<vintage>`.
    passage : Passage
    areas : Series
        Area of today's communes in km², sorted by code: the order of every column.

    Returns
    -------
    dict of (str, int) to Column
        By measure and year.
    """
    communes = areas.index
    columns = legal_populations(staged, passage, communes)
    columns |= _census(staged["iris_2021"], passage, communes)
    population = columns["pop_mun", 2023]
    columns["area_km2", 2026] = Column(areas)
    columns |= _population_kinds(population, areas)
    columns |= _classified(staged["dgcl_2022"], passage, population)
    columns |= _organisation(vintages, passage, communes)
    columns |= _finances(staged, passage, communes)
    columns |= transport_levy(staged["transport_levy"], passage, population)
    columns |= housing_zones(staged["housing_zones"], passage, population)
    return columns


def _finances(
    staged: dict[str, pd.DataFrame], passage: Passage, communes: pd.Index[str]
) -> dict[tuple[str, int], Column]:
    columns = municipal_finances(staged, passage, communes)
    criteria = exercise_values(staged["dgcl_2021"], dgcl.criteria_columns(2021), passage, communes)
    bases = columns["th_base_2021", 2021]
    return columns | housing_tax(staged, criteria["th_base_2021"], bases, passage)


def _census(iris: pd.DataFrame, passage: Passage, communes: pd.Index[str]) -> dict[tuple[str, int], Column]:
    counts = iris.set_index("com")[list(census.MEASURES)].astype("int64").groupby(level=0).sum()
    converted = convert(counts.rename(columns=census.MEASURES), passage)
    remarks = dict.fromkeys(converted.estimated, Remark("estimated", ESTIMATED_SPLIT))
    gaps = dict.fromkeys(communes[communes.str.startswith(MAYOTTE)], Gap("not_published", MISSING_MAYOTTE))
    return {
        (str(name), 2021): Column(values.reindex(communes).astype("float64"), dict(remarks), dict(gaps))
        for name, values in converted.counts.items()
    }


def _population_kinds(population: Column, areas: pd.Series[float]) -> dict[tuple[str, int], Column]:
    """Population of sparse and dense communes, count of small ones: all rest on the population of 2023."""
    people = population.cells
    density = people / areas
    kinds = {
        "pop_densite_50": people.where(density < SPARSE, 0.0),
        "pop_densite_300": people.where(density >= DENSE, 0.0),
        "n_communes_500": (people < SMALL).astype("float64"),
        "n_communes_2000": (people < MIDDLING).astype("float64"),
    }
    return {(name, 2023): Column(values, dict(population.remarks)) for name, values in kinds.items()}


def _classified(criteria: pd.DataFrame, passage: Passage, population: Column) -> dict[tuple[str, int], Column]:
    """Population of the communes classified as mountain or ZRR in 2022.

    A commune merged since counts whole if one of its members was classified; a restored one keeps the
    classification of its former whole.
    """
    rows = criteria.set_index(dgcl.CODE_COLUMN)
    columns = {}
    for name, criterion in (("pop_montagne", dgcl.MOUNTAIN), ("pop_zrr", dgcl.ZRR)):
        flags = rows[criterion].astype("int64")
        classified = flags.groupby(flags.index.map(passage.successors)).max()
        for whole, parts in passage.still_whole(flags.index).items():
            classified = classified.reindex(classified.index.union(pd.Index(parts)), fill_value=int(flags[whole]))
        member = classified.reindex(population.cells.index)
        columns[name, 2022] = Column(population.cells * member, dict(population.remarks))
    return columns


def _organisation(
    vintages: dict[int, pd.DataFrame], passage: Passage, communes: pd.Index[str]
) -> dict[tuple[str, int], Column]:
    current = vintages[2026]
    delegated = current[(current["type"] == "commune-deleguee") & (current["code"] != current["chefLieu"])]
    counts = delegated["chefLieu"].value_counts().reindex(communes, fill_value=0)
    merged = communes.isin(list(merged_communes(vintages, passage)))
    values = {
        "n_communes": pd.Series(1.0, index=communes),
        "n_communes_issues_fusion": pd.Series(merged.astype("float64"), index=communes),
        "n_deleguees": counts.astype("float64"),
    }
    return {(name, 2026): Column(series) for name, series in values.items()}
