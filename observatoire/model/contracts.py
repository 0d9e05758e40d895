"""Data contracts: what every prepared table must be. All violations are reported together, as sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from observatoire.model.above import ABOVE_YEARS, above_violations
from observatoire.model.adjacency import adjacency_violations
from observatoire.model.catalog import load_catalog
from observatoire.model.features import SHRUNK
from observatoire.model.measures import excesses, remainders
from observatoire.model.territory import LEVELS, Level

CODE = r"\d{5}|2[AB]\d{3}"
DEPARTEMENT = r"\d{2}|2[AB]|97[1-6]"
SIREN = r"\d{9}"
BY_COMMUNE = {name: measure for name, measure in load_catalog().measures.items() if measure.by_commune}


@dataclass(frozen=True, slots=True)
class Field:
    """One column: `text`, `int` or `float`; form of its texts or bounds of its numbers; empty cells or none."""

    kind: str = "text"
    pattern: str = r"(?s:.+)"
    nullable: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """One table: its columns in order, the columns that identify a row, and its plausible number of rows."""

    columns: Mapping[str, Field]
    key: tuple[str, ...]
    rows: tuple[int, int] = (0, 1_000_000)
    order: tuple[str, ...] = field(default=())


def _degrees(bound: float) -> Field:
    return Field("float", low=-bound, high=bound)


TERRITORIES = Contract(
    {
        "id": Field(pattern=rf"com-(?:{CODE})|epci-{SIREN}|dep-(?:{DEPARTEMENT})|reg-\d\d|france"),
        "level": Field(pattern="|".join(LEVELS)),
        "code": Field(),
        "name": Field(pattern=r"\S(?:[^’]*\S)?"),
        "short_name": Field(pattern=r"\S(?:[^’]*\S)?"),
        "liaison": Field("int", low=0, high=8),
        "departement": Field(pattern=DEPARTEMENT, nullable=True),
        "departements": Field(pattern=rf"(?:{DEPARTEMENT})(?: (?:{DEPARTEMENT}))*"),
        "region": Field(pattern=r"\d\d", nullable=True),
        "epci": Field(pattern=SIREN, nullable=True),
        "nature": Field(pattern="CC|CA|CU|METRO", nullable=True),
        "population": Field("int", low=0, high=80_000_000),
        "area_km2": Field("float", low=0.01, high=700_000),
        "members": Field("int", low=1, high=40_000),
        "seat": Field(pattern=CODE, nullable=True),
        "siren": Field(pattern=SIREN, nullable=True),
        "postcodes": Field(pattern=r"\d{5}(?: \d{5})*", nullable=True),
        "lon": _degrees(180),
        "lat": _degrees(90),
        "west": _degrees(180),
        "south": _degrees(90),
        "east": _degrees(180),
        "north": _degrees(90),
    },
    key=("id",),
)
FORMER = Contract(
    {
        "code": Field(pattern=CODE),
        "name": Field(),
        "kind": Field(pattern="deleguee|associee|absorbee|ancien_code"),
        "current": Field(pattern=CODE),
    },
    key=("code",),
    order=("code",),
)
MEASURES = Contract(
    {"code": Field(pattern=CODE)}
    | {
        f"{measure.id}__{year}": Field("float", nullable=True, low=measure.min, high=measure.max)
        for measure in BY_COMMUNE.values()
        for year in measure.years
    },
    key=("code",),
    order=("code",),
)
MEASURES_ABOVE = Contract(
    {"id": Field(pattern=rf"epci-{SIREN}|dep-(?:{DEPARTEMENT})|reg-\d\d|france")}
    | {
        f"{measure}__{year}{ending}": Field(kind, nullable=kind == "float", low=0, high=80_000_000)
        for measure, years in ABOVE_YEARS.items()
        for year in years
        for ending, kind in (("", "float"), ("__n", "int"))
    },
    key=("id",),
)
_CELL = {
    "measure": Field(pattern="|".join(BY_COMMUNE)),
    "year": Field("int", low=2005, high=2026),
    "code": Field(pattern=CODE),
}
_CELL_KEY = ("measure", "year", "code")
GAPS = Contract(
    {**_CELL, "status": Field(pattern="secret|not_published|not_applicable"), "reason": Field()},
    _CELL_KEY,
    order=_CELL_KEY,
)
FLAGS = Contract({**_CELL, "flag": Field(pattern="estimated|carried"), "reason": Field()}, _CELL_KEY, order=_CELL_KEY)
FEATURE_LEVELS: tuple[Level, ...] = ("commune", "epci")
"""Levels that have statistical neighbours."""
FEATURES = Contract(
    {"id": Field(pattern=rf"com-(?:{CODE})|epci-{SIREN}")}
    | {
        f"{feature.id}{ending}": Field("float", nullable=True, low=-1000, high=80_000_000)
        for ending in ("", SHRUNK)
        for feature in load_catalog().features.values()
        if not ending or feature.shrink
    },
    key=("id",),
)
_DRAWN = rf"com-(?:{CODE})|epci-{SIREN}|dep-(?:{DEPARTEMENT})|reg-\d\d"
ADJACENCY = Contract(
    {"id": Field(pattern=_DRAWN), "adjacent": Field(pattern=_DRAWN)},
    key=("id", "adjacent"),
    order=("id", "adjacent"),
)
CONTRACTS: dict[str, Contract] = {
    "territories": TERRITORIES,
    "former_communes": FORMER,
    "measures": MEASURES,
    "measures_above": MEASURES_ABOVE,
    "gaps": GAPS,
    "flags": FLAGS,
    "features": FEATURES,
    "adjacency": ADJACENCY,
}

OF_THEIR_TIME = ("measures", "measures_above", "features")
"""Tables whose columns are those of their edition: the next one adds measures, and leaves some."""


def earlier_table_violations(name: str, table: pd.DataFrame) -> list[str]:
    """Return every way in which a table of an earlier edition breaks what is left of its contract.

    Columns and measures that only one of the two times knows are passed over; all others are held as today's.

    Parameters
    ----------
    name, table
        Of `CONTRACTS`, and its rows.
    """
    if name not in OF_THEIR_TIME:
        known = table[table["measure"].isin(list(BY_COMMUNE))] if "measure" in table else table
        return table_violations(name, known)
    contract = CONTRACTS[name]
    columns = {c: f for c, f in contract.columns.items() if c in table or c in contract.key}
    kept = [column for column in table.columns if column in columns]
    return table_violations(name, table[kept], replace(contract, columns=columns))


def table_violations(name: str, table: pd.DataFrame, contract: Contract | None = None) -> list[str]:
    """Return every way in which a table breaks its contract.

    Parameters
    ----------
    name : str
        One of `CONTRACTS`.
    table : DataFrame
    contract : Contract, optional
        Another than that of `CONTRACTS`.

    Returns
    -------
    list of str
        One sentence each; empty when the contract holds.
    """
    contract = contract or CONTRACTS[name]
    wrong = _column_violations(name, list(table.columns), list(contract.columns))
    for column, expected in contract.columns.items():
        if column in table:
            wrong += [f"{name}.{column}: {problem}" for problem in _field_problems(table[column], expected)]
    if set(contract.key) <= set(table.columns):
        repeated = int(table.duplicated(list(contract.key)).sum())
        wrong += [f"{name}: {repeated} rows repeat the key {'+'.join(contract.key)}."] if repeated else []
    order = list(contract.order)
    if order and set(order) <= set(table.columns):
        in_order = table[order].reset_index(drop=True).equals(table[order].sort_values(order, ignore_index=True))
        wrong += [] if in_order else [f"{name}: rows are not sorted by {', '.join(order)}."]
    return wrong


def _column_violations(name: str, found: list[str], expected: list[str]) -> list[str]:
    absent = [column for column in expected if column not in found]
    unknown = [column for column in found if column not in expected]
    wrong = [f"{name}: column {column} is absent." for column in absent]
    wrong += [f"{name}: column {column} is not in the contract." for column in unknown]
    if not wrong and name == "territories" and found != expected:
        wrong.append(f"{name}: columns are not in the order of the contract.")
    return wrong


_HAS_KIND: dict[str, Callable[[pd.Series], bool]] = {
    "text": pd.api.types.is_string_dtype,
    "int": pd.api.types.is_integer_dtype,
    "float": pd.api.types.is_float_dtype,
}


def _field_problems(values: pd.Series, expected: Field) -> list[str]:
    problems = []
    missing = int(values.isna().sum())
    if missing and not expected.nullable:
        problems.append(f"{missing} empty cells, expected none.")
    present = values.dropna()
    if len(present) and not _HAS_KIND[expected.kind](present):
        return [*problems, f"type {values.dtype}, expected {expected.kind}."]
    if expected.kind == "text":
        whole = re.compile(expected.pattern)
        wrong = present[[whole.fullmatch(text) is None for text in present]]
        limits = f"the form {expected.pattern}"
    else:
        low, high = expected.low, expected.high
        wrong = present[(present < low if low is not None else False) | (present > high if high is not None else False)]
        limits = f"{low} to {high}"
    if len(wrong):
        problems.append(f"{len(wrong)} cells such as {wrong.tolist()[0]!r}, expected {limits}.")
    return problems


def edition_violations(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return every way in which the tables of an edition contradict each other.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        All of `CONTRACTS`, each within its own contract.

    Returns
    -------
    list of str
    """
    territories, measures = tables["territories"], tables["measures"]
    communes = territories[territories["level"] == "commune"]
    codes = set(communes["code"])
    wrong = []
    if list(communes["code"]) != list(measures["code"]):
        wrong.append("measures: the communes are not those of territories, in the same order.")
    for name, column in (("former_communes", "current"), ("gaps", "code"), ("flags", "code")):
        unknown = set(tables[name][column]) - codes
        wrong += [f"{name}.{column}: {len(unknown)} unknown communes, such as {min(unknown)}."] if unknown else []
    wrong += _sum_violations(territories, communes)
    wrong += _cell_violations(tables)
    wrong += above_violations(territories, measures, tables["measures_above"])
    wrong += adjacency_violations(territories, tables["adjacency"])
    told = (*excesses(measures, BY_COMMUNE), *remainders(measures, BY_COMMUNE))
    return wrong + [f"measures: {sentence} communes." for sentence in told]


