"""Persons registered at France Travail, by commune, rounded to 5 (Dares): the fourth quarter of each year."""

from __future__ import annotations

import pandas as pd

from loaders.official.columns import Columns, check_codes, known_member, member_of
from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.values import drop_arrondissements, rows

ALL, UNDER_25, FROM_25, FROM_50 = "Total", "Moins de 25 ans", "De 25 à 49 ans", "50 ans et plus"
MEASURES = {
    ALL: "dares_demandeurs_abc",
    UNDER_25: "dares_demandeurs_abc_moins_25",
    FROM_50: "dares_demandeurs_abc_50_plus",
}
DATASETS = (
    Dataset(
        id="dares-defm",
        producer="Dares et France Travail",
        title="Demandeurs d’emploi inscrits à France Travail, données communales brutes",
        source="dares_demandeurs_emploi",
        opens=tuple(MEASURES.values()),
        page="https://data.dares.travail-emploi.gouv.fr/explore/dataset/dares_defm_communales-brutes/",
        address="https://data.dares.travail-emploi.gouv.fr/api/explore/v2.1/catalog/datasets/"
        "dares_defm_communales-brutes/exports/csv?use_labels=true&delimiter=%3B",
        licence="Licence Ouverte 2.0",
        size=200_000_000,
        rhythm="chaque année, au printemps",
        expected={"commune": 33_000},
    ),
)
_COLUMNS = Columns(
    wanted={
        "date": ("date",),
        "code": ("code_commune",),
        "kind": ("type_de_donnees",),
        "category": ("categorie",),
        "sex": ("sexe",),
        "age": ("tranche_d_age",),
        "number": ("nombre_de_demandeurs_d_emploi",),
    },
    own=("number", "age"),
    optional=("kind",),
)
_NOWHERE = ("", "Total", "99999")


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set, when the file has its columns."""
    return DATASETS[0].id if member_of(opened, _COLUMNS) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Read all fourth quarters of categories A, B and C together: all ages, the youngest and the oldest.

    Parameters
    ----------
    opened : Opened
        The file.
    _dataset : str
        The one of this module.
    """
    member = known_member(opened, _COLUMNS)
    kept = []
    for part in _COLUMNS.parts(member, chunk=400_000):
        part = part.apply(lambda column: column.str.strip())
        _check_details(part, member.file)
        kept.append(part[_totals(part)])
    frame = pd.concat(kept)
    if frame.empty:
        raise Unexpected(
            f"{member.file}\u202f: aucune ligne de quatrième trimestre, de catégorie ABC et des deux sexes."
        )
    check_codes(frame["code"], member.file)
    counts, states = _COLUMNS.number(frame["number"], member, thousands=" ", secret=("s", "nd"))
    years = frame["date"].str[:4].astype(int)
    parts = [
        rows(frame.loc[of, "code"], "commune", measure, years[of], counts[of], states[of])
        for age, measure in MEASURES.items()
        for of in [frame["age"] == age]
    ]
    values = drop_arrondissements(pd.concat(parts, ignore_index=True))
    return Reading(values, geography=int(years.max()), edition=f"{years.max()}-T4")


def _check_details(frame: pd.DataFrame, file: str) -> None:
    """Refuse ages, sexes and dates that are not those we tell apart: a new name would be lost without a word."""
    ages, sexes = (ALL, UNDER_25, FROM_25, FROM_50), (ALL, "Femmes", "Hommes")
    for column, known in (("age", ages), ("sex", sexes)):
        stray = frame.loc[~frame[column].isin(known), column]
        if len(stray):
            raise Unexpected(f"{file}\u202f: «\u00a0{stray.iloc[0]}\u00a0» n’est pas attendu, mais {', '.join(known)}.")
    dates = frame.loc[~frame["date"].str.fullmatch(r"\d{4}-T[1-4]"), "date"]
    if len(dates):
        raise Unexpected(f"{file}\u202f: la date «\u00a0{dates.iloc[0]}\u00a0» n’est pas un trimestre comme 2024-T4.")


def _totals(frame: pd.DataFrame) -> pd.Series:
    """Tell the lines to keep: of both sexes, of categories A, B and C together, located, raw, in a fourth quarter."""
    category = frame["category"].str.replace(r"[^A-Z]", "", regex=True)
    kept = (frame["sex"] == ALL) & (category == "ABC") & ~frame["code"].isin(_NOWHERE)
    kept &= frame["date"].str.endswith("T4") & frame["age"].isin(MEASURES)
    return kept & frame["kind"].str.lower().str.startswith("brut") if "kind" in frame else kept
