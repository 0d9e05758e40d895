"""Unemployment rates by quarter: a workbook of INSEE, one sheet a level. Figures made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.official.reading import Unexpected
from tests.loaders.official.made_files import cell, known_as, read, read_as, workbook

RATE = "insee_taux_chomage_localise"
NAMES = ["Code", "Libellé", "T1_2023", "T2_2023", "T3_2023", "T4_2023", "T1_2024", "T4_2024"]
TITLE: list[list[object]] = [
    ["Taux de chômage localisés"],
    ["Données corrigées des variations saisonnières,\nen %"],
    [],
]
DEPARTEMENTS = [["16", "Charente", 7.1, 7.0, 7.2, 7.3, 7.4, None], ["2A", "Corse-du-Sud", 6, 6, 6, 6.5, 6, None]]
REGIONS = [["75", "Nouvelle-Aquitaine", 6.5, 6.4, 6.5, 6.6, 6.6, 6.7]]
COUNTRY = [["F", "France hors Mayotte", 7.1, 7.2, 7.4, 7.5, 7.5, 7.3], ["M", "France métropolitaine", 6, 6, 6, 6, 6, 6]]


def book(names: list[str] = NAMES) -> bytes:
    return workbook(
        Région=[*TITLE, names, *REGIONS, *COUNTRY, ["Source : Insee"]],
        Département=[*TITLE, names, *DEPARTEMENTS],
        Zone_emploi=[*TITLE, names, ["7501", "Cognac", 7, 7, 7, 7, 7, 7]],
    )


def test_fourth_quarters_as_published(tmp_path: Path) -> None:
    dataset, reading = read_as(tmp_path, book())
    assert dataset == "insee-chomage-localise"
    assert cell(reading, "16", RATE, 2023, "departement") == (7.3, "value")
    assert cell(reading, "2A", RATE, 2023, "departement") == (6.5, "value")
    assert cell(reading, "16", RATE, 2024, "departement") == (None, "absent")
    assert cell(reading, "75", RATE, 2024, "region") == (6.7, "value")
    assert cell(reading, "france", RATE, 2024, "france") == (7.3, "value")
    assert set(reading.values["code"]) == {"16", "2A", "75", "france"}, "a zone d'emploi is no territory here"
    assert reading.edition == "2024-T4"


def test_a_sheet_without_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="«\u00a0Code\u00a0»"):
        read(tmp_path, book(["N°", *NAMES[1:]]))


def test_another_workbook_is_nobodys(tmp_path: Path) -> None:
    assert known_as(tmp_path, workbook(Feuille=[NAMES[:4], ["16", "Charente", 7.1, 7.0]])) == []
