"""INSEE, « table d'appartenance géographique des communes »: which communes make each zone of its zonings.

They are no figures: composed territories (design §11) are made of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from loaders.official.opened import Member, Opened
from loaders.official.reading import Unexpected

ZONINGS: Mapping[str, str] = {
    "arrondissement": r"ARR",
    "canton": r"CANOV|CV",
    "zone_emploi": r"ZE\d{4}",
    "unite_urbaine": r"UU\d{4}",
    "aire_attraction": r"AAV\d{4}",
    "bassin_vie": r"BV\d{4}",
}
"""Zoning to the names that its column has had; the year in some is that of the zoning, not of the communes."""
COMMUNES, ZONES = "COM", "Zones_supra_communales"
SKIP = 5
"""Lines above that of the names, in both sheets."""
OUTSIDE = ("Commune hors", "Communes hors", "Sans objet")
"""How zones begin that gather what belongs to none."""
COLUMNS = ("zoning", "code", "name", "commune")


@dataclass(frozen=True)
class Zonings:
    """The zones of every zoning.

    Attributes
    ----------
    table : DataFrame
        One row for each `zoning` (a key of `ZONINGS`), `code` and `commune`: the zone's `name` beside. What is outside
        of every zone has no row.
    geography : int
        Year of the COG of the communes.
    """

    table: pd.DataFrame
    geography: int


def is_membership(opened: Opened) -> bool:
    """Tell the table by its sheets and the names in the first."""
    return _workbook(opened) is not None


def zonings(opened: Opened) -> Zonings:
    """Return the zonings of a table of membership.

    Raises
    ------
    Unexpected
        When it is none, a zoning is absent, a zone has no name, or nothing tells the year of its communes.
    """
    member = _workbook(opened)
    if member is None:
        raise Unexpected(f"{opened.name}\u202f: ce n’est pas la table d’appartenance des communes de l’Insee.")
    names = _names(member.head(SKIP + 1, sheet=COMMUNES))
    columns = {zoning: _column(names, pattern, member) for zoning, pattern in ZONINGS.items()}
    communes = member.table(["CODGEO", *columns.values()], sheet=COMMUNES, skip=SKIP)
    zones = member.table(["NIVGEO", "CODGEO", "LIBGEO"], sheet=ZONES, skip=SKIP)
    parts = [_zoning(zoning, column, communes, zones, member.file) for zoning, column in columns.items()]
    return Zonings(pd.concat(parts, ignore_index=True), _geography(member))


def _workbook(opened: Opened) -> Member | None:
    for member in opened.members:
        if {COMMUNES, ZONES} <= set(member.sheets):
            names = _names(member.head(SKIP + 1, sheet=COMMUNES))
            if {"CODGEO", "DEP", "REG", "EPCI"} <= set(names):
                return member
    return None


def _names(head: str) -> list[str]:
    return head.split("\n")[-1].split("\t")


def _column(names: list[str], pattern: str, member: Member) -> str:
    """Return the one column of a zoning."""
    found = [name for name in names if re.fullmatch(pattern, name)]
    if len(found) != 1:
        raise Unexpected(f"{member.file}\u202f: une colonne {pattern} est attendue, on en trouve {len(found)}.")
    return found[0]


def _zoning(zoning: str, column: str, communes: pd.DataFrame, zones: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return the rows of one zoning, in order of zones and communes."""
    named = zones[zones["NIVGEO"] == column].set_index("CODGEO")["LIBGEO"]
    if not named.index.is_unique:
        raise Unexpected(f"{file}\u202f: une zone {column} est nommée deux fois.")
    table = communes[["CODGEO", column]].rename(columns={"CODGEO": "commune", column: "code"})
    table = table.assign(zoning=zoning, name=table["code"].map(named))
    if (lost := table["name"].isna()).any():
        raise Unexpected(
            f"{file}\u202f: la zone {column} «\u00a0{table.loc[lost, 'code'].iloc[0]}\u00a0» n’a pas de nom."
        )
    kept = table[~table["name"].str.startswith(OUTSIDE)]
    return kept.sort_values(["code", "commune"], ignore_index=True)[list(COLUMNS)]


def _geography(member: Member) -> int:
    """Return the year of the communes, which only the lines of title say."""
    year = re.search(r"(?:Géographie au 01/01/|au 1er janvier )(\d{4})", member.head(SKIP, sheet=COMMUNES))
    if year is None:
        raise Unexpected(f"{member.file}\u202f: les lignes de titre ne disent pas l’année des communes.")
    return int(year[1])
