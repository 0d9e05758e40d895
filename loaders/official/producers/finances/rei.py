"""The rate of property tax that each council voted (REI of the DGFiP, as the OFGL publishes it: a line a variable)."""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import Table, codes, figures, plain_cells, tables, year_named
from loaders.official.values import rows
from loaders.official.values import years as years_of

_MEASURE = "rei_taux_foncier_bati"
_VARIABLES = {"varlib": "fb_commune_taux_vote", "var": "e12vote"}
_SECRET = "sec_stat"

DATASETS = (
    Dataset(
        id="ofgl-rei",
        producer="DGFiP, diffusé par l’OFGL",
        title="Taux de taxe foncière votés par les communes (REI)",
        source="ofgl_rei",
        opens=(_MEASURE,),
        page="https://data.ofgl.fr/explore/dataset/rei/",
        address=(
            "https://data.ofgl.fr/api/explore/v2.1/catalog/datasets/rei/exports/csv?select=annee,idcom,varlib,valeur,"
            "secret_statistique&where=var%3D%22E12VOTE%22&limit=-1&delimiter=%3B"
        ),
        licence="Licence Ouverte 2.0",
        size=5_000_000,
        rhythm="chaque année, en été",
        expected={"commune": 33_000},
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    table = next(tables(opened, "idcom", "valeur", "var*"), None)
    return "ofgl-rei" if table and table.column(*_VARIABLES) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return the voted rates; a secret is what the file marks so."""
    table = next(tables(opened, "idcom", "valeur", "var*"))
    variable = table.needed(*_VARIABLES)
    mark, year = table.needed("secret_statistique"), table.column("annee")
    frame = _rates(table, ["idcom", variable, "valeur", mark, *([year] if year else [])])
    hidden = plain_cells(frame[mark])
    if strays := sorted(set(hidden) - {"", _SECRET, "0", "1"}):
        raise Unexpected(
            f"{table.member.file}\u202f: secret_statistique vaut «\u00a0{strays[0]}\u00a0», «\u00a0sec_stat\u00a0» ou "
            "rien est attendu."
        )
    values, states = figures(frame["valeur"], file=table.member.file)
    secret = hidden.isin([_SECRET, "1"])
    years = (
        years_of(frame[year], table.member.file)
        if year
        else pd.Series(year_named(opened, "cet extrait du REI"), index=frame.index)
    )
    made = rows(codes(frame["idcom"]), "commune", _MEASURE, years, values.mask(secret), states.mask(secret, "secret"))
    return Reading(made, geography=int(years.max()), edition=str(years.max()))


def _rates(table: Table, columns: list[str]) -> pd.DataFrame:
    """Return the lines of the rate, among all variables."""
    variable = columns[1]
    parts = []
    for part in table.read(columns, chunk=500_000):
        parts.append(part[plain_cells(part[variable]) == _VARIABLES[variable]])
    frame = pd.concat(parts, ignore_index=True)
    if frame.empty:
        raise Unexpected(
            f"{table.member.file}\u202f: aucune ligne «\u00a0FB - COMMUNE / TAUX VOTÉ\u00a0», attendue dans {variable}."
        )
    return frame
