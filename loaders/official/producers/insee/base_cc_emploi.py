"""INSEE, census: jobs and active population by commune (`base-cc-emploi-pop-active-20xx`), three censuses a file."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.insee.wide import Table, Wide, WideFile, columns_of, measured, rate, read_all
from loaders.official.opened import Opened
from loaders.official.reading import Reading

MEASURES = {
    "P{yy}_POP1564": "rp_pop_15_64",
    "P{yy}_ACT1564": "rp_actifs_15_64",
    "P{yy}_ACTOCC1564": "rp_actifs_occupes_15_64",
    "P{yy}_CHOM1564": "rp_chomeurs_15_64",
    "P{yy}_ETUD1564": "rp_etudiants_15_64",
    "P{yy}_ACT1524": "rp_actifs_15_24",
    "P{yy}_CHOM1524": "rp_chomeurs_15_24",
    "P{yy}_ACTOCC": "rp_actifs_occupes_15_ans_plus",
    "C{yy}_ACT1564_CS1": "rp_actifs_agriculteurs",
    "C{yy}_ACT1564_CS2": "rp_actifs_artisans",
    "C{yy}_ACT1564_CS3": "rp_actifs_cadres",
    "C{yy}_ACT1564_CS4": "rp_actifs_intermediaires",
    "C{yy}_ACT1564_CS5": "rp_actifs_employes",
    "C{yy}_ACT1564_CS6": "rp_actifs_ouvriers",
    "P{yy}_EMPLT": "rp_emplois",
    "P{yy}_EMPLT_SAL": "rp_emplois_salaries",
    "P{yy}_EMPLT_NSAL": "rp_emplois_non_salaries",
    "P{yy}_EMPLT_SALTP": "rp_emplois_salaries_partiel",
    "C{yy}_EMPLT_AGRI": "rp_emplois_agriculture",
    "C{yy}_EMPLT_INDUS": "rp_emplois_industrie",
    "C{yy}_EMPLT_CONST": "rp_emplois_construction",
    "C{yy}_EMPLT_CTS": "rp_emplois_commerce_services",
    "C{yy}_EMPLT_APESAS": "rp_emplois_administration",
}
RATES = {
    "rp_taux_emploi_femmes": ("P{yy}_FACTOCC1564", "P{yy}_F1564"),
    "rp_taux_emploi_hommes": ("P{yy}_HACTOCC1564", "P{yy}_H1564"),
}
FILE = WideFile(
    marks=("P{yy}_POP1564", "C{yy}_ACT1564_CS1", "C{yy}_EMPLT_AGRI"),
    needed=(*MEASURES, *(pattern for pair in RATES.values() for pattern in pair)),
)
LAG = 3

DATASETS = (
    Dataset(
        id="insee-base-cc-emploi",
        producer="Insee",
        title="Recensement, emploi et population active par commune (base-cc-emploi-pop-active)",
        source="insee_rp_activite",
        opens=(*MEASURES.values(), *RATES),
        page="https://www.insee.fr/fr/statistiques/8581444",
        licence="Licence Ouverte 2.0",
        size=30_000_000,
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
        needed = [*MEASURES, *(pattern for pair in RATES.values() for pattern in pair)]
        table = wide.table(columns_of(wide, needed))
        parts += measured(wide, MEASURES, table)
        parts += _rates(wide, table)
        census = max(census, *wide.years(FILE.marks[0]))
        told = max(told, table.geography or 0)
    return Reading(read_all(parts, opened.name), max(census + LAG, told), str(census))


def _rates(wide: Wide, table: Table) -> Iterator[pd.DataFrame]:
    """Yield the rates of employment of women and of men, where there are enough of them."""
    for measure, (part, whole) in RATES.items():
        wholes = wide.years(whole)
        for year, column in wide.years(part).items():
            if year in wholes:
                yield table.rows(measure, year, *rate(table, column, wholes[year]))
