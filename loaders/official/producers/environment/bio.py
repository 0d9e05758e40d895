"""Land in organic farming by commune and year (Agence Bio). « NC » is a secret."""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import codes, figures, tables
from loaders.official.values import fold_arrondissements, rows

DATASETS = (
    Dataset(
        id="agence-bio",
        producer="Agence Bio",
        title="Surfaces en agriculture biologique par commune",
        source="agence_bio",
        opens=("bio_ha",),
        page="https://www.data.gouv.fr/fr/datasets/61a6250d8660681353681fa8/",
        data_gouv=("61a6250d8660681353681fa8", "donnees-communes-sau", "csv"),
        licence="Licence Ouverte 2.0",
        size=33_000_000,
        rhythm="chaque année, en été",
        expected={"commune": 15_000},
        without=("75", "92", "93", "94"),
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    return "agence-bio" if next(tables(opened, "codeinseecommune", "surfbio", "annee"), None) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return hectares certified or in conversion."""
    table = next(tables(opened, "codeinseecommune", "surfbio", "annee"))
    frame = table.frame(["annee", "codeinseecommune", "surfbio"])
    frame = frame[frame["codeinseecommune"].str.fullmatch(r"[0-9AB]{4,5}")]
    if frame.empty or not frame["annee"].str.fullmatch(r"20\d\d").all():
        raise Unexpected(f"{table.member.file}\u202f: la colonne annee doit être une année sur quatre chiffres.")
    year = frame["annee"].astype(int)
    values, states = figures(frame["surfbio"], secret=("NC", "nc", "N.C."), file=table.member.file)
    made = rows(codes(frame["codeinseecommune"]), "commune", "bio_ha", year, values, states)
    return Reading(fold_arrondissements(pd.DataFrame(made)), geography=int(year.max()), edition=str(year.max()))
