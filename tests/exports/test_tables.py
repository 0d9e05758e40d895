"""CSV: states kept apart, formulas neutralised, decimal commas, nothing dropped."""

from __future__ import annotations

import csv
import io

import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from observatoire.views.exports import csv_bytes, decimal_comma, file_name, indicator_csv, safe_cell, whole_level_csv

STORE, CATALOG = open_store(), load_catalog()


def table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_one_line_a_territory_with_state_and_source() -> None:
    rows = table(indicator_csv(STORE, CATALOG, CATALOG.indicator("part_65_ans_plus"), "departement", 2021))
    assert len(rows) == 101
    charente = next(r for r in rows if r["identifiant"] == "dep-16")
    assert charente["valeur"].startswith("26,05")
    assert charente["etat"] == "valeur"
    assert "Insee" in charente["source"]
    mayotte = next(r for r in rows if r["identifiant"] == "dep-976")
    assert (mayotte["valeur"], mayotte["etat"]) == ("", "non publié")


def test_only_the_territories_asked_for_in_their_order() -> None:
    wanted = ["dep-17", "dep-16"]
    rows = table(indicator_csv(STORE, CATALOG, CATALOG.indicator("densite"), "departement", 2023, wanted))
    assert [r["identifiant"] for r in rows] == wanted


def test_a_whole_level_names_the_state_of_what_is_missing() -> None:
    rows = table(whole_level_csv(STORE, CATALOG, "region"))
    assert len(rows) == 18
    mayotte = next(r for r in rows if r["code"] == "06")
    assert mayotte["part_65_ans_plus 2021 (%)"] == "[non publié]"
    assert "" not in mayotte.values()


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_neutralised(evil: str) -> None:
    assert safe_cell(evil) == f"'{evil}"


def test_plain_names_are_untouched() -> None:
    assert safe_cell("L'Haÿ-les-Roses") == "L'Haÿ-les-Roses"


def test_numbers() -> None:
    assert decimal_comma(0.0) == "0"
    assert decimal_comma(1234.5) == "1234,5"
    assert decimal_comma(float("nan")) == ""


def test_semicolons_and_quotes_survive() -> None:
    assert table(csv_bytes([['a;"b"', "c"]], ("x", "y"))) == [{"x": 'a;"b"', "y": "c"}]


def test_file_names_are_safe_everywhere() -> None:
    assert file_name("com-16102", "../../etc", "a b") == "com-16102_etc_a-b.csv"
