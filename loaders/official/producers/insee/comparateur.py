"""INSEE, « Comparateur de territoires » (`base_cc_comparateur`): one line a commune, several producers' years beside.

The two figures in the name of a column are its year: P22_ is of the census of 2022, MED21 of the incomes of 2021.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.insee.wide import Table, WideFile, columns_of, measured, read_all
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.values import computed

MEASURES = {
    "P{yy}_POP1564": "rp_pop_15_64",
    "P{yy}_ACT1564": "rp_actifs_15_64",
    "P{yy}_CHOM1564": "rp_chomeurs_15_64",
    "P{yy}_EMPLT": "rp_emplois",
    "P{yy}_EMPLT_SAL": "rp_emplois_salaries",
    "P{yy}_LOG": "rp_parc_logements",
    "P{yy}_LOGVAC": "rp_parc_vacants",
    "P{yy}_RP": "rp_menages",
    "P{yy}_RP_PROP": "rp_menages_proprietaires",
    "NAISD{yy}": "ec_naissances",
    "DECESD{yy}": "ec_deces",
    "MED{yy}": "filo_niveau_vie_median",
    "TP60{yy}": "filo_taux_pauvrete",
}
SERIES = ("sh_population", "sh_solde_naturel_annuel", "sh_solde_migratoire_annuel")
FILE = WideFile(marks=("P{yy}_POP", "P{yy}_EMPLT", "MED{yy}", "NAISD{yy}"), needed=tuple(MEASURES))
BETWEEN = re.compile(r"(?:NAIS|DECE)\d{4}")
"""Births and deaths between the two censuses."""
LAG = 3
"""The census of a year is published with the communes of three years later."""

DATASETS = (
    Dataset(
        id="insee-comparateur",
        producer="Insee",
        title="Comparateur de territoires (base_cc_comparateur)",
        source="insee_rp_activite",
        opens=(*MEASURES.values(), *SERIES),
        page="https://www.insee.fr/fr/statistiques/2521169",
        licence="Licence Ouverte 2.0",
        size=4_000_000,
        rhythm="chaque année",
        expected={"commune": 34_000},
        note="Ses populations ne remplacent pas celles que l’observatoire livre, plus récentes et une par an.",
    ),
)


def recognise(opened: Opened) -> str | None:
    """Tell the file by its columns."""
    return DATASETS[0].id if FILE.knows(opened) else None


def read(opened: Opened, _: str) -> Reading:
    """Read every year of every measure; those of the census series are made of the two censuses that it holds."""
    parts: list[pd.DataFrame] = []
    census, told = 0, 0
    for wide in FILE.tables(opened):
        ends = wide.years("P{yy}_POP")
        between = [name for name in wide.names if BETWEEN.fullmatch(name)]
        table = wide.table([*columns_of(wide, MEASURES), *ends.values(), *between])
        parts += measured(wide, MEASURES, table)
        parts += _series(table, ends, between)
        census = max(census, *ends)
        told = max(told, table.geography or 0)
    return Reading(read_all(parts, opened.name), max(census + LAG, told), str(census))


def _series(table: Table, ends: dict[int, str], between: list[str]) -> Iterator[pd.DataFrame]:
    """Yield the last population, and its change a year: that of births and deaths, and the rest."""
    (first, opening), (last, closing) = min(ends.items()), max(ends.items())
    births, deaths = (next((name for name in between if name.startswith(start)), None) for start in ("NAIS", "DECE"))
    if first == last or births is None or deaths is None:
        raise Unexpected(f"{table.file}\u202f: il faut deux recensements, les naissances et les décès entre eux.")
    (population, its), (before, of_before) = table.read(closing), table.read(opening)
    (born, of_born), (dead, of_dead) = table.read(births), table.read(deaths)
    natural = (born - dead) / (last - first)
    yield table.rows("sh_population", last, population, its)
    yield table.rows("sh_solde_naturel_annuel", last, *computed(natural, of_born, of_dead))
    rest = (population - before) / (last - first) - natural
    yield table.rows("sh_solde_migratoire_annuel", last, *computed(rest, its, of_before, of_born, of_dead))
