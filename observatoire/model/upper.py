"""Measures about so few persons in a commune that their sums ship by EPCI, département, region and France.

By commune, some of these measures do not ship at all (a mayor is one person); the others ship with cells withheld.
"""

from __future__ import annotations

import pandas as pd

from observatoire.model.catalog import load_catalog
from observatoire.model.measures import Measure, excesses

ABOVE = {name: measure for name, measure in load_catalog().measures.items() if measure.told_from}
"""Measures about persons: `told_from` is the lowest level at which each is told."""

COUNCIL_YEARS = {name: measure.years for name, measure in ABOVE.items() if measure.by_commune}
"""Years of the measures that ship by commune, some cells withheld, and above."""

SINGLE_YEARS = {name: measure.years for name, measure in ABOVE.items() if not measure.by_commune}
"""Years of the measures about a single person: never by commune."""

UPPER_YEARS = COUNCIL_YEARS | SINGLE_YEARS


def upper_violations(territories: pd.DataFrame, measures: pd.DataFrame, upper: pd.DataFrame) -> list[str]:
    """Return every way in which the sums above communes contradict the rest of the release.

    Parameters
    ----------
    territories, measures, upper : DataFrame
        The tables of that name (`measures_upper` for the last), each within its own contract.

    Returns
    -------
    list of str
        One sentence each.
    """
    above = territories[territories["level"] != "commune"]
    if list(above["id"]) != list(upper["id"]):
        return ["measures_upper: the territories are not those of territories above communes, in the same order."]
    wrong = [
        f"measures: {column} is about single persons, which no commune column may be."
        for column in map(str, measures)
        if column.rpartition("__")[0] in SINGLE_YEARS
    ]
    known = upper.set_index("id")
    for measure in ABOVE.values():
        for year in measure.years:
            wrong += _column_violations(known, measure, f"{measure.id}__{year}")
    wrong += [f"measures_upper: {sentence} territories." for sentence in excesses(known, ABOVE)]
    return wrong + _sum_violations(territories, measures, known)


def _column_violations(upper: pd.DataFrame, measure: Measure, column: str) -> list[str]:
    """A sum has communes behind it, and is within what each of them may hold."""
    wrong = []
    communes = upper[f"{column}__n"]
    values = upper[column].where(communes > 0)
    unfounded = int((upper[column].notna() & (communes == 0)).sum())
    if unfounded:
        wrong.append(f"measures_upper: {column} has a value without any commune in {unfounded} territories.")
    beyond = int(((values < measure.min * communes) | (values > measure.max * communes)).sum())
    if beyond:
        limits = f"{measure.min:g} to {measure.max:g} a commune"
        wrong.append(f"measures_upper: {column} is beyond {limits} in {beyond} territories.")
    return wrong


def _sum_violations(territories: pd.DataFrame, measures: pd.DataFrame, upper: pd.DataFrame) -> list[str]:
    """The number of councillors is never withheld: it must be the sum of the communes."""
    communes = territories[territories["level"] == "commune"].set_index("code")
    wrong = []
    for column in (f"rne_elus__{year}" for year in COUNCIL_YEARS["rne_elus"]):
        cells = measures.set_index("code")[column]
        for level, prefix in (("epci", "epci-"), ("departement", "dep-"), ("region", "reg-")):
            sums = cells.groupby(communes[level].reindex(cells.index)).sum(min_count=1).add_prefix(prefix)
            if not upper[column].reindex(sums.index).equals(sums.astype("float64").rename(column)):
                wrong.append(f"measures_upper: {column} is not the sum of the communes by {level}.")
    return wrong
