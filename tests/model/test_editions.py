"""Earlier editions: which are installed, which can be read, nothing looked for outside their folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from observatoire.model.catalog import CATALOG_DIR
from observatoire.model.folders import editions
from observatoire.model.folders.editions import (
    MOST_SERVED,
    EditionNotReadableError,
    edition_order,
    installed,
    is_edition_name,
    open_edition,
)
from observatoire.model.store import PREPARED_DIR, open_store


def test_names_of_editions_and_their_order() -> None:
    assert all(map(is_edition_name, ("2026.1", "2026.12", "2031.3")))
    assert not any(
        map(is_edition_name, ("", "2026", "2026.0", "2026.1\n", "1026.1", "2026.123", "../2026.1", "٢٠٢٦.١"))
    )
    assert sorted(["2026.10", "2027.1", "2026.9"], key=edition_order) == ["2026.9", "2026.10", "2027.1"]
    with pytest.raises(ValueError, match="test"):
        edition_order("test")


def test_the_latest_installed_are_served_and_odd_folders_are_not(tmp_path: Path) -> None:
    assert installed(tmp_path / "nowhere") == ()
    for year in range(2019, 2026):
        (tmp_path / f"{year}.1").mkdir()
    (tmp_path / ".adding-x").mkdir()
    (tmp_path / "2025.2").write_text("a file")
    assert installed(tmp_path) == ("2025.1", "2024.1", "2023.1", "2022.1")
    assert len(installed(tmp_path)) == MOST_SERVED


def test_a_edition_is_opened_once_with_its_own_figures_and_catalogue(earlier: Path) -> None:
    edition = open_edition("2025.1", earlier)
    assert edition is open_edition("2025.1", earlier)
    assert edition.store.edition == "2025.1"
    cognac = edition.store.members("com-16102")
    assert edition.store.measure("pop_mun", 2022)[cognac] == 19_466
    assert open_store().measure("pop_mun", 2022)[open_store().members("com-16102")] == 18_466
    assert "densite" not in edition.catalog.indicators


@pytest.mark.parametrize("name", ["2024.1", "../2025.1", "2025.1/..", "", ".", "2025.1\x00"])
def test_what_is_not_installed_is_not_looked_for(name: str, earlier: Path) -> None:
    with pytest.raises(EditionNotReadableError):
        open_edition(name, earlier)


def test_a_edition_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2024.1").mkdir()
    with pytest.raises(EditionNotReadableError):
        open_edition("2024.1", tmp_path)
    (tmp_path / "2024.1" / "manifest.json").write_text("{")
    shutil.copytree(CATALOG_DIR, tmp_path / "2024.1" / "catalog")
    with pytest.raises(EditionNotReadableError):
        open_edition("2024.1", tmp_path)


def test_today_s_folder_is_the_default() -> None:
    assert installed() == installed(editions.EDITIONS_DIR)
    assert PREPARED_DIR.parent / "editions" == editions.EDITIONS_DIR
