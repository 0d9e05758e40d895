"""Unemployment rates of départements, régions and France (INSEE): the fourth quarter of each year."""

from __future__ import annotations

import re

import pandas as pd

from loaders.official.columns import folded
from loaders.official.datasets import Dataset
from loaders.official.opened import Member, Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.values import number, rows

MEASURE = "insee_taux_chomage_localise"
DATASETS = (
    Dataset(
        id="insee-chomage-localise",
        producer="Insee",
        title="Taux de chômage localisés",
        source="insee_chomage_localise",
        opens=(MEASURE,),
        page="https://www.insee.fr/fr/statistiques/2012804",
        address="https://www.insee.fr/fr/statistiques/fichier/2012804/sl_etc_2025T4.xls",
        licence="Licence Ouverte 2.0",
        size=1_500_000,
        rhythm="chaque trimestre",
        expected={"departement": 96},
    ),
)
_QUARTER = re.compile(r"t([1-4])_(\d{4})")
_LINES = 10
_COUNTRY = ("france_hors_mayotte", "france", "france_metropolitaine_et_dom_hors_mayotte")


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set, when a sheet has a column for each quarter."""
    return DATASETS[0].id if _sheets(opened) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Read the fourth quarters, as published; an unfinished year has none.

    Parameters
    ----------
    opened : Opened
        The workbook.
    _dataset : str
        The one of this module.
    """
    parts = [_sheet(*found) for found in _sheets(opened)]
    values = pd.concat(parts, ignore_index=True).drop_duplicates(["level", "code", "year"])
    values = values[values["status"] == "value"].reset_index(drop=True)
    if values.empty:
        raise Unexpected(f"{opened.name}\u202f: aucun quatrième trimestre n’y a de taux.")
    last = int(values["year"].max())
    return Reading(values, geography=last, edition=f"{last}-T4")


def _sheets(opened: Opened) -> list[tuple[Member, str, int]]:
    """Return the sheets of quarters, with the place of their line of names; those of zones d'emploi are left out."""
    found = []
    for member in opened.members if len(opened.members) == 1 else ():
        for sheet in member.sheets:
            if not folded(sheet).startswith(("ze", "zone")) and (place := _place(member, sheet)) is not None:
                found.append((member, sheet, place))
    return found


def _place(member: Member, sheet: str) -> int | None:
    for place, line in enumerate(member.head(_LINES, sheet=sheet).split("\n")):
        names = [folded(cell) for cell in line.split("\t")]
        quarters = [name for name in names if _QUARTER.fullmatch(name)]
        if len(quarters) >= 4:
            if "code" not in names or "libelle" not in names:
                raise Unexpected(
                    f"{member.file}, feuille {sheet}\u202f: la colonne «\u00a0Code\u00a0» ou «\u00a0Libellé\u00a0» "
                    "est absente."
                )
            return place
    return None


def _sheet(member: Member, sheet: str, place: int) -> pd.DataFrame:
    frame = member.table(sheet=sheet, skip=place)
    names = {folded(name): name for name in frame.columns}
    codes, labels = frame[names["code"]].str.strip(), frame[names["libelle"]].map(folded)
    levels, known = _levels(codes, labels, sheet)
    parts = []
    for key, name in names.items():
        match = _QUARTER.fullmatch(key)
        if match and match[1] == "4":
            rates, states = number(
                frame.loc[known, name], ",.", missing=("", "nd", "n.d.", "-"), file=f"{member.file}, {sheet}"
            )
            part = rows(codes[known], "", MEASURE, int(match[2]), rates, states)
            parts.append(part.assign(level=levels[known].to_numpy()))
    values = pd.concat(parts, ignore_index=True)
    return values.assign(code=values["code"].mask(values["level"] == "france", "france"))


def _levels(codes: pd.Series, labels: pd.Series, sheet: str) -> tuple[pd.Series, pd.Series]:
    """Return the level of each line, and which lines are territories; notes and sums of a kind of ours are not."""
    level = "region" if folded(sheet).startswith("reg") else "departement"
    shape = r"\d\d" if level == "region" else r"\d\d|2[AB]|97[1-46]"
    country = labels.isin(_COUNTRY)
    levels = pd.Series(level, index=codes.index).mask(country, "france")
    territory = codes.str.fullmatch(shape) & bool(re.match("reg|dep", folded(sheet)))
    return levels, country | territory
