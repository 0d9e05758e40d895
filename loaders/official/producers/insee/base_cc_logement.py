"""INSEE, census: « Logement » by commune (`base-cc-logement-20xx`), three censuses a file.

Private tenants are not read: these files count dwellings let furnished among them, which DS_RP_LOGEMENT_PRINC does not.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.insee.wide import Table, Wide, WideFile, columns_of, measured, read_all
from loaders.official.opened import Opened
from loaders.official.reading import Reading
from loaders.official.values import computed

MEASURES = {
    "P{yy}_LOG": "rp_parc_logements",
    "P{yy}_LOGVAC": "rp_parc_vacants",
    "P{yy}_RP": "rp_menages",
    "P{yy}_RP_PROP": "rp_menages_proprietaires",
    "P{yy}_RP_LOCHLMV": "rp_menages_hlm",
    "P{yy}_RP_VOIT2P": "rp_menages_deux_voitures",
}
CARS = "P{yy}_RP_VOIT1P"
"""Households with one car or more: those without are the rest."""
LAG = 3

FILE = WideFile(marks=("P{yy}_LOG", "P{yy}_RP_LOCHLMV", "P{yy}_RP_PROP"), needed=(*MEASURES, CARS))
"""The comparateur has the first columns too, but neither the tenants of HLM nor cars."""

DATASETS = (
    Dataset(
        id="insee-base-cc-logement",
        producer="Insee",
        title="Recensement, logements par commune (base-cc-logement)",
        source="insee_rp_logement",
        opens=(*MEASURES.values(), "rp_menages_sans_voiture"),
        page="https://www.insee.fr/fr/statistiques/8581474",
        licence="Licence Ouverte 2.0",
        size=25_000_000,
        rhythm="chaque année jusqu’au recensement de 2022",
        expected={"commune": 34_000},
    ),
)


def recognise(opened: Opened) -> str | None:
    """Tell the file by its columns."""
    return DATASETS[0].id if FILE.knows(opened) else None


def read(opened: Opened, _: str) -> Reading:
    """Read every census of the file."""
    parts: list[pd.DataFrame] = []
    census, told = 0, 0
    for wide in FILE.tables(opened):
        table = wide.table(columns_of(wide, [*MEASURES, CARS]))
        parts += measured(wide, MEASURES, table)
        parts += _without_car(wide, table)
        census = max(census, *wide.years("P{yy}_LOG"))
        told = max(told, table.geography or 0)
    return Reading(read_all(parts, opened.name), max(census + LAG, told), str(census))


def _without_car(wide: Wide, table: Table) -> Iterator[pd.DataFrame]:
    households = wide.years("P{yy}_RP")
    for year, column in wide.years(CARS).items():
        if year in households:
            (all_of_them, its), (with_cars, theirs) = table.read(households[year]), table.read(column)
            rest = (all_of_them - with_cars).clip(lower=0)  # weights of the census leave -1e-12 of nobody
            yield table.rows("rp_menages_sans_voiture", year, *computed(rest, its, theirs))
