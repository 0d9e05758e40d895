"""Job seekers by commune. Figures: Dares, données communales brutes, Bordeaux, Paris and its first arrondissement."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.official.reading import Unexpected
from tests.loaders.official.made_files import SAME, cell, read, read_as

ALL, YOUNG, OLD = "dares_demandeurs_abc", "dares_demandeurs_abc_moins_25", "dares_demandeurs_abc_50_plus"
HEADER = (
    "Date;Code région;Région;Code département;Département;Code commune;Commune;Type de données;Catégorie;Sexe;"
    "Tranche d'âge;Nombre de demandeurs d'emploi\n"
)
BORDEAUX = "75;Nouvelle-Aquitaine;33;Gironde;33063;Bordeaux;Brutes"
FILE = f"""{HEADER}2024-T4;{BORDEAUX};ABC;Total;Total;29190
2024-T4;{BORDEAUX};ABC;Femmes;Total;14070
2024-T4;{BORDEAUX};ABC;Hommes;Total;15120
2024-T4;{BORDEAUX};ABC;Total;Moins de 25 ans;4050
2024-T4;{BORDEAUX};ABC;Total;De 25 à 49 ans;19240
2024-T4;{BORDEAUX};ABC;Total;50 ans et plus;5905
2024-T4;{BORDEAUX};A;Total;Total;18000
2024-T3;{BORDEAUX};ABC;Total;Total;28000
2015-T4;{BORDEAUX};ABC;Total;Total;26990
2024-T4;11;Île-de-France;75;Paris;75056;Paris;Brutes;ABC;Total;Total;196995
2024-T4;11;Île-de-France;75;Paris;75101;Paris 1er Arrondissement;Brutes;ABC;Total;Total;1460
2024-T4;75;Nouvelle-Aquitaine;33;Gironde;;Non localisé;Brutes;ABC;Total;Total;120
"""
CODES = (
    "date;code_region;region;code_departement;departement;code_commune;commune;type_de_donnees;categorie;sexe;"
    "tranche_d_age;nombre_de_demandeurs_d_emploi\n"
)


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_only_totals_of_fourth_quarters_are_read(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(FILE))
    assert dataset == "dares-defm"
    assert cell(reading, "33063", ALL, 2024) == (29190, "value")
    assert cell(reading, "33063", YOUNG, 2024) == (4050, "value")
    assert cell(reading, "33063", OLD, 2024) == (5905, "value")
    assert cell(reading, "33063", ALL, 2015) == (26990, "value")
    assert cell(reading, "75056", ALL, 2024) == (196995, "value")
    assert set(reading.values["code"]) == {"33063", "75056"}, "an arrondissement beside Paris, or nowhere"
    assert (reading.geography, reading.edition) == (2024, "2024-T4")


def test_codes_of_columns_are_as_good_as_labels(tmp_path: Path) -> None:
    assert cell(read(tmp_path, FILE.replace(HEADER, CODES).encode()), "33063", ALL, 2024) == (29190, "value")


def test_a_secret_is_no_zero_and_a_zero_is_one(tmp_path: Path) -> None:
    reading = read(tmp_path, FILE.replace(";29190", ";s").replace(";4050", ";0").encode())
    assert cell(reading, "33063", ALL, 2024) == (None, "secret")
    assert cell(reading, "33063", YOUNG, 2024) == (0, "value")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Tranche d'âge", "Âge", "tranche_d_age"),
        ("Code commune;Commune", "Commune;Code commune", "«\u00a0Bordeaux\u00a0» n’est pas un code"),
        (";29190", ";x", "«\u00a0x\u00a0» n’est ni un nombre"),
        ("Moins de 25 ans", "15 à 24 ans", "15 à 24 ans"),
        ("Femmes", "F", "«\u00a0F\u00a0»"),
        ("2024-T3", "septembre 2024", "septembre 2024"),
        (";Total;Total", ";Femmes;Total", "aucune ligne"),
    ],
)
def test_what_changed_is_refused_by_name(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.replace(old, new)
    if said == "aucune ligne":
        text = HEADER + f"2024-T4;{BORDEAUX};ABC;Femmes;Total;14070\n"
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, text.encode())


def test_a_line_twice_is_no_sum(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="deux valeurs de dares_demandeurs_abc en 2024 pour commune 33063"):
        read(tmp_path, (FILE + f"2024-T4;{BORDEAUX};ABC;Total;Total;29190\n").encode())


def test_a_mark_that_is_not_known_is_told_with_its_column_and_line(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match=r"colonne Nombre de demandeurs d'emploi, ligne 10.*«\u00a0~\u00a0»"):
        read(tmp_path, FILE.replace(";26990", ";~").encode())
