"""Prices and numbers of sales over five years (Etalab's statistics on DVF), at every level at which they are published.

The file says no year. Beside it, a file of one researcher on the same sales is known, and refused.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import COLUMNS, Reading, Unexpected
from loaders.official.tables.headed import Table, codes, figures, tables, year_named
from loaders.official.values import CITY, DISTRICTS, fold_arrondissements, rows

_LEVELS = {
    "commune": "commune", "arrondissement": "commune", "epci": "epci", "departement": "departement",
    "region": "region", "nation": "france", "france": "france",
}  # fmt: skip
_PRICES = {"appartement": "dvf_prix_m2_appartement", "maison": "dvf_prix_m2_maison"}
_FEWEST = 10
_FEW = "Moins de dix ventes en cinq ans\u202f: le prix médian n’est pas montré."
_BY_DISTRICT = "Les prix y sont publiés par arrondissement\u202f: une médiane ne se calcule pas à partir d’autres."
_UNCOVERED = ("57", "67", "68", "976")
_NOT_THERE = "Les ventes de la Moselle, du Bas-Rhin, du Haut-Rhin et de Mayotte ne sont pas dans DVF."
_OCTOBER = 10

DATASETS = (
    Dataset(
        id="etalab-dvf",
        producer="Etalab, d’après la DGFiP",
        title="Statistiques DVF sur cinq ans",
        source="etalab_dvf",
        opens=("dvf_prix_m2_appartement", "dvf_prix_m2_maison", "dvf_ventes"),
        page="https://www.data.gouv.fr/fr/datasets/64998de5926530ebcecc7b15/",
        address="https://www.data.gouv.fr/fr/datasets/r/851d342f-9c96-41c1-924a-11a7a7aae8a6",
        licence="Licence Ouverte 2.0\u202f; la réidentification est interdite",
        size=31_000_000,
        rhythm="deux fois par an, en avril et en octobre",
        expected={"commune": 32_000, "epci": 1_150, "departement": 90},
        without=("57", "67", "68"),
        note="Le fichier ne dit pas ses années\u202f: elles se lisent dans son nom, à défaut dans sa date.",
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns.

    Raises
    ------
    Unexpected
        When it is the file of a researcher, in which houses and flats are exchanged.
    """
    if next(tables(opened, "code_geo", "echelle_geo", "nb_ventes_whole_*"), None):
        return "etalab-dvf"
    other = next(tables(opened, "insee_com", "prixm2moyen", "propmaison", "propappart"), None)
    if other is not None:
        raise Unexpected(
            f"{other.member.file}\u202f: ce sont les «\u00a0indicateurs immobiliers par commune\u00a0» d’un chercheur "
            "(licence ODbL), où les parts des maisons et des appartements sont échangées\u202f; ils ne sont pas "
            "lus, prenez les statistiques DVF d’Etalab (etalab-dvf)."
        )
    return None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return medians where ten sales or more made them, and numbers of sales."""
    table = next(tables(opened, "code_geo", "echelle_geo", "nb_ventes_whole_*"))
    year, edition = _year(opened)
    counts = [f"nb_ventes_whole_{kind}" for kind in _PRICES]
    medians = [f"med_prix_m2_whole_{kind}" for kind in _PRICES]
    frame = _kept(table, ["code_geo", "echelle_geo", *counts, *medians])
    file = table.member.file
    sales = {kind: figures(frame[name], file=file)[0].fillna(0.0) for kind, name in zip(_PRICES, counts, strict=True)}
    parts = [_sales(frame, sum(sales.values(), start=pd.Series(0.0, index=frame.index)), year)]
    for kind, name in zip(_PRICES, medians, strict=True):
        parts.append(_prices(frame, figures(frame[name], file=file)[0], sales[kind], (_PRICES[kind], year)))
    return Reading(pd.concat(parts, ignore_index=True), geography=year, edition=edition)


def _year(opened: Opened) -> tuple[int, str]:
    """Return the year at which the five years of sales end: named by the file, else told by its date.

    The address always serves the last edition: that of October ends in June of its year, that of April with the year
    before.
    """
    try:
        year = year_named(opened, "le fichier des statistiques DVF")
    except Unexpected:
        day = datetime.fromtimestamp(opened.path.stat().st_mtime, UTC)
        return day.year if day.month > _OCTOBER else day.year - 1, f"non datée, fichier du {day:%d/%m/%Y}"
    return year, str(year)


def _kept(table: Table, columns: list[str]) -> pd.DataFrame:
    """Return the lines of territories: those of cadastral sections are most of the file."""
    parts = []
    for part in table.read(columns, chunk=200_000):
        scale = part["echelle_geo"].str.lower().mask(part["code_geo"].str.lower().isin(["nation", "france"]), "nation")
        part = part.assign(level=scale.map(_LEVELS))
        parts.append(part[part["level"].notna()])
    frame = pd.concat(parts, ignore_index=True)
    if frame.empty:
        raise Unexpected(f"{table.member.file}\u202f: aucune ligne de commune dans la colonne echelle_geo.")
    frame["code"] = codes(frame["code_geo"]).mask(frame["level"] == "france", "france")
    # An EPCI of several départements has a line for each, all alike.
    return frame.drop_duplicates(["level", "code", *columns[2:]]).reset_index(drop=True)


def _covered(frame: pd.DataFrame) -> pd.Series:
    """Tell the communes and départements that DVF covers."""
    low = frame["level"].isin(["commune", "departement"])
    return ~(low & frame["code"].str.startswith(_UNCOVERED))


def _sales(frame: pd.DataFrame, sold: pd.Series, year: int) -> pd.DataFrame:
    """Return the numbers of sales: a commune without a number had none, where the source covers it."""
    covered = _covered(frame)
    states = covered.map({True: "value", False: "not_published"})
    made = _by_level(frame, "dvf_ventes", year, sold.where(covered), states)
    made["reason"] = (~covered).map({True: _NOT_THERE, False: ""}).to_numpy()
    return fold_arrondissements(made)


def _prices(frame: pd.DataFrame, price: pd.Series, sold: pd.Series, what: tuple[str, int]) -> pd.DataFrame:
    """Return medians, of territories with enough sales; nothing of Paris, Lyon and Marseille whole."""
    covered, enough = _covered(frame), (sold >= _FEWEST) & price.notna()
    known = covered & enough
    made = _by_level(frame, *what, price.where(known), known.map({True: "value", False: "not_published"}))
    made["reason"] = pd.Series("", index=frame.index).mask(~enough, _FEW).mask(~covered, _NOT_THERE).to_numpy()
    cities = sorted({CITY[code] for code in made["code"] if code in CITY} - set(made["code"]))
    made = made[~made["code"].isin([district for districts in DISTRICTS.values() for district in districts])]
    silent = rows(
        pd.Series(cities, dtype="str"), "commune", *what, pd.Series(float("nan"), range(len(cities))), "not_published"
    )
    return pd.concat([made, silent.assign(reason=_BY_DISTRICT)], ignore_index=True)[list(COLUMNS)]


def _by_level(frame: pd.DataFrame, measure: str, year: int, values: pd.Series, states: pd.Series) -> pd.DataFrame:
    return rows(frame["code"], "", measure, year, values, states).assign(level=frame["level"].to_numpy())
