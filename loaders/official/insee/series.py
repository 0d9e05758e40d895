"""INSEE, series of censuses since 1968: what births and deaths, and what arrivals and departures, change each year."""

from __future__ import annotations

import pandas as pd

from loaders.official.reading import COLUMNS
from loaders.official.values import computed, rows

SET = "DS_RP_SERIE_HISTORIQUE"
POPULATION, BIRTHS, DEATHS = "sh_population", "sh_naissances", "sh_deces"
NATURAL, REST = "sh_solde_naturel_annuel", "sh_solde_migratoire_annuel"
OPENS = (POPULATION, NATURAL, REST)
"""Births and deaths are those of five to nine years: only what is made of them, a year, is kept."""
_PLACE = ["level", "code"]


def balances(values: pd.DataFrame) -> pd.DataFrame:
    """Return the populations of a reading of the set, and the two balances of each period, a year.

    Parameters
    ----------
    values : DataFrame
        Of a reading, with `POPULATION`, `BIRTHS` and `DEATHS`. Those of a census are since the one before.
    """
    population, births, deaths = (values[values["measure"] == name] for name in (POPULATION, BIRTHS, DEATHS))
    censuses = sorted(set(population["year"]))
    before = dict(zip(censuses[1:], censuses, strict=False))
    table = population.assign(since=population["year"].map(before)).dropna(subset="since").astype({"since": "int64"})
    opening = population.rename(columns={"year": "since"})[[*_PLACE, "since", "value", "status"]]
    for name, part, key in (("opening", opening, "since"), ("births", births, "year"), ("deaths", deaths, "year")):
        part = part[[*_PLACE, key, "value", "status"]].rename(columns={"value": name, "status": f"{name}_status"})
        table = table.merge(part, on=[*_PLACE, key])
    years = table["year"] - table["since"]
    natural = (table["births"] - table["deaths"]) / years
    rest = (table["value"] - table["opening"]) / years - natural
    of_natural = [table["births_status"], table["deaths_status"]]
    made = [_rows(table, NATURAL, *computed(natural, *of_natural))]
    made.append(_rows(table, REST, *computed(rest, table["status"], table["opening_status"], *of_natural)))
    return pd.concat([population, *made], ignore_index=True)[list(COLUMNS)]


def _rows(table: pd.DataFrame, measure: str, values: pd.Series, states: pd.Series) -> pd.DataFrame:
    made = rows(table["code"], "commune", measure, table["year"], values, states)
    return made.assign(level=table["level"].to_numpy())
