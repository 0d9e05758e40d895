"""Elected persons are counted, never told: marks, ages, re-election."""

from __future__ import annotations

import lzma

import pandas as pd
import pytest

from loaders.pipeline.delimited import compressed_csv
from loaders.pipeline.passage import Passage
from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import conform
from loaders.producers.elected.officials import COUNTS, counted, expected_persons, located, marked, returned
from loaders.producers.elected.reelection import identities

PASSAGE = Passage({"16001": "16001", "16002": "16001", "85084": "85084"}, pd.Series(dtype=float), {})


def person(**changes: str | None) -> dict[str, str | None]:
    plain = {"code": "16001", "nom": "DUPONT", "prenom": "Anne", "sexe": "F", "date_naissance": "1980-05-02"}
    role = {"profession": "11", "fonction": None, "nationalite": "FR", "date_debut_mandat_epci": None}
    return {**plain, **role, "fonction_epci": None, **changes}


def persons(*rows: dict[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame([person(**row) for row in rows], dtype="str")


def marks(year: int, month: int, *rows: dict[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(marked(persons(*rows), year, month))


def test_roles_of_both_writings_are_counted() -> None:
    old = marks(2021, 1, {"fonction": "Maire"}, {"fonction": "Second adjoint au maire de Lyon", "sexe": "M"})
    assert old[["maires", "maires_f", "adjoints", "adjoints_f"]].sum().tolist() == [1, 1, 1, 0]
    new = marks(2026, 6, {"fonction": "MAI"}, {"fonction": "ADJ"}, {"fonction": "MDA"}, {"fonction": None})
    assert new[["elus", "maires", "adjoints"]].sum().tolist() == [4, 1, 1]
    seated = marks(2026, 6, {"date_debut_mandat_epci": "2026-04-01", "fonction_epci": "PRE"}, {"fonction_epci": "VPE"})
    assert seated[["cc", "cc_f", "vp", "pres", "pres_f"]].sum().tolist() == [1, 1, 1, 1, 1]


def test_age_rests_on_the_year_only() -> None:
    table = marks(2021, 1, {"date_naissance": "1988-10-01", "fonction": "Maire"}, {"date_naissance": "1988-01-10"})
    assert (table["age_mois"] / 12).tolist() == [32.5, 32.5]
    assert table["age_maire_n"].tolist() == [1, 0]
    assert round(marks(2026, 6, {"date_naissance": "1988-01-10"})["age_mois"].iloc[0] / 12, 4) == 37.9167


def test_impossible_ages_are_left_out() -> None:
    table = marks(2026, 6, *({"date_naissance": f"{year}-01-01"} for year in ("1072", "1920", "2009", "2007")))
    assert table["age_n"].tolist() == [0, 0, 0, 1]
    assert table["age_mois"].iloc[0] == 0
    bounds = marks(2026, 6, {"date_naissance": "1986-01-01"}, {"date_naissance": "1960-01-01"})
    assert bounds["moins_40"].tolist() == [1, 0]
    assert bounds["plus_65"].tolist() == [0, 1]


def test_occupations_are_two_digits_and_french_is_a_word_or_a_code() -> None:
    table = marks(2021, 1, *({"profession": code} for code in ("11", "120", "74", None, "86")))
    assert table["csp_agri"].tolist() == [1, 0, 0, 0, 0]
    assert table["csp_retraites"].tolist() == [0, 0, 1, 0, 0]
    words = ("Française", "FR", "Belge", "BE")
    assert marks(2021, 1, *({"nationalite": word} for word in words))["elus_ue"].tolist() == [0, 0, 1, 1]


def test_identities_ignore_accents_hyphens_second_names_and_the_day() -> None:
    same = persons(
        {"nom": "D'HÉRÉ-LE GALL", "prenom": "Anne-Lise", "date_naissance": "1980-05-02"},
        {"nom": "D HERE LE GALL", "prenom": "Anne Marie", "date_naissance": "1980-02-05"},
    )
    assert len(set(identities(same))) == 1
    assert (
        identities(persons({}, {"date_naissance": "1981-05-02"}, {"code": "16002"}, {"prenom": "Annie"})).nunique() == 4
    )


def test_reelection_follows_mergers_and_splits() -> None:
    passage = Passage(
        {"16001": "16001", "16002": "16001", "85084": "85084"}, pd.Series(dtype=float), {"85084": ("85084", "85165")}
    )
    old = {
        2021: persons({"code": "16002"}, {"code": "85084", "nom": "NOEL"}),
        2024: persons({"nom": "ROY", "fonction": "MAI"}),
    }
    new = persons(
        {}, {"code": "85165", "nom": "NOËL"}, {"nom": "ROY", "fonction": "MAI"}, {"nom": "NEUF", "fonction": "MAI"}
    )
    found = returned({**old, 2026: new}, passage)
    assert found["reelus"].tolist() == [1, 1, 1, 0]
    assert found["maires_reelus"].tolist() == [0, 0, 1, 0]


def test_a_mayor_who_was_a_councillor_is_not_a_mayor_again() -> None:
    old = {2021: persons({}), 2024: persons({})}
    found = returned({**old, 2026: persons({"fonction": "MAI"})}, PASSAGE)
    assert (found["reelus"].iloc[0], found["maires_reelus"].iloc[0]) == (1, 0)


def test_what_is_staged_has_no_person() -> None:
    table = persons({}, {"nom": "ROY"}, {"code": "16002"})
    staged = counted(table["code"], marked(table, 2024, 12), COUNTS[2024])
    assert staged.columns.tolist() == ["code", *COUNTS[2024]]
    assert staged["elus"].tolist() == ["2", "1"]


def refusal(**changes: str) -> str:
    row = {"id": "0", "commune_id": "0", **person(), "fonction": "MAI", **changes}
    expected = expected_persons(2026, 1)
    header = ",".join(expected.columns)
    line = ",".join(str(row[name]) if row[name] is not None else "\\N" for name in expected.columns)
    packed = lzma.compress(f"{header}\n{line}\n".encode())
    with pytest.raises(SourceError) as caught:
        located(
            conform(compressed_csv(packed, expected, "elus.csv"), expected, "elus.csv"),
            pd.Series({"0": "16001"}),
            "elus.csv",
        )
    return str(caught.value)


def test_a_register_that_changed_is_refused_by_name() -> None:
    assert refusal(sexe="1") == "elus.csv: column 'sexe' holds '1' (1 such cells), expected the form [MF]."
    assert "column 'fonction' holds 'Maire'" in refusal(fonction="Maire")
    assert "column 'date_naissance' holds '02/05/1980'" in refusal(date_naissance="02/05/1980")
    assert "column 'nationalite' holds 'Belge'" in refusal(nationalite="Belge")
    assert refusal(commune_id="7").startswith("elus.csv: column 'commune_id' holds '7' (1 such cells), expected the id")
