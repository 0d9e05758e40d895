"""Access to care. Figures: Drees, nurses, Cognac 2022 and 2023 and their standardised populations."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.official.reading import Reading, Unexpected
from tests.loaders.official.made_files import cell, known_as, read, read_as, workbook

NURSES = [
    "Code commune INSEE",
    "Commune",
    "APL aux infirmières",
    "Population standardisée 2021 pour les infirmières",
    "Population totale 2021",
]
DOCTORS = [
    "Code commune INSEE",
    "Commune",
    "APL aux médecins généralistes",
    "APL aux médecins généralistes de 65 ans et moins ",
    "APL aux médecins généralistes de 62 ans et moins",
    "Population standardisée 2021 pour la médecine générale",
    "Population totale 2021",
]
UNIT = [None, None, "En ETP pour 100 000 habitants standardisés"]


def sheet(names: list[str], *lines: list[object]) -> list[list[object]]:
    title = ["Indicateur d'accessibilité potentielle localisée (APL)\n2023"]
    sources = ["Sources : SNIIR-AM 2023 ;\nPopulations par sexe et âge 2021, Insee ;\nTraitements Drees."]
    return [title, [], ["Millésime : 2023"], sources, [], [], [], [], list(names), list(UNIT), *lines]


def nurses(**years: list[list[object]]) -> bytes:
    return workbook(
        Paramètres=[["Paramètres"]], **{f"APL_{y[1:]}": sheet(NURSES, *lines) for y, lines in years.items()}
    )


def access(reading: Reading, code: str, of: str, year: int, population: str = "") -> float | None:
    """Return the mean access of a commune: what the catalogue divides."""
    product, people = (
        cell(reading, code, f"apl_{of}_x_pop", year)[0],
        cell(reading, code, f"apl_{population or of}_pop", year)[0],
    )
    return None if product is None or people is None else product / people


COGNAC_2022 = ["16102", "Cognac", 95.084, 21917.689, 18606]
COGNAC_2023 = ["16102", "Cognac", 95.947, 21326.473, 18448]


def test_each_sheet_is_a_year_and_a_commune_has_the_access_that_is_published(tmp_path: Path) -> None:
    dataset, reading = read_as(tmp_path, nurses(_2022=[COGNAC_2022], _2023=[COGNAC_2023]))
    assert dataset == "drees-apl-infirmiers"
    assert access(reading, "16102", "infirmiers", 2023) == pytest.approx(95.947, abs=1e-9)
    assert access(reading, "16102", "infirmiers", 2022) == pytest.approx(95.084, abs=1e-9)
    assert cell(reading, "16102", "apl_infirmiers_pop", 2023) == (21326.473, "value")
    assert (reading.edition, reading.geography) == ("2023", 2024)


def test_a_city_of_arrondissements_has_their_mean_weighted_by_standardised_population(tmp_path: Path) -> None:
    lyon: list[list[object]] = [[str(code), "Lyon", 100, 1000, 9] for code in range(69381, 69389)]
    lyon.append(["69389", "Lyon", 190, 2000, 9])
    reading = read(tmp_path, nurses(_2023=[COGNAC_2023, *lyon]))
    # (8 x 100 x 1 000 + 190 x 2 000) / 10 000; a mean of means would give 110.
    assert access(reading, "69123", "infirmiers", 2023) == pytest.approx(118)
    assert not reading.values["code"].str.startswith("6938").any()


def test_population_below_the_threshold_is_not_standardised(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["16001", "A", 2.4, 2.0, 1.9, 500, 520],
        ["16002", "B", 2.5, 2.1, 2.0, 300, 310],
        ["16003", "C", None, None, None, 100, 110],
    ]
    dataset, reading = read_as(tmp_path, workbook(APL_2023=sheet(DOCTORS, *lines)))
    assert dataset == "drees-apl-generalistes"
    below, everyone = "apl_generalistes_pop_sous_2_5", "apl_generalistes_pop_totale"
    assert [cell(reading, code, below, 2023) for code in ("16001", "16002", "16003")] == [
        (520, "value"),
        (0, "value"),
        (None, "not_published"),
    ]
    assert cell(reading, "16002", everyone, 2023) == (310, "value")
    assert cell(reading, "16003", everyone, 2023) == (None, "not_published")
    assert access(reading, "16001", "generalistes", 2023) == pytest.approx(2.4)
    assert access(reading, "16001", "generalistes_65", 2023, "generalistes") == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("written", "people", "of"),
    [
        ("infirmiers", "Population", "infirmiers"),
        ("chirurgiens-dentistes", "Population", "chirurgiens_dentistes"),
        ("sages-femmes", "Population féminine", "sages_femmes"),
        ("masseurs-kinésithérapeutes", "Population", "masseurs_kinesitherapeutes"),
    ],
)
def test_a_profession_is_known_by_its_columns(tmp_path: Path, written: str, people: str, of: str) -> None:
    column, population = f"APL aux {written}", f"{people} standardisée 2021 pour les {written}"
    names = ["Population totale 2021", population, column, "Commune", "Code commune INSEE"]
    reading = read(tmp_path, workbook(APL_2024=sheet(names, [900, 500, 12.5, "Cognac", "16102"])))
    assert access(reading, "16102", of, 2024) == pytest.approx(12.5)


@pytest.mark.parametrize(
    ("names", "line", "said"),
    [
        (["Code", *NURSES[1:]], COGNAC_2023, "Code commune INSEE"),
        ([*NURSES[:2], "Accès", *NURSES[3:]], COGNAC_2023, "profession"),
        ([*NURSES[:3], "Habitants", NURSES[4]], COGNAC_2023, "0 colonnes comme"),
        (NURSES, ["16102", "Cognac", "?", 21326.473, 18448], "«\u00a0\\?\u00a0»"),
        (NURSES, ["16102", "Cognac", 21326.473, 95.947, 18448], "dépasse"),
    ],
)
def test_a_workbook_that_changed_is_refused(tmp_path: Path, names: list[str], line: list[object], said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, workbook(APL_2023=sheet(names, line)))


def test_another_workbook_is_nobodys(tmp_path: Path) -> None:
    assert known_as(tmp_path, workbook(Feuille=[["Code commune INSEE", "Commune"], ["16102", "Cognac"]])) == []
