"""The reader of Melodi on small files in INSEE's form: what is altered is refused, or read right.

Bordeaux, 15 to 64 years, 2023: 191 928 persons, of whom 142 651 active, 125 773 employed and 16 878 unemployed (INSEE,
census, DS_RP_EMPLOI_LR_PRINC_2023). 33063 is also a catchment area, 75 a département and a region.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from loaders.official.melodi import read_set, set_of
from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected, checked
from loaders.official.sets import MelodiSet, SetMeasure, sets

HEADER = "GEO;GEO_OBJECT;SEX;EMPSTA_ENQ;AGE;EDUC;RP_MEASURE;FREQ;OBS_STATUS;TIME_PERIOD;OBS_VALUE"
LINES = [
    "33063;COM;_T;_T;Y15T64;_T;POP;A;A;2023;191928.30694",
    "33063;COM;_T;1T2;Y15T64;_T;POP;A;A;2023;142651.23153",
    "33063;COM;_T;1;Y15T64;_T;POP;A;A;2023;125773.23128",
    "33063;COM;_T;2;Y15T64;_T;POP;A;A;2023;16878.00024",
    "33063;COM;F;_T;Y15T64;_T;POP;A;A;2023;99683.29547",
    "33063;COM;_T;_T;Y15T64;700_RP;POP;A;A;2023;57207.22011",
    "33063;COM;_T;_T;Y15T24;_T;POP;A;A;2023;60000",
    "33063;BV2022;_T;_T;Y15T64;_T;POP;A;A;2023;500000",
    "75;DEP;_T;_T;Y15T64;_T;POP;A;A;2023;1400000",
    "75;REG;_T;_T;Y15T64;_T;POP;A;A;2023;3700000",
    "F;FRANCE;_T;_T;Y15T64;_T;POP;A;A;2023;41000000",
    "FM;FRANCE;_T;_T;Y15T64;_T;POP;A;A;2023;39000000",
]
SET = MelodiSet(
    id="DS_RP_EMPLOI_LR_PRINC",
    title="t",
    source="s",
    product="p",
    dimensions=("SEX", "EMPSTA_ENQ", "AGE", "EDUC", "RP_MEASURE"),
    fixed={"AGE": "Y15T64", "RP_MEASURE": "POP"},
    geography=2026,
    page="https://example.org/",
    rhythm="r",
    measures=(
        SetMeasure(id="people"),
        SetMeasure(id="active", where={"EMPSTA_ENQ": "1T2"}),
        SetMeasure(id="both", where={"EMPSTA_ENQ": ("1", "2")}),
    ),
)


def written(folder: Path, header: str = HEADER, lines: list[str] | None = None, name: str = "anything.csv") -> Opened:
    path = folder / name
    path.write_text("\n".join([header, *(LINES if lines is None else lines)]) + "\n", encoding="utf-8")
    return Opened(path)


def cells(reading: Reading) -> dict[tuple[str, str, str], float]:
    rows = checked(reading, "a").values
    return dict(zip(zip(rows["level"], rows["code"], rows["measure"], strict=True), rows["value"], strict=True))


EXPECTED = {
    ("commune", "33063", "people"): 191928.30694,
    ("commune", "33063", "active"): 142651.23153,
    ("commune", "33063", "both"): pytest.approx(142651.23152),
    ("departement", "75", "people"): 1400000.0,
    ("region", "75", "people"): 3700000.0,
    ("france", "france", "people"): 41000000.0,
}


def test_each_territory_has_its_total_and_none_of_the_details(tmp_path: Path) -> None:
    reading = read_set(written(tmp_path), SET)
    assert cells(reading) == EXPECTED
    assert (reading.geography, reading.edition) == (2026, "2023")


def test_the_order_of_columns_and_quotes_change_nothing(tmp_path: Path) -> None:
    order = [10, 3, 0, 8, 9, 1, 2, 4, 7, 6, 5]

    def moved(line: str) -> str:
        return ";".join(f'"{line.split(";")[at]}"' for at in order)

    assert cells(read_set(written(tmp_path, moved(HEADER), [moved(line) for line in LINES]), SET)) == EXPECTED


def test_a_file_is_known_by_its_columns_whatever_its_name_and_archive(tmp_path: Path) -> None:
    path = tmp_path / "renamed.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("labels.csv", "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\nSEX;Sexe;F;Femmes\n")
        archive.writestr("x.csv", "\n".join([HEADER, *LINES]) + "\n")
    found = set_of(Opened(path))
    assert found is not None
    assert found.id == "DS_RP_EMPLOI_LR_PRINC"
    assert found is sets()["DS_RP_EMPLOI_LR_PRINC"]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER.replace("EMPSTA_ENQ", "EMPSTA"), "la colonne EMPSTA"),
        (HEADER.replace("FREQ", "CITIZENSHIP"), "la colonne CITIZENSHIP est de trop"),
    ],
)
def test_a_column_that_was_renamed_or_added_is_said(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(Unexpected, match=said):
        set_of(written(tmp_path, header))


def test_what_is_not_of_melodi_is_nobody_s(tmp_path: Path) -> None:
    assert set_of(written(tmp_path, "code;n", ["16102;5"])) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("191928.30694", "191928,30694"), "n’est ni un nombre ni une marque connue"),
        (("POP;A;A;2023;191928.30694", "POP;A;Z;2023;191928.30694"), "marque inconnue «\u00a0Z\u00a0»"),
        (("A;A;2023;191928.30694", "A;A;2023-T1;191928.30694"), "une année est attendue"),
        (("Y15T64", "Y15_64"), "codes Y15T64 attendus"),
    ],
    ids=["decimal comma", "unknown mark", "quarter", "renamed code"],
)
def test_what_changed_in_the_cells_is_refused(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    lines = [line.replace(*change) for line in LINES]
    with pytest.raises(Unexpected, match=said):
        read_set(written(tmp_path, lines=lines), SET)


def test_two_different_lines_for_one_territory_and_year_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="deux lignes de people pour commune 33063 en 2023"):
        read_set(written(tmp_path, lines=[*LINES, LINES[0].replace("191928", "191929")]), SET)


def test_a_sum_that_lacks_a_line_is_missing_and_not_smaller(tmp_path: Path) -> None:
    lines = [line for line in LINES if ";2;Y15T64" not in line]
    kept = [*lines, "16102;COM;_T;2;Y15T64;_T;POP;A;A;2023;5", "16102;COM;_T;1;Y15T64;_T;POP;A;A;2023;7"]
    found = checked(read_set(written(tmp_path, lines=kept), SET), "a").values.set_index(["code", "measure"])
    assert found.loc[("33063", "both"), "status"] == "not_published"
    assert found.loc[("16102", "both"), "value"] == 12


def births(folder: Path, *lines: str) -> Any:
    one = MelodiSet(
        id="DS_X", title="t", source="s", product="p", dimensions=("EC_MEASURE",), geography=2026,
        page="https://example.org/", rhythm="r", measures=(SetMeasure(id="births", where={"EC_MEASURE": "LVB"}),),
    )  # fmt: skip
    header = "GEO;GEO_OBJECT;EC_MEASURE;OBS_STATUS;CONF_STATUS;UNIT_MULT;TIME_PERIOD;OBS_VALUE"
    return checked(read_set(written(folder, header, list(lines)), one), "a").values.set_index("code")


def test_states_and_remarks_are_those_of_insee(tmp_path: Path) -> None:
    found = births(
        tmp_path,
        "15031;COM;LVB;K;F;0;2024;",
        "15141;COM;LVB;W;F;0;2024;33.0",
        "97601;COM;LVB;M;F;0;2024;",
        "01001;COM;LVB;A;C;0;2024;",
        "01002;COM;LVB;P;F;0;2024;4",
        "01004;COM;LVB;A;F;0;2024;0",
        "01005;COM;LVB;A;F;3;2024;2",
    )
    assert found["status"].to_dict() == {
        "15031": "not_published", "15141": "value", "97601": "not_published", "01001": "secret", "01002": "value",
        "01004": "value", "01005": "value",
    }  # fmt: skip
    assert "avec ceux d’une autre" in found.loc["15031", "reason"]
    assert "commune voisine" in found.loc["15141", "reason"]
    assert found.loc["01002", "reason"] == "Chiffre provisoire."
    assert found.loc[["01004", "01005"], "value"].tolist() == [0, 2000]


def test_an_unknown_mark_of_secrecy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="CONF_STATUS, marque inconnue «\u00a0N\u00a0»"):
        births(tmp_path, "01001;COM;LVB;A;N;0;2024;5")


def test_answers_of_the_api_are_read_as_the_file_is(tmp_path: Path) -> None:
    def observation(place: str, value: dict[str, float]) -> dict[str, Any]:
        dimensions = {"SEX": "_T", "EMPSTA_ENQ": "1T2", "AGE": "Y15T64", "EDUC": "_T", "RP_MEASURE": "POP"}
        return {
            "dimensions": {**dimensions, "GEO": place, "TIME_PERIOD": "2023"},
            "attributes": {"OBS_STATUS": "A" if value else "O"},
            "measures": {"OBS_VALUE_NIVEAU": value},
        }

    pages = [
        {
            "identifier": "DS_RP_EMPLOI_LR_PRINC",
            "observations": [observation("2025-COM-33063", {"value": 142651.23153})],
        },
        {"observations": [observation("2025-COM-33318", {}), observation("2025-BV2022-33063", {"value": 9.0})]},
    ]
    path = tmp_path / "answer"
    path.write_text(json.dumps(pages), encoding="utf-8")
    one = SET.model_copy(update={"measures": SET.measures[1:2]})
    reading = read_set(Opened(path), one)
    found = checked(reading, "a").values.set_index("code")
    assert reading.geography == 2025
    assert found["value"].to_dict()["33063"] == 142651.23153
    assert found["status"].to_dict() == {"33063": "value", "33318": "not_published"}


def test_dimensions_that_no_measure_names_are_taken_at_their_total() -> None:
    assert SET.codes_of(SET.measures[1]) == {
        "SEX": ("_T",), "EMPSTA_ENQ": ("1T2",), "AGE": ("Y15T64",), "EDUC": ("_T",), "RP_MEASURE": ("POP",),
    }  # fmt: skip
    with pytest.raises(ValueError, match="no dimension PCS"):
        MelodiSet.model_validate({**SET.model_dump(), "measures": [{"id": "x", "where": {"PCS": "1"}}]})
