"""INSEE, Filosofi of the incomes of 2012 to 2021: `FILO20xx_DISP_COM`, `…_DISP_Pauvres_…`, `cc_filosofi_20xx_…`.

Disposable incomes only. The archives hold declared incomes too, under the same names of columns: those are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.insee.wide import Table, Wide, read_all, wide_tables
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected

MEDIANS = ("MED{yy}", "Q2{yy}")
OTHERS = {
    "TP60{yy}": "filo_taux_pauvrete",
    "D1{yy}": "filo_premier_decile",
    "RD{yy}": "filo_rapport_interdecile",
    "GI{yy}": "filo_gini",
    "PPSOC{yy}": "filo_part_prestations",
}
MEASURES = ("filo_niveau_vie_median", *OTHERS.values())
DECLARED = ("PMIMP{yy}", "PTSAC{yy}")
"""Columns of the tables of declared incomes."""
DISPOSABLE = ("PPSOC{yy}", "PACT{yy}")
FIRST, LAST = 2012, 2021
ZONES = re.compile(r"_(?:AAV|ARR|AU|BV|CAN|CV|EPT|IRIS|METROPOLE|QPV|UU|ZE)[0-9]*\.", re.IGNORECASE)
"""Names of members about zones that are no territories of ours, whose codes may look like those of communes."""


def _dataset(level: str, title: str, expected: dict[str, int]) -> Dataset:
    return Dataset(
        id=f"insee-filosofi-ancien-{level}",
        producer="Insee",
        title=f"Filosofi, revenus de 2012 à 2021, {title}",
        source="insee_filosofi",
        opens=MEASURES,
        page="https://www.insee.fr/fr/statistiques/7756855",
        licence="Licence Ouverte 2.0",
        size=3_000_000,
        rhythm="terminé\u202f: une nouvelle série commence avec les revenus de 2023",
        expected=expected,
        note="Seuls les revenus disponibles (fichiers DISP et cc_filosofi) sont lus, non les revenus déclarés (DEC).",
    )


DATASETS = (
    _dataset("communes", "communes", {"commune": 32_000}),
    _dataset("epci", "intercommunalités", {"epci": 1_150}),
    _dataset("departements", "départements", {"departement": 90}),
    _dataset("regions", "régions", {"region": 11}),
    _dataset("tous-niveaux", "tous niveaux ensemble", {"commune": 32_000, "epci": 1_150}),
)
_ONE_LEVEL = {"commune": "communes", "epci": "epci", "departement": "departements", "region": "regions"}


def recognise(opened: Opened) -> str | None:
    """Tell the files by their columns, and the level by the codes.

    Raises
    ------
    Unexpected
        When the file has no table of disposable incomes, but one that is, or may be, of declared incomes.
    """
    tables = list(_tables(opened))
    kept = [wide for wide in tables if _disposable(wide)]
    if tables and not kept:
        raise Unexpected(
            f"{tables[0].file}\u202f: rien ne dit que ces revenus sont les revenus disponibles (fichiers DISP)\u202f; "
            "les revenus déclarés (fichiers DEC) ne sont pas lus."
        )
    levels = {wide.table([]).level for wide in kept}
    if not levels:
        return None
    return f"insee-filosofi-ancien-{_ONE_LEVEL[levels.pop()] if len(levels) == 1 else 'tous-niveaux'}"


def read(opened: Opened, _: str) -> Reading:
    """Read what each table has of the six measures."""
    parts: list[pd.DataFrame] = []
    last, geography = 0, 0
    for wide in (wide for wide in _tables(opened) if _disposable(wide)):
        year = _year(wide)
        columns = dict(_columns(wide, year))
        table = wide.table(list(columns))
        parts += _rows(table, columns, year)
        last = max(last, year)
        geography = max(geography, year + 1, table.geography or 0)
    return Reading(read_all(parts, opened.name), geography, str(last))


def _tables(opened: Opened) -> Iterator[Wide]:
    """Yield the tables with a median or a rate of poverty that are neither the comparateur nor of another zone."""
    for wide in wide_tables(opened):
        if ZONES.search(wide.member.name) or wide.years("P{yy}_POP"):
            continue
        if any(wide.years(pattern) for pattern in (*MEDIANS, "TP60{yy}")):
            yield wide


def _disposable(wide: Wide) -> bool:
    """Tell whether a table is of disposable incomes.

    One of poverty alone has the same columns for both: it is taken only if its name says so.
    """
    if any(wide.years(pattern) for pattern in DECLARED):
        return bool(wide.years("PPSOC{yy}"))  # in 2013 and 2014 both write PTSAC, only one the benefits
    if any(wide.years(pattern) for pattern in DISPOSABLE):
        return True
    return "DISP" in wide.member.name.upper() and not any(wide.years(pattern) for pattern in MEDIANS)


def _year(wide: Wide) -> int:
    years = {year for pattern in (*MEDIANS, "TP60{yy}") for year in wide.years(pattern)}
    if len(years) != 1 or not FIRST <= min(years) <= LAST:
        raise Unexpected(f"{wide.file}\u202f: années {sorted(years)}, une seule est attendue, de {FIRST} à {LAST}.")
    return years.pop()


def _columns(wide: Wide, year: int) -> Iterator[tuple[str, str]]:
    """Yield the columns to read, with their measures; the ratio of deciles is also written RD, without its year."""
    medians = [column for pattern in MEDIANS for column in wide.years(pattern).values()]
    if len(medians) > 1:
        raise Unexpected(f"{wide.file}\u202f: deux colonnes de médiane, {' et '.join(medians)}.")
    for column in medians:
        yield column, "filo_niveau_vie_median"
    for pattern, measure in OTHERS.items():
        if year in wide.years(pattern):
            yield wide.years(pattern)[year], measure
        elif pattern == "RD{yy}" and "RD" in wide.names:
            yield "RD", measure


def _rows(table: Table, columns: dict[str, str], year: int) -> Iterator[pd.DataFrame]:
    for column, measure in columns.items():
        yield table.rows(measure, year, *table.read(column))
