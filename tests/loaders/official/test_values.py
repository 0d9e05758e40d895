"""Cells of a producer's table: hand-written marks and numbers, of which none may be guessed."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from loaders.official.reading import COLUMNS, Reading, Unexpected, checked
from loaders.official.values import DISTRICTS, drop_arrondissements, fold_arrondissements, long, number


def cells(*texts: str) -> pd.Series:
    return pd.Series(texts, name="MED21")


def test_numbers_marks_and_empty_cells_are_told_apart() -> None:
    values, states = number(
        cells("18,0", " 1\u202f234,5 ", "s", "", "0"), ",", thousands=" ", secret=("s",), missing=("",)
    )
    assert values[[0, 1, 4]].tolist() == [18.0, 1234.5, 0.0]
    assert math.isnan(values[2])
    assert states.tolist() == ["value", "value", "secret", "not_published", "value"]


@pytest.mark.parametrize("mark", ["ns", "18,0", "1 234", "0x10", "nan", "inf", "1_000", "١٢"])
def test_what_is_no_number_of_this_column_is_refused_with_its_place(mark: str) -> None:
    with pytest.raises(Unexpected) as refused:
        number(cells("1.5", "2", mark), file="FILO.csv")
    assert str(refused.value).startswith(f"FILO.csv\u202f: colonne MED21, ligne 4\u202f: «\u00a0{mark}\u00a0»")


def test_an_empty_cell_is_only_missing_where_it_is_said() -> None:
    with pytest.raises(Unexpected):
        number(cells("1", ""), missing=())


def test_a_producer_who_writes_both_signs_is_understood() -> None:
    assert number(cells("18,0", "3.5"), ",.")[0].tolist() == [18.0, 3.5]


def test_columns_become_rows_of_a_reading() -> None:
    frame = pd.DataFrame({"CODGEO": ["16102", "35238"], "P22_POP": ["18466", "227830"], "MED21": ["21980", "s"]})
    made = long(
        frame, "CODGEO", "commune", 2022, {"P22_POP": "population", "MED21": "niveau_vie_median"}, secret=("s",)
    )
    assert tuple(made.columns) == COLUMNS
    assert made[["code", "measure", "status"]].to_numpy().tolist() == [
        ["16102", "population", "value"],
        ["35238", "population", "value"],
        ["16102", "niveau_vie_median", "value"],
        ["35238", "niveau_vie_median", "secret"],
    ]
    assert made["value"].tolist()[:3] == [18466.0, 227830.0, 21980.0]
    checked(Reading(made, 2024, "2022"), "a.csv")


def of_marseille(*missing: str, secret: tuple[str, ...] = ()) -> pd.DataFrame:
    codes = [code for code in DISTRICTS["13055"] if code not in missing]
    frame = pd.DataFrame({"code": [*codes, "13001"], "n": ["s" if c in secret else "10" for c in codes] + ["7"]})
    return long(frame, "code", "commune", 2024, {"n": "logements"}, secret=("s",))


def test_arrondissements_are_folded_when_all_are_there() -> None:
    folded = fold_arrondissements(of_marseille()).set_index("code")
    assert folded.loc["13055", "value"] == 160
    assert sorted(folded.index) == ["13001", "13055"]


def test_nothing_is_said_of_a_city_that_lacks_an_arrondissement() -> None:
    assert fold_arrondissements(of_marseille("13216"))["code"].tolist() == ["13001"]


def test_a_city_is_secret_with_one_of_its_arrondissements() -> None:
    folded = fold_arrondissements(of_marseille(secret=("13207",))).set_index("code")
    assert folded.loc["13055", "status"] == "secret"
    assert math.isnan(folded.loc["13055", "value"])


def test_a_whole_beside_its_arrondissements_is_not_counted_twice() -> None:
    whole = pd.concat([of_marseille(), of_marseille().iloc[:1].assign(code="13055")], ignore_index=True)
    with pytest.raises(Unexpected, match="13055"):
        fold_arrondissements(whole)
    assert drop_arrondissements(whole)["code"].tolist() == ["13001", "13055"]


def reading(**changed: object) -> Reading:
    row = dict(zip(COLUMNS, ("commune", "16102", "logements", 2024, 5.0, "value", ""), strict=True)) | changed
    return Reading(pd.DataFrame([row])[list(COLUMNS)], 2024, "2024")


@pytest.mark.parametrize(
    "changed", [{"level": "canton"}, {"status": "caché"}, {"value": float("nan")}, {"status": "secret"}]
)
def test_a_reading_that_contradicts_itself_is_refused(changed: dict[str, object]) -> None:
    checked(reading(), "a.csv")
    with pytest.raises(Unexpected, match=r"a\.csv"):
        checked(reading(**changed), "a.csv")


def test_two_values_for_one_territory_measure_and_year_are_refused() -> None:
    twice = pd.concat([reading().values, reading(value=6.0).values], ignore_index=True)
    with pytest.raises(Unexpected, match="logements en 2024 pour commune 16102"):
        checked(Reading(twice, 2024, "2024"), "a.csv")
