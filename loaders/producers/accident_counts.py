"""Accidents by today's communes: the producer's codes read, real zeros, what is not covered, what is lost."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from loaders.pipeline.passage import Converted, Passage, PassageError, convert
from loaders.pipeline.remarks import Column, Gap, Remark
from loaders.producers.accidents import MEASURES
from loaders.producers.legal_populations import ESTIMATED_SPLIT

PARIS = "75056"
CORSICA = {"201": "2A", "202": "2B"}
# From this year on the file gives the whole code of the commune.
WHOLE_CODES = 2019
# First and last year in which a former whole existed: it had no code before, its parts have their own after.
WHOLES = {"14712": (2017, 2019), "60054": (2017, 2023), "85084": (2016, 2023), "15141": (2017, 2024)}
# Largest share of a year's accidents whose place may be unknown to the COG.
TOLERATED = 0.0015
# Overseas collectivities, and the codes that Saint-Barthélemy and Saint-Martin had in Guadeloupe.
COLLECTIVITIES = ("975", "977", "978", "98")
FORMER_GUADELOUPE = ("97123", "97127")
UNCOVERED = "Le fichier des accidents ne couvre pas encore ce département cette année-là."


def commune_code(year: int, departement: str, commune: str | None) -> str:
    """Read the code of the commune out of the producer's two columns.

    Until 2018 the département is written with a trailing zero (590 for Nord, 201 and 202 for Corsica) and the
    commune is a number; overseas that number sometimes repeats the last digit of the département (972, 209).
    Paris is one commune, which the file cuts into arrondissements under a different code each time.

    Parameters
    ----------
    year : int
    departement : str
    commune : str or None

    Returns
    -------
    str
        Five characters; ends in `?` when the commune is not given.
    """
    if year >= WHOLE_CODES:
        code = (commune or "?").zfill(5)
        return PARIS if code.startswith("75") else code
    overseas = departement.startswith("97")
    prefix = departement if overseas else CORSICA.get(departement, departement[:-1].zfill(2))
    if prefix == "75":
        return PARIS
    if commune is None:
        return f"{prefix}?"
    number = int(float(commune))
    if not overseas:
        return f"{prefix}{number:03d}"
    return f"97{number:03d}" if number >= 100 else f"{prefix}{number:02d}"


def coded(staged: pd.DataFrame) -> pd.DataFrame:
    """Give each staged count its year and code of commune.

    Parameters
    ----------
    staged : DataFrame
        Staged `accidents`.

    Returns
    -------
    DataFrame
        `year`, `code` and the measures, as numbers; a code may come twice.
    """
    years = staged["year"].astype("int64")
    places = zip(years, staged["dep"], staged["com"], strict=True)
    codes = [commune_code(year, dep, None if pd.isna(com) else com) for year, dep, com in places]
    counts = staged[list(MEASURES)].astype("int64").rename(columns=MEASURES)
    return counts.assign(year=years, code=codes)


def accident_columns(staged: pd.DataFrame, passage: Passage, communes: pd.Index[str]) -> dict[tuple[str, int], Column]:
    """Build the counts of accidents and victims.

    A commune of a covered département that the file does not name had no accident: a real zero.

    Parameters
    ----------
    staged : DataFrame
        Staged `accidents`.
    passage : Passage
    communes : Index
        Codes of today's communes.

    Returns
    -------
    dict of (str, int) to Column
        By measure and year, indexed by `communes`.
    """
    columns, departements = {}, _departement(communes)
    for year, rows in coded(staged).groupby("year"):
        _check_lost(int(str(year)), rows, passage)
        kept = rows[rows["code"].map(passage.successors).notna() & ~rows["code"].str.startswith(COLLECTIVITIES)]
        counts = kept.groupby("code")[list(MEASURES.values())].sum()
        converted = _converted(counts, int(str(year)), passage)
        uncovered = communes[~departements.isin(_departement(converted.counts.index))]
        for measure, values in converted.counts.items():
            columns[str(measure), int(str(year))] = _column(values.reindex(communes), uncovered, converted.estimated)
    return columns


def _column(values: pd.Series[float], uncovered: pd.Index[str], estimated: tuple[str, ...]) -> Column:
    """Fill in the zeros, save in the départements that the year does not cover: those are gaps."""
    cells = values.fillna(0).astype("float64")
    cells[uncovered] = float("nan")
    remarks = dict.fromkeys(estimated, Remark("estimated", ESTIMATED_SPLIT))
    return Column(cells, remarks, dict.fromkeys(uncovered, Gap("not_published", UNCOVERED)))


def _departement(codes: pd.Index[str]) -> pd.Index[str]:
    return pd.Index([code[:3] if code.startswith("97") else code[:2] for code in codes])


def _converted(counts: pd.DataFrame, year: int, passage: Passage) -> Converted:
    """Pass to today's communes, knowing which communes, since undone, were whole that year.

    The file only names places with an accident, so it cannot tell by itself. Some accidents keep the code of
    a part in the years of the whole: they join it before it is shared out.
    """
    listed: dict[str, str] = {}
    for whole, parts in passage.splits.items():
        first, last = WHOLES.get(whole, (0, 0))
        inside = first <= year <= last
        listed |= {part: whole if inside else part for part in parts}
    today = [passage.successors[code] for code in counts.index]
    counts = counts.groupby([listed.get(code, code) for code in today]).sum()
    apart = [part for part, code in listed.items() if part == code and part not in WHOLES]
    return convert(counts.reindex(counts.index.union(pd.Index(apart, dtype="str")), fill_value=0), passage)


def lost(rows: pd.DataFrame, passage: Passage) -> int:
    """Count the accidents of a year whose commune is unknown to the COG, those of the collectivities left out.

    Parameters
    ----------
    rows : DataFrame
        From `coded`, one year.
    passage : Passage

    Returns
    -------
    int
    """
    away = rows["code"].str.startswith(COLLECTIVITIES) | rows["code"].isin(FORMER_GUADELOUPE)
    return int(rows.loc[~away & rows["code"].map(passage.successors).isna(), "baac_acc"].sum())


def _check_lost(year: int, rows: pd.DataFrame, passage: Passage) -> None:
    unknown, total = lost(rows, passage), int(rows["baac_acc"].sum())
    if unknown > TOLERATED * total:
        raise PassageError(
            f"accidents {year}: {unknown} of {total} accidents have a commune that the COG does not know, "
            f"expected at most {TOLERATED:.2%}."
        )


def lost_sentences(staged: Mapping[str, pd.DataFrame], passage: Passage) -> list[str]:
    """Say for each year how many accidents have no known commune, for the person who prepares the data.

    Parameters
    ----------
    staged : mapping of str to DataFrame
        With `accidents`.
    passage : Passage

    Returns
    -------
    list of str
    """
    return [
        f"accidents {year}: {lost(rows, passage)} of {int(rows['baac_acc'].sum())} with a commune unknown to the COG."
        for year, rows in coded(staged["accidents"]).groupby("year")
    ]
