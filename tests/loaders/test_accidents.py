"""Accidents are counted from the rows, never kept; an accident absent is a zero where the file covers the place."""

from __future__ import annotations

import io
import tarfile

import pandas as pd
import pytest

from loaders.pipeline.passage import Passage, PassageError
from loaders.pipeline.sources import SourceError
from loaders.producers.accidents import accident_columns, commune_code, count_archive, lost_sentences

HEADER = "Num_Acc,adr,com,dep,usagers,vehicules\n"
CAR_AND_PEDESTRIAN = (
    "200500000001,rue,102.0,160,\"[{u'grav': 2, u'catu': 1}, {u'grav': 3, u'catu': 3}, {u'grav': 3, u'catu': 1}]\","
    "\"[{u'catv': 7}]\"\n"
)
BICYCLE = "200500000002,rue,102.0,160,\"[{u'grav': 4, u'catu': 1}]\",\"[{u'catv': 1}, {u'catv': 80}]\"\n"
SKATER = "201900000003,rue,75110,75,\"[{u'grav': 1, u'catu': 4}]\",\"[{u'catv': 10}]\"\n"
COUNTS = ["accidents", "killed", "hospitalised", "bicycle", "pedestrian"]


def archive(text: str | bytes, name: str = "a.csv") -> bytes:
    data = text if isinstance(text, bytes) else text.encode()
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as packed:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        packed.addfile(entry, io.BytesIO(data))
    return written.getvalue()


def refusal(content: bytes, rows: int = 1) -> str:
    with pytest.raises(SourceError) as caught:
        count_archive(content, {"a.csv": rows}, "fr.csv.tgz")
    return str(caught.value)


def test_accidents_and_victims_are_counted_by_year_and_place() -> None:
    table = count_archive(archive(HEADER + CAR_AND_PEDESTRIAN + BICYCLE + SKATER), {"a.csv": 3}, "fr.csv.tgz")
    assert table[["year", "dep", "com"]].to_numpy().tolist() == [["2005", "160", "102.0"], ["2019", "75", "75110"]]
    assert table[COUNTS].to_numpy().tolist() == [["2", "1", "2", "1", "1"], ["1", "0", "0", "0", "0"]]


def test_nothing_about_an_accident_or_a_person_is_kept() -> None:
    table = count_archive(archive(HEADER + CAR_AND_PEDESTRIAN + BICYCLE), {"a.csv": 2}, "fr.csv.tgz")
    assert list(table.columns) == ["year", "dep", "com", *COUNTS]
    assert not table.isin(["200500000001", "rue"]).any().any()


def test_another_file_is_refused_with_its_name_column_and_expectation() -> None:
    whole = archive(HEADER + BICYCLE)
    assert "fr.csv.tgz: expected whole gzipped CSV" in refusal(whole[:60])
    assert "{'a.csv': 1} rows by file, expected {'a.csv': 2}" in refusal(whole, rows=2)
    assert "fr.csv.tgz:a.csv: column 'dep' is absent" in refusal(
        archive(HEADER.replace("dep", "departement") + BICYCLE)
    )
    swapped = HEADER.replace("com,dep", "dep,com")
    assert "column 'dep' comes before 'com'" in refusal(archive(swapped + BICYCLE))
    assert "in UTF-8" in refusal(archive((HEADER + BICYCLE.replace("rue", "allée")).encode("latin-1")))
    assert "column 'Num_Acc' holds '200500000002'" in refusal(archive(HEADER + BICYCLE * 2), rows=2)
    assert "column 'usagers' expected one 'grav' of 1 to 4" in refusal(archive(HEADER + BICYCLE.replace("4", "9")))
    assert "column 'vehicules' expected one 'catv'" in refusal(archive(HEADER + BICYCLE.replace("catv", "kind")))


@pytest.mark.parametrize(
    ("year", "dep", "com", "expected"),
    [
        (2005, "590", "11.0", "59011"),
        (2018, "10", "53", "01053"),
        (2012, "201", "4", "2A004"),
        (2005, "971", "1.0", "97101"),
        (2016, "972", "209", "97209"),
        (2015, "976", "611", "97611"),
        (2005, "930", None, "93?"),
        (2019, "1", "1053", "01053"),
        (2020, "2A", "2A004", "2A004"),
        # An arrondissement of Paris looks like the code of a former commune of the Seine.
        (2005, "750", "16.0", "75056"),
        (2012, "750", "116.0", "75056"),
        (2019, "75", "75116", "75056"),
    ],
)
def test_codes_of_each_period_are_read(year: int, dep: str, com: str | None, expected: str) -> None:
    assert commune_code(year, dep, com) == expected


def staged(rows: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    table = pd.DataFrame([(*row[:3], row[3], 0, 0, 0, 0) for row in rows], columns=["year", "dep", "com", *COUNTS])
    return table.astype("str")


COMMUNES = pd.Index(["16001", "16002", "85084", "85165", "97611"])
PASSAGE = Passage(
    {code: code for code in COMMUNES} | {"16003": "16002"},
    pd.Series({"16001": 5.0, "16002": 9.0, "85084": 60.0, "85165": 40.0, "97611": 7.0}),
    {"85084": ("85084", "85165")},
)


def test_an_absent_commune_is_zero_where_covered_and_a_gap_elsewhere() -> None:
    columns = accident_columns(staged([("2010", "160", "1", 3), ("2010", "850", "84", 5)]), PASSAGE, COMMUNES)
    cells = columns["baac_acc", 2010]
    assert cells.cells.fillna(-1).tolist() == [3, 0, 5, 0, -1]
    assert {code: gap.status for code, gap in cells.gaps.items()} == {"97611": "not_published"}
    assert cells.remarks == {}


def test_former_codes_add_up_and_a_former_whole_is_shared() -> None:
    rows = [("2017", "160", "2", 1), ("2017", "160", "3", 2), ("2017", "850", "84", 4), ("2017", "850", "165", 1)]
    cells = accident_columns(staged(rows), PASSAGE, COMMUNES)["baac_acc", 2017]
    assert cells.cells.fillna(-1).tolist() == [0, 3, 3, 2, -1]
    assert set(cells.remarks) == {"85084", "85165"}


def test_unknown_codes_are_counted_and_too_many_of_them_stop_the_build() -> None:
    few = staged([("2010", "160", "1", 999), ("2010", "160", "934", 1), ("2010", "971", "123", 50)])
    assert lost_sentences(few, PASSAGE) == ["accidents 2010: 1 of 1050 with a commune unknown to the COG."]
    assert accident_columns(few, PASSAGE, COMMUNES)["baac_acc", 2010].cells.sum() == 999
    with pytest.raises(PassageError, match="accidents 2010: 2 of 1001 accidents"):
        accident_columns(staged([("2010", "160", "1", 999), ("2010", "160", "934", 2)]), PASSAGE, COMMUNES)
