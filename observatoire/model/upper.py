"""Measures about so few persons in a commune that their sums ship by EPCI, département, région and France.

By commune, some of these measures do not ship at all (a mayor is one person); the others ship with cells withheld.
What is told of persons is told by families: measures that add up to a whole, given together or not at all
(`docs/decisions/0006-counts-of-persons.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatoire.model.territory import LEVELS, Level

FEWEST = 3
"""At least so many persons must be of each kind that a figure tells apart, and of none of them."""

LATEST = (2026,)
OUTER = (2021, 2026)
RECENT = (2024, 2026)
ALL = (2021, 2024, 2026)

RARE = ("rne_csp_agri", "rne_csp_ouvriers")
"""Occupations that many EPCI hardly have among their councillors: told apart, or the others would be lost with them."""
FREQUENT = ("rne_csp_artisans", "rne_csp_cadres", "rne_csp_interm", "rne_csp_employes", "rne_csp_retraites")

COUNCIL_YEARS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("rne_elus", "rne_elus_f", "rne_age_somme", "rne_age_n"), ALL),
    **dict.fromkeys(("rne_adjoints", "rne_adjoints_f"), OUTER),
    **dict.fromkeys(("rne_cc", "rne_cc_f"), RECENT),
    "rne_reelus": LATEST,
}
"""Years of the measures that ship by commune, some cells withheld, and above."""

ABOVE_YEARS: dict[str, tuple[int, ...]] = dict.fromkeys(("rne_moins_40", "rne_plus_65", "rne_elus_ue"), OUTER)
ABOVE_YEARS |= dict.fromkeys((*FREQUENT, *RARE), OUTER)
"""Years of the measures that ship above communes only: by commune, the little that may be told would mislead."""

SINGLE_YEARS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("rne_maires", "rne_maires_f"), ALL),
    **dict.fromkeys(("rne_age_maire_somme", "rne_age_maire_n"), OUTER),
    **dict.fromkeys(("rne_vp", "rne_vp_f", "rne_pres", "rne_pres_f", "rne_maires_reelus"), LATEST),
}
"""Years of the measures about a single person: never by commune."""

UPPER_YEARS = COUNCIL_YEARS | ABOVE_YEARS | SINGLE_YEARS


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
        return UPPER_YEARS[self.told[0]]


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


WHOLES: dict[str, str] = {kind: family.whole for family in FAMILIES for kind in family.kinds}
"""Persons of a kind -> all those among whom they are counted."""


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
        f"measures: {column} is about too few persons, which no commune column may be."
        for column in map(str, measures)
        if column.rpartition("__")[0] in SINGLE_YEARS | ABOVE_YEARS
    ]
    known = upper.set_index("id")
    for name, years in UPPER_YEARS.items():
        for year in years:
            wrong += _column_violations(known, f"{name}__{year}", f"{WHOLES.get(name, name)}__{year}")
    return wrong + told_violations(territories, measures, upper) + _sum_violations(territories, measures, known)


def told_violations(territories: pd.DataFrame, measures: pd.DataFrame, upper: pd.DataFrame) -> list[str]:
    """Return every way in which figures about persons tell of too few, of whatever release they are.

    Parameters
    ----------
    territories, measures, upper : DataFrame
        The tables of that name (`measures_upper` for the last).

    Returns
    -------
    list of str
        One sentence each.
    """
    levels = territories.set_index("id")["level"].reindex(upper["id"]).to_numpy()
    rows = {level: upper[levels == level] for level in LEVELS[1:]} | {"commune": measures}
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


def _column_violations(upper: pd.DataFrame, column: str, whole: str) -> list[str]:
    wrong = []
    exceeding = int((upper[column] > upper[whole]).sum())
    if exceeding:
        wrong.append(f"measures_upper: {column} exceeds {whole} in {exceeding} territories.")
    unfounded = int((upper[column].notna() & (upper[f"{column}__n"] == 0)).sum())
    if unfounded:
        wrong.append(f"measures_upper: {column} has a value without any commune in {unfounded} territories.")
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
