"""`python -m loaders local`: a checked file for all visitors, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.__main__ import main
from observatoire.local.file import write_local
from observatoire.local.record import LocalData
from observatoire.model.folders.installed import MOST_FILES, installed_files, local_directory
from tests.loaders.hostile import endless
from tests.local.test_file import COUNT, DATA


def run(directory: Path, *words: str) -> int:
    return main(["local", "--into", str(directory), *words])


def test_a_file_is_installed_listed_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, here = tmp_path / "saved.json", tmp_path / "local"
    assert run(here, "list") == 0
    assert "Aucune" in capsys.readouterr().out
    file.write_bytes(write_local(DATA))
    assert run(here, "add", str(file)) == run(here, "add", str(file)) == 0
    [(name, content)] = installed_files(here).items()
    assert content == write_local(DATA)
    capsys.readouterr()
    assert run(here, "list") == 0
    assert "Places en crèche" in capsys.readouterr().out
    assert run(here, "remove", name) == 0
    assert not installed_files(here)
    assert run(here, "remove", name) == 1
    assert run(here, "remove", "../saved.json") == 1
    assert file.exists()


@pytest.mark.parametrize(
    "content", [b"code;valeur\n16102;1\n", write_local(DATA).replace(b"60.5", b"61.5"), b" " * 7_000_000]
)
def test_what_is_no_sound_file_is_not_installed(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file, here = tmp_path / "saved.json", tmp_path / "local"
    file.write_bytes(content)
    assert run(here, "add", str(file)) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not here.exists()


def test_no_more_files_than_a_page_bears_and_no_links(tmp_path: Path) -> None:
    here = tmp_path / "local"
    here.mkdir()
    for n in range(MOST_FILES):
        (here / f"{n:02}.json").write_bytes(b"{}")
    file = tmp_path / "saved.json"
    file.write_bytes(write_local(LocalData((COUNT,))))
    assert run(here, "add", str(file)) == 1
    (here / "00.json").unlink()
    (here / "00.json").symlink_to(file)
    assert "00.json" not in installed_files(here)


def test_they_are_beside_the_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path / "edition"))
    assert local_directory() == tmp_path / "local"
    monkeypatch.delenv("OBSERVATOIRE_DATA")
    assert local_directory().parts[-2:] == ("data", "local")


def test_what_is_no_plain_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in endless(tmp_path):
        assert run(tmp_path / "local", "add", str(path)) == 1
        assert "n’est pas un fichier, mais un dossier, un tuyau ou un périphérique" in capsys.readouterr().err
