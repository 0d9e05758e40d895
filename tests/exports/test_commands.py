"""`python -m observatoire export`: files that explain themselves, a zip of communes, one sentence for bad input."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest

from observatoire.__main__ import main
from observatoire.model.store import open_store
from tests.exports.programs import pdf_text


def test_a_fiche_in_three_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["export", "fiche", "com-16102", "--formats", "pdf,html,docx", "--site", "https://exemple.fr", "--json"]
    assert main([*command, "--out", str(tmp_path / "new")]) == 0
    streams = capsys.readouterr()
    files = [Path(row["file"]) for row in json.loads(streams.out)]
    assert [f.name for f in files] == [f"fiche_cognac_com-16102_2026-1.{kind}" for kind in ("pdf", "html", "docx")]
    assert streams.err.count("\n") == 3, "progress"
    assert "18 532" in pdf_text(files[0])
    assert "https://exemple.fr/portrait?territoire=com-16102&amp;pairs=similaires" in files[1].read_text("utf-8")


def test_the_communes_of_an_epci_in_a_zip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    epci = open_store().level("epci")["members"].idxmin()
    members = int(open_store().level("epci")["members"].min())
    command = ["export", "fiche", str(epci), "--members", "--formats", "pdf,html", "--themes", "mairies", "--out"]
    assert main([*command, str(tmp_path)]) == 0
    (path,) = tmp_path.glob("*.zip")
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        assert package.testzip() is None
    assert len(names) == 2 * members
    assert all(name.startswith("fiche_") for name in names)
    assert f"{members}/{members} " in capsys.readouterr().err


def test_a_table_in_two_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [
        "export",
        "table",
        "epci-200070514",
        "--indicator",
        "densite",
        "--peers",
        "departement",
        "--year",
        "2023",
    ]
    assert main([*command, "--formats", "csv,csv-rfc,ods", "--out", str(tmp_path), "--json"]) == 0
    files = [Path(row["file"]) for row in json.loads(capsys.readouterr().out)]
    assert files[0].name == "grand-cognac_epci-200070514_departement_densite_2023.csv"
    lines = list(csv.DictReader(files[1].read_text("utf-8").splitlines()))
    assert main(["compare", "epci-200070514", "--indicator", "densite", "--peers", "departement", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert int(lines[0]["rang"]) == known["rank"]
    assert {line["identifiant"] for line in lines[1:] if line["role"] != "repère"} == {
        member["id"] for member in known["members"]
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fiche", "com-99999"), "Territoire inconnu"),
        (("fiche", "com-16102", "--formats", "exe"), "Format inconnu : « exe ». Choix possibles : pdf, html, docx."),
        (("fiche", "com-16102", "--formats", ","), "Format inconnu"),
        (("fiche", "com-16102", "--themes", "bonheur"), "Thème inconnu : « bonheur »"),
        (("fiche", "com-16102", "--members"), "ne vaut que pour un EPCI"),
        (("fiche", "com-16102", "--peers", "amis"), "Groupe de comparaison inconnu"),
        (("fiche", "com-16102", "--site", "javascript:alert(1)"), "Adresse du site illisible"),
        (("table", "com-16102", "--indicator", "bonheur"), "Indicateur inconnu"),
        (("table", "com-16102", "--indicator", "densite", "--year", "1789"), "Aucune donnée"),
        (("table", "com-16102", "--indicator", "densite", "--formats", "doc"), "Format inconnu"),
        (("table", "com-16102"), "Commande incomplète"),
    ],
)
def test_bad_input_gets_status_2_and_one_french_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert main(["export", *arguments, "--out", str(tmp_path)]) == 2
    streams = capsys.readouterr()
    assert words in streams.err
    assert streams.err.count("\n") == 1
    assert streams.out == ""
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["export", "fiche", "com-16102", "--out", str(tmp_path / "file")]) == 2
    assert "Dossier impossible à créer" in capsys.readouterr().err
