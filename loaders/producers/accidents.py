"""Injury accidents of 2005-2020 (BAAC, ONISR), counted by commune as the police saw them happen.

The package holds one row per accident with the persons and vehicles in it. Only counts by place and year are
kept: no row about an accident or a person leaves this module.
"""

from __future__ import annotations

import csv
import io
import re
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from loaders.pipeline.sources import Source, SourceError, read_inner
from loaders.pipeline.staging import Column, Expected, check_columns, conform

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
COUNT = Column(r"\d+")
COUNTED = Expected(
    {
        "year": Column(r"20[012]\d"),
        "dep": Column(r"\d{1,3}|2[AB]"),
        "com": Column(r"\d{1,3}(?:\.0)?|\d{4,5}|2[AB]\d{3}", optional=True),
        **dict.fromkeys(MEASURES, COUNT),
    },
    186920,
    ("year", "dep", "com"),
)


def stage(sources: dict[str, Source], directory: Path) -> dict[str, pd.DataFrame]:
    """Count the accidents by year and place, under the producer's own codes.

    Parameters
    ----------
    sources : dict of str to Source
    directory : Path
        Where the artifacts are.

    Returns
    -------
    dict of str to DataFrame
        `accidents`: `year`, `dep`, `com` and the counts, as texts.
    """
    label, content = read_inner(sources["road_collisions"], directory, "fr.csv.tgz")
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
