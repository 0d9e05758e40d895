"""Households with RSA, and places of childcare. Figures: Cnaf, Bordeaux in 2020 and 2024, France in 2023."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.official.reading import Unexpected
from tests.loaders.official.made_files import SAME, cell, read, read_as

RSA, PPA, RATE = "cnaf_foyers_rsa", "cnaf_foyers_prime_activite", "cnaf_taux_couverture"
HOUSEHOLDS = """dtreffre;numcomdo;nomcom;indfoy_rsa;indmtt_rsa;indfoy_ppa;indmtt_ppa
2024-12;2A011;ALTAGENE;0;0;0;0
2024-12;33063;BORDEAUX;9260;4996200;26745;4719400
2020-12;33063;BORDEAUX;10370;5066500;23880;3919500
2024-06;33063;BORDEAUX;9100;4900000;26000;4600000
2024-12;;;6675;2694600;3335;642400
"""


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_households_of_december_located_in_a_commune(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(HOUSEHOLDS))
    assert dataset == "cnaf-s-ben-com"
    assert cell(reading, "33063", RSA, 2024) == (9260, "value")
    assert cell(reading, "33063", RSA, 2020) == (10370, "value")
    assert cell(reading, "33063", PPA, 2024) == (26745, "value")
    assert cell(reading, "2A011", RSA, 2024) == (0, "value")
    assert set(reading.values["code"]) == {"33063", "2A011"}
    assert reading.edition == "décembre 2024"


def test_paris_is_the_sum_of_its_twenty_arrondissements_or_nothing(tmp_path: Path) -> None:
    districts = [f"2024-12;{code};PARIS;5;0;10;0\n" for code in range(75101, 75121)]
    assert cell(read(tmp_path, (HOUSEHOLDS + "".join(districts)).encode()), "75056", RSA, 2024) == (100, "value")
    assert cell(read(tmp_path, (HOUSEHOLDS + "".join(districts[1:])).encode()), "75056", RSA, 2024) == (None, "absent")


def test_columns_that_were_not_asked_for_may_be_absent(tmp_path: Path) -> None:
    reading = read(tmp_path, b"dtreffre;numcomdo;indfoy_rsa\n2024-12;33063;9260\n")
    assert cell(reading, "33063", RSA, 2024) == (9260, "value")
    assert cell(reading, "33063", PPA, 2024) == (None, "absent")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("numcomdo", "commune", "numcomdo"),
        (";9260;", ";~;", "«\u00a0~\u00a0»"),
        ("2024-06", "juin", "«\u00a0juin\u00a0»"),
        ("indfoy_rsa;indmtt_rsa", "indmtt_rsa;indfoy_rsa", "les montants"),
        ("numcomdo;nomcom", "nomcom;numcomdo", "«\u00a0ALTAGENE\u00a0» n’est pas un code"),
    ],
)
def test_households_that_changed_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, HOUSEHOLDS.replace(old, new).encode())


@pytest.mark.parametrize(
    ("text", "dataset", "level", "code", "rate"),
    [
        ("annee;numepci;nomepci;txcouv_epci\n2023;200070514;GRAND COGNAC;61,5\n", "epci", "epci", "200070514", 61.5),
        ("annee;numcom;nomcom;txcouv_com\n2023;16102;COGNAC;57.2\n", "com", "commune", "16102", 57.2),
        ("annee;numdep;nomdep;txcouv_dep\n2023;016;CHARENTE;63\n", "dep", "departement", "16", 63),
        ("annee;numdep;nomdep;txcouv_dep\n2023;974;LA REUNION;30\n", "dep", "departement", "974", 30),
        ("annee;numreg;nomreg;txcouv_reg\n2023;75;NOUVELLE-AQUITAINE;60\n", "reg", "region", "75", 60),
        ("annee;txcouv_nat\n2023;60.9\n", "nat", "france", "france", 60.9),
    ],
)  # fmt: skip
def test_each_level_has_the_rate_that_the_cnaf_publishes(
    tmp_path: Path, text: str, dataset: str, level: str, code: str, rate: float
) -> None:
    known, reading = read_as(tmp_path, text.encode())
    assert known == f"cnaf-txcouv-{dataset}"
    assert cell(reading, code, RATE, 2023, level) == (rate, "value")


def test_a_rate_is_never_folded(tmp_path: Path) -> None:
    districts = "".join(f"2023;{code};PARIS;50\n" for code in range(75101, 75121))
    reading = read(tmp_path, f"annee;numcom;nomcom;txcouv_com\n2023;16102;COGNAC;57.2\n{districts}".encode())
    assert set(reading.values["code"]) == {"16102"}