def _sum_violations(territories: pd.DataFrame, communes: pd.DataFrame) -> list[str]:
    """Members must add up to their territory, at every level, and ranks of levels and codes must follow."""
    wrong = []
    for level in LEVELS[1:]:
        listed = territories[territories["level"] == level].set_index("code")[["population", "area_km2", "members"]]
        keys = pd.Series("france", index=communes.index) if level == "france" else communes[level]
        summed = communes.groupby(keys.to_numpy())[["population", "area_km2", "members"]].sum()
        if set(summed.index) != set(listed.index):
            wrong.append(f"territories: the {level} of the communes are not those listed.")
            continue
        off = (listed - summed.reindex(listed.index)).abs().max(axis=1) > 0.01
        wrong += [f"territories: {level} {code} is not the sum of its communes." for code in listed.index[off]]
    ranks = territories["level"].map({level: rank for rank, level in enumerate(LEVELS)})
    keyed = pd.DataFrame({"rank": ranks.to_numpy(), "code": territories["code"].to_numpy()})
    if not keyed.equals(keyed.sort_values(["rank", "code"], ignore_index=True)):
        wrong.append("territories: rows are not ordered by level, then code.")
    return wrong


def _cell_violations(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """A gap must be an empty cell, a flag a full one."""
    measures = tables["measures"].set_index("code")
    wrong = []
    for name, empty in (("gaps", True), ("flags", False)):
        for (measure, year), rows in tables[name].groupby(["measure", "year"]):
            column = f"{measure}__{year}"
            if column not in measures:
                wrong.append(f"{name}: {column} is not a measure.")
                continue
            odd = int((measures[column].reindex(rows["code"]).isna() != empty).sum())
            wrong += [f"{name}: {odd} rows on {column} contradict the measure."] if odd else []
    return wrong
