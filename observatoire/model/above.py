"""Measures about so few persons in a commune that their sums ship by EPCI, département, région and France.

By commune, some of these measures do not ship at all (a mayor is one person); the others ship with cells withheld.
What is told of persons is told by families: measures that add up to a whole, given together or not at all
(`docs/decisions/0006-counts-of-persons.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatoire.model.catalog import load_catalog
from observatoire.model.measures import Measure, excesses
from observatoire.model.territory import LEVELS, Level

FEWEST = 3
"""At least so many persons must be of each kind that a figure tells apart, and of none of them."""

RARE = ("rne_csp_agri", "rne_csp_ouvriers")
"""Occupations that many EPCI hardly have among their councillors: told apart, or the others would be lost with them."""
FREQUENT = ("rne_csp_artisans", "rne_csp_cadres", "rne_csp_interm", "rne_csp_employes", "rne_csp_retraites")

ABOVE = {name: measure for name, measure in load_catalog().measures.items() if measure.told_from}
"""Measures about persons: `told_from` is the lowest level at which each is told."""

ABOVE_YEARS = {name: measure.years for name, measure in ABOVE.items()}
"""Their years."""

COUNCIL_YEARS = {name: measure.years for name, measure in ABOVE.items() if measure.by_commune}
"""Years of the measures that ship by commune, some cells withheld, and above."""


@dataclass(frozen=True, slots=True)
class Family:
    """What is told of some persons, together or not at all.

    Attributes
    ----------
    whole : str
        Their number, which is never withheld.
    kinds : tuple of str
        Kinds of them, exclusive of each other. The rest, of none of these kinds, is told too: by subtraction.
    lowest : str
        Level from which it is told.
    sums : tuple of str
        Sums over all of them (of ages), which tell no kind apart.
    among : tuple of str
        A larger body and its own kind of the same nature: subtracting tells of those of the body who are not of these.
    beside : tuple of str
        Kinds of another family of the same whole: subtracting both tells of those who are of neither.
    """

    whole: str
    kinds: tuple[str, ...]
    lowest: Level
    sums: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """Measures that are withheld together."""
        return self.kinds + self.sums

    @property
    def measures(self) -> tuple[str, ...]:
        """All the measures that say whether it may be told."""
        return tuple(dict.fromkeys((self.whole, *self.told, *self.among, *self.beside)))

    @property
    def years(self) -> tuple[int, ...]:
        """Years in which it ships."""
        return ABOVE_YEARS[self.told[0]]


WOMEN = ("rne_elus", "rne_elus_f")
FAMILIES = (
    Family("rne_elus", ("rne_elus_f",), "commune"),
    Family("rne_elus", ("rne_reelus",), "commune"),
    Family("rne_age_n", (), "commune", sums=("rne_age_somme",)),
    Family("rne_adjoints", ("rne_adjoints_f",), "commune", among=WOMEN),
    Family("rne_cc", ("rne_cc_f",), "commune", among=WOMEN),
    Family("rne_elus", FREQUENT, "epci"),
    Family("rne_elus", RARE, "epci", beside=FREQUENT),
    Family("rne_age_n", ("rne_moins_40", "rne_plus_65"), "epci"),
    Family("rne_maires", ("rne_maires_f",), "epci", among=WOMEN),
    Family("rne_maires", ("rne_maires_reelus",), "epci", among=("rne_elus", "rne_reelus")),
    Family("rne_age_maire_n", (), "epci", sums=("rne_age_maire_somme",)),
    Family("rne_elus", ("rne_elus_ue",), "departement"),
    Family("rne_vp", ("rne_vp_f",), "departement"),
    Family("rne_pres", ("rne_pres_f",), "region"),
)


def persons_of_each_kind(family: Family, cells: pd.DataFrame) -> pd.DataFrame:
    """Count the persons whom a figure tells apart: of each kind, of none, and so among the others of a larger body.

    Parameters
    ----------
    family : Family
    cells : DataFrame
        Sums of its measures, named without their year.

    Returns
    -------
    DataFrame
        Indexed as `cells`. A figure may be told where all its columns reach `FEWEST`.
    """
    counts = cells[list(family.kinds)].copy()
    counts["rest"] = cells[family.whole] - cells[[*family.kinds, *family.beside]].sum(axis=1)
    if family.among:
        body, alike = family.among
        counts["others_alike"] = cells[alike] - cells[family.kinds[0]]
        counts["others"] = cells[body] - cells[family.whole] - counts["others_alike"]
    return counts


_SINGLE_WHOLES = ("rne_maires", "rne_vp", "rne_pres", "rne_age_maire_n")
SINGLE_YEARS = {
    name: ABOVE_YEARS[name]
    for family in FAMILIES
    if family.whole in _SINGLE_WHOLES
    for name in (family.whole, *family.told)
}
"""Years of the measures about a single person in a commune, or about persons who belong to the EPCI."""


def above_violations(territories: pd.DataFrame, measures: pd.DataFrame, above: pd.DataFrame) -> list[str]:
    """Return every way in which the sums above communes contradict the rest of the edition.

    Parameters
    ----------
    territories, measures, above : DataFrame
        The tables of that name (`measures_above` for the last), each within its own contract.

    Returns
    -------
    list of str
        One sentence each.
    """
    expected = territories.loc[territories["level"] != "commune", "id"]
    if list(expected) != list(above["id"]):
        return ["measures_above: the territories are not those of territories above communes, in the same order."]
    wrong = [
        f"measures: {column} is about too few persons, which no commune column may be."
        for column in map(str, measures)
        if column.rpartition("__")[0] in ABOVE_YEARS.keys() - COUNCIL_YEARS.keys()
    ]
    known = above.set_index("id")
    for measure in ABOVE.values():
        for year in measure.years:
            wrong += _column_violations(known, measure, f"{measure.id}__{year}")
    wrong += [f"measures_above: {sentence} territories." for sentence in excesses(known, ABOVE)]
    return wrong + told_violations(territories, measures, above) + _sum_violations(territories, measures, known)


def told_violations(territories: pd.DataFrame, measures: pd.DataFrame, above: pd.DataFrame) -> list[str]:
    """Return every way in which figures about persons tell of too few, of whatever edition they are.

    Parameters
    ----------
    territories, measures, above : DataFrame
        The tables of that name (`measures_above` for the last).

    Returns
    -------
    list of str
        One sentence each.
    """
    levels = territories.set_index("id")["level"].reindex(above["id"]).to_numpy()
    rows = {level: above[levels == level] for level in LEVELS[1:]} | {"commune": measures}
    return [
        sentence
        for family in FAMILIES
        for year in family.years
        for level in LEVELS
        for sentence in _told_violations(family, year, level, rows[level])
    ]


def _told_violations(family: Family, year: int, level: Level, rows: pd.DataFrame) -> list[str]:
    """Nothing is told below the family's level, nothing of too few persons, and nothing of it alone."""
    names = [name for name in family.measures if f"{name}__{year}" in rows]
    if not set(family.told) <= set(names):
        return []
    cells = rows[[f"{name}__{year}" for name in names]].set_axis(names, axis=1)
    # Of nobody, nothing is told.
    cells = cells[cells[family.whole] > 0]
    told = cells[list(family.told)].notna()
    what = f"{family.told[0]}__{year}"
    if LEVELS.index(level) < LEVELS.index(family.lowest):
        return [f"{what} is told by {level}."] if told.to_numpy().any() else []
    apart = int((told.any(axis=1) & ~told.all(axis=1)).sum())
    wrong = [f"{what} is told without the rest of its family in {apart} territories ({level})."] if apart else []
    given = cells[told.any(axis=1)]
    few = int((persons_of_each_kind(family, given) < FEWEST).any(axis=1).sum())
    return wrong + ([f"{what} tells of fewer than {FEWEST} persons in {few} territories ({level})."] if few else [])


