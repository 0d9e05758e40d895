"""Access to care, by commune and profession (Drees): one workbook a profession, one sheet a year.

The mean of a territory is weighted by the standardised population, as the Drees asks: access x population and
population are kept, so that Paris, Lyon and Marseille, published by arrondissement, and all levels above follow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from loaders.official.columns import folded
from loaders.official.datasets import Dataset
from loaders.official.opened import Member, Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.values import fold_arrondissements, number, rows

THRESHOLD = 2.5
"""Consultations a year below which the Drees speaks of too few general practitioners."""
_SHEET = re.compile(r"APL[ _]*(\d{4})", re.IGNORECASE)
_CODE = "code_commune_insee"
_LINES = 25
"""Above the table: titles, sources, notes."""
_MARKS = ("", "NS", "ns", "nd", "ND", "NA")
_PAGE = "https://data.drees.solidarites-sante.gouv.fr/explore/dataset/530_l-accessibilite-potentielle-localisee-apl/"
_FILES = (
    "https://data.drees.solidarites-sante.gouv.fr/api/explore/v2.1/catalog/datasets/"
    "530_l-accessibilite-potentielle-localisee-apl/attachments/indicateur_d_apl_aux_"
)


@dataclass(frozen=True)
class Profession:
    """One of the workbooks.

    Attributes
    ----------
    id : str
        As our measures have it.
    title : str
        In French, after "aux".
    columns : mapping of str to str
        Pattern of a folded column name to our measure of access x population.
    highest : float
        Access that no commune reaches: above it another column was read.
    file : str
        As the address of its workbook has it; our id without it.
    """

    id: str
    title: str
    columns: Mapping[str, str]
    highest: float
    file: str = ""

    @property
    def population(self) -> str:
        """The measure of standardised population."""
        return f"apl_{self.id}_pop"


_GENERAL = "generalistes"
PROFESSIONS = (
    Profession(
        _GENERAL,
        "médecins généralistes",
        {
            r"apl_aux_medecins_generalistes": "apl_generalistes_x_pop",
            r"apl_aux_medecins_generalistes_de_65_ans_(et|ou)_moins": "apl_generalistes_65_x_pop",
        },
        150,
        "medecins_generalistes",
    ),
    Profession("infirmiers", "infirmières", {r"apl_aux_infirmi(eres|ers)": "apl_infirmiers_x_pop"}, 10_000),
    Profession(
        "chirurgiens_dentistes",
        "chirurgiens-dentistes",
        {r"apl_aux_(chirurgiens_)?dentistes": "apl_chirurgiens_dentistes_x_pop"},
        10_000,
    ),
    Profession("sages_femmes", "sages-femmes", {r"apl_aux_sages_femmes": "apl_sages_femmes_x_pop"}, 10_000),
    Profession(
        "masseurs_kinesitherapeutes",
        "masseurs-kinésithérapeutes",
        {r"apl_aux_(masseurs_)?kinesitherapeutes": "apl_masseurs_kinesitherapeutes_x_pop"},
        10_000,
        "kinesitherapeutes",
    ),
)
_TOTALS = ("apl_generalistes_pop_totale", "apl_generalistes_pop_sous_2_5")
DATASETS = tuple(
    Dataset(
        id=f"drees-apl-{profession.id.replace('_', '-')}",
        producer="Drees, ministère de la Santé",
        title=f"Accessibilité potentielle localisée (APL) aux {profession.title}",
        source="drees_apl",
        opens=(
            *profession.columns.values(),
            profession.population,
            *(_TOTALS if profession.id == _GENERAL else ()),
        ),
        page=_PAGE,
        address=f"{_FILES}{profession.file or profession.id}_xlsx",
        licence="Licence Ouverte 2.0",
        size=5_000_000,
        rhythm="chaque année",
        expected={"commune": 33_000},
        absent_reason="La Drees ne mesure pas l’accès aux soins ici\u202f: Mayotte, surtout, n’est pas couverte.",
    )
    for profession in PROFESSIONS
)


def recognise(opened: Opened) -> str | None:
    """Return the id of the data set of a profession, by the names of the columns of its sheets of years."""
    found = _found(opened)
    return f"drees-apl-{found[2].id.replace('_', '-')}" if found else None


def read(opened: Opened, _dataset: str) -> Reading:
    """Read the sheet of each year.

    Parameters
    ----------
    opened : Opened
        The workbook.
    _dataset : str
        One of this module's.
    """
    found = _found(opened)
    if found is None:
        raise Unexpected(f"{opened.name}\u202f: aucune feuille «\u00a0APL\u00a0» suivie d’une année.")
    member, sheets, profession = found
    parts = [_sheet(member, sheet, year, profession) for sheet, year in sheets.items()]
    last = max(sheets.values())
    # The populations are two years older than the access, the communes about those of the year after.
    return Reading(fold_arrondissements(pd.concat(parts, ignore_index=True)), geography=last + 1, edition=str(last))


def _found(opened: Opened) -> tuple[Member, dict[str, int], Profession] | None:
    """Return the workbook, its sheets with their years, and whose access it measures; None if not ours."""
    for member in opened.members:
        matches = {sheet: match for sheet in member.sheets if (match := _SHEET.fullmatch(sheet.strip()))}
        if not matches:
            continue
        _, names = _names(member, next(iter(matches)))
        for profession in PROFESSIONS:
            if any(re.fullmatch(pattern, name) for pattern in profession.columns for name in names):
                return member, {sheet: int(match[1]) for sheet, match in matches.items()}, profession
        raise Unexpected(
            f"{member.file}\u202f: aucune colonne «\u00a0APL aux…\u00a0» d’une profession connue\u202f; on y trouve "
            f"{', '.join(name for name in names if name)}."
        )
    return None


def _names(member: Member, sheet: str) -> tuple[int, dict[str, str]]:
    """Return the place of the line of names under the titles, and the names, folded, to how they are written."""
    for place, line in enumerate(member.head(_LINES, sheet=sheet).split("\n")):
        names = {folded(cell): cell for cell in line.split("\t") if cell}
        if _CODE in names:
            return place, names
    raise Unexpected(f"{member.file}, feuille {sheet}\u202f: la colonne «\u00a0Code commune INSEE\u00a0» est absente.")


def _sheet(member: Member, sheet: str, year: int, profession: Profession) -> pd.DataFrame:
    """Read one year: access x standardised population, and that population, where both are known."""
    place, names = _names(member, sheet)
    where = f"{member.file}, feuille {sheet}"
    population = _one_of(names, r"population(_feminine)?_standardisee_.*", where)
    access = {_one_of(names, pattern, where): measure for pattern, measure in profession.columns.items()}
    totals = [_one_of(names, r"population_totale(_\d{4})?", where)] if profession.id == _GENERAL else []
    frame = member.table([names[_CODE], *access, population, *totals], sheet=sheet, skip=place)
    # Under the names stand the units, and no code.
    frame = frame[frame[names[_CODE]].str.fullmatch(r"\d[\dAB]\d{3}")]
    codes = frame[names[_CODE]]
    people, known = number(frame[population], decimal=",.", missing=_MARKS, file=where)
    parts = [rows(codes, "commune", profession.population, year, people, known)]
    for column, measure in access.items():
        found, states = number(frame[column], decimal=",.", missing=_MARKS, file=where)
        if found.max() > profession.highest or found.min() < 0:
            raise Unexpected(f"{where}\u202f: la colonne «\u00a0{column}\u00a0» dépasse ce qu’un accès peut valoir.")
        parts.append(rows(codes, "commune", measure, year, found * people, states.where(people.notna(), known)))
    if totals:
        first = next(iter(access))
        parts += _below(codes, frame[first], frame[totals[0]], year, where)
    return pd.concat(parts, ignore_index=True)


def _below(codes: pd.Series, access: pd.Series, people: pd.Series, year: int, where: str) -> list[pd.DataFrame]:
    """Return the inhabitants, not standardised as the Drees asks, and those who live below the threshold."""
    found, states = number(access, decimal=",.", missing=_MARKS, file=where)
    everyone, known = number(people, decimal=",.", missing=_MARKS, file=where)
    everyone, states = everyone.where(found.notna()), states.where(found.isna(), known)
    below = everyone.where(found < THRESHOLD, 0.0).where(everyone.notna())
    return [
        rows(codes, "commune", measure, year, values, states)
        for measure, values in zip(_TOTALS, (everyone, below), strict=True)
    ]


def _one_of(names: Mapping[str, str], pattern: str, where: str) -> str:
    """Return how the one column is written whose folded name follows a pattern."""
    found = [name for key, name in names.items() if re.fullmatch(pattern, key)]
    if len(found) != 1:
        raise Unexpected(
            f"{where}\u202f: {len(found)} colonnes comme «\u00a0{pattern}\u00a0», il en faut une\u202f; on y trouve "
            f"{', '.join(names.values())}."
        )
    return found[0]
