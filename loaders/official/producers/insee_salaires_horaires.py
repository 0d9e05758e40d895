"""INSEE, « Tous salariés »: mean net hourly wage by commune, in the wide files that ended with 2022 (SNHM22…)."""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.insee.wide import Wide, measured, read_all, require, wide_tables
from loaders.official.opened import Opened
from loaders.official.reading import Reading

MEASURES = {"SNHM{yy}": "snhm_salaire_horaire"}
ALSO = ("SNHMF{yy}", "SNHMH{yy}")
"""Columns of the file beside: of women, of men. They say that the first is of both."""
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
    """Tell the file by its columns.

    Raises
    ------
    Unexpected
        When those of women and of men are absent.
    """
    tables = _tables(opened)
    if tables:
        require(tables, ALSO)
    return DATASETS[0].id if tables else None


def read(opened: Opened, _: str) -> Reading:
    """Read the mean of both sexes."""
    parts: list[pd.DataFrame] = []
    last, told = 0, 0
    for wide in _tables(opened):
        years = wide.years("SNHM{yy}")
        table = wide.table(list(years.values()))
        parts += measured(wide, MEASURES, table)
        last = max(last, *years)
        told = max(told, table.geography or 0)
    return Reading(read_all(parts, opened.name), max(last + LAG, told), str(last))


def _tables(opened: Opened) -> list[Wide]:
    return [wide for wide in wide_tables(opened) if wide.years("SNHM{yy}")]
