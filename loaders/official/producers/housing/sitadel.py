"""Dwellings that building permits authorise (Sitadel), by month: only whole years are told."""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import codes, figures, plain_cells, summed, tables
from loaders.official.values import rows, years

_ALL = "tous_logements"
_MONTHS, _MEAN_OF = 12, 3

DATASETS = (
    Dataset(
        id="sdes-sitadel",
        producer="SDES",
        title="Logements autorisés, par commune (Sitadel)",
        source="sdes_sitadel",
        opens=("sitadel_logements", "sitadel_logements_moyenne_3_ans"),
        page="https://www.statistiques.developpement-durable.gouv.fr/catalogue?page=dataset&datasetId=6513f0189d7d312c80ec5b5b",
        address=(
            "https://data.statistiques.developpement-durable.gouv.fr/dido/api/v1/datafiles/"
            "577a8a66-4157-4787-b00a-031b61afea61/csv?withColumnName=true&TYPE_LGT=eq:Tous%20Logements"
        ),
        licence="Licence Ouverte 2.0",
        size=160_000_000,
        rhythm="chaque mois",
        expected={"commune": 33_000},
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    return "sdes-sitadel" if next(tables(opened, "annee", "type_lgt", "log_aut"), None) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return the dwellings authorised in each whole year, and their mean over three of them."""
    table = next(tables(opened, "annee", "type_lgt", "log_aut"))
    code, month = table.needed("code_insee", "comm"), table.column("mois")
    wanted = [code, "annee", "type_lgt", "log_aut", *([month] if month else [])]
    kept = [part[plain_cells(part["type_lgt"]) == _ALL] for part in table.read(wanted, chunk=500_000)]
    frame = pd.concat(kept, ignore_index=True)
    if frame.empty:
        raise Unexpected(
            f"{table.member.file}\u202f: aucune ligne «\u00a0Tous Logements\u00a0» dans la colonne TYPE_LGT."
        )
    frame["code"], frame["year"] = codes(frame[code]), years(frame["annee"], table.member.file)
    once = ["code", "year", *([month] if month else [])]
    if frame.duplicated(once).any():
        line = frame[frame.duplicated(once)].iloc[0]
        raise Unexpected(
            f"{table.member.file}\u202f: deux lignes pour {line['code']}, {' '.join(line[once[1:]].astype(str))}."
        )
    whole, last, edition = _whole_years(frame, month), int(frame["year"].max()), _edition(frame, month)
    values, _ = figures(frame["log_aut"], file=table.member.file)
    if month:
        # A commune that lacks a month of a year is not told: a file that was cut ends within one.
        frame = frame[frame.groupby(["code", "year"])[month].transform("size") == _MONTHS]
        values = values[frame.index]
    by_year = summed(frame[["code", "year"]].assign(value=values), ["code", "year"]).dropna()
    by_year = by_year[by_year["year"].isin(whole)]
    if by_year.empty:
        raise Unexpected(f"{table.member.file}\u202f: aucune année entière, il faut les douze mois d’une année.")
    parts = [
        by_year.assign(measure="sitadel_logements"),
        _means(by_year).assign(measure="sitadel_logements_moyenne_3_ans"),
    ]
    made = [
        rows(part["code"], "commune", part["measure"].iloc[0], part["year"], part["value"], "value")
        for part in parts
        if len(part)
    ]
    return Reading(pd.concat(made, ignore_index=True), geography=last, edition=edition)


def _whole_years(frame: pd.DataFrame, month: str | None) -> set[int]:
    """Return the years of which the file has all months; all of them where it counts by year."""
    if month is None:
        return set(frame["year"])
    months = frame.groupby("year")[month].nunique()
    return set(months.index[months == _MONTHS])


def _means(by_year: pd.DataFrame) -> pd.DataFrame:
    """Return, for each year of which the two before are known too, the mean of the three."""
    table = by_year.set_index(["code", "year"])["value"].unstack("year")  # noqa: PD010 - nothing is aggregated
    found = []
    for year in by_year["year"].unique():
        needed = [year - before for before in range(_MEAN_OF)]
        if set(needed) <= set(table.columns):
            mean = table[needed].mean(axis=1, skipna=False).dropna()
            found.append(pd.DataFrame({"code": mean.index, "year": year, "value": mean.to_numpy()}))
    return pd.concat(found, ignore_index=True) if found else by_year.iloc[:0]


def _edition(frame: pd.DataFrame, month: str | None) -> str:
    last = frame["year"].max()
    return str(last) if month is None else f"{last}-{frame.loc[frame['year'] == last, month].max()}"
