"""Packing the current edition, and installing an earlier one only when it is sound."""

from __future__ import annotations

import json
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from loaders.__main__ import main
from loaders.edition.archive import EditionRefusedError, add, edition_faults, pack
from loaders.pipeline.manifest import describe_table
from loaders.pipeline.staging import write_parquet
from observatoire.model.contracts import CONTRACTS, earlier_table_violations
from observatoire.model.folders.editions import open_edition
from observatoire.model.store import PREPARED_DIR
from tests.loaders.hostile import REAL, endless, locked_archive, lying_archive

DATA = PREPARED_DIR.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An earlier edition as it was packed: one measure less, one that is no more, no contour.

    It is that of the Ain alone, for nothing here depends on the number of communes: the whole is held by `test_check`.
    """
    made = tmp_path_factory.mktemp("earlier") / "edition"
    made.mkdir()
    tables = {name: pd.read_parquet(PREPARED_DIR / f"{name}.parquet") for name in CONTRACTS}
    places = tables["territories"]
    communes = places[places["departement"].eq("01") & places["level"].eq("commune")]
    ids = {*communes["id"], *("epci-" + communes["epci"].dropna()), "dep-01", "reg-84", "france"}
    for name, table in tables.items():
        keys = {"id": ids, "adjacent": ids, "current": set(communes["code"])}
        keys |= {} if name in ("territories", "former_communes") else {"code": set(communes["code"])}
        for column in keys.keys() & set(table):
            table = table[table[column].isin(keys[column])]
        write_parquet(table.reset_index(drop=True), made / f"{name}.parquet")
    shutil.copytree(DATA / "catalog", made / "catalog")
    measures = pd.read_parquet(made / "measures.parquet").drop(columns="lycees__2026").copy().assign(oubli__2015=1.0)
    write_parquet(measures, made / "measures.parquet")
    shutil.copy(PREPARED_DIR / "manifest.json", made)
    relist(made, "2025.1")
    return made


def relist(edition: Path, name: str) -> None:
    """Write the manifest again, as an edition named so had it."""
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    tables = {path.name: describe_table(path) for path in sorted(edition.glob("*.parquet"))}
    (edition / "manifest.json").write_text(json.dumps(manifest | {"edition": name, "tables": tables}), encoding="utf-8")


def data_folder(path: Path) -> Path:
    """A `data` folder whose current edition is ours."""
    (path / "prepared").mkdir(parents=True)
    shutil.copy(PREPARED_DIR / "manifest.json", path / "prepared")
    return path


def copied(folder: Path, target: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(folder, target))


def test_an_earlier_edition_is_installed_and_opens(folder: Path, tmp_path: Path) -> None:
    data = data_folder(tmp_path / "data")
    assert add(folder, data) == "2025.1"
    assert [path.name for path in (data / "editions").iterdir()] == ["2025.1"]
    assert open_edition("2025.1", data / "editions").store.years("oubli") == (2015,)
    with pytest.raises(EditionRefusedError, match="installed already"):
        add(folder, data)


def test_an_archive_is_the_same_each_time_and_holds_all(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "prepared" / "contours").mkdir(parents=True)
    (data / "catalog").mkdir()
    for name, text in (("prepared/manifest.json", '{"edition": "2026.1"}'), ("prepared/contours/x.parquet", "x")):
        (data / name).write_text(text)
    (data / "catalog" / "sources.toml").write_text("")
    first = pack(data, tmp_path / "a").read_bytes()
    assert pack(data, tmp_path / "b").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a" / "edition-2026.1.zip") as archive:
        assert archive.namelist() == ["catalog/sources.toml", "contours/x.parquet", "manifest.json"]


def test_an_archive_is_installed_as_a_folder_is(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "edition"), "zip", folder))
    data = data_folder(tmp_path / "data")
    assert main(["edition", "--data", str(data), "add", str(archive)]) == 0
    assert "2025.1 installed" in capsys.readouterr().out
    assert not list((data / "editions").glob(".adding*"))


def test_the_current_edition_is_not_an_earlier_one(tmp_path: Path, folder: Path) -> None:
    edition = copied(folder, tmp_path / "r")
    for name in ("2026.1", "2026.2"):
        relist(edition, name)
        with pytest.raises(EditionRefusedError, match=f"{name} is not earlier than the current edition, 2026.1"):
            add(edition, data_folder(tmp_path / name))
    relist(edition, "../2025.1")
    assert "is not the name of an edition" in edition_faults(edition)[0]


def test_a_spoilt_edition_is_refused_and_nothing_is_installed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edition, data = copied(folder, tmp_path / "r"), data_folder(tmp_path / "data")
    write_parquet(pd.read_parquet(edition / "gaps.parquet").assign(status="perdu"), edition / "gaps.parquet")
    assert "gaps.parquet: sha256" in edition_faults(edition)[0]
    relist(edition, "2025.1")
    assert "'perdu'" in " ".join(edition_faults(edition))
    assert main(["edition", "--data", str(data), "add", str(edition)]) == 1
    assert "Refused" in capsys.readouterr().out
    assert list((data / "editions").iterdir()) == []
    (edition / "measures.parquet").unlink()
    assert edition_faults(edition)[0].startswith("measures.parquet absent")
    (edition / "measures.parquet").write_text("x")
    (edition / "manifest.json").write_text("[]")
    assert edition_faults(edition) == ["manifest.json is not the manifest of an edition."]


def test_a_edition_that_tells_of_too_few_persons_is_refused(folder: Path, tmp_path: Path) -> None:
    """Beside today's, it would give back what today's withholds."""
    edition = copied(folder, tmp_path / "r")
    measures = pd.read_parquet(edition / "measures.parquet")
    women = measures["rne_elus_f__2026"].where(measures["code"] != "01006", 1.0)
    write_parquet(measures.assign(rne_elus_f__2026=women), edition / "measures.parquet")
    relist(edition, "2025.1")
    assert edition_faults(edition) == ["rne_elus_f__2026 tells of fewer than 3 persons in 1 territories (commune)."]


def test_a_edition_without_its_catalogue_is_refused(folder: Path, tmp_path: Path) -> None:
    edition = copied(folder, tmp_path / "r")
    shutil.rmtree(edition / "catalog")
    assert edition_faults(edition) == ["catalog/ has no indicator."]


@pytest.mark.parametrize("name", ["../outside.json", "/etc/outside.json", "program.py"])
def test_an_archive_with_anything_else_in_it_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "{}")
    with pytest.raises(EditionRefusedError, match="has no place in an edition"):
        add(path, data_folder(tmp_path / "data"))
    assert not (tmp_path / "outside.json").exists()
    path.write_bytes(b"not a zip")
    with pytest.raises(EditionRefusedError, match="not an archive"):
        add(path, data_folder(tmp_path / "other"))


def test_an_archive_too_large_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.edition.archive.MOST_BYTES", 10)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "0" * 1_000)
    with pytest.raises(EditionRefusedError, match="too many for an edition"):
        add(path, data_folder(tmp_path / "data"))


def test_columns_of_another_time_are_passed_over_and_the_others_held() -> None:
    measures = pd.DataFrame({"code": ["16102"], "pop_mun__2022": [-5.0], "oubli__2015": [1.0]})
    [sentence] = earlier_table_violations("measures", measures)
    assert "pop_mun__2022" in sentence
    assert earlier_table_violations("measures", measures.drop(columns="code"))[0] == "measures: column code is absent."
    gaps = pd.DataFrame(
        {"measure": ["oubli"], "year": [2015], "code": ["16102"], "status": ["secret"], "reason": ["…"]}
    )
    assert earlier_table_violations("gaps", gaps) == []


MANIFEST = b'{"edition": "2025.1", "cog": 2025, "epci_date": "2025-01-01", "tables": {}}'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (locked_archive("manifest.json"), "password"),
        (b"PK\x03\x04 cut", "not a zip file"),
        (lying_archive({"manifest.json": MANIFEST, "territories.parquet": None}), "Bad CRC-32"),
    ],
)
def test_a_hostile_archive_is_refused_in_a_sentence_and_takes_no_memory(tmp_path, capsys, content, said):
    """One of 2 MB took 2.1 GB: it declared a thousand bytes, and all that came out was held at once."""
    data, source = data_folder(tmp_path / "data"), tmp_path / "edition.zip"
    source.write_bytes(content)
    tracemalloc.start()
    try:
        assert main(["edition", "--data", str(data), "add", str(source)]) == 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert said in capsys.readouterr().out
    assert peak < REAL / 4
    assert not list((data / "editions").iterdir())


def test_what_is_no_plain_file_is_refused(tmp_path, capsys):
    data, sources = data_folder(tmp_path / "data"), endless(tmp_path)
    inside = tmp_path / "inside"
    inside.mkdir()
    endless(inside)
    for source in (*sources, inside):
        assert main(["edition", "--data", str(data), "add", str(source)]) == 1
        assert "n’est pas un fichier" in capsys.readouterr().out


def test_tables_that_cannot_be_read_or_unfold_to_billions_are_refused(tmp_path, monkeypatch):
    """Their bytes are those that their manifest lists."""
    shutil.copytree(PREPARED_DIR, made := tmp_path / "edition", ignore=shutil.ignore_patterns("contours"))
    content = (made / "gaps.parquet").read_bytes()
    (made / "gaps.parquet").write_bytes(content[:2_000] + b"\xff" * 3_000 + content[5_000:])
    relist(made, "2025.1")
    assert [fault.partition(" (")[0] for fault in edition_faults(made)] == [
        "gaps.parquet is not a table that can be read"
    ]
    monkeypatch.setattr("loaders.edition.archive.MOST_CELLS", 100_000)
    with pytest.raises(EditionRefusedError, match="too many for an edition"):
        edition_faults(made)
    (made / "manifest.json").write_bytes(b"[" * 100_000)
    assert edition_faults(made) == ["manifest.json is not the manifest of an edition."]


def test_a_disk_that_is_full_and_an_edition_that_is_none_are_said(tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "x.zip")

    monkeypatch.setattr("loaders.edition.archive.pack", full)
    assert main(["edition", "pack"]) == 1
    assert capsys.readouterr().err == "Cannot read or write x.zip: No space left on device.\n"
    for name in ("territories", "measures", "gaps", "flags"):
        (tmp_path / f"{name}.parquet").write_bytes(b"PAR1 cut")
    assert main(["diff", str(tmp_path)]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "not an edition that this program reads" in line
