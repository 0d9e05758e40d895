"""Rents of flats in advertisements (Anil), observed in few communes, modelled in the others.

Files of flats, of small or large flats, of houses have the same columns, and no year: their names tell them apart.
"""

from __future__ import annotations

import re

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import codes, figures, plain, tables, year_named
from loaders.official.values import CITY, drop_arrondissements, rows

_MEASURE = "anil_loyer_m2_appartement"
_MODELLED = {
    "commune": "",
    "maille": "Loyer estimé sur un groupe de communes qui se ressemblent\u202f: trop peu d’annonces dans celle-ci.",
    "epci": "Loyer estimé sur l’intercommunalité\u202f: trop peu d’annonces dans la commune.",
}
_BY_DISTRICT = "Les loyers y sont publiés par arrondissement\u202f: un loyer moyen ne se calcule pas à partir d’autres."
_ALL_FLATS = re.compile(r"app(?:artements?)?(?!_?(?:12|3|t\d))")
_OTHERS = re.compile(r"mai(?:sons?)?(?=_|$)|(?<![a-z])t[13]|app(?:artements?)?_?(?:12|3)(?!\d)")

DATASETS = (
    Dataset(
        id="anil-loyers",
        producer="Anil et ministère chargé du Logement",
        title="Carte des loyers, appartements",
        source="anil_loyers",
        opens=(_MEASURE,),
        page="https://www.data.gouv.fr/fr/datasets/693aa2feed1bf4da603faa49/",
        data_gouv=("693aa2feed1bf4da603faa49", "pred-app-mef-dhup", "csv"),
        licence="Licence Ouverte 2.0",
        size=6_000_000,
        rhythm="chaque année, en fin d’année",
        expected={"commune": 34_000},
        kept_as="pred-app-mef-dhup_2025",
        note="Ni son année ni le type de logement ne sont dans le fichier\u202f: ils se lisent dans son nom.",
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    return "anil-loyers" if next(tables(opened, "loypredm2", "typpred"), None) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return the rent of each commune, said to be modelled where it is."""
    name = plain(opened.name.rsplit(".", 1)[0])
    if _OTHERS.search(name) or not _ALL_FLATS.search(name):
        raise Unexpected(
            f"{opened.name}\u202f: la carte des loyers a quatre fichiers de mêmes colonnes\u202f; seul celui de tous "
            "les appartements est lu, et son nom doit le dire («\u00a0pred-app-mef-dhup_2025.csv\u00a0»)."
        )
    year = year_named(opened, "la carte des loyers")
    table = next(tables(opened, "loypredm2", "typpred"))
    code = table.needed("insee_c", "insee", "insee_com", "codgeo")
    frame = table.frame([code, "loypredm2", "typpred"])
    kind = frame["typpred"].str.lower()
    if unknown := sorted(set(kind) - set(_MODELLED)):
        raise Unexpected(
            f"{table.member.file}\u202f: TYPPRED vaut «\u00a0{unknown[0]}\u00a0», commune, maille ou EPCI est attendu."
        )
    rents, states = figures(frame["loypredm2"], missing=("", "NA"), file=table.member.file)
    made = rows(codes(frame[code]), "commune", _MEASURE, year, rents, states)
    made["reason"] = kind.map(_MODELLED).where(states == "value", "").to_numpy()
    cities = sorted({CITY[district] for district in made["code"] if district in CITY} - set(made["code"]))
    none = pd.Series(float("nan"), range(len(cities)))
    silent = rows(pd.Series(cities, dtype="str"), "commune", _MEASURE, year, none, "not_published")
    values = pd.concat([drop_arrondissements(made), silent.assign(reason=_BY_DISTRICT)], ignore_index=True)
    return Reading(values, geography=year, edition=str(year))
