"""Communes that the SRU law asks for social dwellings: their rate, and the rate that it asks for.

Columns carry years in their names and change with editions; one edition begins with an empty line.
"""

from __future__ import annotations

import pandas as pd

from loaders.official.datasets import Dataset
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.headed import Table, codes, figures, tables
from loaders.official.values import rows

_MISSING = ("", "NC", "nc", "-")
_RATE = r"taux_sru_au_01_01_(20\d\d)"
_LEAST_FOR_A_FRACTION = 20

DATASETS = (
    Dataset(
        id="dhup-sru",
        producer="Ministère chargé du Logement (DHUP)",
        title="Communes et inventaire SRU",
        source="dhup_sru",
        opens=("sru_taux", "sru_taux_cible"),
        page="https://www.data.gouv.fr/fr/datasets/6564969d3579e21795ebd378/",
        data_gouv=("6564969d3579e21795ebd378", "donnees-sru", "csv"),
        licence="Licence Ouverte 2.0",
        size=450_000,
        rhythm="chaque année, en fin d’année",
        expected={"commune": 2_000},
        absent="not_applicable",
        absent_reason="Cette commune n’est pas dans l’inventaire SRU\u202f: la loi ne lui demande rien.",
    ),
)


def recognise(opened: Opened) -> str | None:
    """Return the data set that a file is, by its columns."""
    if next(tables(opened, "code_insee_commune", "taux_sru_au_01_01_*"), None):
        return "dhup-sru"
    changed = next(tables(opened, "code_insee_commune", "taux_cible*"), None)
    if changed is not None:
        raise Unexpected(
            f"{changed.member.file}\u202f: inventaire SRU sans colonne «\u00a0Taux_SRU_au_01_01_…\u00a0», attendue "
            "avec son année."
        )
    return None


def read(opened: Opened, _dataset: str) -> Reading:
    """Return the rate of each commune, and what the law asks of it."""
    table = next(tables(opened, "code_insee_commune", "taux_sru_au_01_01_*"))
    found = table.matching(_RATE)
    target = sorted(table.matching(r"taux_cible.*"))
    if len(found) != 1 or len(target) != 1:
        raise Unexpected(
            f"{table.member.file}\u202f: {len(found)} colonnes de taux SRU et {len(target)} de taux cible, il en "
            "faut une de chaque."
        )
    column, year = next((name, int(match[1])) for name, match in found.items())
    frame = table.frame(["code_insee_commune", column, target[0]])
    frame = frame[frame["code_insee_commune"] != ""]
    where = codes(frame["code_insee_commune"])
    parts = [
        rows(where, "commune", measure, year, *_rates(frame[name], table))
        for measure, name in (("sru_taux", column), ("sru_taux_cible", target[0]))
    ]
    return Reading(pd.concat(parts, ignore_index=True), geography=year + 1, edition=f"1er janvier {year}")


def _rates(cells: pd.Series, table: Table) -> tuple[pd.Series, pd.Series]:
    """Read rates in per cent; a workbook holds as 0.2321 what it shows as 23,21 %."""
    shown = cells.str.removesuffix("%").str.strip()
    values, states = figures(shown, missing=_MISSING, file=table.member.file)
    known = values.dropna()
    if table.sheet is not None and len(known) >= _LEAST_FOR_A_FRACTION and known.max() <= 1:
        return values * 100, states
    return values, states
