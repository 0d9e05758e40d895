"""Files as they come: any container, encoding and separator; damaged, absurd or hostile ones are refused."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from loaders.official.containers import bounds
from loaders.official.opened import Opened
from loaders.official.reading import Unexpected
from tests.loaders.hostile import REAL, lying_archive

TEXT = "CODGEO;Libellé;MED21\r\n16102;Cognac;21980\r\n97411;Saint-Denis;\r\n"
ROWS = [["16102", "Cognac", "21980"], ["97411", "Saint-Denis", ""]]


def written(folder: Path, content: bytes, name: str = "fichier") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        '"CODGEO";"Libellé";"MED21"\n"16102";"Cognac";"21980"\n"97411";"Saint-Denis";""\n'.encode(),
        gzip.compress(TEXT.encode()),
        zipped(a=TEXT.encode()),
        zipped(a=gzip.compress(TEXT.encode())),
    ],
    ids=["utf8", "mark", "windows", "utf16", "commas", "tabs", "quotes", "gzip", "zip", "gzip in zip"],
)
def test_a_text_is_read_whatever_its_container_encoding_and_separator(tmp_path: Path, content: bytes) -> None:
    (member,) = Opened(written(tmp_path, content, "sans_extension")).members
    assert member.kind == "csv"
    assert member.header == ("CODGEO", "Libellé", "MED21")
    assert member.table().to_numpy().tolist() == ROWS
    assert member.table(["MED21", "CODGEO"]).to_numpy().tolist() == [[row[2], row[0]] for row in ROWS]
    assert [len(part) for part in member.table(chunk=1)] == [1, 1]
    assert member.head(1) == "CODGEO;Libellé;MED21" or len(member.head(1).split("\n")) == 1


def test_codes_keep_their_zeros_and_nothing_is_guessed_to_be_missing(tmp_path: Path) -> None:
    (member,) = Opened(written(tmp_path, b"code;x\n01001;NA\n2A004;null\n")).members
    assert member.table().to_numpy().tolist() == [["01001", "NA"], ["2A004", "null"]]


def test_titles_above_the_names_are_skipped(tmp_path: Path) -> None:
    (member,) = Opened(written(tmp_path, b"Titre ; ici\nSource\ncode;x\n01001;5\n")).members
    assert member.table(["x"], skip=2).to_numpy().tolist() == [["5"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"code;x\n01001;5\n01002", "Row #3: Expected 2 columns, got 1"),
        (b"code;x\n01001;5;6;7\n01002;5\n", "jusqu’au bout"),
        (b"code;y\n01001;5\n", "«\u00a0x\u00a0» est absente"),
        (b"code;x;x\n01001;5;6\n", "deux fois"),
        (gzip.compress(TEXT.encode() * 50)[:-20], "coupé"),
        (zipped(a=TEXT.encode())[:-30], "coupé"),
        (zipped(**{"../a.csv": b"code;x\n"}), "sort de son dossier"),
        (zipped(**{"/etc/a.csv": b"code;x\n"}), "sort de son dossier"),
        (zipped(**{"C:\\a.csv": b"code;x\n"}), "sort de son dossier"),
        (zipped(a=zipped(b=b"code;x\n")), "archive dans une archive"),
        (zipped(**{f"{n}.csv": b"x" for n in range(501)}), "501 fichiers"),
    ],
    ids=["empty", "cut", "long", "renamed", "twice", "gzip cut", "zip cut", "up", "root", "drive", "nested", "many"],
)
def test_a_damaged_changed_or_hostile_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(Unexpected) as refused:
        Opened(path).members[0].table(["code", "x"])
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b"code;x\n01001;5\n01002;61", ["5", ""]),
        (b"code;x\r\n01001;5,25\r\n01002;6,1", ["5,25", ""]),
        (b'code;x\n01001;"5"\n01002;"6', ["5", ""]),
        ("code;x\n01001;5\n01002;61".encode("utf-16"), ["5", ""]),
        (b'code;x\n01001;"5"\n01002;"61"', ["5", "61"]),
        (b"code;x\n01001;5\n01002;61\n", ["5", "61"]),
        (zipped(a=b"code;x\n01001;5\n01002;61"), ["5", "61"]),
        (gzip.compress(b"code;x\n01001;5\n01002;61"), ["5", "61"]),
    ],
    ids=["cut", "comma", "open quotes", "utf16", "closed quotes", "whole", "zip", "gzip"],
)
def test_the_last_number_of_a_text_that_may_be_cut_is_left_out(
    tmp_path: Path, content: bytes, cells: list[str]
) -> None:
    opened = Opened(written(tmp_path, content))
    assert opened.members[0].table(["x"])["x"].tolist() == cells
    assert opened.unfinished == (cells[1] == "")


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = written(tmp_path, zipped(a=b"0" * (bounds.EXPANDED_FROM + 1)))
    with pytest.raises(Unexpected, match="enfle plus de 200 fois"):
        Opened(path)


def test_what_comes_out_of_a_gzip_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_BYTES", 1_000_000)
    path = written(tmp_path, gzip.compress(b"code;x\n" + b"01001;5\n" * 200_000))
    with pytest.raises(Unexpected, match="dépasse"):
        Opened(path).members[0].table()


def test_a_password_is_said(tmp_path: Path) -> None:
    content = bytearray(zipped(a=TEXT.encode()))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unexpected, match="mot de passe"):
        Opened(written(tmp_path, bytes(content)))


def test_a_parquet_file_gives_texts(tmp_path: Path) -> None:
    path = tmp_path / "a"
    pd.DataFrame({"code": ["01001", None], "n": [5, 6]}).to_parquet(path)
    (member,) = Opened(path).members
    assert (member.kind, member.header) == ("parquet", ("code", "n"))
    assert member.table(["n", "code"]).to_numpy().tolist() == [["5", "01001"], ["6", ""]]
    with pytest.raises(Unexpected, match="«\u00a0x\u00a0» est absente"):
        member.table(["x"])


def test_a_workbook_gives_texts_by_sheet(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "classeur"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Lisez-moi").write(0, 0, "Titre")
        sheet = workbook.add_worksheet("APL 2023")
        for line, cells in enumerate([["Titre"], ["Code\ncommune", "APL"], ["01001", 95.947], [], ["01002", 3]]):
            for column, cell in enumerate(cells):
                sheet.write(line, column, cell)
    (member,) = Opened(path).members
    assert (member.kind, member.sheets) == ("xlsx", ("Lisez-moi", "APL 2023"))
    assert member.table(sheet="APL 2023", skip=1).to_numpy().tolist() == [["01001", "95.947"], ["01002", "3"]]
    assert member.head(2, sheet="APL 2023").splitlines()[0].startswith("Titre")
    with pytest.raises(Unexpected, match="«\u00a0APL 2024\u00a0» est absente"):
        member.table(sheet="APL 2024")


def test_json_is_read_and_its_faults_said(tmp_path: Path) -> None:
    (member,) = Opened(written(tmp_path, json.dumps({"a": [1]}).encode())).members
    assert (member.kind, member.json()) == ("json", {"a": [1]})
    with pytest.raises(Unexpected, match="JSON entier"):
        Opened(written(tmp_path, b'{"a": [1')).members[0].json()


def test_what_is_neither_text_nor_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected):
        Opened(written(tmp_path, b"\x89PNG\x00\x00\x01\x02" * 10)).members[0].table()


TYPES = b'<?xml version="1.0"?><Types/>'


@pytest.mark.parametrize(
    "members",
    [
        {"a.csv": None},
        {"a.parquet": b"PAR1", "b.parquet": None},
        {"[Content_Types].xml": TYPES, "xl/workbook.xml": None},
        {"mimetype": None, "content.xml": TYPES},
    ],
    ids=["text", "table", "workbook", "open workbook"],
)
def test_an_archive_that_lies_about_its_sizes_is_refused_and_takes_no_memory(tmp_path: Path, members: dict) -> None:
    path = written(tmp_path, lying_archive(members))
    tracemalloc.start()
    try:
        with pytest.raises(Unexpected, match="coupé, abîmé ou chiffré"):
            [member.table() for member in Opened(path).members[-1:]]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < REAL / 4
