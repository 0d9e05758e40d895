"""Places of childcare for 100 children under three, as the Cnaf publishes them at each level."""

from __future__ import annotations

import pandas as pd

from loaders.official.columns import Columns, check_codes, member_of
from loaders.official.datasets import Dataset
from loaders.official.opened import Member, Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.values import drop_arrondissements, rows

MEASURE = "cnaf_taux_couverture"
NOT_TOLD = "La Cnaf ne publie ce taux que pour les communes de plus de 10\u202f000 habitants."
_ENDINGS = {"com": "commune", "epci": "epci", "dep": "departement", "reg": "region", "nat": "france"}
"""Ending of the Cnaf's data sets and columns -> level."""
_EXPECTED = {"com": 900, "epci": 1_200, "dep": 96, "reg": 13, "nat": 1}
_NAMES = {
    "com": "communes de plus de 10 000 habitants",
    "epci": "EPCI",
    "dep": "départements",
    "reg": "régions",
    "nat": "France",
}
DATASETS = tuple(
    Dataset(
        id=f"cnaf-txcouv-{ending}",
        producer="Caisse nationale des allocations familiales",
        title=f"Taux de couverture par les modes d’accueil du jeune enfant, {_NAMES[ending]}",
        source="cnaf_petite_enfance",
        opens=(MEASURE,),
        page=f"https://data.caf.fr/explore/dataset/txcouv_pe_{ending}/",
        address=f"https://data.caf.fr/api/explore/v2.1/catalog/datasets/txcouv_pe_{ending}/exports/csv?delimiter=%3B",
        licence="Licence Ouverte 2.0",
        size=300_000,
        rhythm="chaque année",
        expected={level: _EXPECTED[ending]},
        absent_reason=NOT_TOLD if ending == "com" else "",
    )
    for ending, level in _ENDINGS.items()
)
_COLUMNS = {
    ending: Columns(
        wanted={
            "year": ("annee",),
            "rate": (f"txcouv_{ending}",),
            **({} if ending == "nat" else {"code": (f"num{ending}",)}),
        },
        own=("rate",),
    )
    for ending in _ENDINGS
}


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set of one level, when the file has its columns."""
    found = _found(opened)
    return f"cnaf-txcouv-{found[0]}" if found else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Read the rate of each territory and year.

    Parameters
    ----------
    opened : Opened
        The file.
    _dataset : str
        One of this module's.
    """
    found = _found(opened)
    if found is None:
        raise Unexpected(f"{opened.name}\u202f: le tableau attendu n’y est pas.")
    ending, member = found
    frame = _COLUMNS[ending].table(member)
    if len(odd := frame.loc[~frame["year"].str.strip().str.fullmatch(r"\d{4}"), "year"]):
        raise Unexpected(f"{member.file}\u202f: colonne annee, «\u00a0{odd.iloc[0]}\u00a0» n’est pas une année.")
    years = frame["year"].str.strip().astype(int)
    rates, states = _COLUMNS[ending].number(frame["rate"], member, decimal=",.", secret=("s", "nd"))
    codes = _codes(frame, ending)
    if ending == "com":
        check_codes(codes, member.file)
    values = rows(codes, _ENDINGS[ending], MEASURE, years, rates, states)
    return Reading(drop_arrondissements(values), geography=int(years.max()), edition=str(years.max()))


def _found(opened: Opened) -> tuple[str, Member] | None:
    """Return the level of a file's table, by the ending of its rate, and the table."""
    for ending, columns in _COLUMNS.items():
        if member := member_of(opened, columns):
            return ending, member
    return None


def _codes(frame: pd.DataFrame, ending: str) -> pd.Series:
    if ending == "nat":
        return pd.Series("france", index=frame.index)
    codes = frame["code"].str.strip()
    # A département is written on three characters in some editions: 001 for the Ain.
    return codes.str.replace(r"^0(?=\w{2}$)", "", regex=True) if ending == "dep" else codes
