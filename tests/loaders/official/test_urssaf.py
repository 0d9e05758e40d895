"""Private employees: a line a commune and activity, a column a year. Figures made by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.official.reading import Unexpected
from tests.loaders.official.made_files import SAME, cell, read, read_as

STAFF = "urssaf_effectifs_prives"
FILE = """code_commune;intitule_commune;code_ape;grand_secteur_d_activite;nombre_d_etablissements_2023;\
nombre_d_etablissements_2024;effectifs_salaries_2023;effectifs_salaries_2024
16102;16102 Cognac;1101Z;GS1 Industrie;20;21;900;950
16102;16102 Cognac;6201Z;GS4 Services;2;;7;
16001;16001 Abzac;1101Z;GS1 Industrie;;1;;0
16002;16002 Adjots;1101Z;GS1 Industrie;;;;
"""


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_activities_are_added_up(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    dataset, reading = read_as(tmp_path, form(FILE))
    assert dataset == "urssaf-commune"
    assert cell(reading, "16102", STAFF, 2023) == (907, "value")
    assert cell(reading, "16102", STAFF, 2024) == (950, "value")
    assert cell(reading, "16001", STAFF, 2024) == (0, "value"), "an employer without an employee at the end of the year"
    assert cell(reading, "16001", STAFF, 2023) == (None, "absent"), "no establishment is told, which is no zero"
    assert cell(reading, "16002", STAFF, 2024) == (None, "absent")


def test_the_answer_that_is_asked_for_is_read_alike(tmp_path: Path) -> None:
    answer = b"code_commune;effectifs_salaries_2024\r\n16102;950\r\n;12\r\n"
    reading = read(tmp_path, answer)
    assert cell(reading, "16102", STAFF, 2024) == (950, "value")
    assert set(reading.values["code"]) == {"16102"}


def test_paris_is_folded_where_only_arrondissements_are_told(tmp_path: Path) -> None:
    districts = "".join(f"{code};10\n" for code in range(75101, 75121))
    answer = f"code_commune;effectifs_salaries_2024\n{districts}"
    assert cell(read(tmp_path, answer.encode()), "75056", STAFF, 2024) == (200, "value")
    reading = read(tmp_path, f"{answer}75056;200\n".encode())
    assert cell(reading, "75056", STAFF, 2024) == (200, "value")
    assert set(reading.values["code"]) == {"75056"}


@pytest.mark.parametrize(
    ("old", "new", "said"), [("code_commune", "commune", "code_commune"), (";950", ";beaucoup", "beaucoup")]
)
def test_a_file_that_changed_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        read(tmp_path, FILE.replace(old, new).encode())
