"""Income tax by commune. Figures: DGFiP, Ircom, incomes of 2024, communes of the Ain."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from loaders.official.producers.people.ircom import NOT_TOLD
from loaders.official.reading import Unexpected
from tests.loaders.official.made_files import cell, read, read_as, workbook

HOUSEHOLDS, INCOME, WEALTHIER = "ircom_foyers_fiscaux", "ircom_revenu_fiscal", "ircom_foyers_plus_50000"
HEADER = (
    "Dép.;Commune;Libellé de la commune;Revenu fiscal de référence par tranche (en euros);Nombre de foyers fiscaux;"
    "Revenu fiscal de référence des foyers fiscaux;Impôt net (total)*"
)
FILE = f"""{HEADER}
010;001;L'Abergement-Clémenciat;Total;480;22419.175;1542.261
010;004;Ambérieu-en-Bugey;0 à 10 000;1682;5962.618;-59.932
010;004;Ambérieu-en-Bugey;10 001 à 12 000;383;4220.645;-31.485
010;004;Ambérieu-en-Bugey;12 001 à 15 000;704;9544.977;-43.819
010;004;Ambérieu-en-Bugey;15 001 à 20 000;1359;24098.514;0.051
010;004;Ambérieu-en-Bugey;20 001 à 30 000;2243;54604.828;1141.631
010;004;Ambérieu-en-Bugey;30 001 à 50 000;1803;69301.401;2569.105
010;004;Ambérieu-en-Bugey;50 001 à 100 000;1124;74361.859;4837.819
010;004;Ambérieu-en-Bugey;+ de 100 000;162;28270.995;4171.837
010;004;Ambérieu-en-Bugey;Total;9460;270365.837;12585.207
010;103;Chevry;50 001 à 100 000;n.c.;n.c.;n.c.
010;103;Chevry;+ de 100 000;280;48190.256;2615.193
010;103;Chevry;Total;1176;n.c.;4254.786
2A0;004;Ajaccio;Total;40000;1000000;1
971;101;Les Abymes;Total;30000;500000;1
592;350;Lille;Total;100000;3000000;1
060;900;Monaco;Total;50;900;1
B31;001;Danemark;Total;500;9000;1
"""
NAME = "ircom-2025-revenus-2024.csv"


def test_totals_in_euros_and_households_above_50000(tmp_path: Path) -> None:
    dataset, reading = read_as(tmp_path, FILE.encode(), NAME)
    assert dataset == "dgfip-ircom"
    assert cell(reading, "01004", HOUSEHOLDS, 2024) == (9460, "value")
    assert cell(reading, "01004", INCOME, 2024) == (pytest.approx(270_365_837), "value")
    assert cell(reading, "01004", WEALTHIER, 2024) == (1286, "value")
    assert cell(reading, "01001", INCOME, 2024) == (pytest.approx(22_419_175), "value")
    assert (reading.edition, reading.geography) == ("revenus 2024", 2025)


def test_a_secret_is_one_and_what_is_told_of_no_bracket_says_why(tmp_path: Path) -> None:
    reading = read(tmp_path, FILE.encode(), NAME)
    assert cell(reading, "01103", WEALTHIER, 2024) == (None, "secret")
    assert cell(reading, "01103", HOUSEHOLDS, 2024) == (1176, "value")
    assert cell(reading, "01103", INCOME, 2024) == (None, "secret")
    assert cell(reading, "01001", WEALTHIER, 2024) == (None, "not_published")
    assert set(reading.values.loc[reading.values["status"] == "not_published", "reason"]) == {NOT_TOLD}


def test_a_direction_is_no_departement(tmp_path: Path) -> None:
    codes = set(read(tmp_path, FILE.encode(), NAME).values["code"])
    assert codes == {"01001", "01004", "01103", "2A004", "97101", "59350"}, "Denmark and Monaco are no communes"
    with pytest.raises(Unexpected, match="la direction «\u00a0011\u00a0»"):
        read(tmp_path, FILE.replace("\n010;001", "\n011;001").encode(), NAME)


def test_marseille_has_two_directions_and_is_the_sum_of_its_arrondissements(tmp_path: Path) -> None:
    lines = "".join(f"{131 + at % 2};{201 + at};Marseille;Total;100;n.c.;1\n" for at in range(16))
    reading = read(tmp_path, (FILE + lines).encode(), NAME)
    assert cell(reading, "13055", HOUSEHOLDS, 2024) == (1600, "value")
    assert cell(reading, "13055", INCOME, 2024) == (None, "secret")


def archive() -> bytes:
    """Return the published archive: titles, names over two lines, an empty first column, and a national workbook."""
    lines: list[list[object]] = [
        [None, "Impôt sur le revenu par commune"],
        [None, "Impôt 2025 sur les revenus de 2024"],
        [],
        [],
        [],
    ]
    lines += [[None, *HEADER.split(";"), "Traitements et salaires"], [None] * 8 + ["Nombre de foyers"]]
    for line in FILE.splitlines()[1:]:
        *texts, households, income, tax = line.split(";")
        numbers = [cell if cell == "n.c." else float(cell) for cell in (households, income, tax)]
        lines.append([None, *texts, *numbers, 3])
    lines.append([None, "n.c. : non communiqué"])
    national = workbook(national=[["", "Total", 41635259, 1375058914, 91718994]])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("ircom/national/national.xlsx", national)
        packed.writestr("ircom/ircom_communes_complet.xlsx", workbook(ListeCommune=lines))
    return held.getvalue()


def test_the_published_archive(tmp_path: Path) -> None:
    dataset, reading = read_as(tmp_path, archive(), "sans-nom.zip")
    assert dataset == "dgfip-ircom"
    assert cell(reading, "01004", WEALTHIER, 2024) == (1286, "value")
    assert cell(reading, "01103", INCOME, 2024) == (None, "secret")


@pytest.mark.parametrize(
    ("old", "new", "name", "said"),
    [
        ("", "", "communes.csv", "l’année des revenus"),
        ("Nombre de foyers fiscaux;", "Foyers;", NAME, "nombre_de_foyers_fiscaux"),
        ("30 001 à 50 000", "30 001 à 40 000", NAME, "30_001_a_40_000"),
        (";9460;", ";secret;", NAME, "«\u00a0secret\u00a0»"),
        (";9460;", ";;", NAME, "«\u00a0\u00a0»"),
    ],
)
def test_a_file_that_changed_is_refused(tmp_path: Path, old: str, new: str, name: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, FILE.replace(old, new).encode(), name)
