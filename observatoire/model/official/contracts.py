"""What the tables that official files add must be: columns and bounds are those of the measures that they hold."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from observatoire.model.contracts import (
    CODE,
    DEPARTEMENT,
    SIREN,
    Contract,
    Field,
    table_violations,
)
from observatoire.model.measures import Measure
from observatoire.model.official.tables import OFFICIAL, PUBLISHED, ZONINGS

TABLES = (OFFICIAL, f"{OFFICIAL}_gaps", f"{OFFICIAL}_flags", PUBLISHED, f"{PUBLISHED}_gaps", f"{PUBLISHED}_flags")
_ZONINGS = Contract(
    {
        "zoning": Field(pattern="aire_attraction|arrondissement|bassin_vie|canton|unite_urbaine|zone_emploi"),
        "code": Field(pattern=r"[0-9A-Z]{2,5}"),
        "name": Field(pattern=r"\S(?:.*\S)?"),
        "commune": Field(pattern=CODE),
    },
    ("zoning", "commune"),
    order=("zoning", "code", "commune"),
)
_ID = rf"epci-{SIREN}|dep-(?:{DEPARTEMENT})|reg-\d\d|france"
_STATUS = "secret|not_published|not_applicable|not_computable"
_ANY = r"(?s:.*)"
_HUGE = 1e15
"""Beyond what any figure of France is: bounds are those of a commune, its sums have none."""


def official_violations(
    tables: Mapping[str, pd.DataFrame], measures: Mapping[str, Measure], territories: pd.DataFrame
) -> list[str]:
    """Return every way in which the tables of official files break their contracts.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        All of `TABLES`, and `ZONINGS` where the edition has it.
    measures : mapping of str to Measure
        Of the catalogue.
    territories : DataFrame
        Of the edition.

    Returns
    -------
    list of str
        A sentence each.
    """
    with_years = _with_years(tables[OFFICIAL], measures)
    communes = territories.loc[territories["level"] == "commune", "code"]
    wrong = [sentence for name in TABLES for sentence in _table(name, tables[name], with_years)]
    if ZONINGS in tables:
        wrong += _zoning_violations(tables[ZONINGS], communes)
    if wrong:
        return wrong
    if list(communes) != list(tables[OFFICIAL]["code"]):
        wrong.append(f"{OFFICIAL}: the communes are not those of territories, in the same order.")
    above = territories.loc[territories["level"] != "commune", "id"]
    if list(above) != list(tables[PUBLISHED]["id"]):
        wrong.append(f"{PUBLISHED}: the territories are not those of the edition, in the same order.")
    for kind, key in ((OFFICIAL, "code"), (PUBLISHED, "id")):
        cells = tables[kind].set_index(key)
        wrong += _gap_violations(f"{kind}_gaps", tables[f"{kind}_gaps"], cells, key, empty=True)
        wrong += _gap_violations(f"{kind}_flags", tables[f"{kind}_flags"], cells, key, empty=False)
    return wrong


def _with_years(table: pd.DataFrame, measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Return the measures of a table, each with the years that it has there."""
    years: dict[str, list[int]] = {}
    for column in table.columns:
        name, separator, year = str(column).rpartition("__")
        if separator:
            years.setdefault(name, []).append(int(year))
    return {
        name: measures[name].model_copy(update={"years": tuple(sorted(found))})
        for name, found in years.items()
        if name in measures
    }


def _table(name: str, table: pd.DataFrame, measures: Mapping[str, Measure]) -> list[str]:
    return table_violations(name, table, _contract(name, table, measures))


def _contract(name: str, table: pd.DataFrame, measures: Mapping[str, Measure]) -> Contract:
    named = {f"{measure.id}__{year}": measure for measure in measures.values() for year in measure.years}
    if name == OFFICIAL:
        cells = {c: Field("float", nullable=True, low=m.min, high=m.max) for c, m in named.items()}
        return Contract({"code": Field(pattern=CODE), **cells}, ("code",), order=("code",))
    if name == PUBLISHED:
        held = {c: Field("float", nullable=True, low=-_HUGE, high=_HUGE) for c in named if c in table}
        return Contract({"id": Field(pattern=_ID), **held}, ("id",))
    where = Field(pattern=CODE) if name.startswith(OFFICIAL) else Field(pattern=_ID)
    key = ("measure", "year", "code" if name.startswith(OFFICIAL) else "id")
    word = ("flag", Field(pattern="estimated")) if name.endswith("flags") else ("status", Field(pattern=_STATUS))
    columns = {"measure": Field(pattern="|".join(measures)), "year": Field("int", low=1960, high=2100), key[2]: where}
    return Contract({**columns, word[0]: word[1], "reason": Field(pattern=_ANY)}, key, order=key)


def _gap_violations(name: str, said: pd.DataFrame, cells: pd.DataFrame, key: str, *, empty: bool) -> list[str]:
    """A gap must be an empty cell, a flag a full one."""
    wrong = []
    for (measure, year), rows in said.groupby(["measure", "year"]):
        column = f"{measure}__{year}"
        if column not in cells:
            wrong.append(f"{name}: {column} is not a measure.")
            continue
        odd = int((cells[column].reindex(rows[key]).isna() != empty).sum())
        wrong += [f"{name}: {odd} rows on {column} contradict the measure."] if odd else []
    return wrong


def _zoning_violations(zones: pd.DataFrame, communes: pd.Series) -> list[str]:
    """A zone is of communes of the edition, and has one name."""
    wrong = table_violations(ZONINGS, zones, _ZONINGS)
    if wrong:
        return wrong
    if len(stray := zones.loc[~zones["commune"].isin(communes), "commune"]):
        wrong.append(f"{ZONINGS}: {stray.iloc[0]} is no commune of the edition.")
    names = zones.drop_duplicates(["zoning", "code", "name"])
    if len(twice := names[names.duplicated(["zoning", "code"])]):
        wrong.append(f"{ZONINGS}: {twice['zoning'].iloc[0]} {twice['code'].iloc[0]} has two names.")
    return wrong
