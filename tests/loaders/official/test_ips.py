"""Social position of collèges. Figures: Depp, 2021-2022, the two public collèges of Cognac."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.official.reading import Unexpected
from tests.loaders.official.made_files import SAME, cell, known_as, read, read_as

INDICES, SCHOOLS = "depp_ips_colleges_somme", "depp_colleges_avec_ips"
FILE = """Rentrée scolaire;Académie;Code du département;Département;UAI;Nom de l'établissment;\
Code INSEE de la commune;Nom de la commune;Secteur;IPS
2021-2022;POITIERS;016;CHARENTE;0160020K;COLLEGE FELIX GAILLARD;16102;COGNAC;public;96.6
2021-2022;POITIERS;016;CHARENTE;0160862A;COLLEGE CLAUDE BOUCHER;16102;COGNAC;public;84,8
2021-2022;POITIERS;016;CHARENTE;0160999A;COLLEGE TOUT PETIT;16001;ABZAC;public;NS
2021-2022;PARIS;075;PARIS;0750001A;COLLEGE A;75101;PARIS;public;130
2021-2022;PARIS;075;PARIS;0750002A;COLLEGE B;75118;PARIS;public;90
"""


@pytest.mark.parametrize("form", [form for name, form in SAME.items() if name != "commas"])
def test_indices_are_added_up_and_counted(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(FILE))
    assert dataset == "depp-ips-colleges"
    assert cell(reading, "16102", INDICES, 2021) == (pytest.approx(181.4), "value")
    assert cell(reading, "16102", SCHOOLS, 2021) == (2, "value")
    assert cell(reading, "16001", SCHOOLS, 2021) == (None, "absent")
    assert cell(reading, "75056", INDICES, 2021) == (220, "value")
    assert cell(reading, "75056", SCHOOLS, 2021) == (2, "value")


def test_lycees_and_ecoles_have_files_alike_that_are_not_ours(tmp_path: Path) -> None:
    assert known_as(tmp_path, FILE.replace("COLLEGE", "LYCEE").encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0160862A", "0160020K", "deux lignes"),
        (";96.6", ";966", "aucun indice"),
        ("Code INSEE de la commune", "Commune", "code_insee_de_la_commune"),
        ("2021-2022;PARIS", "2021;PARIS", "année scolaire"),
    ],
)
def test_a_file_that_changed_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, FILE.replace(old, new).encode())
