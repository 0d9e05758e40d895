"""What a commune is: its area, whether it is sparse or dense, small, in the mountains, the fruit of a merger.

These measures stage nothing: they rest on the tables of the COG, of DGCL and on the populations.
"""

from __future__ import annotations

import pandas as pd

from loaders.geography.former import merged_communes
from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn, MeasureColumns
from loaders.producers import cog, dgcl

SPARSE, DENSE = 50, 300
SMALL, MIDDLING = 500, 2000


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare the area, and the communes and their people by kind."""
    columns = {("area_km2", 2026): MeasureColumn(inputs.areas)}
    columns |= _population_kinds(inputs.population, inputs.areas)
    columns |= _classified(inputs.staged["dgcl_2022"], inputs.passage, inputs.population)
    return columns | _organisation(inputs)


def _population_kinds(population: MeasureColumn, areas: pd.Series[float]) -> dict[tuple[str, int], MeasureColumn]:
    """Population of sparse and dense communes, count of small ones: all rest on the population of 2023."""
    people = population.cells
    density = people / areas
    kinds = {
        "pop_densite_50": people.where(density < SPARSE, 0.0),
        "pop_densite_300": people.where(density >= DENSE, 0.0),
        "n_communes_500": (people < SMALL).astype("float64"),
        "n_communes_2000": (people < MIDDLING).astype("float64"),
    }
    return {(name, 2023): MeasureColumn(values, dict(population.remarks)) for name, values in kinds.items()}


def _classified(
    criteria: pd.DataFrame, passage: Passage, population: MeasureColumn
) -> dict[tuple[str, int], MeasureColumn]:
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
        columns[name, 2022] = MeasureColumn(population.cells * member, dict(population.remarks))
    return columns


def _organisation(inputs: Inputs) -> dict[tuple[str, int], MeasureColumn]:
    communes, current = inputs.communes.index, inputs.staged["cog_2026"]
    delegated = current[(current["type"] == "commune-deleguee") & (current["code"] != current["chefLieu"])]
    counts = delegated["chefLieu"].value_counts().reindex(communes, fill_value=0)
    merged = communes.isin(list(merged_communes(cog.vintages(inputs.staged), inputs.passage)))
    values = {
        "n_communes": pd.Series(1.0, index=communes),
        "n_communes_issues_fusion": pd.Series(merged.astype("float64"), index=communes),
        "n_deleguees": counts.astype("float64"),
    }
    return {(name, 2026): MeasureColumn(series) for name, series in values.items()}
