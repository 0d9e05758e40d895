"""Measures about so few persons in a commune that their sums ship by EPCI, département, region and France.

By commune, some of these measures do not ship at all (a mayor is one person); the others ship with cells withheld.
"""

from __future__ import annotations

import pandas as pd

LATEST = (2026,)
OUTER = (2021, 2026)
RECENT = (2024, 2026)
ALL = (2021, 2024, 2026)

COUNCIL_YEARS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("rne_elus", "rne_elus_f", "rne_age_somme", "rne_age_n"), ALL),
    **dict.fromkeys(("rne_adjoints", "rne_adjoints_f", "rne_moins_40", "rne_plus_65", "rne_elus_ue"), OUTER),
    **dict.fromkeys(("rne_csp_agri", "rne_csp_artisans", "rne_csp_cadres", "rne_csp_interm"), OUTER),
    **dict.fromkeys(("rne_csp_employes", "rne_csp_ouvriers", "rne_csp_retraites"), OUTER),
    **dict.fromkeys(("rne_cc", "rne_cc_f"), RECENT),
    "rne_reelus": LATEST,
}
"""Years of the measures that ship by commune, some cells withheld, and above."""

SINGLE_YEARS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("rne_maires", "rne_maires_f"), ALL),
    **dict.fromkeys(("rne_age_maire_somme", "rne_age_maire_n"), OUTER),
    **dict.fromkeys(("rne_vp", "rne_vp_f", "rne_pres", "rne_pres_f", "rne_maires_reelus"), LATEST),
}
"""Years of the measures about a single person: never by commune."""

UPPER_YEARS = COUNCIL_YEARS | SINGLE_YEARS

WHOLES: dict[str, str] = {
    **{name: "rne_elus" for name in COUNCIL_YEARS if name.startswith(("rne_elus_", "rne_csp_", "rne_reelus"))},
    **dict.fromkeys(("rne_moins_40", "rne_plus_65"), "rne_age_n"),
    "rne_adjoints_f": "rne_adjoints",
    "rne_cc_f": "rne_cc",
    **dict.fromkeys(("rne_maires_f", "rne_maires_reelus"), "rne_maires"),
    "rne_vp_f": "rne_vp",
    "rne_pres_f": "rne_pres",
}
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
        f"measures: {column} is about single persons, which no commune column may be."
        for column in map(str, measures)
        if column.rpartition("__")[0] in SINGLE_YEARS
    ]
    known = upper.set_index("id")
    for name, years in UPPER_YEARS.items():
        for year in years:
            wrong += _column_violations(known, f"{name}__{year}", f"{WHOLES.get(name, name)}__{year}")
    return wrong + _sum_violations(territories, measures, known)


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
