"""Injury accidents of 2005-2020 (BAAC, ONISR), counted by commune as the police saw them happen.

The package holds one row per accident with the persons and vehicles in it. Only counts by place and year are
kept: no row about an accident or a person leaves this module. A commune without a row had no accident: a real zero.
"""

from __future__ import annotations

import csv
import io
import re
import tarfile
from collections.abc import Iterable, Mapping

import pandas as pd

from loaders.pipeline.inputs import Inputs
from loaders.pipeline.passage import Converted, Passage, PassageError, convert
from loaders.pipeline.remarks import SHARED_OUT, Gap, MeasureColumn, MeasureColumns
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import Expected, Form, check_columns, conform

# Rows of each inner file: fewer means a truncated one.
FILES = {"fr_01.csv": 603648, "fr_02.csv": 461405}
READ = ("Num_Acc", "com", "dep", "usagers", "vehicules")
# Staged column -> our measure.
MEASURES = {
    "accidents": "baac_acc",
    "killed": "baac_tues",
    "hospitalised": "baac_hosp",
    "bicycle": "baac_velo",
    "pedestrian": "baac_pieton",
}
ACCIDENT = re.compile(r"20\d{10}")
SEVERITY = re.compile(r"'grav': ([^,}]*)")
KIND = re.compile(r"'catu': ([^,}]*)")
VEHICLE = re.compile(r"'catv': ([^,}]*)")
KILLED, HOSPITALISED, PEDESTRIAN = "2", "3", "3"
# A bicycle, and the electric one that has a code of its own since 2019.
BICYCLES = {"1", "80"}
COUNT = Form(r"\d+")
COUNTED = Expected(
    {
        "year": Form(r"20[012]\d"),
        "dep": Form(r"\d{1,3}|2[AB]"),
        "com": Form(r"\d{1,3}(?:\.0)?|\d{4,5}|2[AB]\d{3}", optional=True),
        **dict.fromkeys(MEASURES, COUNT),
    },
    186920,
    ("year", "dep", "com"),
)

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


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Count the accidents by year and place, under the producer's own codes.

    `accidents`: `year`, `dep`, `com` and the counts, as texts.
    """
    label, content = artifacts.read("road_collisions", "fr.csv.tgz")
    counts = count_archive(content, FILES, label)
    return {"accidents": conform(counts, COUNTED, label)}


def count_archive(content: bytes, files: Mapping[str, int], label: str) -> pd.DataFrame:
    """Read the accidents row by row out of the compressed files, and keep only counts.

    Parameters
    ----------
    content : bytes
        A gzipped tar of CSV files.
    files : mapping of str to int
        Expected files and their numbers of rows.
    label : str
        Name to quote.

    Returns
    -------
    DataFrame
        Texts: `year`, `dep`, `com` (missing where the producer left it empty) and the counts.
    """
    counts: dict[tuple[str, str, str], list[int]] = {}
    found: dict[str, int] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            for member in archive:
                stream = archive.extractfile(member)
                if stream is not None:
                    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
                    found[member.name] = _count_file(text, counts, f"{label}:{member.name}")
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, tarfile.TarError) as error:
        raise SourceError(f"{label}: expected whole gzipped CSV files in UTF-8 ({error}).") from error
    if found != dict(files):
        raise SourceError(
            f"{label}: found {found} rows by file, expected {dict(files)} (truncated or different files)."
        )
    rows = [(*place, *map(str, numbers)) for place, numbers in counts.items()]
    table = pd.DataFrame(rows, columns=list(COUNTED.columns), dtype="str")
    return table.assign(com=table["com"].where(table["com"] != ""))


def _count_file(text: Iterable[str], counts: dict[tuple[str, str, str], list[int]], file: str) -> int:
    rows = csv.reader(text)
    header = next(rows, [])
    check_columns(header, list(READ), file, ordered=True)
    number, com, dep, persons, vehicles = (header.index(name) for name in READ)
    seen: set[int] = set()
    for row in rows:
        accident = row[number]
        if not ACCIDENT.fullmatch(accident) or int(accident) in seen:
            raise SourceError(f"{file}: column 'Num_Acc' holds {accident!r}, expected twelve digits, once each.")
        seen.add(int(accident))
        totals = counts.setdefault((accident[:4], row[dep], row[com]), [0] * len(MEASURES))
        for place, value in enumerate(_counted(row[persons], row[vehicles], file)):
            totals[place] += value
    return len(seen)


def _counted(persons: str, vehicles: str, file: str) -> tuple[int, ...]:
    """Count one accident: itself, its killed and hospitalised, whether a bicycle, whether a pedestrian was in it."""
    severity, kinds, types = SEVERITY.findall(persons), KIND.findall(persons), VEHICLE.findall(vehicles)
    people = persons.count("{")
    if len(severity) != people or len(kinds) != people or not set(severity) <= {"1", "2", "3", "4"}:
        raise SourceError(f"{file}: column 'usagers' expected one 'grav' of 1 to 4 and one 'catu' a person.")
    if len(types) != vehicles.count("{"):
        raise SourceError(f"{file}: column 'vehicules' expected one 'catv' a vehicle.")
    bicycle, pedestrian = not BICYCLES.isdisjoint(types), PEDESTRIAN in kinds
    return 1, severity.count(KILLED), severity.count(HOSPITALISED), int(bicycle), int(pedestrian)


def prepare(inputs: Inputs) -> MeasureColumns:
    """Prepare the counts of accidents and victims, by year."""
    return accident_columns(inputs.staged["accidents"], inputs.passage, inputs.communes.index)


def notices(inputs: Inputs) -> list[str]:
    """Say for each year how many accidents have no known commune."""
    return lost_sentences(inputs.staged["accidents"], inputs.passage)


def lost_sentences(staged: pd.DataFrame, passage: Passage) -> list[str]:
    """Say for each year how many accidents of staged `accidents` have no commune that the COG knows."""
    return [
        f"accidents {year}: {lost(rows, passage)} of {int(rows['baac_acc'].sum())} with a commune unknown to the COG."
        for year, rows in coded(staged).groupby("year")
    ]


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


def accident_columns(
    staged: pd.DataFrame, passage: Passage, communes: pd.Index[str]
) -> dict[tuple[str, int], MeasureColumn]:
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
    dict of (str, int) to MeasureColumn
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


def _column(values: pd.Series[float], uncovered: pd.Index[str], estimated: tuple[str, ...]) -> MeasureColumn:
    """Fill in the zeros, save in the départements that the year does not cover: those are gaps."""
    cells = values.fillna(0).astype("float64")
    cells[uncovered] = float("nan")
    remarks = dict.fromkeys(estimated, SHARED_OUT)
    return MeasureColumn(cells, remarks, dict.fromkeys(uncovered, Gap("not_published", UNCOVERED)))


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
