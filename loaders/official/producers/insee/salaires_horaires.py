"""INSEE, « Tous salariés »: mean net hourly wage by commune, in the wide files that ended with 2022 (SNHM22…)."""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.insee.wide import WideFile, measured, read_all
from loaders.official.opened import Opened
from loaders.official.reading import Reading

MEASURES = {"SNHM{yy}": "snhm_salaire_horaire"}
FILE = WideFile(marks=("SNHM{yy}",), needed=("SNHMF{yy}", "SNHMH{yy}"))
"""The wages of women and of men, which are not read, tell that the others are of all."""
LAG = 2

DATASETS = (
    Dataset(
        id="insee-salaires-horaires",
        producer="Insee",
        title="Base « Tous salariés », salaire net horaire moyen par commune",
        source="insee_salaires_horaires",
        opens=tuple(MEASURES.values()),
        page="https://www.insee.fr/fr/statistiques/2021266",
        licence="Licence Ouverte 2.0",
        size=2_300_000,
        rhythm="terminé\u202f: le salaire mensuel en équivalent temps plein a pris la suite",
        expected={"commune": 5_000},
        note="Communes de 2\u202f000 habitants ou plus. Euros de l’heure, à ne pas mêler au salaire mensuel.",
    ),
)


def recognise(opened: Opened) -> str | None:
    """Tell the file by its columns."""
    return DATASETS[0].id if FILE.knows(opened) else None


def read(opened: Opened, _: str) -> Reading:
    """Read the mean of both sexes."""
    parts: list[pd.DataFrame] = []
    last, told = 0, 0
    for wide in FILE.tables(opened):
        years = wide.years("SNHM{yy}")
        table = wide.table(list(years.values()))
        parts += measured(wide, MEASURES, table)
        last = max(last, *years)
        told = max(told, table.geography or 0)
    return Reading(read_all(parts, opened.name), max(last + LAG, told), str(last))
