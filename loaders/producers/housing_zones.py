"""Zoning of communes by tension of the housing market (ABC, July 2024): staged, and people in its tense zones."""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.delimited import delimited
from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn, MeasureColumns
from loaders.pipeline.sources import Artifacts
from loaders.pipeline.staging import CODE, Expected, Form, conform

CODE_COLUMN = "CODGEO"
ZONE = "Zone en vigueur depuis le 5 juillet 2024"
ZONES = Expected({CODE_COLUMN: Form(CODE), ZONE: Form("Abis|A|B1|B2|C")}, 34935, (CODE_COLUMN,))
TENSE = ("Abis", "A", "B1")
YEAR = 2024


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the zone of each commune: `housing_zones`."""
    label, content = artifacts.read("openfisca_france", "zonage-abc-juillet-2024.csv")
    return {"housing_zones": conform(delimited(content, ZONES.columns, label, ";"), ZONES, label)}


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare `pop_zone_tendue`."""
    return housing_zones(inputs.staged["housing_zones"], inputs.passage, inputs.population)


def housing_zones(
    zones: pd.DataFrame, passage: Passage, population: MeasureColumn
) -> dict[tuple[str, int], MeasureColumn]:
    """Count the people of the communes in zone A bis, A or B1.

    A commune merged since counts whole if one of its members is in such a zone; a restored one keeps the zone
    of its former whole.

    Parameters
    ----------
    zones : DataFrame
        Staged.
    passage : Passage
    population : MeasureColumn
        Of 2023, by today's code.

    Returns
    -------
    dict of (str, int) to MeasureColumn
        `pop_zone_tendue`.
    """
    tense = pd.Series(zones[ZONE].isin(TENSE).to_numpy(), index=pd.Index(zones[CODE_COLUMN]))
    today = tense.groupby(tense.index.map(passage.successors)).max()
    restored = {part: tense[whole] for whole, parts in passage.still_whole(tense.index).items() for part in parts}
    today = pd.concat([today.drop(index=list(restored), errors="ignore"), pd.Series(restored, dtype="bool")])
    known = today.reindex(population.cells.index).astype("float64")
    return {("pop_zone_tendue", YEAR): MeasureColumn(population.cells * known, dict(population.remarks))}