def _column_violations(above: pd.DataFrame, measure: Measure, column: str) -> list[str]:
    """A sum has communes behind it, and is within what each of them may hold."""
    wrong = []
    communes = above[f"{column}__n"]
    values = above[column].where(communes > 0)
    unfounded = int((above[column].notna() & (communes == 0)).sum())
    if unfounded:
        wrong.append(f"measures_above: {column} has a value without any commune in {unfounded} territories.")
    beyond = int(((values < measure.min * communes) | (values > measure.max * communes)).sum())
    if beyond:
        limits = f"{measure.min:g} to {measure.max:g} a commune"
        wrong.append(f"measures_above: {column} is beyond {limits} in {beyond} territories.")
    return wrong


def _sum_violations(territories: pd.DataFrame, measures: pd.DataFrame, above: pd.DataFrame) -> list[str]:
    """The number of councillors is never withheld: it must be the sum of the communes."""
    communes = territories[territories["level"] == "commune"].set_index("code")
    wrong = []
    for column in (f"rne_elus__{year}" for year in COUNCIL_YEARS["rne_elus"]):
        cells = measures.set_index("code")[column]
        for level, prefix in (("epci", "epci-"), ("departement", "dep-"), ("region", "reg-")):
            sums = cells.groupby(communes[level].reindex(cells.index)).sum(min_count=1).add_prefix(prefix)
            if not above[column].reindex(sums.index).equals(sums.astype("float64").rename(column)):
                wrong.append(f"measures_above: {column} is not the sum of the communes by {level}.")
    return wrong
