"""Employees of private establishments, at the end of each year, by commune and activity (Urssaf)."""

from __future__ import annotations

import re

import pandas as pd

from loaders.official.columns import check_codes, folded, names_of, parts_of
from loaders.official.datasets import Dataset
from loaders.official.opened import Member, Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order, refuse_twice
from loaders.official.values import drop_arrondissements, fold_arrondissements, number, rows

MEASURE = "urssaf_effectifs_prives"
_FIRST, _LAST = 2012, 2024
_ASKED = ",".join(
    f"sum(effectifs_salaries_{year})%20as%20effectifs_salaries_{year}" for year in range(_FIRST, _LAST + 1)
)
DATASETS = (
    Dataset(
        id="urssaf-commune",
        producer="Urssaf",
        title="Effectifs salariés du secteur privé, par commune",
        source="urssaf_emploi_prive",
        opens=(MEASURE,),
        page="https://open.urssaf.fr/explore/dataset/"
        "etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last/",
        address="https://open.urssaf.fr/api/explore/v2.1/catalog/datasets/"
        "etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last/exports/csv"
        f"?select=code_commune,{_ASKED}&group_by=code_commune&delimiter=%3B",
        licence="ODbL 1.0",
        size=5_000_000,
        rhythm="chaque année, au printemps",
        expected={"commune": 28_000},
        absent_reason="L’Urssaf ne donne ici aucun salarié du privé\u202f: il n’y en a pas, ou elle ne le dit pas.",
        note="Demander les sommes par commune\u202f: un fichier filtré sur une activité en donnerait de fausses.",
    ),
)
_COUNTED = re.compile(r"(effectifs_salaries|nombre_d_etablissements)_\d{4}")
"""What is no number tells the lines of a commune apart; the answer that is asked for has one line a commune."""
_STAFF = re.compile(r"effectifs_salaries_(\d{4})")
_CODE = "code_commune"
_CITIES = ("75056", "69123", "13055")


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set, when the file has a commune's code and employees by year."""
    return DATASETS[0].id if _found(opened) else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Add up all activities of each commune: a year where a commune has no establishment at all is not told.

    Parameters
    ----------
    opened : Opened
        The file.
    _dataset : str
        The one of this module.
    """
    found = _found(opened)
    if found is None:
        raise Unexpected(f"{opened.name}\u202f: le tableau attendu n’y est pas.")
    member, code, years = found
    sums: pd.DataFrame | None = None
    order = Order(opened)
    kinds = [name for name in names_of(member) if name != code and not _COUNTED.fullmatch(folded(name))]
    for part in parts_of(member, [code, *kinds, *years], chunk=200_000):
        refuse_twice(part.loc[part[code].str.strip() != "", [code, *kinds]], member.file)
        order.see(part[code].str.strip())
        counts = {year: number(part[name], decimal=",.", file=member.file)[0] for name, year in years.items()}
        here = pd.DataFrame(counts).groupby(part[code].str.strip()).sum(min_count=1)
        # Lines of one commune may lie in two parts of the file: what is absent of one does not hide the other.
        sums = here if sums is None else sums.add(here, fill_value=0)
    if sums is None or sums.drop(index="", errors="ignore").empty:
        raise Unexpected(f"{member.file}\u202f: aucune ligne n’a de code de commune.")
    check_codes(sums.index[sums.index != ""].to_series(), member.file)
    told = sums.drop(index="", errors="ignore").melt(var_name="year", ignore_index=False).dropna()
    values = rows(told.index.to_series(), "commune", MEASURE, told["year"].astype(int), told["value"], "value")
    whole = values["code"].isin(_CITIES).any()
    values = drop_arrondissements(values) if whole else fold_arrondissements(values)
    last = int(values["year"].max())
    return Reading(values, geography=last, edition=str(last), unsure=order.unsure)


def _found(opened: Opened) -> tuple[Member, str, dict[str, int]] | None:
    """Return the table, the name of its column of codes, and those of employees with their years; None if not ours."""
    for member in opened.members:
        names = {folded(name): name for name in names_of(member)} if member.kind != "xlsx" else {}
        years = {name: int(match[1]) for key, name in names.items() if (match := _STAFF.fullmatch(key))}
        if years and _CODE not in names:
            raise Unexpected(f"{member.file}\u202f: la colonne «\u00a0{_CODE}\u00a0» est absente.")
        if years:
            return member, names[_CODE], years
    return None
