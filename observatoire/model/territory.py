"""Territories: one identifier everywhere, and what each level is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import pandas as pd

Level = Literal["commune", "epci", "departement", "region", "france"]
LEVELS: tuple[Level, ...] = get_args(Level)
PREFIXES: dict[Level, str] = {"commune": "com", "epci": "epci", "departement": "dep", "region": "reg"}
COMPOSED = "compose-"
"""Beginning of the identifier of a territory made of others (`composed/names.py`)."""
LONGEST_COMPOSED = 5_000
"""Characters of such an identifier: four hundred codes, and a name."""
_COMPOSED_ID = re.compile(rf"{COMPOSED}[0-9AB]{{2,9}}(?:\.[0-9AB]{{2,9}})+(?:~[\w.%-]+)?", re.ASCII)
_ID = re.compile(r"(?:com-(?:\d{5}|2[AB]\d{3})|epci-\d{9}|dep-(?:\d{2,3}|2[AB])|reg-\d{2}|france)", re.ASCII)


class UnknownTerritoryError(LookupError):
    """No territory of this edition has this identifier."""


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory of the edition.

    Attributes
    ----------
    id : str
        `com-16102`, `epci-200070514`, `dep-16`, `reg-75` or `france`.
    name, short_name : str
        Official name with its article; for an EPCI, `short_name` drops the legal form ("Grand Cognac").
    liaison : int
        INSEE's TNCC (0-8): which article the name takes in a sentence. 0 for an EPCI.
    departement, region, epci : str or None
        Codes; for an EPCI, `departement` is the one where most of its population lives.
    departements : tuple of str
        Codes of all départements that it touches.
    nature : str or None
        Legal form of an EPCI: CC, CA, CU or METRO.
    population : int
        Municipal population of 2023 (2017 in Mayotte).
    members : int
        Number of communes.
    homonym : bool
        Whether another territory of its level bears its short name.
    lon, lat : float
        A point inside, WGS84. `bounds` is (west, south, east, north).
    composed : tuple of str
        Identifiers of the members of a territory made of others, which is treated as an EPCI; empty for all others.
    """

    id: str
    level: Level
    code: str
    name: str
    short_name: str
    liaison: int
    departement: str | None
    departements: tuple[str, ...]
    region: str | None
    epci: str | None
    nature: str | None
    population: int
    area_km2: float
    members: int
    postcodes: tuple[str, ...]
    siren: str | None
    lon: float
    lat: float
    bounds: tuple[float, float, float, float]
    homonym: bool = False
    composed: tuple[str, ...] = ()


def territory_id(level: Level, code: str) -> str:
    """Return the identifier of the territory of this level and INSEE (or SIREN) code."""
    return "france" if level == "france" else f"{PREFIXES[level]}-{code}"


def is_well_formed(identifier: str) -> bool:
    """Tell whether a text has the shape of a territory identifier (it may still be unknown)."""
    if is_composed(identifier):
        return len(identifier) <= LONGEST_COMPOSED and _COMPOSED_ID.fullmatch(identifier) is not None
    return len(identifier) <= 20 and _ID.fullmatch(identifier) is not None


def is_composed(identifier: str) -> bool:
    """Tell whether an identifier is that of a territory made of others (none of them may be known)."""
    return identifier.startswith(COMPOSED)


def canonical_id(text: str) -> str:
    """Return the identifier that a text writes otherwise: "COM-16102", "com-1001", "2a004", "200070514".

    A list of members is put in order by `composed/members.py`, which knows them.
    """
    if text.strip()[: len(COMPOSED)].lower() == COMPOSED:
        return COMPOSED + text.strip()[len(COMPOSED) : LONGEST_COMPOSED]
    prefix, dash, code = text.strip()[:30].lower().rpartition("-")
    code = code.upper()
    if not dash:
        by_length = {1: "dep", 2: "dep", 3: "dep", 4: "com", 5: "com", 9: "epci", 14: "epci"}
        prefix = by_length.get(len(code), "") if code[:1].isdigit() else ""
    if prefix == "epci":
        code = code[:9]
    code = code.zfill({"com": 5, "dep": 2, "reg": 2}.get(prefix, 0))
    return f"{prefix}-{code}" if prefix else code.lower()


def territory_of(identifier: str, row: dict[Any, Any]) -> Territory:
    """Return the territory that a row of the table of territories is about."""

    def text(column: str) -> str | None:
        value = row[column]
        return None if pd.isna(value) or value == "" else str(value)

    return Territory(
        id=identifier,
        level=cast(Level, row["level"]),
        code=str(row["code"]),
        name=str(row["name"]),
        short_name=str(row["short_name"]),
        liaison=int(row["liaison"]),
        departement=text("departement"),
        departements=tuple((text("departements") or "").split()),
        region=text("region"),
        epci=text("epci"),
        nature=text("nature"),
        population=int(row["population"]),
        area_km2=float(row["area_km2"]),
        members=int(row["members"]),
        postcodes=tuple((text("postcodes") or "").split()),
        siren=text("siren"),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        bounds=(float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"])),
        homonym=bool(row["homonym"]),
    )
