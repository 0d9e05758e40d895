"""Earlier releases: which are installed, which can be read, nothing looked for outside their folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from observatoire.model import releases
from observatoire.model.catalog import CATALOG_DIR
from observatoire.model.releases import (
    MOST_SERVED,
    ReleaseNotReadableError,
    installed,
    is_release_name,
    open_release,
    release_order,
)
from observatoire.model.store import PREPARED_DIR, open_store


def test_names_of_releases_and_their_order() -> None:
    assert all(map(is_release_name, ("2026.1", "2026.12", "2031.3")))
    assert not any(
        map(is_release_name, ("", "2026", "2026.0", "2026.1\n", "1026.1", "2026.123", "../2026.1", "٢٠٢٦.١"))
    )
    assert sorted(["2026.10", "2027.1", "2026.9"], key=release_order) == ["2026.9", "2026.10", "2027.1"]
    with pytest.raises(ValueError, match="test"):
        release_order("test")


def test_the_latest_installed_are_served_and_odd_folders_are_not(tmp_path: Path) -> None:
    assert installed(tmp_path / "nowhere") == ()
    for year in range(2019, 2026):
        (tmp_path / f"{year}.1").mkdir()
    (tmp_path / ".adding-x").mkdir()
    (tmp_path / "2025.2").write_text("a file")
    assert installed(tmp_path) == ("2025.1", "2024.1", "2023.1", "2022.1")
    assert len(installed(tmp_path)) == MOST_SERVED


def test_a_release_is_opened_once_with_its_own_figures_and_catalogue(earlier: Path) -> None:
    release = open_release("2025.1", earlier)
    assert release is open_release("2025.1", earlier)
    assert release.store.release == "2025.1"
    cognac = release.store.members("com-16102")
    assert release.store.measure("pop_mun", 2022)[cognac] == 19_466
    assert open_store().measure("pop_mun", 2022)[open_store().members("com-16102")] == 18_466
    assert "densite" not in release.catalog.indicators


@pytest.mark.parametrize("name", ["2024.1", "../2025.1", "2025.1/..", "", ".", "2025.1\x00"])
def test_what_is_not_installed_is_not_looked_for(name: str, earlier: Path) -> None:
    with pytest.raises(ReleaseNotReadableError):
        open_release(name, earlier)


def test_a_release_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2024.1").mkdir()
    with pytest.raises(ReleaseNotReadableError):
        open_release("2024.1", tmp_path)
    (tmp_path / "2024.1" / "manifest.json").write_text("{")
    shutil.copytree(CATALOG_DIR, tmp_path / "2024.1" / "catalog")
    with pytest.raises(ReleaseNotReadableError):
        open_release("2024.1", tmp_path)


def test_today_s_folder_is_the_default() -> None:
    assert installed() == installed(releases.RELEASES_DIR)
    assert PREPARED_DIR.parent / "releases" == releases.RELEASES_DIR
